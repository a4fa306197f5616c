"""YAML text turned into plain values and the place of each; nothing is guessed and nothing can explode.

PyYAML's own loaders take the last of two equal keys, read `no` as false, `12:30` as 750 and `010` as 8, and hand out
aliases that grow without bound when walked (research/trust.md §5). So the values are built here, from the C parser's
nodes: every plain scalar but true, false and null stays the text it looks like; aliases, tags and depth are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from monitor.config.faults import START, Fault, Location, Place, quoted, written
from monitor.errors import MonitorError
from monitor.text import one_line

DEEPEST = 20  # The deepest setting stands at depth 5.
# YAML 1.2 core schema §10.3.2; empty means null.
_PLAIN = dict.fromkeys(("", "~", "null", "Null", "NULL")) | {
    word: meaning for word, meaning in (("true", True), ("false", False)) for word in (word, word.title(), word.upper())
}
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # As the parser counts lines, YAML 1.1 §4.2.
_NO_COLON = "no colon with a blank behind it: write `key: value`"
_IDLE_LINE = re.compile(r"\s*(?:#|$)")
_WITHOUT_BLANK = re.compile(r"^[\s-]*\w+(?: [^:]*)?:\S+$")
_FULL_WIDTH_COLON = re.compile(r"^[\s-]*\w+：", re.MULTILINE)


class UnreadableTreeError(MonitorError):
    """The text is no YAML that we take; `fault` says where and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(slots=True)
class Tree:
    """Values, and where in the text each value and each key stands."""

    value: Any = None
    places: dict[Location, Place] = field(default_factory=lambda: {(): START})
    key_places: dict[Location, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, location: Location) -> Place:
        """Give the place of a value, or of the nearest value around it."""
        while location not in self.places:
            location = location[:-1]
        return self.places[location]


def parse_tree(text: str) -> Tree:
    """Build the tree of one YAML text; duplicate keys are among its faults.

    Raises:
        UnreadableTreeError: It is no YAML, or uses what a settings file does not need.
    """
    try:
        _refuse_the_needless(text)
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        raise UnreadableTreeError(_syntax_fault(text, error)) from error
    tree = Tree()
    if root:
        tree.value = _planted(tree, root, ())
    return tree


def _refuse_the_needless(text: str) -> None:
    """Refuse what would make the values more than a small tree, before anything recurses."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.NodeEvent):
            _refuse_indirection(event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise UnreadableTreeError(Fault(_place(event), f"nested deeper than {DEEPEST} levels"))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise UnreadableTreeError(Fault(_place(event), 'a second document: take out the "---"'))


def _planted(tree: Tree, node: yaml.Node, location: Location) -> object:
    """Give the value of a node; take down its place and those below it."""
    tree.places[location] = _place(node)
    if isinstance(node, yaml.SequenceNode):
        return [_planted(tree, child, (*location, index)) for index, child in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else _PLAIN.get(node.value, node.value)
    mapping = {}
    for key, child in node.value:
        if not isinstance(key, yaml.ScalarNode):
            advice = "a key must be text; a value that begins with { or [ needs quotes"
            raise UnreadableTreeError(Fault(_place(key), advice))
        at = (*location, key.value)
        if key.value in mapping:
            said = f"{written(at)}: this key stands here twice, first in line {tree.key_places[at].line}"
            tree.faults.append(Fault(_place(key), said))
        tree.key_places[at] = _place(key)
        mapping[key.value] = _planted(tree, child, at)
    return mapping


def _place(what: yaml.Event | yaml.Node) -> Place:
    mark = what.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else START


def _refuse_indirection(event: yaml.NodeEvent) -> None:
    if event.anchor is not None:
        advice = "anchors (&) and aliases (*) are not used here: write the value out, or quote it"
        raise UnreadableTreeError(Fault(_place(event), advice))
    tag = getattr(event, "tag", None)
    if tag is not None:
        advice = f"tags such as {quoted(tag)} are not used here: take it out, or quote the value"
        raise UnreadableTreeError(Fault(_place(event), advice))


def _syntax_fault(text: str, error: yaml.YAMLError) -> Fault:
    """Say what to do about the mistakes that people make; the parser's own words for all others."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Fault(START, one_line(f"not YAML: {error}"))
    mark = error.problem_mark
    lines = [*_LINE_BREAK.split(text), ""]
    opened = error.context_mark.line if error.context_mark else mark.line
    line, rest = lines[mark.line], lines[mark.line][mark.column :]
    suspects = "\n".join(lines[opened : mark.line + 1])
    place = Place(mark.line + 1, mark.column + 1)
    if rest.startswith("\t") or line[: mark.column].endswith("\t"):
        return Fault(place, "a tab: indent with blanks")
    if rest[:1] in {"@", "`", "%"}:
        return Fault(place, f"a value that begins with {rest[0]} needs quotes")
    if "${" in suspects and '"${' not in suspects:
        return Fault(place, 'within { } or [ ] a variable needs quotes: "${NAME}"')
    if _FULL_WIDTH_COLON.search("\n".join(lines[: mark.line + 1])):
        return Fault(
            place, "a full-width colon (：) before this place: write `key: value`, with an ASCII colon and a blank"
        )
    return _unfinished(error, lines, mark) or Fault(place, f"not YAML: {error.problem}")


def _unfinished(error: yaml.MarkedYAMLError, lines: list[str], mark: yaml.Mark) -> Fault | None:
    """Place what was left unfinished where it began: the parser notices only further down."""
    began = error.context_mark
    if began and error.context and "flow" in error.context and began.line != mark.line:
        place = Place(began.line + 1, began.column + 1)
        return Fault(
            place, f"this {lines[began.line][began.column : began.column + 1]} is not closed, or lacks a comma"
        )
    if began and error.context == "while scanning a simple key":
        return Fault(Place(began.line + 1, began.column + 1), _NO_COLON)
    if (
        error.problem == "mapping values are not allowed in this context"
        and ": " not in lines[mark.line][: mark.column]
    ):
        above = next((at for at in range(mark.line - 1, -1, -1) if not _IDLE_LINE.match(lines[at])), mark.line)
        if ":" not in lines[above].partition("#")[0] or _WITHOUT_BLANK.search(lines[above]):
            return Fault(Place(above + 1, len(lines[above]) - len(lines[above].lstrip(" -")) + 1), _NO_COLON)
    return None
