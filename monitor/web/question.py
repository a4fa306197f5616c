"""The query of an address ⇄ which launches are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from starlette.exceptions import HTTPException

from monitor.model import Status
from monitor.text import one_line
from monitor.text.words import LONGEST_QUESTION

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = 50
MOST = 500
"""Launches on one page; who looks further back searches."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which launches are asked for."""

    search: str = ""
    status: Status | None = None
    organisation: str = ""
    limit: int = PAGE

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Self:
        """Read the query of an address.

        Raises:
            HTTPException: A value that nobody can mean (400).
        """
        status, limit = parameters.get("status", ""), number_in(parameters.get("limit", str(PAGE)))
        if status and status not in list(Status):
            raise HTTPException(HTTPStatus.BAD_REQUEST, f"status is one of: {', '.join(Status)}")
        if limit is None or not 1 <= limit <= MOST:
            raise HTTPException(HTTPStatus.BAD_REQUEST, f"limit is a number from 1 to {MOST}")
        asked = (parameters.get("search", parameters.get("q", "")), parameters.get("organisation", ""))
        search, organisation = (one_line(text)[:LONGEST_QUESTION] for text in asked)
        return cls(search, Status(status) if status else None, organisation, limit)

    def filters(self) -> dict[str, Any]:
        """Give what `LaunchStore.launches` is asked with; empty where everything is asked for."""
        asked = {"status": self.status, "organisation": self.organisation, "search": self.search}
        return {name: value for name, value in asked.items() if value}

    def address(self, **changes: Any) -> str:  # noqa: ANN401 -- what `dataclasses.replace` takes.
        """Write the address that asks this, or the same with changes; a change begins at the first page again."""
        asked = replace(self, **{"limit": PAGE, **changes})
        limit = "" if asked.limit == PAGE else asked.limit
        query = {"search": asked.search, "status": asked.status, "organisation": asked.organisation, "limit": limit}
        written = urlencode({name: value for name, value in query.items() if value})
        return f"/?{written}" if written else "/"


def number_in(text: str) -> int | None:
    """Read a number that every database takes; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None  # noqa: PLR2004 -- 2**63 has 19 digits.
