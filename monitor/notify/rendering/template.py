"""A person's own template → the text or page of a message. Jinja2 in its sandbox: values are read, nothing else.

A template is given (docs/templates.md): `headline` `status` `items` `sections` `sources` `links` `source` `code` `late`
`language`. All text is disarmed already; a page (`*.html`, `*.html.j2`) is escaped besides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from monitor.errors import TemplateFaultError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Template
    from jinja2.runtime import Context

    from monitor.notify.rendering.item import Item
    from monitor.notify.rendering.story import Story

LONGEST_TEXT = 200_000
"""Characters; a template that writes more repeats itself."""

MOST_TURNS = 20_000
"""Of all loops of one message: a template of loops within loops would keep everybody waiting."""

_TURN = "monitor_turn"


def is_page(name: str) -> bool:
    """Tell by its file's name whether a template writes a page."""
    return name.removesuffix(".j2").endswith(".html")


def written(name: str, template: str, story: Story, most: int | None = None, *, late: bool = False) -> str:
    """Write a story, or the first `most` launches of it, by a template.

    Raises:
        TemplateFaultError: The template cannot be read, asks for what there is not, or writes nothing.
    """
    try:
        text = _rendered(_compiled(template, is_page(name)), _values(story, most, late=late))
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
    return text.strip()


def _rendered(template: Template, values: dict[str, Any]) -> str:
    """Write the text piece by piece, so that one without an end ends.

    Raises:
        SecurityError: It writes too much.
    """
    turns = iter(range(MOST_TURNS))
    written = []
    length = 0
    for piece in template.generate(values | {_TURN: turns}):
        written.append(piece)
        length += len(piece)
        if length > LONGEST_TEXT:
            raise SecurityError(f"writes more than {LONGEST_TEXT} characters")
    return "".join(written)


class _Bounded(ImmutableSandboxedEnvironment):
    """A sandbox in which nothing grows by multiplication."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 -- jinja2's own.
        """Calculate with numbers only; `*` and `%` make endless texts of short ones."""
        if not (isinstance(left, int | float) and isinstance(right, int | float)) or operator == "**":
            raise SecurityError(f"{operator} is for numbers only" if operator != "**" else "** is not used here")
        return super().call_binop(context, operator, left, right)


@pass_context
def _counted(context: Context, iterable: Iterable[Any]) -> Iterator[Any]:
    for one in iterable:
        if next(context[_TURN], None) is None:
            raise SecurityError(f"its loops make more than {MOST_TURNS} turns")
        yield one


class _CountLoops(NodeTransformer):
    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 -- as jinja2 looks it up.
        """Have what a loop goes through counted."""
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, _TURN, [], [], None, None, lineno=node.lineno)
        return node


def shorter_and_shorter_by(name: str, template: str, story: Story, *, late: bool = False) -> Iterator[str]:
    """Give what a template writes of all launches, then of fewer and fewer of them."""
    for most in range(len(story.items), 0, -1):
        yield written(name, template, story, most, late=late)


@lru_cache(maxsize=64)
def _compiled(template: str, page: bool) -> Template:  # noqa: FBT001 -- a cache takes no keywords well.
    environment = _Bounded(autoescape=page, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters[_TURN] = _counted
    counted = _CountLoops().visit(environment.parse(template))
    return environment.template_class.from_code(
        environment, environment.compile(counted), environment.make_globals(None)
    )


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
