"""The token of the page → sessions, keys of forms, and whether somebody has them. Pure: now is an argument."""

from __future__ import annotations

import hmac
from base64 import b64decode
from binascii import Error as Base64Error
from datetime import UTC, datetime, timedelta
from hashlib import sha256

SESSION = timedelta(days=30)
_LONGEST = 16  # Digits of a time that a session may name.


class Keys:
    """Knows the token; nothing that it gives away tells it.

    Args:
        token: Of the settings. Another one makes all sessions void.
    """

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    def fits(self, offered: str) -> bool:
        """Tell whether this is the token, in a time that does not tell how much of it is right."""
        return hmac.compare_digest(offered.encode("utf-8", "replace"), self._token)

    def session(self, now: datetime) -> str:
        """Give what a browser shows instead of the token, for thirty days."""
        ends = f"{int((now + SESSION).timestamp()):x}"
        return f"{ends}.{self._signed('session', ends)}"

    def is_session(self, offered: str, now: datetime) -> bool:
        """Tell whether a session is ours and not over."""
        ends, _, signature = offered.partition(".")
        if len(ends) > _LONGEST or not _same(signature, self._signed("session", ends)):
            return False
        return now < datetime.fromtimestamp(int(ends, 16), UTC)

    def form_key(self, session: str) -> str:
        """Give what a form of this session bears, so that no other site's form is taken for it."""
        return self._signed("form", session)

    def is_form_key(self, offered: str, session: str) -> bool:
        """Tell whether a form is of this session."""
        return _same(offered, self.form_key(session))

    def admits(self, authorization: str) -> bool:
        """Tell whether an Authorization header holds the token: as a bearer's, or as a password (RFC 6750, 7617)."""
        scheme, _, rest = authorization.strip().partition(" ")
        if scheme.lower() == "bearer":
            return self.fits(rest.strip())
        if scheme.lower() != "basic":
            return False
        try:
            return self.fits(b64decode(rest, validate=True).decode("utf-8", "replace").partition(":")[2])
        except (Base64Error, ValueError):
            return False

    def _signed(self, purpose: str, text: str) -> str:
        return hmac.new(self._token, f"{purpose}:{text}".encode("utf-8", "replace"), sha256).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
