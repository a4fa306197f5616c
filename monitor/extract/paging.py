"""Turns a page of an article that goes on into the address of its next page, and its pages into one body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from monitor.extract.headline import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from urllib.parse import SplitResult

    from monitor.html import Line, Node
    from monitor.model import Article

# More pages than this are a book, or a trap.
MOST_PAGES = 8
_HINT = re.compile(r"[下后]一?[页頁]|\bnext\b|次のページ|^[1-9 .…|]{1,40}$", re.IGNORECASE | re.MULTILINE)
_LONGEST_PAGER = 120
_LABEL = re.compile(r"^[\[【(（<«\s]*(?:下一?[页頁]|后一页|next page)[\]】)）>»›→\s]*$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
# How addresses number the pages of one article: `a_2.html`, `a-2`, `a/2`, `a/page/2`.
_NUMBER = re.compile(r"[_\-/.]?(?:p|page)?[_\-/=]?(\d{1,2})/?$", re.IGNORECASE)
_PARAMETER = re.compile(r"(?:^|&)(?:p|pn|page|pageno|page_?num)=\d{1,2}(?=&|$)", re.IGNORECASE)
_LONG_LINE = 20


def next_page(root: Node, lines: Sequence[Line], url: str) -> str | None:
    """Find the address at which an article goes on, on the same host; None where it ends here.

    Args:
        root: The page.
        lines: All that is read of it: most pages are spared a look at all their links.
        url: Where it was read.
    """
    shown = "\n".join([line.text for line in lines if line.linked and len(line.text) <= _LONGEST_PAGER])
    if not _HINT.search(shown):
        return None
    stated = [link.attribute("href") for link in root.select("[rel=next][href]")]
    stated += [link.attribute("href") for link in root.select("a[href]") if _LABEL.match(link.text)]
    for address in stated:
        try:
            following = urljoin(url, address)
            if _is_same_article(urlsplit(url), urlsplit(following)):
                return following
        except ValueError:
            continue
    return None


def joined(first: Article, others: Iterable[Article]) -> str:
    """Join the body of an article with those of its following pages, as far as they bear its title.

    What each page repeats, such as the lead, is told once.
    """
    lines = first.body.split("\n")
    title = letters(first.title)
    for other in others:
        if not letters(other.title).startswith(title):
            break
        told = {line for line in lines if len(line) >= _LONG_LINE}
        lines.extend(line for line in other.body.split("\n") if line not in told)
    return "\n".join(lines)


def _is_same_article(here: SplitResult, there: SplitResult) -> bool:
    """Tell whether two addresses differ by a page's number alone."""
    if here[:2] != there[:2] or there[2:4] == here[2:4]:
        return False
    if here.path == there.path:
        return _without_page(here.query) == _without_page(there.query) and bool(_PARAMETER.search(there.query))
    own, other = _EXTENSION.sub("", here.path), _EXTENSION.sub("", there.path)
    found = _NUMBER.search(other)
    stem = other[: found.start()] if found is not None else ""
    return bool(stem) and stem in {own.rstrip("/"), _NUMBER.sub("", own)} and here.query == there.query


def _without_page(query: str) -> str:
    return _PARAMETER.sub("", query).strip("&")
