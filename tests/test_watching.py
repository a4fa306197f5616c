"""A source watched over weeks, over the real pipeline and store: what is asked, what is remembered, who is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs
from test_pipeline import NOW, SOURCE, STORY, Stage

from monitor.errors import FetchError, FetchReason
from monitor.model import Cause, SourceHealth, SourceState, Tier, Validators
from monitor.settings import ArticleSelectors, Audience, ListSelectors, SourceKind
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.model import Document
    from monitor.settings import Source

pytestmark = pytest.mark.anyio

LINK = "https://outlet.example/1"
MOVED = "https://new.outlet.example/feed"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    made = Stage(store)
    made.pipeline = replace(made.pipeline, notice_channel="ops", audience=Audience(("team", "ops", "desk")))
    made.web.page(LINK, *STORY)
    yield made
    store.close()


async def look(stage: Stage, times: int = 1, source: Source = SOURCE) -> None:
    """Check a source as often, each time when it is due."""
    for _ in range(times):
        stage.now = max(stage.now, stage.state(source).next_at or stage.now)
        await stage.check(source)


def told(stage: Stage) -> list[tuple[str, str, Cause]]:
    return [
        (message.channel, ailment.name, ailment.cause)
        for message in stage.store.messages()[::-1]
        if message.notice
        for ailment in message.notice.ailments
    ]


def conditions(stage: Stage, url: str = SOURCE.url) -> list[str | None]:
    return [asked.etag if asked else None for address, asked in stage.web.asked if address == url]


async def test_once_a_day_the_document_itself_is_asked_for_though_it_is_called_unchanged(stage: Stage) -> None:
    stage.web.feed(LINK)
    for _ in range(4):
        await stage.check()
        stage.now += timedelta(hours=11)

    assert conditions(stage) == [None, "1", "1", None]


async def test_a_changed_list_behind_a_lying_etag_is_read_within_a_day(stage: Stage) -> None:
    stage.web.feed(LINK)
    await stage.check()
    stage.web.feed(LINK, "https://outlet.example/2")
    stage.web.page("https://outlet.example/2", "另一篇", "另一篇文章的正文。" * 20)
    await stage.check()
    unseen = stage.store.entries_at("https://outlet.example/2")
    stage.now += timedelta(days=1)
    await stage.check()

    assert unseen == []
    assert len(stage.store.entries_at("https://outlet.example/2")) == 1


async def test_after_other_settings_the_list_is_read_anew(stage: Stage) -> None:
    stage.web.feed(LINK)
    await stage.check()
    await stage.check(replace(SOURCE, encoding="utf-8"))

    assert [asked for url, asked in stage.web.asked if url == SOURCE.url] == [Validators(), Validators()]


async def test_a_source_that_moved_for_good_is_asked_there_and_once_a_day_where_it_was(stage: Stage) -> None:
    stage.web.feed(LINK)
    here = stage.web.documents[SOURCE.url]
    stage.web.documents[SOURCE.url] = replace(here, url=MOVED, moved_to=MOVED)
    stage.web.documents[MOVED] = replace(here, url=MOVED)
    for _ in range(3):
        await stage.check()
        stage.now += timedelta(hours=13)

    lists = [url for url, _ in stage.web.asked if url != LINK]
    assert lists == [SOURCE.url, MOVED, SOURCE.url]
    assert stage.state().moved_to == MOVED


async def test_a_source_is_asked_at_its_own_address_again_when_its_new_one_fails(stage: Stage) -> None:
    stage.web.feed(LINK)
    stage.web.documents[SOURCE.url] = replace(stage.web.documents[SOURCE.url], moved_to=MOVED)
    await stage.check()
    await stage.check()
    await stage.check()

    assert [url for url, _ in stage.web.asked if url != LINK] == [SOURCE.url, MOVED, SOURCE.url]


def sitemap(kind: str, **addresses: str) -> str:
    """Write a sitemap, or an index of some, of addresses at the outlet with when they changed."""
    part = "url" if kind == "urlset" else "sitemap"
    inside = "".join(
        f"<{part}><loc>https://outlet.example/{name}</loc><lastmod>{changed}</lastmod></{part}>"
        for name, changed in addresses.items()
    )
    return f"<{kind} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inside}</{kind}>"


async def test_what_an_index_of_sitemaps_said_is_remembered_from_one_look_to_the_next(stage: Stage) -> None:
    source = replace(SOURCE, url="https://outlet.example/index", kind=SourceKind.SITEMAP)
    june, july = "https://outlet.example/june", "https://outlet.example/july"
    stage.web.put(source.url, "text/xml", sitemap("sitemapindex", june="2030-06-30", july="2030-07-08"), "1")
    stage.web.put(june, "text/xml", sitemap("urlset", old="2030-06-30", older="2030-06-01"), None)
    stage.web.put(july, "text/xml", sitemap("urlset", **{"1": "2030-07-08", "0": "2030-07-02"}), None)
    await look(stage, source=source)

    stage.web.put(source.url, "text/xml", sitemap("sitemapindex", june="2030-06-30", july="2030-07-09"), "2")
    stage.web.put(july, "text/xml", sitemap("urlset", **{"2": "2030-07-09", "1": "2030-07-08"}), None)
    await look(stage, 2, source=source)

    lists = [url for url, _ in stage.web.asked if url in {source.url, june, july}]
    assert lists == [source.url, july, june, source.url, july, source.url]
    assert len(stage.store.entries_at("https://outlet.example/2")) == 1


async def test_how_often_a_source_is_looked_at_follows_from_the_dates_that_it_lists_at_first(stage: Stage) -> None:
    dates = [NOW - timedelta(days=9 * number, hours=7) for number in range(20)]
    items = "".join(
        f"<item><title>{at:%x}</title><link>https://outlet.example/{at:%j}</link>"
        f"<pubDate>{format_datetime(at)}</pubDate></item>"
        for at in dates
    )
    stage.web.put(SOURCE.url, "application/rss+xml", f"<rss version='2.0'><channel>{items}</channel></rss>", "1")
    await stage.check()
    await look(stage)
    slow = stage.state()

    assert slow.next_at is not None
    assert slow.next_at - stage.now > 2 * SOURCE.every[0]


async def test_what_its_server_calls_fresh_is_remembered_over_unchanged_checks(stage: Stage) -> None:
    stage.web.feed(LINK)
    stage.web.documents[SOURCE.url] = replace(stage.web.documents[SOURCE.url], fresh_for=1800)
    await look(stage, 2)

    assert stage.state().next_at == stage.now + timedelta(minutes=30)


async def test_an_empty_list_is_told_of_at_the_third_look_and_its_recovery_once(stage: Stage) -> None:
    stage.web.feed(LINK)
    await look(stage)
    stage.web.feed(etag="2")
    await look(stage, 2)
    before = told(stage)
    state = stage.state()
    await look(stage)
    noticed = told(stage)
    for message in stage.store.claim(stage.now + timedelta(hours=1), stage.now + timedelta(hours=2), 9):
        stage.store.record_accepted(message.id, "ok", stage.now)
    stage.web.feed(LINK, etag="3")
    await look(stage, 2)

    assert (state.health, state.reason) == (SourceHealth.EMPTY, "it answers, and lists nothing")
    assert before == []
    assert noticed == [("ops", "云岭日报", Cause.EMPTY)]
    assert told(stage) == [*noticed, ("ops", "云岭日报", Cause.RECOVERED)]
    assert stage.state().health is SourceHealth.OK


async def test_its_owner_hears_of_a_source_where_that_is_a_channel(stage: Stage) -> None:
    await look(stage, 3, replace(SOURCE, owner="desk"))
    await look(stage, 3, replace(SOURCE, id="other", name="别报", owner="somebody"))

    assert told(stage) == [("desk", "云岭日报", Cause.REFUSED), ("ops", "别报", Cause.REFUSED)]


async def test_sources_that_break_together_are_one_notice(stage: Stage) -> None:
    for number in range(12):
        await look(stage, 3, replace(SOURCE, id=f"s{number}", name=f"s{number}"))

    assert len([message for message in stage.store.messages() if message.notice]) == 1
    assert len(told(stage)) == 12


async def test_a_list_whose_articles_cannot_be_read_is_told_of(stage: Stage) -> None:
    for turn in range(3):
        stage.web.feed(*(f"https://outlet.example/{turn}-{number}" for number in range(3)), LINK, etag=str(turn))
        await look(stage)

    assert stage.state().health is SourceHealth.ERROR
    assert told(stage) == [("ops", "云岭日报", Cause.UNREAD)]


async def test_a_page_that_can_be_read_ends_the_row_of_those_that_cannot(stage: Stage) -> None:
    stage.web.feed(*(f"https://outlet.example/bad{number}" for number in range(4)))
    await look(stage)
    after_bad = stage.state().unread
    stage.web.feed(LINK, etag="2")
    await look(stage)

    assert (after_bad, stage.state().unread) == (4, 0)


async def test_selectors_that_articles_match_no_more_are_told_of_though_all_is_read(stage: Stage) -> None:
    links = [f"https://outlet.example/new{number}" for number in range(5)]
    for number, link in enumerate(links):  # Every other one is read by the guard's worker, whose log nobody sees.
        stage.web.page(
            link, f"{STORY[0]}，第{number}篇", f"{STORY[1]}{'<!--' + '-' * 200_000 + '-->' if number % 2 == 0 else ''}"
        )
    stage.web.feed(*links[:4])
    outdated = replace(SOURCE, article=ArticleSelectors(body=("#old-body", ".older")))

    await look(stage, source=outdated)
    after_four = stage.state().unmatched, stage.state().health
    stage.web.feed(*links, etag="2")
    with capture_logs() as logs:
        await look(stage, source=outdated)

    assert after_four == (4, SourceHealth.OK)
    assert [line["parts"] for line in logs if line["event"] == "selectors match nothing"] == [("body",)]
    assert stage.state().health is SourceHealth.ERROR
    assert told(stage) == [("ops", "云岭日报", Cause.UNMATCHED)]
    assert not stage.store.unread(SOURCE.id, stage.now, 10)


async def test_mended_selectors_make_a_source_well_again(stage: Stage) -> None:
    outdated, mended = ArticleSelectors(body=("#old-body",)), ArticleSelectors(body=("#old-body", "body"))
    stage.store.record_check(SourceState(SOURCE.id, unmatched=4), (), stage.now, notices=())
    stage.web.feed(LINK)
    await look(stage, source=replace(SOURCE, article=outdated))
    stage.web.feed(LINK, "https://outlet.example/2", etag="2")
    stage.web.page("https://outlet.example/2", "另一篇", "另一篇文章的正文。" * 20)

    await look(stage, 2, source=replace(SOURCE, article=mended))

    assert (stage.state().unmatched, stage.state().health) == (0, SourceHealth.OK)


async def test_what_is_gone_is_told_at_once_and_asked_once_a_day(stage: Stage) -> None:
    class Gone:
        async def fetch(self, url: str, source: Source, validators: Validators | None = None) -> Document | None:
            raise FetchError(FetchReason.CLIENT_STATUS, url, f"HTTP 410 Gone {source.id} {validators}", status=410)

    stage.pipeline = replace(stage.pipeline, fetcher=Gone())
    await look(stage)

    assert told(stage) == [("ops", "云岭日报", Cause.GONE)]
    assert stage.state().health is SourceHealth.QUARANTINED
    assert stage.state().next_at == NOW + timedelta(days=1)


async def test_a_hubs_new_repositories_are_told_by_their_names_and_sizes_are_one_launch(stage: Stage) -> None:
    hub = replace(
        SOURCE, kind=SourceKind.JSON, tier=Tier.OFFICIAL, organisation="云岭智能", lists_models=True,
        select=ListSelectors(link="https://hub.example/{id}", title="id", date="createdAt"),
    )  # fmt: skip
    names = ("Qingluan2-8B", "Qingluan3-8B-Instruct", "Qingluan3-32B-AWQ", "Qingluan3-0.6B")
    for known in (1, 4):
        listed = [{"id": f"yunling/{name}", "createdAt": NOW.isoformat()} for name in names[:known]]
        stage.web.put(SOURCE.url, "application/json", json.dumps(listed), str(known))
        await look(stage, source=hub)

    alerts = [alert for message in stage.store.messages() for alert in message.alerts]
    assert sorted({alert.launch.version or "" for alert in alerts}) == ["2", "3"]
    assert len({alert.launch.id for alert in alerts}) == 2
    assert {alert.article.tier for alert in alerts} == {Tier.OFFICIAL}
    assert {url for url, _ in stage.web.asked} == {SOURCE.url}
