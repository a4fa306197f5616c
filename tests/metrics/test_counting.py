"""What happens, told to the metrics, and what Prometheus reads of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from metrics.reading import read
from web.world import make_launch

from monitor.metrics import Identity, Metrics
from monitor.model import (
    Alert,
    Announcement,
    ArticleRead,
    ArticleReference,
    ArticleUnreadable,
    Checked,
    CheckResult,
    Condition,
    Delivered,
    DeliveryResult,
    Digest,
    DiskSpace,
    Levels,
    Message,
    MessageState,
    Moment,
    Notice,
    NoticeKind,
    OutboxLevels,
    Precision,
    QueueSeen,
    SourceHealth,
    SourceLevels,
    Status,
    Tier,
    Verdict,
    VerdictKind,
    Vitals,
)

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
WELL = Levels(Vitals(Condition.OK), ready=True)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(Identity("run", "a1b2c3d4"))


def verdict(kind: VerdictKind, status: Status = Status.RELEASED) -> Verdict:
    return Verdict(kind, "since a test says so", Announcement("Heron", "2", ("Acme",), status), make_launch())


def article(*verdicts: Verdict, minutes: float = 3, precision: Precision = Precision.TIME) -> ArticleRead:
    """An article whose entry was seen so many minutes after it was published, and that was read a second later."""
    seen_at = NOW - timedelta(seconds=1)
    return ArticleRead(verdicts, Tier.MEDIA, Moment(seen_at - timedelta(minutes=minutes), precision), seen_at, NOW)


def message(**changes: object) -> Message:
    told = Announcement("Heron", "2", ("Acme",), Status.RELEASED)
    of = ArticleReference(
        "https://a.example/1", "On birds", "Bird News", Tier.OFFICIAL, Moment(NOW - timedelta(minutes=1))
    )
    alert = Alert(make_launch(), told, of, VerdictKind.NEW)
    due_at = NOW - timedelta(seconds=10)
    return replace(Message(1, "team", (alert, alert), MessageState.PENDING, due_at, due_at, due_at=due_at), **changes)


def test_checks_are_counted_by_what_they_found(metrics: Metrics) -> None:
    for one in (
        Checked(CheckResult.UNCHANGED),
        Checked(CheckResult.UNCHANGED),
        Checked(CheckResult.CHANGED, new_entries=3),
        Checked(CheckResult.FAILED, "timeout"),
    ):
        metrics(one)

    seen = read(metrics.text(WELL))

    assert seen("monitor_checks_total", result="unchanged") == 2
    assert seen("monitor_checks_total", result="changed") == 1
    assert seen("monitor_checks_total", result="failed", reason="timeout") == 1
    assert seen("monitor_entries_total") == 3


def test_a_check_that_broke_off_is_counted_from_nought_so_that_the_first_is_an_increase(metrics: Metrics) -> None:
    before = read(metrics.text(WELL))("monitor_checks_total", result="broke_off")
    metrics(Checked(CheckResult.BROKE_OFF))

    assert (before, read(metrics.text(WELL))("monitor_checks_total", result="broke_off")) == (0, 1)


@pytest.mark.parametrize(
    ("kinds", "outcome"),
    [
        ((), "nothing"),
        ((VerdictKind.DOUBTED,), "doubted"),
        ((VerdictKind.DOUBTED, VerdictKind.BACKGROUND), "background"),
        ((VerdictKind.BACKGROUND, VerdictKind.REPEATED), "repeated"),
        ((VerdictKind.REPEATED, VerdictKind.ADVANCED), "news"),
        ((VerdictKind.NEW,), "news"),
    ],
)
def test_an_article_is_counted_once_by_the_best_that_it_brings(
    metrics: Metrics, kinds: tuple[VerdictKind, ...], outcome: str
) -> None:
    metrics(article(*map(verdict, kinds)))

    seen = read(metrics.text(WELL))

    assert seen.all("monitor_articles_total") == {("outcome", outcome): 1}
    assert all(seen("monitor_announcements_total", verdict=kind) == 1 for kind in kinds)


def test_launches_are_counted_by_what_became_of_them_and_where_they_stand(metrics: Metrics) -> None:
    metrics(
        article(
            verdict(VerdictKind.NEW), verdict(VerdictKind.ADVANCED, Status.OPEN_SOURCED), verdict(VerdictKind.REPEATED)
        )
    )

    seen = read(metrics.text(WELL))

    assert seen("monitor_launches_total", change="new", status="released") == 1
    assert seen("monitor_launches_total", change="advanced", status="open_sourced") == 1
    assert len(seen.all("monitor_launches_total")) == 2


def test_what_cannot_be_read_is_counted_by_the_reason(metrics: Metrics) -> None:
    metrics(ArticleUnreadable("no_article"))

    assert read(metrics.text(WELL))("monitor_articles_total", outcome="unreadable", reason="no_article") == 1


def test_times_run_from_publication_to_entry_to_article(metrics: Metrics) -> None:
    metrics(article(minutes=3))
    metrics(article(minutes=-3))  # Dated ahead: no time at all.

    seen = read(metrics.text(WELL))

    assert seen("monitor_publication_to_entry_seconds_sum", tier="media") == 180
    assert seen("monitor_publication_to_entry_seconds_bucket", tier="media", le="120.0") == 1
    assert seen("monitor_publication_to_entry_seconds_bucket", tier="media", le="300.0") == 2
    assert seen("monitor_entry_to_article_seconds_sum", tier="media") == 2


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(article(precision=Precision.DAY), id="a day alone"),
        pytest.param(replace(article(), published=None), id="no date"),
        pytest.param(replace(article(), baseline=True), id="a first listing"),
        pytest.param(replace(article(), seen_at=None), id="read by a person"),
    ],
)
def test_what_cannot_tell_how_fast_we_are_is_left_out_of_the_times(metrics: Metrics, one: ArticleRead) -> None:
    metrics(one)

    assert not read(metrics.text(WELL)).all("monitor_publication_to_entry_seconds_count")


def test_a_first_listing_is_an_outcome_of_its_own(metrics: Metrics) -> None:
    metrics(replace(article(verdict(VerdictKind.NEW)), baseline=True))

    assert read(metrics.text(WELL))("monitor_articles_total", outcome="first_listing") == 1


def test_an_accepted_message_is_timed_from_its_due_time_and_each_of_its_articles_from_publication(
    metrics: Metrics,
) -> None:
    metrics(Delivered(message(), "feishu", DeliveryResult.ACCEPTED, NOW))
    metrics(Delivered(message(), "feishu", DeliveryResult.REFUSED, NOW))

    seen = read(metrics.text(WELL))

    assert seen("monitor_messages_total", provider="feishu", tells="alerts", result="accepted") == 1
    assert seen("monitor_messages_total", provider="feishu", tells="alerts", result="refused") == 1
    assert seen("monitor_message_to_acceptance_seconds_sum", tells="alerts") == 10
    assert seen("monitor_publication_to_message_seconds_sum", tier="official") == 60
    assert seen("monitor_publication_to_message_seconds_count", tier="official") == 1


@pytest.mark.parametrize(
    ("changes", "tells"),
    [
        ({"digest": Digest("2030-07-09", NOW.date())}, "digest"),
        ({"notice": Notice(NoticeKind.TRIED), "alerts": ()}, "notice"),
    ],
    ids=["digest", "notice"],
)
def test_a_message_by_the_clock_says_nothing_of_our_speed(
    metrics: Metrics, changes: dict[str, object], tells: str
) -> None:
    metrics(Delivered(message(**changes), "mail", DeliveryResult.ACCEPTED, NOW))

    seen = read(metrics.text(WELL))

    assert seen("monitor_message_to_acceptance_seconds_count", tells=tells) == 1
    assert not seen.all("monitor_publication_to_message_seconds_count")


def test_what_is_read_off_the_process_is_written_beside_what_was_counted(metrics: Metrics) -> None:
    metrics(QueueSeen(3, 21))
    levels = Levels(
        Vitals(Condition.LATE, "stuck"),
        ready=False,
        turns={"tick": NOW},
        sources=SourceLevels({SourceHealth.OK: 7, SourceHealth.ERROR: 2}, 4, timedelta(minutes=2)),
        outbox=OutboxLevels(5, 1, timedelta(minutes=20), timedelta(hours=3)),
        schema="0003",
        space=DiskSpace(10, 100),
    )

    seen = read(metrics.text(levels))

    assert (seen("monitor_live"), seen("monitor_ready")) == (0, 0)
    assert seen("monitor_run_info", role="run", run="a1b2c3d4") == 1
    assert seen("monitor_build_info", schema="0003") == 1
    assert seen("monitor_last_turn_timestamp_seconds", loop="tick") == NOW.timestamp()
    assert [seen("monitor_sources", state=state) for state in ("ok", "error", "stale")] == [7, 2, 0]
    assert (seen("monitor_sources_due"), seen("monitor_source_lateness_seconds")) == (4, 120)
    assert [seen("monitor_outbox_messages", state=state) for state in ("waiting", "parked")] == [5, 1]
    assert [seen("monitor_outbox_oldest_seconds", tried=tried) for tried in ("yes", "no")] == [1200, 10_800]
    assert [seen("monitor_queue_hosts", state=state) for state in ("waiting", "under_way")] == [3, 21]
    assert (seen("monitor_database_disk_free_bytes"), seen("monitor_database_disk_size_bytes")) == (10, 100)


def test_what_is_another_processs_business_is_left_out(metrics: Metrics) -> None:
    names = read(metrics.text(WELL)).names

    assert not {"monitor_sources", "monitor_outbox_messages", "monitor_queue_hosts"} & names
    assert "process_resident_memory_bytes" in names


def test_two_processes_in_one_interpreter_count_apart(metrics: Metrics) -> None:
    other = Metrics(Identity("worker", "e5"))
    metrics(Checked(CheckResult.UNCHANGED))

    assert read(other.text(WELL))("monitor_checks_total", result="unchanged") == 0
