"""A request → whether its sender may read, and may correct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

    from monitor.ports import Clock
    from monitor.web.keys import Keys

COOKIE = "monitor_session"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may do what.

    Args:
        keys: Know the token; None where there is none, so that nobody may correct.
        is_open: Everybody who reaches the page may read it: this machine alone does.
        clock: Tells the time.
    """

    keys: Keys | None
    is_open: bool
    clock: Clock

    def session(self, request: Request) -> str:
        """Give a request's session; empty where it has none that is valid."""
        offered = request.cookies.get(COOKIE, "")
        return offered if self.keys and offered and self.keys.is_session(offered, self.clock()) else ""

    def may_read(self, request: Request) -> bool:
        """Tell whether its sender may read the page."""
        return self.is_open or bool(self.session(request)) or self._has_token(request)

    def form_key(self, request: Request) -> str:
        """Give the key for the forms of an answer; empty for those who may not correct."""
        session = self.session(request)
        return self.keys.form_key(session) if self.keys and session else ""

    def may_correct(self, request: Request, form_key: str) -> bool:
        """Tell whether its sender may correct: with the token itself, or with a form that his own page gave him."""
        if self._has_token(request):
            return True
        session = self.session(request)
        return bool(self.keys and session) and self.keys.is_form_key(form_key, session)  # type: ignore[union-attr]

    def _has_token(self, request: Request) -> bool:
        header = request.headers.get("authorization", "")
        return bool(self.keys and header) and self.keys.admits(header)  # type: ignore[union-attr]
