"""How a source is, judged by what it gives; and when people are told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import health
from monitor.errors import DiscoverError, FetchError, FetchReason, NoMatchError
from monitor.model import Ailment, Cause, Entry, Moment, Notice, NoticeKind, SourceHealth, SourceState
from monitor.rhythm import Rhythm
from monitor.settings import ArticleSelectors, Source, SourceKind

NOW = datetime(2030, 7, 9, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCE = Source("tide", "潮汐观察", "https://tide.example/feed", ZoneInfo("Asia/Shanghai"), owner="desk")
WELL = SourceState("tide", checked_at=NOW - DAY, health=SourceHealth.OK, since=NOW - 9 * DAY)
DAILY = Rhythm().with_arrivals([(NOW - DAY * day, True) for day in range(30)], NOW).written()
ERROR = health.of_failure(FetchError(FetchReason.TIMEOUT, SOURCE.url, "no answer"))
FINE = health.Judgement(SourceHealth.OK)


def entry(published: datetime | None = NOW) -> Entry:
    return Entry("1", "https://tide.example/1", "t", Moment(published) if published else None)


def judged(
    *found: health.Judgement, state: SourceState = WELL, every: timedelta = timedelta(hours=1)
) -> tuple[SourceState, list[Ailment | None]]:
    """Let checks an hour apart find this, one after the other; give the last state and what was to be told at each."""
    told = []
    for number, one in enumerate(found):
        failures = state.failures + 1 if one.health in {SourceHealth.ERROR, SourceHealth.BLOCKED} else 0
        state, notice = health.with_judgement(
            SOURCE, state, replace(state, failures=failures), one, NOW + number * every
        )
        told.append(notice.ailments[0] if notice else None)
    return state, told


@pytest.mark.parametrize(
    ("error", "state", "cause"),
    [
        (FetchError(FetchReason.NAME_NOT_FOUND, "https://a.example"), SourceHealth.ERROR, Cause.NO_NAME),
        (FetchError(FetchReason.TIMEOUT, "https://a.example"), SourceHealth.ERROR, Cause.UNREACHABLE),
        (FetchError(FetchReason.CLIENT_STATUS, "https://a.example", status=404), SourceHealth.ERROR, Cause.NOT_FOUND),
        (FetchError(FetchReason.CLIENT_STATUS, "https://a.example", status=403), SourceHealth.ERROR, Cause.REFUSED),
        (FetchError(FetchReason.TLS, "https://a.example"), SourceHealth.ERROR, Cause.NO_TLS),
        (FetchError(FetchReason.REFUSED_ADDRESS, "https://a.example"), SourceHealth.ERROR, Cause.PRIVATE),
        (FetchError(FetchReason.CLIENT_STATUS, "https://a.example", status=410), SourceHealth.QUARANTINED, Cause.GONE),
        (FetchError(FetchReason.SERVER_STATUS, "https://a.example", status=500), SourceHealth.ERROR, Cause.BROKEN),
        (FetchError(FetchReason.RATE_LIMITED, "https://a.example", status=429), SourceHealth.ERROR, Cause.RATE_LIMITED),
        (FetchError(FetchReason.CHALLENGE, "https://a.example", status=403), SourceHealth.BLOCKED, Cause.BLOCKED),
        (FetchError(FetchReason.ROBOTS, "https://a.example"), SourceHealth.BLOCKED, Cause.FORBIDDEN),
        (DiscoverError("https://a.example", "an HTML page, not a feed"), SourceHealth.ERROR, Cause.NO_LIST),
        (NoMatchError("https://a.example", "select.item matches nothing"), SourceHealth.ERROR, Cause.NO_MATCH),
    ],
    ids=str,
)
def test_a_failed_check_has_a_cause(error: FetchError | DiscoverError, state: SourceHealth, cause: Cause) -> None:
    found = health.of_failure(error)

    assert (found.health, found.cause, found.reason) == (state, cause, str(error))


@given(st.sampled_from(FetchReason), st.one_of(st.none(), st.integers(100, 599)))
def test_every_failure_is_of_some_cause_and_none_is_well(reason: FetchReason, status: int | None) -> None:
    found = health.of_failure(FetchError(reason, "https://a.example", status=status))

    assert found.cause is not None
    assert found.health not in {SourceHealth.OK, SourceHealth.OFF}


def test_a_listing_should_hold_something() -> None:
    assert health.content_of(SOURCE, WELL, []) is SourceHealth.EMPTY
    assert health.content_of(SOURCE, WELL, [entry()]) is SourceHealth.OK


@pytest.mark.parametrize(
    ("kind", "had_dates", "found"),
    [
        (SourceKind.FEED, True, SourceHealth.UNDATED),
        (SourceKind.FEED, False, SourceHealth.OK),
        (SourceKind.ARTICLE, True, SourceHealth.OK),
    ],
)
def test_entries_should_have_dates_where_they_used_to(
    kind: SourceKind, found: SourceHealth, *, had_dates: bool
) -> None:
    before = replace(WELL, newest_entry_at=NOW if had_dates else None)

    assert health.content_of(replace(SOURCE, kind=kind), before, [entry(None), entry(None)]) is found
    assert health.content_of(replace(SOURCE, kind=kind), before, [entry(None), entry()]) is SourceHealth.OK


@pytest.mark.parametrize(
    ("days", "stale_after", "found"),
    [
        (5, None, SourceHealth.OK),
        (11, None, SourceHealth.STALE),
        (5, timedelta(days=2), SourceHealth.STALE),
        (11, timedelta(days=30), SourceHealth.OK),
    ],
)
def test_a_silence_is_held_against_the_sources_own_rhythm_unless_a_person_says_otherwise(
    days: int, stale_after: timedelta | None, found: SourceHealth
) -> None:
    state = replace(WELL, rhythm=DAILY)

    judgement = health.of_listing(replace(SOURCE, stale_after=stale_after), state, NOW + days * DAY)

    assert judgement.health is found
    assert ("2030-07-09" in judgement.reason) == (found is SourceHealth.STALE)


def test_a_single_article_is_never_stale() -> None:
    article = replace(SOURCE, kind=SourceKind.ARTICLE)

    assert health.of_listing(article, replace(WELL, rhythm=DAILY), NOW + 900 * DAY).cause is None


def test_a_listing_that_has_not_changed_is_as_empty_as_it_was() -> None:
    found = health.of_listing(SOURCE, replace(WELL, content=SourceHealth.EMPTY), NOW)

    assert (found.health, found.cause) == (SourceHealth.EMPTY, Cause.EMPTY)


@pytest.mark.parametrize(("unread", "cause"), [(4, None), (5, Cause.UNREAD)])
def test_a_list_whose_articles_cannot_be_read_is_not_well(unread: int, cause: Cause | None) -> None:
    assert health.of_listing(SOURCE, replace(WELL, unread=unread), NOW).cause is cause


@pytest.mark.parametrize(
    ("selectors", "unmatched", "cause"),
    [
        (ArticleSelectors(body=(".a",)), 4, None),
        (ArticleSelectors(body=(".a",)), 5, Cause.UNMATCHED),
        (ArticleSelectors(), 5, None),
    ],
    ids=["too few", "enough", "taken out of the settings"],
)
def test_a_list_whose_articles_match_no_selector_is_not_well(
    selectors: ArticleSelectors, unmatched: int, cause: Cause | None
) -> None:
    source = replace(SOURCE, article=selectors)

    assert health.of_listing(source, replace(WELL, unmatched=unmatched), NOW).cause is cause


def test_people_are_told_at_the_third_bad_check_and_once() -> None:
    state, told = judged(*[ERROR] * 9)

    assert [ailment is not None for ailment in told] == [False, False, True, *[False] * 6]
    assert told[2] == Ailment("tide", "潮汐观察", Cause.UNREACHABLE, ERROR.reason, NOW, "desk")
    assert (state.health, state.since, state.unwell) == (SourceHealth.ERROR, NOW, 9)


def test_a_source_that_nobody_named_and_nobody_ever_had_is_told_by_its_id() -> None:
    unnamed = replace(SOURCE, name="tide.example", is_named=False)
    never, once = SourceState("tide", unwell=2), SourceState("tide", unwell=2, title="潮汐观察")

    _, told = health.with_judgement(unnamed, never, never, ERROR, NOW)
    _, told_later = health.with_judgement(unnamed.known_as("潮汐观察"), once, once, ERROR, NOW)

    assert [notice.ailments[0].name for notice in (told, told_later) if notice] == ["tide", "潮汐观察"]


def test_what_a_further_look_cannot_tell_better_is_told_at_once() -> None:
    gone = health.of_failure(FetchError(FetchReason.CLIENT_STATUS, SOURCE.url, status=410))

    state, told = judged(gone)

    assert state.health is SourceHealth.QUARANTINED
    assert told[0] is not None


def test_two_failures_and_then_a_good_check_are_nobodys_business() -> None:
    state, told = judged(ERROR, ERROR, FINE, ERROR, ERROR, FINE)

    assert told == [None] * 6
    assert (state.health, state.reason, state.unwell) == (SourceHealth.OK, "", 0)


def test_of_a_recovery_people_are_told_once_where_they_were_told_of_the_fault() -> None:
    _, told = judged(ERROR, ERROR, ERROR, FINE, FINE)

    assert [ailment.cause if ailment else None for ailment in told[2:]] == [Cause.UNREACHABLE, Cause.RECOVERED, None]
    assert told[3] is not None
    assert told[3].since == NOW


def test_a_source_that_goes_on_failing_is_asked_once_a_day_after_some_days() -> None:
    state, _ = judged(*[ERROR] * 10, every=timedelta(hours=9))
    fine, _ = judged(FINE, state=state)

    assert state.health is SourceHealth.QUARANTINED
    assert "once a day" in state.reason
    assert fine.health is SourceHealth.OK


TIMES = st.lists(st.timedeltas(timedelta(), timedelta(days=20)), max_size=60).map(sorted)


@given(TIMES)
def test_no_day_has_more_than_three_notices(moments: list[timedelta]) -> None:
    due: list[datetime] = []
    for moment in moments:
        due.append(health.notice_due_at([at for at in due if at > NOW + moment - DAY], NOW + moment))

    for at in due:
        assert sum(at <= other < at + DAY for other in due) <= 3
    assert all(at >= NOW + moment for at, moment in zip(due, moments, strict=True))


def ailing(name: str, cause: Cause = Cause.EMPTY) -> Notice:
    return Notice(NoticeKind.SOURCES_AILING, ailments=(Ailment(name, name, cause, "", NOW),))


def test_what_passes_before_anybody_heard_of_it_is_left_out() -> None:
    notice = ailing("a").joined(ailing("b")).joined(ailing("a", Cause.RECOVERED))

    assert [one.name for one in notice.ailments] == ["b"]
    assert notice.joined(ailing("b", Cause.RECOVERED)).says_nothing


def test_a_relapse_before_anybody_heard_of_the_recovery_is_left_out_too() -> None:
    assert ailing("a", Cause.RECOVERED).joined(ailing("a")).says_nothing


def test_of_two_causes_of_one_source_the_later_counts() -> None:
    assert [one.cause for one in ailing("a").joined(ailing("a", Cause.GONE)).ailments] == [Cause.GONE]
