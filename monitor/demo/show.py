"""Runs the world day by day through the real pipeline, and shows what a person would have been told, and what not."""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter, to_thread
from pydantic import SecretStr
from rich.cells import set_cell_size

from monitor import daemon, wiring
from monitor.daemon.page import options_of
from monitor.demo.world import ZONE, open_world, time_of_day
from monitor.lookup import SourceView
from monitor.model import Tier
from monitor.settings import Channel, Settings, Source, Web
from monitor.web import LOOPBACK_HOSTS, create_app, serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.demo.world import World
    from monitor.ports import Store

Result = TypeVar("Result")


async def show(say: Callable[[str], None], *, stay: bool) -> None:
    """Play the world on an empty store in memory; messages go to the terminal.

    Args:
        say: Prints one line that tells what is going on.
        stay: Serve the page at the end, until Ctrl-C.
    """
    store = wiring.open_store("sqlite://")
    try:
        with open_world() as world:
            settings = _settings(world)
            outlets = "、".join(source.name for source in settings.sources)
            say(f"Five outlets on this machine: {outlets}. Nothing leaves it.")
            for day in world.days:
                await _live_through(day, world, settings, store, say)
            _show_timeline(store, say)
            if stay:
                await _show_page(world, settings, store, say)
    finally:
        store.close()


async def _live_through(day: int, world: World, settings: Settings, store: Store, say: Callable[[str], None]) -> None:
    now = time_of_day(day)
    world.publish(day)
    titles = [article["title"] for article in world.articles if article["day"] == day]
    say(f"\n━━ {now:%Y-%m-%d} · {_counted(len(titles), 'article')}: {' / '.join(titles)}\n")
    report = await daemon.once(settings, store, everything=True, clock=lambda: now)
    read = sum(outcome.articles for outcome in report.outcomes)
    said = len(report.delivery.accepted)
    for outcome in report.outcomes:
        if outcome.error and day == world.days[0]:
            say(f"   {outcome.name}: {outcome.error.splitlines()[0]}")
    silence = "" if said else ": nobody hears twice of what is known"
    say(f"   {_counted(read, 'page')} read, {_counted(said, 'message')}{silence}")


def _show_timeline(store: Store, say: Callable[[str], None]) -> None:
    say("\n━━ What is known now")
    for launch in sorted(store.launches(), key=lambda launch: launch.id):
        history = store.history(launch.id)
        outlets = {article.source_name for _, article in history}
        steps = " → ".join(dict.fromkeys(verdict.announcement.status.value for verdict, _ in history))
        told = f"{_counted(len(history), 'telling')}, {_counted(len(outlets), 'outlet')}"
        say(f"   {set_cell_size(launch.who_and_what, 40)} {steps:24} {told}")


async def _show_page(world: World, settings: Settings, store: Store, say: Callable[[str], None]) -> None:
    """Serve the page as it stands on the last evening, until Ctrl-C."""
    evening = time_of_day(world.days[-1])
    states = store.source_states([source.id for source in settings.sources])
    views = [SourceView.of(source, states[source.id]) for source in settings.sources]
    stop, limiter = asyncio.Event(), CapacityLimiter(1)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    async def call(function: Callable[..., Result], *arguments: object) -> Result:
        return await to_thread.run_sync(partial(function, *arguments), limiter=limiter)

    app = create_app(
        store,
        sources=lambda: views,
        hosts=LOOPBACK_HOSTS,
        last_pass=lambda: evening,
        clock=lambda: evening,
        call=call,
        options=options_of(lambda: settings, Web(), store, lambda: evening),
    )
    await serve(app, "127.0.0.1:0", stop, on_ready=lambda url: say(f"\nThe page shows it, too: {url} (Ctrl-C ends it)"))


def _counted(number: int, one: str) -> str:
    return f"{number or 'no'} {one}{'s' * (number != 1)}"


def _settings(world: World) -> Settings:
    sources = tuple(
        Source(
            id=outlet["id"],
            name=outlet["name"],
            url=f"{world.address}/{outlet['id']}/feed.xml",
            zone=ZONE,
            language=outlet.get("language", "zh"),
            tier=Tier(outlet.get("tier", "media")),
            organisation=outlet.get("organisation"),
            allow_private=True,
        )
        for outlet in world.outlets
    )
    # Without a digest: in this world it has nothing to tell, but for the line of a Monday.
    return Settings(sources, (Channel("console", SecretStr("console:"), ZONE, digest=None),))
