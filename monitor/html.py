"""Turns HTML text into nodes, blocks of lines, or plain text; the only door to selectolax."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor.errors import MarkupError
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

# selectolax 1.0.2, measured here: time is quadratic in depth (2,000 nested <div> 4 ms, 10,000 0.14 s, 200,000 above
# 40 s), in the attributes of a tag (20,000: 0.5 s) and in options (20,000: 1.3 s). Of 411 real pages the deepest has
# 51 levels, the largest has 807 options and the longest tag 131,556 characters (few attributes, one of them JSON).
LONGEST_TEXT = 2_000_000
DEEPEST_NESTING = 512  # Where Blink flattens trees, too.
DEEPEST_BLOCK = 200  # Deeper blocks are read as lines of this one, so that who walks blocks may use recursion.
MOST_OPTIONS = 5_000
LONG_TAG = 32_768
MOST_ATTRIBUTES = 2_000
_TAG_NAME = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9-]*)")
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{LONG_TAG},}}")
_ATTRIBUTE = re.compile(r"""\s[^\s=>"']+""")
# Void, or closed by their own siblings and parents: unclosed ones are legal and do not nest.
_UNNESTED_TAGS = (
    "area base br col embed hr img input link meta source track wbr "
    "p li dt dd tr td th thead tbody tfoot option optgroup script style"
)
_UNNESTED = frozenset(_UNNESTED_TAGS.split())

_SKIPPED = "skipped"
_BREAK = "break"
_TEXT = "text"
_LINK = "link"
_BLOCK = "block"
_ROLES = {
    tag: role
    for role, tags in {
        _SKIPPED: "head script style noscript template iframe svg button select textarea nav footer aside video audio "
        "canvas object dialog -comment -doctype",
        _BLOCK: "address article blockquote body center dd details div dl dt figcaption figure form h1 h2 h3 h4 h5 h6 "
        "header li main ol p pre section summary table tbody td th tr ul",
        _BREAK: "br hr",
        _LINK: "a",
        _TEXT: "-text",
    }.items()
    for tag in tags.split()
}
# Their classes tell of looks; 60 % of all blocks are these, and reading attributes is the dear part of a block.
_UNNAMED = frozenset({"p", "li", "tr", "tbody"})
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_UNSPOKEN = re.compile(r"<(script|style)\b.*?(?:</\1[^<>]*>|$)", re.DOTALL | re.IGNORECASE)
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|font|i|ins|kbd|mark|o:p|q|s|samp|small|span|strong|sub|sup|tt|u|var)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>")


class Node:
    """An element of a parsed page."""

    __slots__ = ("_raw",)

    def __init__(self, raw: LexborNode) -> None:
        self._raw = raw

    @property
    def tag(self) -> str:
        """Give the element's lower-case name."""
        return self._raw.tag or ""

    @property
    def identity(self) -> int:
        """Give what two values share that stand for the same element of one page."""
        return self._raw.mem_id

    @property
    def text(self) -> str:
        """Give all text within on one line, clean."""
        return one_line(self._raw.text())

    @property
    def pieces(self) -> list[str]:
        """Give the lines of text within, each clean, parted wherever an element begins or ends."""
        return [piece for line in self._raw.text(separator="\n").split("\n") if (piece := one_line(line))]

    @property
    def raw_text(self) -> str:
        """Give all text within as it stands in the page: what a script holds."""
        return self._raw.text()

    @property
    def parent(self) -> Node | None:
        """Give the element around this one."""
        raw = self._raw.parent
        return Node(raw) if raw is not None and raw.is_element_node else None

    @property
    def ancestors(self) -> Iterator[Node]:
        """Give the elements around this one, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def children(self) -> Iterator[Node]:
        """Give the elements right below this one, in order."""
        return map(Node, self._raw.iter())

    def attribute(self, name: str) -> str:
        """Give an attribute's value, stripped; empty where it is absent."""
        return (self._raw.attributes.get(name) or "").strip()

    def select(self, selector: str) -> list[Node]:
        """Give all elements within that a CSS selector matches, in reading order.

        Raises:
            MarkupError: The selector is not valid.
        """
        try:
            return [Node(raw) for raw in self._raw.css(selector)]
        except SelectolaxError as error:
            raise MarkupError(f"bad CSS selector: {selector}") from error

    def first(self, selector: str) -> Node | None:
        """Give the first element within that a CSS selector matches.

        Raises:
            MarkupError: The selector is not valid.
        """
        try:
            raw = self._raw.css_first(selector)
        except SelectolaxError as error:
            raise MarkupError(f"bad CSS selector: {selector}") from error
        return Node(raw) if raw is not None else None

    def blocks(self) -> Block:
        """Give what is read of this element: blocks of lines, without scripts, controls and navigation."""
        return _Gatherer(self._raw).gather()


@dataclass(slots=True)
class Line:
    """Text between two line breaks or block borders, blanks folded, not yet clean; `linked` characters are links."""

    text: str
    linked: int


