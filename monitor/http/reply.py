"""What a server answered, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# A server that asks for more has made a mistake (milliseconds, a date in another year); we look again next day.
LONGEST_WAIT = 86_400.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete reply.

    Args:
        status: The HTTP status.
        headers: By lower-case name, as Latin-1 text, so that a value can be sent back byte for byte.
        body: Decompressed.
        url: The address that answered, after redirects, without user and password.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

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
