"""A person's own template → the text or page of a message. Jinja2 in its sandbox: values are read, nothing else.

A template is given (docs/templates.md): `headline` `status` `items` `sections` `sources` `links` `source` `code` `late`
`language`. All text is disarmed already; a page (`*.html`, `*.html.j2`) is escaped besides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.errors import TemplateFaultError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.notify.rendering.item import Item
    from monitor.notify.rendering.story import Story

LONGEST_TEXT = 200_000
"""Characters; a template that writes more repeats itself."""


def is_page(name: str) -> bool:
    """Tell by its file's name whether a template writes a page."""
    return name.removesuffix(".j2").endswith(".html")


def written(name: str, template: str, story: Story, most: int | None = None, *, late: bool = False) -> str:
    """Write a story, or the first `most` launches of it, by a template.

    Raises:
        TemplateFaultError: The template cannot be read, asks for what there is not, or writes nothing.
    """
    try:
        text = str(_compiled(template, is_page(name)).render(_values(story, most, late=late)))
    except (
        TemplateError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
    ) as fault:
        line = getattr(fault, "lineno", None)
        raise TemplateFaultError(name, f"line {line}: {fault}" if line else str(fault)) from fault
    if not text.strip():
        raise TemplateFaultError(name, "writes nothing")
    if len(text) > LONGEST_TEXT:
        raise TemplateFaultError(name, f"writes more than {LONGEST_TEXT} characters")
    return text.strip()


def shorter_and_shorter_by(name: str, template: str, story: Story, *, late: bool = False) -> Iterator[str]:
    """Give what a template writes of all launches, then of fewer and fewer of them."""
    for most in range(len(story.items), 0, -1):
        yield written(name, template, story, most, late=late)


@lru_cache(maxsize=64)
def _compiled(template: str, page: bool) -> Any:  # noqa: ANN401, FBT001 -- jinja2's own; a cache takes no keywords well.
    environment = ImmutableSandboxedEnvironment(
        autoescape=page, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(template)


def _values(story: Story, most: int | None, *, late: bool) -> dict[str, Any]:
    shown = story.items[:most]
    origins = [
        {"name": origin.name, "tier": origin.tier.value, "day": origin.day, "title": origin.title, "link": origin.link,
         "host": origin.host}
        for origin in story.origins
    ]  # fmt: skip
    return {
        "headline": story.headline,
        "items": [_item(item, story) for item in shown],
        "sections": [
            {"label": label, "items": [_item(item, story) for item in items]}
            for label, items in story.sections(len(shown))
        ],
        "left_out": len(story.items) - len(shown),
        "sources": origins,
        "links": list(story.links),
        "source": story.source,
        "code": story.code,
        "late": late,
        "language": story.words.language,
    }


def _item(item: Item, story: Story) -> dict[str, Any]:
    return {
        "who": item.who,
        "what": item.what,
        "full": item.full,
        "name": item.name(" "),
        "line": story.line(item),
        "status": item.status.value,
        "label": story.words.labels[item.group],
        "rumour": item.is_rumour,
        "when": item.when,
        "details": list(item.details),
        "evidence": item.evidence,
        "host": item.origin.host,
        "link": item.origin.link,
    }
