"""A tree's mappings turned into shapes, one by one; what is wrong is collected, so that people see all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from pydantic import ValidationError

from monitor.config.faults import NO_MAPPING, Fault, Location, did_you_mean, told, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from monitor.config.shapes import Shape
    from monitor.config.tree import Tree

S = TypeVar("S", bound="Shape")
T = TypeVar("T")
Spot: TypeAlias = "tuple[Reader, Location]"
"""A value of one file among several."""


class Reader:
    """Reads the parts of one file.

    Attributes:
        root: All that the file holds.
        name: Of the file, as people read it.
        faults: What is wrong, in the order found.
        notes: What is right but not acted on yet.
    """

    def __init__(self, tree: Tree, name: Path) -> None:
        self._tree = tree
        self.root = {} if tree.value is None else tree.value
        self.name = name
        self.faults: list[Fault] = list(tree.faults)
        self.notes: list[Fault] = []

    def fault(self, location: Location, message: str) -> None:
        """Take down what is wrong with a value."""
        self.faults.append(self._said(location, message))

    def note(self, location: Location, message: str = "not supported yet, nothing is done") -> None:
        """Take down what this version does not act on."""
        self.notes.append(self._said(location, message))

    def double(self, location: Location, earlier: Spot, what: str, advice: str = "") -> None:
        """Take down that an entry has `what` an earlier one has, which may stand in another file."""
        other, first = earlier
        line = other._tree.place(first).line  # noqa: SLF001 -- another of this class.
        where = f"in line {line}" if other is self else f"in {other.name}:{line}"
        self.fault(location, f"{what} as {written(first)} {where}{advice}")

    def shape(self, shape: type[S], location: Location, value: object) -> S | None:
        """Read one mapping; keys at fault are left out, None where what remains makes no sense."""
        if not isinstance(value, dict):
            self.fault(location, NO_MAPPING)
            return None
        known = {key: part for key, part in value.items() if part is not None or key not in shape.model_fields}
        for key in shape.not_yet & known.keys():
            self.note((*location, key))
        try:
            return shape.model_validate(known)
        except ValidationError as error:
            details = error.errors(include_url=False)
        for detail in details:
            self._take(shape, (*location, *detail["loc"]), detail)
        refused = {detail["loc"][0] for detail in details}
        try:
            return shape.model_validate({key: part for key, part in known.items() if key not in refused})
        except ValidationError:  # A key without which nothing can be made of it; its fault is taken down already.
            return None

    def shapes(self, shape: type[S], location: Location, values: Sequence[object]) -> Iterator[tuple[int, S]]:
        """Read a list of mappings, each with its index; those that make no sense are left out.

        Where a shape has an address, the address alone may stand for the mapping.
        """
        for index, value in enumerate(values):
            is_address = isinstance(value, str) and "url" in shape.model_fields
            read = self.shape(shape, (*location, index), {"url": value} if is_address else value)
            if read:
                yield index, read

    @property
    def lines(self) -> list[str]:
        """Give the faults as lines, in the order of the file."""
        return [fault.written(self.name) for fault in sorted(self.faults)]

    def value(self, location: Location, read: Callable[[str], T], text: str | None) -> T | None:
        """Read one text; its refusal becomes a fault."""
        if text is None:
            return None
        try:
            return read(text)
        except ValueError as error:
            self.fault(location, str(error))
            return None

    def _take(self, shape: type[Shape], location: Location, detail: ErrorDetails) -> None:
        if detail["type"] != "extra_forbidden":
            self.fault(location, told(detail))
            return
        self.unknown_key(location, (field.alias or name for name, field in shape.model_fields.items()))

    def unknown_key(self, location: Location, known: Iterable[str]) -> None:
        """Take down a key that has no meaning here, with the known one that is near to it."""
        usual = sorted(known)
        hint = did_you_mean(str(location[-1]), usual) or f"; known here: {', '.join(usual)}"
        place = self._tree.key_places.get(location) or self._tree.place(location)
        self.faults.append(Fault(place, f"{written(location)}: unknown key{hint}"))

    def _said(self, location: Location, message: str) -> Fault:
        return Fault(self._tree.place(location), f"{written(location)}: {message}")
