"""The same source looked at again and again, over the real pipeline and store: nothing told twice, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from test_pipeline import NOW, SOURCE, Stage

from monitor.lookup import SourceView
from monitor.model import NoticeKind, SourceHealth, Validators
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

pytestmark = pytest.mark.anyio

ROUNDS = 10
NAMES = ("青鸾", "白鹭", "山雀", "夜莺", "鸿雁", "画眉", "杜鹃", "喜鹊")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    made = Stage(store)
    made.pipeline = replace(made.pipeline, notice_channel="ops")
    yield made
    store.close()


def address(number: int) -> str:
    return f"https://outlet.example/{number}"


def headline(number: int) -> str:
    return f"云岭智能发布{NAMES[number]}大模型2.0"


def item(number: int, guid: str = "", date: str = "", link: str = "") -> str:
    identifier = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>{headline(number)}</title><link>{link or address(number)}</link>{identifier}{dated}</item>"


def published(stage: Stage, *numbers: int) -> None:
    """Let the outlet have articles, each of which announces a launch; it does not mind trackers."""
    for number in numbers:
        name = NAMES[number]
        text = f"7月9日，云岭智能正式发布{name}大模型2.0。新模型面向开发者开放，支持中文与英文，长文本能力提升。"
        for url in (address(number), *(f"{address(number)}?utm_source=r{turn}" for turn in range(ROUNDS))):
            stage.web.page(url, headline(number), text)


async def look(stage: Stage, items: Sequence[str], *, whole: bool = True) -> str | None:
    """Look at the feed ten minutes later, when it lists these items."""
    stage.now += timedelta(minutes=10)
    feed = f"<rss version='2.0'><channel><title>云岭日报</title>{''.join(items)}</channel></rss>"
    stage.web.put(SOURCE.url, "application/rss+xml", feed if whole else feed[: len(feed) // 2], None)
    return await stage.check()


def told(stage: Stage) -> list[str]:
    return sorted(alert.launch.model for message in stage.store.messages() for alert in message.alerts)


def notices(stage: Stage) -> list[NoticeKind]:
    return [message.notice.kind for message in stage.store.messages() if message.notice]


def rows(stage: Stage) -> int:
    return sum(len(stage.store.entries_at(address(number))) for number in range(len(NAMES)))


MANNERS: dict[str, Callable[[int, int], str]] = {
    "steady": lambda number, _: item(number, f"g{number}"),
    "new-guids-at-every-look": lambda number, turn: item(number, f"g{number}-{turn}"),
    "one-guid-on-all": lambda number, _: item(number, "https://outlet.example/"),
    "no-guids": lambda number, _: item(number),
    "re-dated": lambda number, turn: item(number, f"g{number}", f"Tue, {9 + turn} Jul 2030 08:00:00 +0800"),
    "re-dated-and-new-guids": lambda number, turn: item(
        number, f"g{number}-{turn}", f"Tue, {9 + turn} Jul 2030 08:00:00 +0800"
    ),
    "trackers": lambda number, turn: item(number, link=f"{address(number)}?utm_source=r{turn}"),
}


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS)
async def test_ten_looks_tell_each_launch_once(stage: Stage, manner: Callable[[int, int], str]) -> None:
    published(stage, *range(6))

    for turn in range(ROUNDS):
        await look(stage, [manner(number, turn) for number in range(6)])

    assert told(stage) == sorted(f"{name}大模型" for name in NAMES[:6])
    assert (notices(stage), rows(stage)) == ([], 6)


async def test_an_unsorted_feed_tells_each_launch_once_and_misses_none(stage: Stage) -> None:
    published(stage, *range(8))

    for turn in range(ROUNDS):
        await look(stage, [item((turn * 3 + place * 5) % 8, f"g{(turn * 3 + place * 5) % 8}") for place in range(6)])

    assert told(stage) == sorted(f"{name}大模型" for name in NAMES)


async def test_a_guid_that_one_entry_after_the_other_bears_hides_none(stage: Stage) -> None:
    published(stage, *range(8))

    for number in range(8):
        await look(stage, [item(number, "latest")])
        await look(stage, [item(number, "latest")])

    assert told(stage) == sorted(f"{name}大模型" for name in NAMES)
    assert rows(stage) == 8


@pytest.mark.parametrize("broken", ["empty list", "empty document", "cut in half"])
async def test_a_feed_that_breaks_at_every_other_look_tells_each_launch_once(stage: Stage, broken: str) -> None:
    published(stage, *range(8))

    for turn in range(ROUNDS):
        items = [item(number, f"g{number}") for number in range(min(4 + turn, 8))]
        await look(stage, items)
        if broken == "empty document":
            stage.web.put(SOURCE.url, "application/rss+xml", "", None)
            await stage.check()
        else:
            await look(stage, [] if broken == "empty list" else items, whole=broken == "empty list")

    assert told(stage) == sorted(f"{name}大模型" for name in NAMES)
    assert notices(stage) == []


async def test_an_unreadable_article_is_not_asked_for_more_often_because_its_guid_changes(stage: Stage) -> None:
    for turn in range(ROUNDS):
        await look(stage, [item(0, f"g{turn}")])

    assert sum(url == address(0) for url, _ in stage.web.asked) == 3  # At once, after 5 minutes, after an hour.


async def test_an_overrun_is_told_once_a_day_and_seen_among_the_sources(stage: Stage) -> None:
    published(stage, *range(8))

    for first in (0, 2, 4, 6):
        await look(stage, [item(first, f"g{first}"), item(first + 1, f"g{first + 1}")])

    state = stage.state()
    view = SourceView.of(SOURCE, state)
    assert notices(stage) == [NoticeKind.WINDOW_OVERRUN]
    assert len(told(stage)) == 8
    assert (state.overrun_at, state.overruns) == (stage.now, 3)
    assert view.state is SourceHealth.OK
    assert view.reason.startswith("window overrun (3 times, last 2030-07-09 10:40)")
    later = SourceView.of(SOURCE, replace(state, checked_at=stage.now + timedelta(days=1)))
    assert later.reason == ""


async def test_an_overrun_across_failed_and_unchanged_checks_is_found(stage: Stage) -> None:
    published(stage, *range(4))
    await look(stage, [item(0), item(1)])
    kept = stage.web.documents.pop(SOURCE.url)
    await stage.check()
    stage.web.documents[SOURCE.url] = replace(kept, validators=Validators(etag="1"))
    await stage.check()
    await stage.check()

    await look(stage, [item(2), item(3)])

    assert notices(stage) == [NoticeKind.WINDOW_OVERRUN]


async def test_a_source_that_is_rebuilt_is_told_of_once_and_tells_nothing_again(stage: Stage) -> None:
    published(stage, *range(6))
    await look(stage, [item(number, f"g{number}") for number in range(6)])
    for number in range(4):
        moved = f"https://outlet.example/new/{number}"
        stage.web.documents[moved] = replace(stage.web.documents[address(number)], url=moved)

    for turn in range(ROUNDS):
        moved_items = [item(n, f"n{n}-{turn}", link=f"https://outlet.example/new/{n}") for n in range(4)]
        await look(stage, [*moved_items, item(4, "g4"), item(5, "g5")])

    assert told(stage) == sorted(f"{name}大模型" for name in NAMES[:6])
    assert notices(stage) == [NoticeKind.SOURCE_CHANGED]


def dated(number: int, days: int) -> str:
    """List an article under a date so many days before the first look."""
    return item(number, f"g{number}", format_datetime(NOW - timedelta(days=days)))


@pytest.mark.parametrize("shared", [True, False], ids=["beside what is known", "in its place"])
async def test_an_archive_that_comes_into_sight_is_known_and_not_told(stage: Stage, shared: bool) -> None:  # noqa: FBT001
    stage.pipeline = replace(stage.pipeline, silent_start=True)
    published(stage, *range(8))
    await look(stage, [dated(0, 0), dated(1, 1)])

    await look(
        stage, [*([dated(0, 0), dated(1, 1)] if shared else []), *(dated(number, 200) for number in range(3, 7))]
    )
    before = told(stage)
    await look(stage, [dated(2, 0), dated(0, 0), dated(1, 1)])

    assert (before, told(stage)) == ([], [f"{NAMES[2]}大模型"])
    assert len(stage.store.launches()) == 7


@pytest.mark.parametrize("days", [[200, 200, 200], [5, 5, 5, 5]], ids=["few", "young"])
async def test_old_dates_of_a_few_and_dates_of_this_week_are_believed_to_be_news(stage: Stage, days: list[int]) -> None:
    stage.pipeline = replace(stage.pipeline, silent_start=True)
    published(stage, *range(8))
    await look(stage, [dated(0, 0), dated(1, 1)])

    late = [dated(number, old) for number, old in enumerate(days, start=2)]
    await look(stage, [*late, dated(0, 0), dated(1, 1)])

    assert len(told(stage)) == len(days)


async def test_what_follows_an_empty_first_listing_is_known_where_it_is_old_and_news_where_it_is_young(
    stage: Stage,
) -> None:
    stage.pipeline = replace(stage.pipeline, silent_start=True)
    published(stage, *range(8))
    await look(stage, [])
    await look(stage, [])

    await look(stage, [dated(0, 0), *(dated(number, days) for number, days in enumerate((2, 3, 5, 200), start=1))])

    assert told(stage) == [f"{NAMES[0]}大模型"]
    assert len(stage.store.launches()) == 5


async def test_the_first_thing_that_an_empty_source_ever_lists_is_news_whatever_its_date(stage: Stage) -> None:
    stage.pipeline = replace(stage.pipeline, silent_start=True)
    published(stage, 0)
    await look(stage, [])

    await look(stage, [dated(0, 30)])

    assert told(stage) == [f"{NAMES[0]}大模型"]


async def test_a_source_whose_dates_are_all_old_still_tells_its_news(stage: Stage) -> None:
    stage.pipeline = replace(stage.pipeline, silent_start=True)
    published(stage, *range(8))
    await look(stage, [dated(0, 900), dated(1, 900)])

    await look(stage, [*(dated(number, 900) for number in range(2, 7)), dated(0, 900)])

    assert len(told(stage)) == 5


async def test_overruns_of_several_sources_are_one_message(stage: Stage) -> None:
    published(stage, *range(4))
    other = replace(SOURCE, id="other", name="海角周刊", url="https://other.example/feed")

    for first in (0, 2):
        await look(stage, [item(first), item(first + 1)])
        stage.web.documents[other.url] = replace(stage.web.documents[SOURCE.url], url=other.url)
        await stage.check(other)

    [notice] = [message.notice for message in stage.store.messages() if message.notice]
    assert (notice.about, notice.count) == ("云岭日报", 2)
    assert [line.partition(":")[0] for line in notice.lines] == ["云岭日报", "海角周刊"]
