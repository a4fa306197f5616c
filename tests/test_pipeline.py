"""The stages in order, over a real store: documents come from a table, everything behind them is the real thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from monitor.errors import FetchError, FetchReason
from monitor.extract import MOST_PAGES
from monitor.guard import Guard
from monitor.knowledge import load_knowledge
from monitor.learning import Learner
from monitor.model import Document, SourceHealth, SourceState, Validators
from monitor.pipeline import Pipeline
from monitor.schedule import next_due
from monitor.settings import Audience, MessageTimes, Source

if TYPE_CHECKING:
    from monitor.model import Announcement, Article
    from monitor.ports import MayAsk, Store

pytestmark = pytest.mark.anyio

NOW = datetime(2030, 7, 9, 2, 0, tzinfo=UTC)
SOURCE = Source("outlet", "云岭日报", "https://outlet.example/feed", ZoneInfo("Asia/Shanghai"))
STORY = (
    "云岭智能发布青鸾大模型2.0",
    "7月9日，云岭智能正式发布青鸾大模型2.0。新模型面向开发者开放，支持中文与英文，长文本能力提升。",
)


class Web:
    """Answers `ports.Fetcher` from a table; what is not there is a 404."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.asked: list[tuple[str, Validators | None]] = []

    async def fetch(self, url: str, source: Source, validators: Validators | None = None) -> Document | None:
        self.asked.append((url, validators))
        document = self.documents.get(url)
        if document is None:
            raise FetchError(FetchReason.CLIENT_STATUS, url, f"nothing for {source.id}", status=503)
        unchanged = validators is not None and validators.etag == document.validators.etag
        return None if unchanged and validators and validators.etag else document

    def feed(self, *links: str, etag: str = "1") -> None:
        items = "".join(f"<item><title>{link}</title><link>{link}</link></item>" for link in links)
        feed = f"<rss version='2.0'><channel><title>潮汐观察</title>{items}</channel></rss>"
        self.put(SOURCE.url, "application/rss+xml", feed, etag)

    def page(self, url: str, title: str, text: str) -> None:
        html = (
            f"<html lang='zh'><title>{title}</title><article><h1>{title}</h1><p>2030-07-09</p><p>{text}</p></article>"
        )
        self.put(url, "text/html", html, None)

    def put(self, url: str, media_type: str, text: str, etag: str | None) -> None:
        self.documents[url] = Document(url, text.encode(), media_type, "utf-8", Validators(etag=etag), NOW)


