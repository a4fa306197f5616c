"""Launches hidden on purpose in ten ways: does `why` name the cause of each, and how fast?

Every launch goes through the real pipeline and store; what hides it is brought about as it happens in life.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from stories import stories

from monitor import wiring
from monitor.correcting import Corrector
from monitor.errors import FetchError, FetchReason
from monitor.guard import Guard
from monitor.knowledge import load_knowledge
from monitor.learning import Learner
from monitor.log import configure_logging
from monitor.lookup.causes import Cause
from monitor.lookup.why import why
from monitor.model import Document, Status, Validators
from monitor.pipeline import Pipeline, Terms
from monitor.schedule import next_due
from monitor.settings import Audience, KnownModel, KnownOrganisation, MessageTimes, Route, Source
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from stories import Story

    from monitor.store import SqlStore

EACH, MOST_SECONDS = 20, 1.0
NOW = datetime(2030, 7, 9, 2, 0, tzinfo=UTC)
TEAM, OTHERS = "team", "others"
EVERYBODY, AT_ONCE = Audience((TEAM,)), MessageTimes()
SURE = Audience((TEAM,), (Route((TEAM,), min_confidence=0.9999),))
ELSEWHERE = Audience((TEAM, OTHERS), (Route((OTHERS,)),))


@dataclass(slots=True)
class Scene:
    """One outlet, its source, and the pipeline that watches it."""

    name: str
    store: SqlStore
    documents: dict[str, Document] = field(default_factory=dict)
    audience: Audience = EVERYBODY
    times: MessageTimes = AT_ONCE
    models: tuple[KnownModel, ...] = ()
    makers: tuple[KnownOrganisation, ...] = ()

    @property
    def source(self) -> Source:
        """Give the source that watches the outlet."""
        return Source(self.name, self.name, f"https://{self.name}.example/feed", wiring.HOME_ZONE)

    async def fetch(self, url: str, source: Source, _validators: Validators | None = None) -> Document:
        """Bring what the outlet has."""
        if url not in self.documents:
            raise FetchError(FetchReason.SERVER_STATUS, url, f"nothing for {source.id}", status=503)
        return self.documents[url]

    async def publish(self, *articles: tuple[str, str], pages: bool = True) -> None:
        """List articles, each a title and text, and let the pipeline look."""
        items = ""
        for title, text in articles:
            url = f"https://{self.name}.example/{abs(hash((title, text)))}"
            items += f"<item><title>{escape(title)}</title><link>{url}</link></item>"
            if pages:
                page = f"<article><h1>{title}</h1><p>2030-07-09</p><p>{text}</p></article>"
                self._put(url, "text/html", f"<html lang='zh'><title>{title}</title>{page}")
        feed = f"<rss version='2.0'><channel><title>{self.name}</title>{items}</channel></rss>"
        self._put(self.source.url, "application/rss+xml", feed)
        state = self.store.source_states([self.name])[self.name]
        knowledge = load_knowledge(self.makers, self.models)
        pipeline = Pipeline(
            fetcher=self,
            guard=Guard(),
            store=self.store,
            knowledge=knowledge,
            learner=Learner(knowledge, self.store),
            audience=self.audience,
            times=self.times,
            clock=lambda: NOW,
            next_due=next_due,
            on_step=wiring.no_checkpoint,
        )
        await pipeline.check(self.source, state)

    def _put(self, url: str, media_type: str, text: str) -> None:
        self.documents[url] = Document(url, text.encode(), media_type, "utf-8", Validators(), NOW)


def told(story: Story) -> tuple[str, str]:
    """Write the plain news of a launch."""
    article = story.article(Status.RELEASED, "outlet", 0, random.Random(story.model))  # noqa: S311 -- wording alone.
    return article["title"], article["text"]


async def unwatched(scene: Scene, _story: Story) -> None:
    """Let nobody list it."""
    await scene.publish(("公园一日", "花开了。孩子们在草地上奔跑，老人们在树下下棋，没有别的新闻。"))


async def overrun(scene: Scene, _story: Story) -> None:
    """List it between two looks that share nothing."""
    for half in range(2):
        await scene.publish(*((f"第{half}{number}条消息", f"今天天气很好，{half}{number}。") for number in range(5)))


async def unreadable(scene: Scene, story: Story) -> None:
    """List it, and give no page."""
    await scene.publish(told(story), pages=False)


async def below_threshold(scene: Scene, story: Story) -> None:
    """Let the only route ask for more certainty than one outlet gives."""
    scene.audience = SURE
    await scene.publish(told(story))


async def known(scene: Scene, story: Story) -> None:
    """Let the user's own knowledge hold its date."""
    scene.makers = (KnownOrganisation(story.organisation),)
    scene.models = (KnownModel(f"{story.model}{story.version}", story.organisation, (), "2030-01"),)
    await scene.publish(told(story))


