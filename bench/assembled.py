"""The real watch of the daemon, put together on a bench's own fetcher, senders, clock and steps."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monitor import wiring
from monitor.daemon.watch import Watch
from monitor.digest import DigestWriter
from monitor.guard import Guard
from monitor.knowledge import load_knowledge
from monitor.learning import Learner
from monitor.notify import lane_for
from monitor.pipeline import ARTICLE_COMMITTED, Pipeline
from monitor.schedule import next_due
from monitor.settings import Audience, MessageTimes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.ports import Fetcher, Sender, Store
    from monitor.settings import Source


def pipeline_on(store: Store, fetcher: Fetcher, channels: Iterable[str] = (), **other: Any) -> Pipeline:  # noqa: ANN401 -- the pipeline's own.
    """Give a pipeline of the real stages; `other` are fields of it that shall not be the usual ones."""
    knowledge = other.get("knowledge") or load_knowledge()
    usual = {
        "guard": Guard(),
        "knowledge": knowledge,
        "learner": Learner(knowledge, store),
        "times": MessageTimes(storm=None),
        "clock": wiring.utc_now,
        "next_due": next_due,
        "on_step": wiring.no_checkpoint,
    }
    return Pipeline(fetcher=fetcher, store=store, audience=Audience(tuple(channels)), **(usual | other))


async def watch_on(pipeline: Pipeline, sources: Mapping[str, Source], senders: Mapping[str, Sender]) -> Watch:
    """Give a watch over some sources that tells these senders; it takes up news as the daemon's does."""
    news = asyncio.Event()

    def noticed(step: str) -> None:
        pipeline.on_step(step)
        if step == ARTICLE_COMMITTED:
            news.set()

    own = replace(pipeline, on_step=noticed)
    lanes = {name: lane_for(sender) for name, sender in senders.items()}
    digests = DigestWriter(own.store, own.knowledge, own.audience, own.times, noticed)
    parts = wiring.Parts(own, senders, lanes, next(iter(senders), ""), [], (), digests)
    states = await own.stored(own.store.source_states, list(sources))
    return Watch(dict(sources), own.store, parts, own.clock, noticed, news, states)
