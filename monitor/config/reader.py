"""A tree's mappings turned into shapes, one by one; what is wrong is collected, so that people see all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from monitor.config.faults import Fault, Location, did_you_mean, told, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pydantic_core import ErrorDetails

    from monitor.config.shapes import Shape
    from monitor.config.tree import Tree

S = TypeVar("S", bound="Shape")
T = TypeVar("T")


class Reader:
    """Reads the parts of one file.

    Attributes:
        faults: What is wrong, in the order found.
        notes: What is right but not acted on yet.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.faults: list[Fault] = list(tree.faults)
        self.notes: list[Fault] = []

    def fault(self, location: Location, message: str) -> None:
        """Take down what is wrong with a value."""
        self.faults.append(self._said(location, message))

    def note(self, location: Location, message: str = "not supported yet, nothing is done") -> None:
        """Take down what this version does not act on."""
        self.notes.append(self._said(location, message))

    def double(self, location: Location, earlier: int, what: str, advice: str = "") -> None:
        """Take down that an entry of a list has `what` the one at index `earlier` has."""
        first = (location[0], earlier)
        self.fault(location, f"{what} as {written(first)} in line {self._tree.place(first).line}{advice}")

    def shape(self, shape: type[S], location: Location, value: object) -> S | None:
        """Read one mapping; keys at fault are left out, None where what remains makes no sense."""
        if not isinstance(value, dict):
            self.fault(location, "must be a mapping: one `key: value` a line")
            return None
        known = self._without_idle(shape, location, value)
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

    def value(self, location: Location, read: Callable[[str], T], text: str | None) -> T | None:
        """Read one text; its refusal becomes a fault."""
        if text is None:
            return None
        try:
            return read(text)
        except ValueError as error:
            self.fault(location, str(error))
            return None

    def _without_idle(self, shape: type[Shape], location: Location, value: dict[str, Any]) -> dict[str, Any]:
        """Leave out keys that have no value (all below them is commented out) and those for later versions."""
        kept = {}
        for key, part in value.items():
            if key in shape.not_yet:
                self.note((*location, key))
            elif part is not None or key not in shape.model_fields:
                kept[key] = part
        return kept

    def _take(self, shape: type[Shape], location: Location, detail: ErrorDetails) -> None:
        if detail["type"] != "extra_forbidden":
            self.fault(location, told(detail))
            return
        usual = sorted(shape.model_fields)
        hint = did_you_mean(str(location[-1]), [*usual, *shape.not_yet]) or f"; known here: {', '.join(usual)}"
        self.faults.append(Fault(self._tree.key_places[location], f"{written(location)}: unknown key{hint}"))

    def _said(self, location: Location, message: str) -> Fault:
        return Fault(self._tree.place(location), f"{written(location)}: {message}")
