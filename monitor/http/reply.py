"""What a server answered, as plain values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# A server that asks for more has made a mistake (milliseconds, a date in another year); we look again next day.
LONGEST_WAIT = 86_400.0

_MAX_AGE = re.compile(r'(?<![\w-])max-age\s*=\s*"?(\d{1,9})')


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete reply.

    Args:
        status: The HTTP status.
        headers: By lower-case name, as Latin-1 text, so that a value can be sent back byte for byte.
        body: Decompressed.
        url: The address that answered, after redirects, without user and password.
        moved_to: The same where every redirect on the way was said to be for good; else empty.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    moved_to: str = ""

    def fresh_for(self) -> int:
        """Give the seconds for which the server calls its answer fresh (RFC 9111 §4.2.1); 0 where it says nothing.

        What it spent in caches counts. `Expires` is left alone: where Cache-Control is missing it is mostly a default.
        """
        said = self.headers.get("cache-control", "").lower()
        found = _MAX_AGE.search(said)
        if found is None or "no-cache" in said or "no-store" in said:
            return 0
        age = self.headers.get("age", "").strip()
        spent = int(age[:9]) if age.isascii() and age.isdigit() else 0
        return max(int(found[1]) - spent, 0)

    def retry_after(self, now: datetime) -> float | None:
        """Give the seconds that the server asks us to wait.

        Args:
            now: Measures a Retry-After date where the reply does not tell the server's own time.
        """
        asked = self.headers.get("retry-after", "").strip()
        if asked.isascii() and asked.isdigit():
            return min(float(asked[:9]), LONGEST_WAIT)
        until = _http_date(asked)
        if until is None:
            return None
        since = _http_date(self.headers.get("date", "")) or now
        return min(max((until - since).total_seconds(), 0.0), LONGEST_WAIT)


def _http_date(text: str) -> datetime | None:
    """Read a date of RFC 9110 §5.6.7; one without a zone is no such date."""
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return read if read.tzinfo is not None else None
