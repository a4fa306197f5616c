"""Turns a source's own selectors into the parts of an article that they match; the rest is found automatically."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from monitor.dates import parse_moment
from monitor.errors import ExtractError, MarkupError
from monitor.extract.body import read_body
from monitor.extract.weight import weigh
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from monitor.html import Node
    from monitor.model import Moment
    from monitor.settings import ArticleSelectors

_DATE_ATTRIBUTES = ("datetime", "content")


@dataclass(frozen=True, slots=True)
class Selected:
    """What selectors gave of an article; empty or None where there are none, or none matched.

    Args:
        missed: Names of the parts whose selectors, all of them, gave nothing.
    """

    title: str = ""
    body: str = ""
    date: Moment | None = None
    author: str = ""
    missed: tuple[str, ...] = ()


def select_parts(
    root: Node, selectors: ArticleSelectors, headline: str, *, url: str, zone: ZoneInfo, reference: datetime | None
) -> Selected:
    """Read the parts of an article that selectors match: of each part's selectors the first that gives something.

    Args:
        root: The page.
        selectors: Where its parts stand.
        headline: The title found automatically, which the body does not repeat.
        url: Where it was read.
        zone: Where a time without a zone was stated.
        reference: What relative times are told from.

    Raises:
        ExtractError: A selector is not valid.
    """

    def moment_of(nodes: Sequence[Node]) -> str:
        return next((date for node in nodes for date in _dates(node) if parse_moment(date, zone, reference)), "")

    try:
        title = _first(root, selectors.title, _text)
        found = {
            "title": title,
            "body": _first(root, selectors.body, partial(_body, title=title or headline)),
            "date": _first(root, selectors.date, moment_of),
            "author": _first(root, selectors.author, _text),
        }
    except MarkupError as error:
        raise ExtractError(url, str(error)) from error
    return Selected(
        title=title,
        body=found["body"],
        date=parse_moment(found["date"], zone, reference) if found["date"] else None,
        author=found["author"],
        missed=tuple(part for part, text in found.items() if not text and getattr(selectors, part)),
    )


def _first(root: Node, selectors: Sequence[str], read: Callable[[Sequence[Node]], str]) -> str:
    return next((text for selector in selectors if (text := read(root.select(selector)))), "")


def _text(nodes: Sequence[Node]) -> str:
    return next((text for node in nodes if (text := node.text or node.attribute("content"))), "")


def _dates(node: Node) -> list[str]:
    return [*map(node.attribute, _DATE_ATTRIBUTES), node.text]


def _body(nodes: Sequence[Node], title: str) -> str:
    """Read all elements that a selector matches, but those within others; short ones as they stand."""
    matched = {node.identity for node in nodes}
    texts = []
    for node in nodes:
        if matched.isdisjoint(around.identity for around in node.ancestors):
            block = weigh(node.outline())
            texts.append(read_body(block, title) or "\n".join(one_line(line.text) for line in block.all_lines))
    return "\n".join(filter(None, texts))
