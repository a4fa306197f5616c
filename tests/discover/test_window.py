"""What lies between two listings: nothing, an overrun, or a source that was rebuilt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.discover.window import A_DAY, SUDDEN, break_between, window_of, with_listing
from monitor.model import Entry, Moment, NoticeKind, Sighting, SourceState
from monitor.settings import Source, SourceKind

NOW = datetime(2030, 7, 9, 2, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(minutes=5)
SOURCE = Source("outlet", "云岭日报", "https://outlet.example/feed", ZoneInfo("Asia/Shanghai"))
OVERRUN, CHANGED = NoticeKind.WINDOW_OVERRUN, NoticeKind.SOURCE_CHANGED


def seen(*names: object, known: bool = False, moved: bool = False, at: datetime | None = None) -> list[Sighting]:
    moment = Moment(at) if at else None
    return [
        Sighting(Entry(f"{name}", f"https://{name}", f"{name}", moment), f"{name}", known, known or moved)
        for name in names
    ]


def after(*names: object, source: Source = SOURCE, at: datetime = BEFORE) -> SourceState:
    return SourceState(source.id, listed_at=at, last_window=window_of(source, seen(*names)))


def between(before: SourceState, sightings: list[Sighting], source: Source = SOURCE) -> NoticeKind | None:
    return break_between(before, sightings, window_of(source, sightings), NOW)


def test_a_listing_that_shares_nothing_with_the_last_one_is_an_overrun() -> None:
    assert between(after(1, 2, 3), seen(4, 5, 6, at=NOW)) is OVERRUN


def test_one_entry_that_both_hold_joins_them() -> None:
    assert between(after(1, 2, 3), [*seen(4, 5, at=NOW), *seen(3, known=True)]) is None


def test_an_old_entry_that_comes_back_does_not_join_them() -> None:
    assert between(after(2, 3), [*seen(4, 5, at=NOW), *seen(1, known=True)]) is OVERRUN


def test_a_listing_of_known_entries_alone_has_missed_nothing() -> None:
    assert between(after(1, 2, 3), seen(4, 5, 6, known=True)) is None


def test_the_first_listing_and_the_one_after_an_empty_one_are_held_against_nothing() -> None:
    assert between(SourceState(SOURCE.id), seen(1, 2, 3, 4)) is None
    assert between(after(), seen(1, 2, 3, 4)) is None
    assert between(after(1, 2), []) is None


@pytest.mark.parametrize("kind", SourceKind)
def test_what_is_no_window_cannot_be_overrun(kind: SourceKind) -> None:
    source = replace(SOURCE, kind=kind)

    found = between(after(1, 2, source=source), seen(3, 4), source)

    assert (found is OVERRUN) == (kind in {SourceKind.FEED, SourceKind.PAGE, SourceKind.JSON})


@pytest.mark.parametrize(
    ("sightings", "found"),
    [
        ([*seen(1, 2, known=True), *seen(3, 4, 5)], CHANGED),
        ([*seen(1, 2, known=True), *seen(3, 4, 5, moved=True, at=NOW)], CHANGED),
        ([*seen(1, 2, known=True), *seen(3, 4, 5, at=BEFORE - A_DAY - timedelta(minutes=1))], CHANGED),
        (seen(3, 4, 5, 6, at=BEFORE - timedelta(days=9)), CHANGED),
        ([*seen(1, 2, known=True), *seen(3, 4, 5, at=NOW)], None),
        ([*seen(1, 2, known=True), *seen(3, 4)], None),
        ([*seen(1, known=True), *seen(3, 4)], None),
    ],
    ids=["undated", "known-address", "backdated", "rebuilt", "dated-news", "half", "small"],
)
def test_most_entries_being_new_and_no_news_by_their_dates_is_a_changed_source(
    sightings: list[Sighting], found: NoticeKind | None
) -> None:
    assert between(after(1, 2, 9), sightings) is found


def test_entries_without_a_date_are_not_sudden_after_a_long_pause() -> None:
    listed = [*seen(1, 2, known=True), *seen(3, 4, 5)]

    assert between(after(1, 2, at=NOW - SUDDEN), listed) is CHANGED
    assert between(after(1, 2, at=NOW - SUDDEN - timedelta(seconds=1)), listed) is None


def test_the_notice_says_which_source_between_which_looks_and_how_often_it_is_asked() -> None:
    hourly = replace(SOURCE, every=(timedelta(hours=1), timedelta(hours=1)))

    _, bounds = with_listing(SOURCE, after(1), seen(2), NOW)
    _, fixed = with_listing(hourly, after(1), seen(2), NOW)

    assert bounds is not None
    assert fixed is not None
    assert (bounds.kind, bounds.about) == (OVERRUN, "云岭日报")
    assert bounds.lines == ("云岭日报: 2030-07-09 09:55 → 2030-07-09 10:00, every: [5m, 360m]",)
    assert fixed.lines[0].endswith("every: 60m")


def test_one_notice_a_day_is_raised_and_every_overrun_is_counted() -> None:
    state, notices = after(0), []
    for hour in range(0, 30, 3):
        now = NOW + timedelta(hours=hour)
        state, notice = with_listing(SOURCE, replace(state, listed_at=now), seen(hour + 1), now)
        notices.append(notice is not None)

    assert notices == [True, *[False] * 7, True, False]
    assert (state.overruns, state.overrun_at) == (10, NOW + timedelta(hours=27))


def test_overruns_are_counted_anew_after_a_day_without() -> None:
    state = replace(after(0), overrun_at=NOW - A_DAY, overruns=7)

    again, _ = with_listing(SOURCE, state, seen(1), NOW)

    assert again.overruns == 1


names = st.lists(st.integers(0, 30), unique=True, max_size=12)


@given(last=names, listed=names, known=st.sets(st.integers(0, 30)), dated=st.none() | st.just(NOW))
def test_an_overrun_is_told_exactly_where_two_listings_share_nothing(
    last: list[int], listed: list[int], known: set[int], dated: datetime | None
) -> None:
    sightings = [one for name in listed for one in seen(name, known=name in known | set(last), at=dated)]

    found = between(after(*last), sightings)

    has_new = any(not one.is_known for one in sightings)
    assert (found is OVERRUN) == (bool(last) and has_new and set(last).isdisjoint(listed))
