"""Looks after a watch, once a minute: tells of its troubles, and pings the heartbeat's address when all is well."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.daemon.pulse import LIMITS, Loop
from monitor.daemon.self_watch import REMEMBERED, channel_for, is_failing, notices_due, unsound
from monitor.errors import FetchError
from monitor.http import Home, HttpClient
from monitor.log import get_logger
from monitor.notify.senders.posting import OK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.daemon.watch import Watch
    from monitor.model import Undelivered
    from monitor.settings import Settings

log = get_logger(__name__)

BEAT = timedelta(minutes=1)
LOOK = timedelta(seconds=5)
"""How soon after a start the first beat comes."""

DEADLINE = timedelta(seconds=10)


@dataclass(slots=True)
class Heart:
    """Looks after one watch.

    Args:
        settings: Say which address is asked for, and who hears of notices.
        watch: What is looked after.
        beat_at: When it was last looked after.
        silent: Why there was no heartbeat, so that each reason is logged once.
    """

    settings: Settings
    watch: Watch
    beat_at: datetime | None = None
    silent: str = ""
    client: HttpClient = field(default_factory=lambda: HttpClient(connections=1))

    async def beat_until(self, ended: asyncio.Event) -> None:
        """Look after the watch until it has ended."""
        async with self.client:
            while not ended.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), LOOK.total_seconds())
                now = self.watch.clock()
                if (
                    self.watch.delivered_at
                    and (self.beat_at is None or abs(now - self.beat_at) >= BEAT)
                    and not ended.is_set()
                ):
                    self.beat_at = now
                    await self.beat(now)

    async def beat_once(self) -> None:
        """Look after a watch that ends now."""
        async with self.client:
            await self.beat(self.watch.clock())

    async def beat(self, now: datetime) -> None:
        """Tell what there is to tell, and ping if the last cycle went well."""
        stored = self.watch.parts.pipeline.stored
        undelivered = await stored(self.watch.store.undelivered, now)
        await self._tell(undelivered, now)
        went_on_at = self.watch.delivered_at
        late = went_on_at is None or now - went_on_at > LIMITS[Loop.DELIVERY]
        why = unsound(undelivered, list(self.watch.states.values()), self.watch.broke_off, now)
        why = why or ("the outbox is not worked through" if late else "")
        self.watch.broke_off.clear()
        if not why:
            why = await self._ping()
        if why and why != self.silent:
            log.warning("no heartbeat", reason=why)
        self.silent = why

    async def _tell(self, undelivered: Sequence[Undelivered], now: datetime) -> None:
        stored, parts = self.watch.parts.pipeline.stored, self.watch.parts
        told = [notice for notice, _ in await stored(self.watch.store.notices_since, now - REMEMBERED)]
        due = list(notices_due(undelivered, parts.senders, told, now))
        while parts.reported:
            notice = parts.reported.pop()
            if notice not in told and notice not in due:
                due.append(notice)
        failing = {stuck.channel for stuck in undelivered if is_failing(stuck, now)}
        for notice in due:
            await self.watch.tell(channel_for(notice, parts.notice_channel, failing, list(parts.senders)), notice)

    async def _ping(self) -> str:
        """Ask for the heartbeat's address, if there is one; give what went wrong, without the address."""
        if self.settings.heartbeat is None:
            return ""
        url = self.settings.heartbeat.get_secret_value()
        try:
            reply = await self.client.request("GET", url, deadline=DEADLINE, home=Home(url, allow_private=True))
        except FetchError as error:
            return f"its address does not answer: {error.reason.value}"
        return "" if reply.status in OK else f"its address answers HTTP {reply.status}"