async def routed_away(scene: Scene, story: Story) -> None:
    """Let the only route name another channel, which has not been sent it yet."""
    scene.audience, scene.times = ELSEWHERE, MessageTimes(wait=timedelta(days=2))
    await scene.publish(told(story))


async def held(scene: Scene, story: Story) -> None:
    """Let the settings ask for an hour's wait."""
    scene.times = MessageTimes(wait=timedelta(hours=1))
    await scene.publish(told(story))


async def refused(scene: Scene, story: Story) -> None:
    """Let the provider refuse it for good."""
    await scene.publish(told(story))
    for message in scene.store.claim(NOW, NOW + timedelta(minutes=1), 100):
        scene.store.record_refused(message.id, "code 19024: Key Words Not Found", None)


async def merged(scene: Scene, story: Story) -> None:
    """Let a person call it one with another launch, before anything was sent."""
    other = replace(story, model=f"{story.model[:1]}羽{story.model[1:]}")
    scene.times = MessageTimes(wait=timedelta(days=2))
    await scene.publish(told(other))
    await scene.publish(told(other), told(story))
    terms = Terms(load_knowledge(), scene.audience, scene.times, wiring.no_checkpoint)
    with scene.store.correcting(NOW) as desk:
        corrector = Corrector(desk, terms, NOW)
        corrector.merge(corrector.named(story.key(load_knowledge())), corrector.named(other.key(load_knowledge())))


async def background(scene: Scene, story: Story) -> None:
    """Only recall it."""
    name = f"{story.model}{story.version}"
    text = f"{story.organisation}于2030年3月1日正式发布{name}。此后公司扩大了团队，今年又搬了新的办公室。"
    await scene.publish((f"{story.organisation}这一年", text))


WAYS: dict[Callable[[Scene, Story], Awaitable[None]], frozenset[Cause]] = {
    unwatched: frozenset({Cause.NOT_WATCHED}),
    overrun: frozenset({Cause.WINDOW_OVERRUN}),
    unreadable: frozenset({Cause.UNREADABLE}),
    below_threshold: frozenset({Cause.UNSURE}),
    known: frozenset({Cause.BACKGROUND}),
    routed_away: frozenset({Cause.ROUTED}),
    held: frozenset({Cause.HELD}),
    refused: frozenset({Cause.PARKED}),
    merged: frozenset({Cause.MERGED}),
    background: frozenset({Cause.BACKGROUND}),
}


async def hide_and_ask(way: Callable[[Scene, Story], Awaitable[None]], story: Story, store: SqlStore) -> float | None:
    """Hide one launch and ask why it was not told; give the seconds, or None where the cause was not named."""
    scene = Scene(f"{way.__name__.replace('_', '-')}-{abs(hash(story.model)) % 10**8}", store)
    await way(scene, story)
    started = time.perf_counter()
    answer = why(f"{story.model}{story.version}", store, (scene.source,), load_knowledge(), NOW)
    seconds = time.perf_counter() - started
    causes = {finding.cause for subject in answer.subjects for finding in subject.findings}
    if causes & WAYS[way]:
        return seconds
    print(f"  {way.__name__}: {story.organisation} {story.model}{story.version}: {answer.verdict(datetime.isoformat)}")
    return None


def main() -> int:
    """Hide all, ask for each; give 1 where a cause was not named or an answer took too long."""
    configure_logging(level="error")
    named, slowest = Counter[str](), 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number, way in enumerate(WAYS):
            chinese = (one for one in stories(random.Random(number)) if one.language == "zh")  # noqa: S311 -- names.
            store = open_store(f"sqlite:///{Path(folder) / way.__name__}.db")
            for story in islice(chinese, EACH):
                seconds = asyncio.run(hide_and_ask(way, story, store))
                named[way.__name__] += seconds is not None
                slowest = max(slowest, seconds or 0.0)
            store.close()
    for way in WAYS:
        print(f"{way.__name__:16} cause named: {named[way.__name__]} of {EACH}")
    total = sum(named.values())
    print(f"all: {total} of {EACH * len(WAYS)} (goal all), slowest answer {slowest:.2f} s (goal {MOST_SECONDS})")
    return int(total < EACH * len(WAYS) or slowest > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
