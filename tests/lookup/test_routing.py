"""What becomes of a launch at a channel: told at once, held back, left to the digest, or never told, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from monitor.knowledge import load_knowledge
from monitor.lookup.routing import Decision, decisions
from monitor.model import Launch, LaunchKey, Status
from monitor.settings import Audience, Channel, QuietHours, Route

KNOWLEDGE = load_knowledge()
NIGHT = datetime(2030, 7, 9, 18, 30, tzinfo=UTC)  # 02:30 of the next day in Shanghai.
DAY = datetime(2030, 7, 9, 4, 0, tzinfo=UTC)
TEAM = Channel(
    "team", SecretStr("console:"), ZoneInfo("Asia/Shanghai"), quiet=QuietHours(time(23), time(7)), digest=None
)
HERON = Launch(
    LaunchKey("acme", "heron", "2", "", ""),
    "acme/heron/2@2030-07-09",
    "Heron",
    "2",
    ("Acme Labs",),
    Status.RELEASED,
    DAY,
    DAY,
    DAY,
    confidence=0.9,
)


def decided(launch: Launch, now: datetime, *routes: Route, channel: Channel = TEAM) -> Decision:
    [one] = decisions(launch, Audience(("team",), routes), KNOWLEDGE, {"team": channel}, now)
    return one


@pytest.mark.parametrize(
    ("now", "urgent", "told", "says"),
    [
        (DAY, False, "at once", "matches (all)"),
        (NIGHT, False, "held", "quiet hours hold it back until 07-10 07:00"),
        (NIGHT, True, "at once", "also in quiet hours"),
    ],
)
def test_quiet_hours_hold_back_what_is_not_urgent(now: datetime, urgent: bool, told: str, says: str) -> None:  # noqa: FBT001
    decision = decided(HERON, now, Route(("team",), urgent=urgent))

    assert decision.told == told
    assert decision.reason.endswith(says)


@pytest.mark.parametrize(
    ("launch", "says"),
    [
        (replace(HERON, rumour=True), "a rumour is the digest's"),
        (replace(HERON, status=Status.IN_DEVELOPMENT), "in development is the digest's"),
    ],
)
def test_what_is_left_to_the_digest_is_never_told_where_a_channel_has_none(launch: Launch, says: str) -> None:
    with_digest = replace(TEAM, digest=Channel("", SecretStr(""), TEAM.zone).digest)

    assert decided(launch, DAY, channel=with_digest).told == "digest"
    none = decided(launch, DAY)
    assert none.told == "never"
    assert none.reason.endswith(f"{says}, and this channel has no digest")


def test_what_is_not_sure_enough_waits_for_another_source_by_day_and_by_night() -> None:
    unsure = replace(HERON, confidence=0.6)

    for now in (DAY, NIGHT):
        decision = decided(unsure, now, Route(("team",), min_confidence=0.8))
        assert decision.told == "held"
        assert "confidence 0.60 is below 0.80" in decision.reason
