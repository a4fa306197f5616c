"""Turns HTML text into nodes, blocks of lines, or plain text; the only door to selectolax."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor.errors import MarkupError
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from selectolax.lexbor import LexborNode

# selectolax 1.0.2, measured here: time is quadratic in depth (2,000 nested <div> 4 ms, 10,000 0.14 s, 200,000 above
# 40 s), in the attributes of a tag (20,000: 0.5 s) and in options (20,000: 1.3 s). Of 411 real pages the deepest has
# 51 levels, the largest has 807 options and the longest tag 131,556 characters (few attributes, one of them JSON).
LONGEST_TEXT = 2_000_000
DEEPEST_NESTING = 512  # Where Blink flattens trees, too.
DEEPEST_WALKED = 4_000  # For who walks without recursion: 40 ms. Of 100 real pages 95 have fewer `<` at all.
DEEPEST_BLOCK = 200  # Deeper blocks are read as lines of this one, so that who walks blocks may use recursion.
MOST_OPTIONS = 5_000
LONG_TAG = 32_768
MOST_ATTRIBUTES = 2_000
_TAG_NAME = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9-]*)")
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
_INLINE = "inline"
_ROLE_NAMES = {
    tag: role
    for role, tags in {
        _SKIPPED: "head script style noscript template iframe svg button select textarea nav footer aside video audio "
        "canvas object dialog",
        _BLOCK: "address article blockquote body center dd details div dl dt figcaption figure form h1 h2 h3 h4 h5 h6 "
        "header li main ol p pre section summary table tbody td th tr ul",
        _BREAK: "br hr",
        _LINK: "a",
        _TEXT: "-text",
        _INLINE: "abbr b big cite code del em font i img input ins kbd label mark picture q s samp small span strike "
        "strong sub sup time tt u var wbr",
    }.items()
    for tag in tags.split()
}
# Their classes tell of looks; 60 % of all blocks are these, and reading attributes is the dear part of a block.
_UNNAMED = frozenset({"p", "li", "tr", "tbody"})
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_UNSPOKEN = re.compile(r"<(script|style)\b.*?(?:</\1[^<>]*>|$)", re.DOTALL | re.IGNORECASE)
_INLINE_TAG = re.compile(
    r"</?(?=[abcdefikmoqstuv])(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|font|i|ins|kbd|mark|o:p|q|s|samp|small|span|strong|sub|sup|tt|u|var)"
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

    @property
    def attributes(self) -> Mapping[str, str | None]:
        """Give all attributes as they stand; one without a value is None."""
        return self._raw.attributes

    def attribute(self, name: str) -> str:
        """Give an attribute's value, stripped; empty where it is absent."""
        return (self._raw.attributes.get(name) or "").strip()

    def select(self, selector: str) -> list[Node]:
        """Give all elements within that a CSS selector matches, in reading order.

        Raises:
            MarkupError: The selector is not valid.
        """
        try:
            found = self._raw.css(selector)
        except SelectolaxError as error:
            raise MarkupError(f"bad CSS selector: {selector}") from error
        # What several selectors of a list match is given once for each.
        return list(map(Node, {raw.mem_id: raw for raw in found}.values() if "," in selector else found))

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

    def outline(self) -> Outline:
        """Give what is read of this element: blocks of lines, without scripts, controls and navigation."""
        return _Gatherer(self._raw).gather()


@dataclass(slots=True)
class Line:
    """Text between two line breaks or block borders, blanks folded, not yet clean; `linked` characters are links."""

    text: str
    linked: int


@dataclass(slots=True, eq=False)
class Block:
    """A block element: lines of text and inner blocks, in reading order; there is text in it, but for the outermost.

    Args:
        tag: The element's name; empty for what is put together of several.
        number: Its place among all blocks.
        around: The number of the block that it stands in; -1 for the outermost.
        first: The number of its first line among all lines.
        end: The number of the line behind its last one.
        node: The element, where its names are worth reading.
    """

    tag: str
    number: int
    around: int
    first: int
    node: Node | None = None
    end: int = 0
    parts: list[Line | Block] = field(default_factory=list)

    @property
    def marks(self) -> str:
        """Give the values of class, id and itemprop; `hidden` among them where the style hides it.

        Empty for paragraphs, list items and table rows. Most blocks are never asked.
        """
        if self.node is None:
            return ""
        attributes = self.node.attributes
        marks = " ".join(value for name in ("class", "id", "itemprop") if (value := attributes.get(name)))
        if "hidden" in attributes or ((style := attributes.get("style")) and _HIDING.search(style)):
            marks += " hidden"
        return marks


@dataclass(slots=True, eq=False)
class Outline:
    """What is read of a page: all its blocks, outer ones before inner ones, and all its lines, in reading order."""

    blocks: list[Block]
    lines: list[Line] = field(default_factory=list)


def parse(text: str, *, deepest: int = DEEPEST_NESTING) -> Node:
    """Parse a page that was decoded to text; give its root element.

    Args:
        text: The page.
        deepest: How many levels the caller bears; what has fewer tags than that is not looked through.

    Raises:
        MarkupError: It is too long, or built to exhaust a parser.
    """
    _refuse_bombs(text, deepest)
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
    bare = _COMMENT.sub("", fragment) if "<!--" in fragment else fragment
    if "<s" in bare or "<S" in bare:
        bare = _UNSPOKEN.sub(" ", bare)
    bare = _TAG.sub(" ", _INLINE_TAG.sub("", bare))
    return one_line(unescape(bare))


