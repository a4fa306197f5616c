"""YAML text turned into plain values and the place of each; nothing is guessed and nothing can explode.

PyYAML's own loaders take the last of two equal keys, read `no` as false, `12:30` as 750 and `010` as 8, and hand out
aliases that grow without bound when walked (research/trust.md §5). So the values are built here, from the C parser's
events: every plain scalar but true, false and null stays the text it looks like; aliases, tags and depth are refused.
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
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise UnreadableTreeError(_syntax_fault(text, error)) from error
    except yaml.YAMLError as error:
        raise UnreadableTreeError(Fault(START, one_line(f"not YAML: {error}"))) from error
    return builder.tree


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not yet closed."""

    value: list[Any] | dict[str, Any]
    location: Location
    key: str | None = None


class _Builder:
    """Puts values together from parser events, without recursion."""

    def __init__(self) -> None:
        self.tree = Tree()
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take one event."""
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else START
        if isinstance(event, yaml.NodeEvent):
            _refuse_indirection(event, place)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, place)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start([] if isinstance(event, yaml.SequenceStartEvent) else {}, place)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise UnreadableTreeError(Fault(place, 'a second document: take out the "---"'))

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> None:
        around = self._open[-1] if self._open else None
        if around and isinstance(around.value, dict) and around.key is None:
            self._key(around, event.value, place)
        else:
            plain = event.implicit[0]
            self._put(_PLAIN.get(event.value, event.value) if plain else event.value, place)

    def _key(self, around: _Open, key: str, place: Place) -> None:
        location = (*around.location, key)
        if key in around.value:
            first = self.tree.key_places[location].line
            self.tree.faults.append(
                Fault(place, f"{written(location)}: this key stands here twice, first in line {first}")
            )
        self.tree.key_places[location] = place
        around.key = key

    def _start(self, value: list[Any] | dict[str, Any], place: Place) -> None:
        around = self._open[-1] if self._open else None
        if around and isinstance(around.value, dict) and around.key is None:
            raise UnreadableTreeError(Fault(place, "a key must be text; a value that begins with { or [ needs quotes"))
        if len(self._open) >= DEEPEST:
            raise UnreadableTreeError(Fault(place, f"nested deeper than {DEEPEST} levels"))
        self._open.append(_Open(value, self._put(value, place)))

    def _put(self, value: object, place: Place) -> Location:
        location: Location = ()
        if not self._open:
            self.tree.value = value
        else:
            around = self._open[-1]
            if isinstance(around.value, list):
                location = (*around.location, len(around.value))
                around.value.append(value)
            elif around.key is not None:
                location = (*around.location, around.key)
                around.value[around.key] = value
                around.key = None
        self.tree.places[location] = place
        return location


def _refuse_indirection(event: yaml.NodeEvent, place: Place) -> None:
    if event.anchor is not None:
        raise UnreadableTreeError(
            Fault(place, "anchors (&) and aliases (*) are not used here: write the value out, or quote it")
        )
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise UnreadableTreeError(
            Fault(place, f"tags such as {quoted(tag)} are not used here: take it out, or quote the value")
        )


def _syntax_fault(text: str, error: yaml.MarkedYAMLError) -> Fault:
    """Say what to do about the mistakes that people make; the parser's own words for all others."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Fault(START, f"not YAML: {error.problem}")
    lines = [*_LINE_BREAK.split(text), ""]
    opened = error.context_mark.line if error.context_mark else mark.line
    line, rest = lines[mark.line], lines[mark.line][mark.column :]
    suspects = "\n".join(lines[opened : mark.line + 1])
    place = Place(mark.line + 1, mark.column + 1)
    if rest.startswith("\t") or line[: mark.column].endswith("\t"):
        return Fault(place, "a tab: indent with blanks")
    if rest[:1] in {"@", "`", "%"} and rest:
        return Fault(place, f"a value that begins with {rest[0]} needs quotes")
    if "${" in suspects and '"${' not in suspects:
        return Fault(place, 'within { } or [ ] a variable needs quotes: "${NAME}"')
    if _FULL_WIDTH_COLON.search("\n".join(lines[: mark.line + 1])):
        return Fault(
            place, "a full-width colon (：) before this place: write `key: value`, with an ASCII colon and a blank"
        )
    context = f"{error.context}, line {opened + 1}: " if error.context and opened != mark.line else ""
    return Fault(place, f"not YAML: {context}{error.problem}")
