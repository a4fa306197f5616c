"""A store with a few launches, and the page over it, asked as a browser asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from monitor.model import (
    Announcement,
    Article,
    Entry,
    Launch,
    LaunchKey,
    MessageDue,
    Moment,
    SourceState,
    Status,
    Tier,
    Verdict,
    VerdictKind,
)
from monitor.web import LOOPBACK_HOSTS, PageOptions, create_app

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.applications import Starlette

    from monitor.lookup import SourceView
    from monitor.store import SqlStore
    from monitor.web import Said

ALIASES = {"云岭": ("umbra",)}
NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)


def make_launch(model: str = "Heron", status: Status = Status.RELEASED, **changes: object) -> Launch:
    told = {
        "key": LaunchKey("acme", model.casefold(), "2", "", ""),
        "release": f"acme/{model.casefold()}/2@2030-07-09",
        "model": model,
        "version": "2",
        "organisations": ("Acme",),
        "status": status,
        "first_seen_at": NOW,
        "status_at": NOW,
        "seen_at": NOW,
    }
    return Launch(**told | changes)


@dataclass
class World:
    """All that the page is handed; a test changes what it is about."""

    store: SqlStore
    views: list[SourceView] = field(default_factory=list)
    last_pass: datetime | None = NOW - timedelta(minutes=2)
    called: list[Callable[..., Any]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    options: PageOptions = field(default_factory=lambda: PageOptions(wordings=lambda asked: ALIASES.get(asked, ())))

    def tell(self, launch: Launch, *channels: str, evidence: str = "", **changes: object) -> int:
        """Let an article announce a launch to channels; give the launch's number."""
        number = len(self.store.launches())
        entry = Entry(f"entry{number}", f"https://news.example.org/{number}", "On birds")
        self.store.record_check(SourceState("alpha"), [entry], NOW)
        [pending] = self.store.unread("alpha", NOW, 10)
        published = Moment(NOW)
        article = {"url": entry.url, "title": entry.title, "body": "", "source_name": "Bird News", "tier": Tier.MEDIA}
        announcement = Announcement(
            launch.model,
            launch.version,
            launch.organisations,
            launch.status,
            evidence=evidence or f"Acme releases {launch.model} 2.",
        )
        verdict = Verdict(VerdictKind.NEW, "no such launch was known", announcement, launch)
        with self.store.reading(pending, NOW) as reading:
            assert reading is not None
            due = [MessageDue(channel, (verdict,), NOW) for channel in channels]
            reading.save(Article(**{"published": published, **article, **changes}), [verdict], due)
        return max(stored.id for stored in self.store.launches())

    async def call(self, function: Callable[..., Any], *arguments: object) -> object:
        self.called.append(function)
        return function(*arguments)

    def app(
        self, hosts: tuple[str, ...] = LOOPBACK_HOSTS, call: Callable[..., Awaitable[Any]] | None = None
    ) -> Starlette:
        return create_app(
            self.store,
            sources=lambda: self.views,
            hosts=hosts,
            last_pass=lambda: self.last_pass,
            clock=lambda: NOW,
            call=call or self.call,
            options=self.options,
        )

    async def ask(
        self, path: str, *, method: str = "GET", form: dict[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        """Ask the page as an English browser on this machine."""
        transport = httpx.ASGITransport(self.app(), raise_app_exceptions=False)
        sent = {"accept-language": "en-GB"} | {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
            return await client.request(method, path, headers=sent, data=form)