class Naysayer:
    """Answers `ports.Adviser`: asks one question of its budget, and denies everything."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def advise(
        self,
        article: Article,
        announcements: tuple[Announcement, ...],
        may_ask: MayAsk,
    ) -> tuple[Announcement, ...]:
        assert await may_ask(NOW.date(), 1)
        self.asked.append(article.url)
        return tuple(replace(one, confidence=0.1, opinion="a second opinion denied it") for one in announcements)


class Stage:
    """A pipeline over a web and a store, with a clock that a test moves."""

    def __init__(self, store: Store) -> None:
        self.web = Web()
        self.store = store
        self.now = NOW
        self.steps: list[str] = []
        knowledge = load_knowledge()
        self.pipeline = Pipeline(
            fetcher=self.web,
            guard=Guard(),
            store=store,
            knowledge=knowledge,
            learner=Learner(knowledge, store),
            audience=Audience(("team",)),
            times=MessageTimes(),
            clock=lambda: self.now,
            next_due=next_due,
            on_step=self.steps.append,
        )

    async def check(self, source: Source = SOURCE) -> str | None:
        outcome = await self.pipeline.check(source, self.state(source))
        return outcome.error

    def state(self, source: Source = SOURCE) -> SourceState:
        return self.store.source_states([source.id])[source.id]


@pytest.fixture
def stage(store: Store) -> Stage:
    return Stage(store)


async def test_one_article_in_one_message_out_and_twice_in_still_one(stage: Stage) -> None:
    stage.web.feed("https://outlet.example/1")
    stage.web.page("https://outlet.example/1", *STORY)

    await stage.check()
    stage.web.feed("https://outlet.example/1", etag="2")
    await stage.check()

    assert [len(message.alerts) for message in stage.store.messages()] == [1]
    assert [str(launch.key) for launch in stage.store.launches()] == ["v1:云岭智能/青鸾/2//"]


async def test_what_two_texts_told_of_is_known_to_the_next_and_changes_no_key(stage: Stage) -> None:
    stories = {
        "1": STORY,
        "2": ("青鸾大模型2.0亮相", "云岭智能今天推出青鸾大模型2.0，面向医院与药企，参数规模700亿，价格未变。"),
        "3": ("青鸾3.0上线", "开发者今天起可以使用青鸾3.0。它比云岭智能上一代快一倍，价格不变，文档已更新。"),
    }
    for place, (title, text) in stories.items():
        stage.web.page(f"https://outlet.example/{place}", title, text)
        stage.web.feed(*(f"https://outlet.example/{one}" for one in stories if one <= place), etag=place)
        await stage.check()

    launches = stage.store.launches()

    assert [str(one.key) for one in launches] == ["v1:云岭智能/青鸾/3//", "v1:云岭智能/青鸾/2//"]
    assert stage.pipeline.learner.knowledge().family("青鸾") is not None
    assert stage.pipeline.knowledge.family("青鸾") is None


async def test_a_second_opinion_is_had_before_anything_is_known_and_why_it_was_not_told_is_kept(stage: Stage) -> None:
    adviser = Naysayer()
    stage.pipeline = replace(stage.pipeline, adviser=adviser)
    stage.web.feed("https://outlet.example/1")
    stage.web.page("https://outlet.example/1", *STORY)

    await stage.check()

    read = stage.store.article_at("https://outlet.example/1")
    assert read is not None
    assert [verdict.reason for verdict in read.verdicts] == ["judged 0.10; a second opinion denied it"]
    assert (stage.store.launches(), stage.store.messages()) == ([], [])
    assert not stage.store.take_question(NOW.date(), 1)  # The question was counted.


async def test_nobody_is_asked_about_what_is_not_told_in_any_case(stage: Stage) -> None:
    adviser = Naysayer()
    stage.pipeline = replace(stage.pipeline, adviser=adviser, silent_start=True)
    stage.web.feed("https://outlet.example/1")
    stage.web.page("https://outlet.example/1", *STORY)

    await stage.check()

    assert adviser.asked == []
    assert len(stage.store.launches()) == 1


async def test_validators_are_sent_back_as_they_came_and_an_unchanged_feed_is_a_good_check(stage: Stage) -> None:
    stage.web.feed("https://outlet.example/1", etag='W/"odd"')
    stage.web.page("https://outlet.example/1", *STORY)

    await stage.check()
    await stage.check()

    assert stage.web.asked[-1] == (SOURCE.url, Validators(etag='W/"odd"'))
    assert stage.state().health is SourceHealth.OK


async def test_an_article_listed_by_two_sources_is_read_once(stage: Stage) -> None:
    stage.web.feed("https://outlet.example/1?utm_source=rss")
    stage.web.page("https://outlet.example/1?utm_source=rss", *STORY)
    other = replace(SOURCE, id="other", url="https://other.example/feed")
    stage.web.documents[other.url] = replace(stage.web.documents[SOURCE.url], url=other.url)

    await stage.check()
    await stage.check(other)

    assert sum(url.startswith("https://outlet.example/1") for url, _ in stage.web.asked) == 1


async def test_a_page_that_was_built_to_exhaust_its_reader_costs_itself_only(stage: Stage) -> None:
    bomb, news = "https://outlet.example/1", "https://outlet.example/2"
    stage.web.feed(bomb, news)
    stage.web.put(bomb, "text/html", f"<p>{''.join(f'<b {n}>' for n in range(500))}{'<p>x' * 10_000}", None)
    stage.web.page(news, STORY[0], f"{STORY[1]}<!--{'-' * 200_000}")  # Too large for this process, and harmless.

    outcome = await stage.pipeline.check(SOURCE, stage.state())

    assert [url for url, _ in outcome.unreadable] == [bomb]
    assert [launch.model for launch in stage.store.launches()] == ["青鸾大模型"]


async def test_a_damaged_feed_is_mended_and_one_that_cannot_be_is_a_failed_check(stage: Stage) -> None:
    stage.web.put(SOURCE.url, "", "<rss><channel><item><title>a & b</title><link>/1</link></item>", "1")

    first = await stage.pipeline.check(SOURCE, stage.state())
    stage.web.put(SOURCE.url, "", "<rss><channel><item " + " ".join(f"a{n}" for n in range(50_000)) + ">", "2")
    second = await stage.pipeline.check(SOURCE, stage.state())

    assert (first.new_entries, first.error) == (1, None)
    assert "more than 2000 attributes" in str(second.error)


async def test_entries_that_all_lead_to_the_front_page_are_set_aside(stage: Stage) -> None:
    links = ["https://outlet.example/1", "https://outlet.example/2"]
    stage.web.feed(*links)
    stage.web.page("https://outlet.example/", *STORY)
    stage.web.documents |= dict.fromkeys(links, stage.web.documents["https://outlet.example/"])

    outcome = await stage.pipeline.check(SOURCE, stage.state())

    assert [url for url, _ in outcome.unreadable] == links
    assert stage.store.messages() == []


async def test_a_failed_check_is_a_state_with_its_reason_and_waits_longer_each_time(stage: Stage) -> None:
    first = await stage.check()
    after_one = stage.state()
    stage.now += timedelta(minutes=10)
    await stage.check()
    after_two = stage.state()

    assert first is not None
    assert "nothing for outlet" in first
    assert after_two.health is SourceHealth.ERROR
    assert after_two.failures == 2
    assert after_two.since == NOW
    assert after_one.next_at == NOW + 2 * SOURCE.every[0]
    assert after_two.next_at == stage.now + 4 * SOURCE.every[0]


@pytest.mark.parametrize(("is_named", "name"), [(True, "云岭日报"), (False, "潮汐观察")], ids=["named", "unnamed"])
async def test_an_article_is_of_the_outlet_as_its_user_calls_it_else_as_it_calls_itself(
    stage: Stage, name: str, *, is_named: bool
) -> None:
    source = replace(SOURCE, is_named=is_named)
    stage.web.feed("https://outlet.example/1")
    stage.web.page("https://outlet.example/1", *STORY)

    await stage.check(source)
    stage.web.feed(etag="1")
    await stage.check(source)

    assert [alert.article.source_name for message in stage.store.messages() for alert in message.alerts] == [name]
    assert source.known_as(stage.state().title).name == name


async def test_a_source_that_works_again_is_well_again(stage: Stage) -> None:
    await stage.check()
    stage.web.feed("https://outlet.example/1")
    stage.web.page("https://outlet.example/1", *STORY)
    stage.now += timedelta(hours=1)
    await stage.check()

    state = stage.state()

    assert (state.health, state.reason, state.failures, state.since) == (SourceHealth.OK, "", 0, stage.now)


async def test_an_unreadable_article_is_tried_again_later_and_then_left_to_a_person(stage: Stage) -> None:
    stage.web.feed("https://outlet.example/1")
    tries = 0
    for _ in range(8):
        await stage.check()
        tries = sum(url == "https://outlet.example/1" for url, _ in stage.web.asked)
        stage.now += timedelta(days=2)

    assert tries == 5


async def test_an_article_that_was_unreadable_is_told_when_it_can_be_read(stage: Stage) -> None:
    stage.web.feed("https://outlet.example/1")
    await stage.check()
    stage.web.page("https://outlet.example/1", *STORY)
    stage.now += timedelta(minutes=6)
    await stage.check()

    assert len(stage.store.messages()) == 1


async def test_every_step_that_a_crash_may_follow_is_named(stage: Stage) -> None:
    stage.web.feed("https://outlet.example/1", "https://outlet.example/404")
    stage.web.page("https://outlet.example/1", *STORY)

    await stage.check()
    await stage.check(replace(SOURCE, id="gone", url="https://gone.example/feed"))

    assert stage.steps == [
        "document fetched",
        "entries written",
        "article fetched",
        "article understood",
        "verdicts reached",
        "article saved",
        "article committed",
        "entry set aside",
        "failure written",
    ]


async def test_an_article_without_a_date_takes_the_time_at_which_it_was_read(stage: Stage) -> None:
    stage.web.feed("https://outlet.example/1")
    stage.web.page("https://outlet.example/1", STORY[0], STORY[1].replace("7月9日，", ""))
    undated = stage.web.documents["https://outlet.example/1"]
    stage.web.documents["https://outlet.example/1"] = replace(undated, body=undated.body.replace(b"2030-07-09", b""))

    await stage.check()

    assert [launch.first_seen_at for launch in stage.store.launches()] == [NOW]


async def test_what_a_source_lists_at_first_is_known_and_not_told_where_it_starts_silently(stage: Stage) -> None:
    silent = replace(stage.pipeline, silent_start=True)
    stage.web.feed("https://outlet.example/1")
    stage.web.page("https://outlet.example/1", *STORY)
    await silent.check(SOURCE, stage.state())
    at_first = stage.store.messages()
    stage.web.feed("https://outlet.example/1", "https://outlet.example/2", etag="2")
    stage.web.page("https://outlet.example/2", STORY[0].replace("2.0", "3.0"), STORY[1].replace("2.0", "3.0"))
    await silent.check(SOURCE, stage.state())

    assert at_first == []
    assert [message.alerts[0].launch.version for message in stage.store.messages()] == ["3.0"]
    assert len(stage.store.launches()) == 2


async def test_an_article_of_the_first_listing_that_is_read_later_is_not_told_either(stage: Stage) -> None:
    silent = replace(stage.pipeline, silent_start=True)
    stage.web.feed("https://outlet.example/1")
    await silent.check(SOURCE, stage.state())
    stage.web.page("https://outlet.example/1", *STORY)
    stage.now += timedelta(minutes=6)
    await silent.check(SOURCE, stage.state())

    assert stage.store.messages() == []
    assert len(stage.store.launches()) == 1


async def test_an_article_of_several_pages_is_read_whole_and_a_page_that_fails_ends_it(stage: Stage) -> None:
    stage.web.feed("https://outlet.example/1.html")
    rest = "配套的小模型青鸾-mini同日开源，权重可以下载。"
    stage.web.page("https://outlet.example/1.html", STORY[0], f"{STORY[1]}</p><p><a href='1_2.html'>下一页</a>")
    stage.web.page("https://outlet.example/1_2.html", STORY[0], f"{rest}</p><p><a href='1_3.html'>下一页</a>")

    await stage.check()

    (read,) = stage.store.articles_naming(["青鸾"], NOW - timedelta(days=1), 5)
    assert read.body.split("\n")[-1] == rest
    assert [url for url, _ in stage.web.asked][1:] == [
        f"https://outlet.example/1{page}.html" for page in ("", "_2", "_3")
    ]


async def test_an_article_that_never_ends_is_read_to_a_bound(stage: Stage) -> None:
    stage.web.feed("https://outlet.example/1.html")
    for number in range(1, 60):
        url = f"https://outlet.example/1{f'_{number}' if number > 1 else ''}.html"
        stage.web.page(url, STORY[0], f"{STORY[1]}</p><p><a href='1_{number + 1}.html'>下一页</a>")

    await stage.check()

    assert len(stage.web.asked) == 1 + MOST_PAGES


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("keeps_time", "published", "due"),
    [(True, 2 * HOUR, 2 * HOUR), (True, -HOUR, timedelta(0)), (True, None, 9 * HOUR), (False, 2 * HOUR, 9 * HOUR)],
    ids=["meanwhile", "before", "nobody knows when", "whoever calls once"],
)
async def test_what_came_out_while_nobody_looked_is_late_from_then_on(
    stage: Stage, *, keeps_time: bool, published: timedelta | None, due: timedelta
) -> None:
    pipeline = replace(stage.pipeline, keeps_time=keeps_time)
    stage.web.feed()
    await pipeline.check(SOURCE, stage.state())
    stage.now += 9 * HOUR
    at = format_datetime(NOW + published) if published is not None else ""
    item = f"<item><title>one</title><link>https://outlet.example/1</link><pubDate>{at}</pubDate></item>"
    stage.web.put(SOURCE.url, "application/rss+xml", f"<rss version='2.0'><channel>{item}</channel></rss>", "2")
    stage.web.page("https://outlet.example/1", *STORY)

    await pipeline.check(SOURCE, stage.state())

    [message] = stage.store.messages()
    assert message.due_at == NOW + due


async def test_an_article_that_could_not_be_read_for_long_is_late_since_it_was_listed(stage: Stage) -> None:
    stage.web.feed("https://outlet.example/1")
    await stage.check()
    stage.web.page("https://outlet.example/1", *STORY)
    stage.now += HOUR
    await stage.check()

    [message] = stage.store.messages()
    assert message.due_at == NOW
