"""What people are told of sources that are not well, and of those that are again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Cause(StrEnum):
    """Why a source gives nothing; notices are grouped by it, `rendering` has the words for each and what to do."""

    NO_NAME = "no_name"
    UNREACHABLE = "unreachable"
    NO_TLS = "no_tls"
    PRIVATE = "private"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    LOOPING = "looping"
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    RATE_LIMITED = "rate_limited"
    GONE = "gone"
    BLOCKED = "blocked"
    FORBIDDEN = "forbidden"
    NO_LIST = "no_list"
    NO_MATCH = "no_match"
    EMPTY = "empty"
    UNDATED = "undated"
    STALE = "stale"
    UNREAD = "unread"
    UNMATCHED = "unmatched"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Ailment:
    """That a source is not well, or is again.

    Args:
        name: Of the source.
        cause: What is wrong with it.
        reason: The same in detail, in the words of whoever found it; no secret stands in it.
        since: From when on.
        owner: Who looks after it; empty where nobody said.
    """

    source_id: str
    name: str
    cause: Cause
    reason: str
    since: datetime
    owner: str = ""

    @property
    def is_past(self) -> bool:
        """Tell whether the source is well again."""
        return self.cause is Cause.RECOVERED