@dataclass(slots=True)
class Block:
    """A block element: lines of text and inner blocks, in reading order.

    Args:
        marks: The values of class, id and itemprop; `hidden` among them where the style hides it; empty for paragraphs,
            list items and table rows.
    """

    tag: str
    marks: str
    parts: list[Line | Block] = field(default_factory=list)


def parse(text: str) -> Node:
    """Parse a page that was decoded to text; give its root element.

    Raises:
        MarkupError: It is too long, or built to exhaust a parser.
    """
    _refuse_bombs(text)
    try:
        root = LexborHTMLParser(text).root
    except SelectolaxError as error:
        raise MarkupError("HTML cannot be parsed") from error
    if root is None:
        raise MarkupError("HTML holds no element")
    return Node(root)


def check_selector(selector: str) -> None:
    """Refuse a CSS selector that no page could be asked for.

    Raises:
        MarkupError: It is not valid.
    """
    parse("<p>").select(selector)


def plain_text(fragment: str) -> str:
    """Take tags, comments and entities away; give what is left on one line."""
    if "<" not in fragment:
        return one_line(unescape(fragment) if "&" in fragment else fragment)
    bare = _UNSPOKEN.sub(" ", _COMMENT.sub("", fragment))
    bare = _TAG.sub(" ", _INLINE_TAG.sub("", bare))
    return one_line(unescape(bare))


def _refuse_bombs(text: str) -> None:
    """Refuse what would keep the parser busy; cheap (0.3 ms on a page of 143 kB) and thus not exact."""
    if len(text) > LONGEST_TEXT:
        raise MarkupError(f"HTML is longer than {LONGEST_TEXT} characters")
    open_tags: defaultdict[str, int] = defaultdict(int)
    depth = options = 0
    for found in _TAG_NAME.findall(text):
        name = found if found.islower() else found.lower()
        if name in _UNNESTED:
            options += name == "option"
        elif name[0] != "/":
            open_tags[name] += 1
            depth += 1
            if depth > DEEPEST_NESTING:
                raise MarkupError(f"HTML nests deeper than {DEEPEST_NESTING} levels")
        elif open_tags[name[1:]]:  # A closing tag that closes nothing must not hide the depth.
            open_tags[name[1:]] -= 1
            depth -= 1
    if options > MOST_OPTIONS:
        raise MarkupError(f"HTML holds more than {MOST_OPTIONS} options")
    long_tags = _LONG_TAG.findall(text) if max(map(len, text.split("<"))) > LONG_TAG else ()
    if any(len(_ATTRIBUTE.findall(tag)) > MOST_ATTRIBUTES for tag in long_tags):
        raise MarkupError(f"HTML holds a tag of more than {MOST_ATTRIBUTES} attributes")


class _Gatherer:
    """Walks an element once, without recursion, and gathers its blocks."""

    def __init__(self, root: LexborNode) -> None:
        self._root = root
        self._block = Block(root.tag or "", "")
        self._texts: list[str] = []
        self._linked = 0

    def gather(self) -> Block:
        outermost = self._block
        stack: list[tuple[Iterator[LexborNode], Block, bool]] = [(self._children(self._root), outermost, False)]
        while stack:
            children, block, in_link = stack[-1]
            if self._block is not block:
                self._end_line()
                self._block = block
            for node in children:
                tag = node.tag
                role = _ROLES.get(tag) if tag else _SKIPPED
                if role is _TEXT:
                    self._add_text(node.text_content or "", in_link=in_link)
                elif role is _BREAK:
                    self._end_line()
                elif role is not _SKIPPED:
                    inner = self._enter(node, tag or "", len(stack)) if role is _BLOCK or "-" in (tag or "") else block
                    stack.append((self._children(node), inner, in_link or role is _LINK))
                    break
            else:
                stack.pop()
        self._end_line()
        return outermost

    @staticmethod
    def _children(node: LexborNode) -> Iterator[LexborNode]:
        return node.iter(include_text=True)

    def _enter(self, node: LexborNode, tag: str, depth: int) -> Block:
        self._end_line()
        if depth > DEEPEST_BLOCK:
            return self._block
        if tag in _UNNAMED:
            block = Block(tag, "")
            self._block.parts.append(block)
            return block
        attributes = node.attributes
        marks = " ".join(value for name in ("class", "id", "itemprop") if (value := attributes.get(name)))
        if "hidden" in attributes or _HIDING.search(attributes.get("style") or ""):
            marks += " hidden"
        block = Block(tag, marks)
        self._block.parts.append(block)
        return block

    def _add_text(self, text: str, *, in_link: bool) -> None:
        self._texts.append(text)
        if in_link:
            self._linked += len(text.strip())

    def _end_line(self) -> None:
        if self._texts:
            text = " ".join("".join(self._texts).split())
            if text:
                self._block.parts.append(Line(text, min(self._linked, len(text))))
            self._texts.clear()
            self._linked = 0