def _refuse_bombs(text: str, deepest: int) -> None:
    """Refuse what would keep the parser busy; cheap (0.1 to 0.4 ms on a page of 143 kB) and thus not exact."""
    if len(text) > LONGEST_TEXT:
        raise MarkupError(f"HTML is longer than {LONGEST_TEXT} characters")
    if text.count("<") > deepest:
        _refuse_many_tags(_TAG_NAME.findall(text), deepest)
    if any(len(_ATTRIBUTE.findall(tag)) > MOST_ATTRIBUTES for tag in _long_tags(text)):
        raise MarkupError(f"HTML holds a tag of more than {MOST_ATTRIBUTES} attributes")


def _refuse_many_tags(names: list[str], deepest: int) -> None:
    lower = {name: name.lower() for name in set(names)}
    if sum(names.count(name) for name in lower if lower[name] == "option") > MOST_OPTIONS:
        raise MarkupError(f"HTML holds more than {MOST_OPTIONS} options")
    nesting = {name: one for name, one in lower.items() if one.removeprefix("/") not in _UNNESTED}
    if _nests_too_deep([nesting[name] for name in names if name in nesting], deepest):
        raise MarkupError(f"HTML nests deeper than {deepest} levels")


def _long_tags(text: str) -> Iterator[str]:
    """Give the tags above LONG_TAG: wherever one looks into such a one, there is no `<` within half of that length."""
    half, last = LONG_TAG // 2, -1
    for start in range(0, len(text) - half, half):
        if text.find("<", start, start + half) >= 0 or (begin := text.rfind("<", 0, start)) in (-1, last):
            continue
        last, end = begin, text.find(">", begin)
        if (end if end >= 0 else len(text)) - begin > LONG_TAG and text[begin + 1].isalpha():
            yield text[begin : end if end >= 0 else len(text)]


def _nests_too_deep(names: list[str], deepest: int) -> bool:
    """Tell whether tags nest too deep: a closing one has a slash, and hides no depth where it closes nothing."""
    closed = {name: name[1:] for name in set(names) if name[0] == "/"}
    if len(names) - sum(map(closed.__contains__, names)) <= deepest:  # Too few tags open.
        return False
    open_tags = dict.fromkeys([*names, *closed.values()], 0)
    depth = 0
    for name in names:
        if name not in closed:
            open_tags[name] += 1
            depth += 1
            if depth > deepest:
                return True
        elif open_tags[closed[name]]:
            open_tags[closed[name]] -= 1
            depth -= 1
    return False


def _tags() -> dict[int, str]:
    """Give the kinds of nodes by their numbers: asking for those costs a third of asking for the name."""
    parser = LexborHTMLParser("<p>x<!---->")
    tags = {parser.create_node(tag).tag_id: tag for tag in _ROLE_NAMES if tag[0] != "-"}
    text, comment = (node.tag_id for node in parser.css("p")[0].iter(include_text=True))
    return tags | {text: "-text", comment: "-comment"}


_TAGS = _tags()
_ROLES = {number: _ROLE_NAMES.get(tag, _SKIPPED) for number, tag in _TAGS.items()}


class _Gatherer:
    """Walks an element once, without recursion, and gathers its blocks; one is made when its first line is."""

    def __init__(self, root: LexborNode) -> None:
        self._root = root
        self._outline = Outline([Block(root.tag or "", 0, -1, 0)])
        self._open = list(self._outline.blocks)
        self._empty: list[LexborNode] = []  # Elements open within the last of these blocks that hold no line yet.
        self._texts: list[str] = []
        self._linked = 0

    def gather(self) -> Outline:  # noqa: C901 -- A call for each node costs a tenth of the walk.
        stack: list[tuple[LexborNode | None, bool, bool]] = []
        empty, texts, roles = self._empty, self._texts, _ROLES
        node, in_link = self._root.first_child, False
        while node is not None or stack:
            if node is None:
                node, in_link, is_block = stack.pop()
                if is_block:
                    self._leave()
                continue
            role = roles.get(node.tag_id)
            if role is _TEXT:
                text = node.text_content or ""
                if texts or not text.isspace():
                    texts.append(text)
                    if in_link:
                        self._linked += len(text.strip())
            elif role is _BREAK:
                self._end_line()
            elif role is not _SKIPPED and (child := node.first_child) is not None:
                is_block = role is _BLOCK or (role is None and "-" in (node.tag or ""))
                if is_block:
                    self._end_line()
                    if is_block := len(stack) < DEEPEST_BLOCK:
                        empty.append(node)
                stack.append((node.next, in_link, is_block))
                in_link = in_link or role is _LINK
                node = child
                continue
            node = node.next
        self._leave()
        return self._outline

    def _leave(self) -> None:
        """End the innermost element that is open; it is no block if it holds no line."""
        self._end_line()
        if self._empty:
            self._empty.pop()
        else:
            self._open.pop().end = len(self._outline.lines)

    def _end_line(self) -> None:
        texts = self._texts
        if not texts:
            return
        text = " ".join((texts[0] if len(texts) == 1 else "".join(texts)).split())
        if text:
            line = Line(text, min(self._linked, len(text)))
            if self._empty:
                self._make_blocks()
            self._open[-1].parts.append(line)
            self._outline.lines.append(line)
        texts.clear()
        self._linked = 0

    def _make_blocks(self) -> None:
        """Make blocks of the open elements without one, the outer ones first: they are to hold a line."""
        blocks, first = self._outline.blocks, len(self._outline.lines)
        for node in self._empty:
            around = self._open[-1]
            tag = _TAGS.get(node.tag_id) or node.tag or ""
            block = Block(tag, len(blocks), around.number, first, None if tag in _UNNAMED else Node(node))
            around.parts.append(block)
            blocks.append(block)
            self._open.append(block)
        self._empty.clear()
