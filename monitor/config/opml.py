"""A list of feeds that a feed reader exported (OPML 2.0) turned into the tree of a file of sources.

The parser is expat, fed text whose size files.py has bounded. A DOCTYPE is refused before anything in it counts, so
there are no entities to grow or to fetch; outlines are taken as they come, so depth costs no stack.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from monitor.config.faults import Fault, Place
from monitor.config.tree import Tree, UnreadableTreeError

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType


_FEED_SCHEME = re.compile(r"^feed:(//)?(?=(\w+:)?)", re.IGNORECASE)
"""`feed://host/…` and `feed:https://host/…` are how some readers write the addresses of feeds."""


def is_opml(text: str) -> bool:
    """Tell whether a text is XML rather than YAML, which never begins with a tag."""
    return text.lstrip().startswith("<")


def parse_opml(text: str) -> Tree:
    """Build the tree of one OPML text: each outline with an `xmlUrl`, in whatever folder, is a feed.

    Raises:
        UnreadableTreeError: It is no OPML, or holds a DOCTYPE.
    """
    outlines = _Outlines()
    try:
        outlines.parser.Parse(text, True)  # noqa: FBT003 -- expat takes no keywords.
    except expat.ExpatError as error:
        said = f"not OPML: {expat.ErrorString(error.code)}"
        raise UnreadableTreeError(Fault(Place(error.lineno, error.offset + 1), said)) from error
    return outlines.tree


def _of_the_web(found: re.Match[str]) -> str:
    return "" if found[2] else "https://"


class _Outlines:
    """Takes feeds and their places while the parser walks."""

    def __init__(self) -> None:
        self.tree = Tree({"sources": []})
        self.parser: XMLParserType = expat.ParserCreate()
        self.parser.StartElementHandler = self._element
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._is_first = True

    def _place(self) -> Place:
        return Place(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def _doctype(self, *_declared: object) -> None:
        raise UnreadableTreeError(Fault(self._place(), "a DOCTYPE is not used here: take it out"))

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        if self._is_first and tag.lower() != "opml":
            raise UnreadableTreeError(Fault(self._place(), f"not OPML: it begins with <{tag[:20]}>"))
        self._is_first = False
        named = {name.lower(): value.strip() for name, value in attributes.items()}
        address = _FEED_SCHEME.sub(_of_the_web, named.get("xmlurl", ""))
        if tag.lower() != "outline" or not address:
            return
        sources = self.tree.value["sources"]
        self.tree.places["sources", len(sources)] = self._place()
        name = named.get("text") or named.get("title")
        sources.append({"kind": "feed", "url": address} | ({"name": name} if name else {}))
