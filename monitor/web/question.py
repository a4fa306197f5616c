"""The query of an address ⇄ which launches are asked for, and where the list goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlencode

from starlette.exceptions import HTTPException

from monitor.model import Modality, Place, Status
from monitor.text import one_line
from monitor.text.words import LONGEST_QUESTION

if TYPE_CHECKING:
    from collections.abc import Mapping

Member = TypeVar("Member", bound=StrEnum)

PAGE = 50
MOST = 500
"""Launches on one page; who looks further back goes on, or searches."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(-?[0-9a-f]{1,14})-([0-9a-f]{1,15})", re.ASCII)
_LONGEST_NUMBER = 18  # 2**63 has 19 digits.


@dataclass(frozen=True, slots=True)
class Question:
    """Which launches are asked for."""

    search: str = ""
    status: Status | None = None
    organisation: str = ""
    modality: Modality | None = None
    limit: int = PAGE
    after: Place | None = None

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Self:
        """Read the query of an address.

        Raises:
            HTTPException: A value that nobody can mean (400).
        """
        asked = (parameters.get("search", parameters.get("q", "")), parameters.get("organisation", ""))
        search, organisation = (one_line(text)[:LONGEST_QUESTION] for text in asked)
        status, modality = member_in(parameters, "status", Status), member_in(parameters, "modality", Modality)
        return cls(search, status, organisation, modality, limit_in(parameters), place_in(parameters))

    def filters(self) -> dict[str, Any]:
        """Give what `LaunchStore.launches` is narrowed by; empty where everything is asked for."""
        asked = {"status": self.status, "organisation": self.organisation, "modality": self.modality}
        asked["search"] = self.search
        return {name: value for name, value in asked.items() if value}

    def address(self, path: str = "/", **changes: Any) -> str:  # noqa: ANN401 -- what `dataclasses.replace` takes.
        """Write the address that asks this, or the same with changes; a change begins at the first page again."""
        asked = replace(self, **{"after": None, **changes})
        written: dict[str, Any] = {"search": asked.search, "status": asked.status, "modality": asked.modality}
        written["organisation"] = asked.organisation
        written["limit"] = "" if asked.limit == PAGE else asked.limit
        written["cursor"] = cursor_of(asked.after) if asked.after else ""
        query = urlencode({name: value for name, value in written.items() if value})
        return f"{path}?{query}" if query else path


def member_in(parameters: Mapping[str, str], name: str, kind: type[Member]) -> Member | None:
    """Read one of an enumeration's words; None where none is given.

    Raises:
        HTTPException: It is no such word (400).
    """
    written = parameters.get(name, "")
    if written and written not in list(kind):
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"{name} is one of: {', '.join(kind)}")
    return kind(written) if written else None


def limit_in(parameters: Mapping[str, str], usual: int = PAGE) -> int:
    """Read how many are asked for.

    Raises:
        HTTPException: It is no number that is answered (400).
    """
    limit = number_in(parameters.get("limit", str(usual)))
    if limit is None or not 1 <= limit <= MOST:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"limit is a number from 1 to {MOST}")
    return limit


def place_in(parameters: Mapping[str, str]) -> Place | None:
    """Read where a list goes on.

    Raises:
        HTTPException: It is no cursor that this page gave (400).
    """
    written = parameters.get("cursor", "")
    found = _CURSOR.fullmatch(written)
    if written and found is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "cursor is what the answer before gave")
    try:
        return Place(_EPOCH + timedelta(microseconds=int(found[1], 16)), int(found[2], 16)) if found else None
    except OverflowError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "cursor is what the answer before gave") from error


def cursor_of(place: Place) -> str:
    """Write a place, as short as an address wants it; nobody but `place_in` needs to understand it."""
    return f"{(place.changed_at - _EPOCH) // timedelta(microseconds=1):x}-{place.launch_id:x}"


def number_in(text: str) -> int | None:
    """Read a number that every database takes; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else None
