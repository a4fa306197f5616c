"""A list and the number of a page → what stands on that page, and what there is before and behind it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from starlette.exceptions import HTTPException

from monitor.web.question import number_in

if TYPE_CHECKING:
    from collections.abc import Sequence

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Thing]):
    """One page of a list.

    Args:
        total: How many things the whole list has.
        number: Of this page, the first is 1.
        last: Of the last page.
    """

    things: Sequence[Thing]
    total: int
    number: int
    last: int

    @classmethod
    def of(cls, things: Sequence[Thing], written: str, size: int) -> Self:
        """Cut a list.

        Raises:
            HTTPException: The page's number is none (400), or there is no such page (404).
        """
        number = number_in(written) if written else 1
        if number is None:
            raise HTTPException(HTTPStatus.BAD_REQUEST, "page is a number")
        last = max(1, -(-len(things) // size))
        if not 1 <= number <= last:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"the last page is {last}")
        return cls(things[(number - 1) * size : number * size], len(things), number, last)
