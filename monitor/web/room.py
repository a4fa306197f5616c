"""What every answer of the page is made with: the memory, the clock, the words of the reader, the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from starlette.responses import HTMLResponse

from monitor.model import Condition, Vitals
from monitor.web.reader import Times, words_for

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from jinja2 import Environment
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.lookup import SourceView
    from monitor.ports import Clock, Store
    from monitor.web.access import Access
    from monitor.web.counts import Counts
    from monitor.web.options import PageOptions

    Result = TypeVar("Result")

    class Call(Protocol):
        """Runs a function in the store's thread."""

        def __call__(self, function: Callable[..., Result], *arguments: object) -> Awaitable[Result]:
            """Give the function's result."""
            ...


LANGUAGE, THEME = "monitor_language", "monitor_theme"
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Room:
    """Everything that an answer needs; pages take it as their first argument."""

    store: Store
    sources: Callable[[], Sequence[SourceView]]
    last_pass: Callable[[], datetime | None]
    clock: Clock
    call: Call
    options: PageOptions
    access: Access
    environment: Environment
    counts: Counts

    def vitals(self) -> Vitals:
        """Say how the watch is: as its process says, or by when it last passed."""
        if self.options.probes:
            return self.options.probes.vitals()
        return vitals_of_pass(self.last_pass(), self.clock(), self.options.pass_limit)

    def times(self, request: Request) -> Times:
        """Give who tells times to the sender of a request, in his words."""
        chosen = request.cookies.get(LANGUAGE, "")
        words = words_for(chosen or request.headers.get("accept-language", ""))
        return Times(words, self.options.zone, self.clock())

    def page(self, request: Request, template: str, answer: int = 200, **values: Any) -> Response:  # noqa: ANN401 -- a template's.
        """Write a page for the sender of a request."""
        times, vitals = self.times(request), self.vitals()
        theme = request.cookies.get(THEME, "")
        shown: Mapping[str, Any] = {
            "times": times,
            "words": times.words,
            "watch": {"state": _shown(vitals), "last_at": vitals.last_pass_at},
            "path": request.url.path,
            "here": _address_of(request),
            "theme": theme if theme in THEMES else "",
            "form_key": self.access.form_key(request),
            "signs_in": self.access.keys is not None,
        }
        html = self.environment.get_template(f"{template}.html").render(**shown, **values)
        return HTMLResponse(html, answer, headers={"vary": "accept-language, cookie"})


def vitals_of_pass(last_at: datetime | None, now: datetime, limit: timedelta) -> Vitals:
    """Say how a watch is of which nothing is known but when it last passed."""
    if last_at is None:
        return Vitals(Condition.STARTING, "nothing was looked at yet")
    ago = now - last_at
    if ago < limit:
        return Vitals(Condition.OK, "", last_at)
    return Vitals(Condition.LATE, f"the last pass was {ago.total_seconds() / 60:.0f} min ago", last_at)


def _shown(vitals: Vitals) -> str:
    """Say under which word a page shows a condition; without a pass there is no time to tell."""
    return vitals.condition.value if vitals.last_pass_at else Condition.STARTING.value


def _address_of(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
