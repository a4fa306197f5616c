"""From an article to the digest that tells it: the real pipeline, store and settings, on a clock that a test moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from test_pipeline import SOURCE, STORY, Stage, stage

from monitor.digest import DIGEST_COMMITTED, DigestWriter
from monitor.hours import next_digest
from monitor.knowledge import load_knowledge
from monitor.lookup import SourceView, look_up
from monitor.lookup.causes import Cause
from monitor.lookup.why import why
from monitor.model import MessageState, SourceHealth, Wait
from monitor.notify import render
from monitor.settings import Audience, Channel, DigestTimes, MessageTimes, QuietHours, Route

if TYPE_CHECKING:
    from monitor.model import Message

__all__ = ["stage"]  # A fixture of the pipeline's tests.

pytestmark = pytest.mark.anyio

TEAM = Channel("team", SecretStr("console:"), ZoneInfo("Asia/Shanghai"))
KNOWLEDGE = load_knowledge()
PLAN = ("云岭智能将发布白鹭大模型3.0", "云岭智能宣布，将于7月12日发布白鹭大模型3.0。新模型面向开发者，支持中文与英文。")
DELAY = ("白鹭大模型3.0推迟", "云岭智能表示，将于7月20日发布白鹭大模型3.0。公司说明了推迟的原因，并向开发者致歉。")
RESEARCH = (
    "云岭智能正在研发青鸾大模型4.0",
    "云岭智能正在研发青鸾大模型4.0。公司没有公布发布时间，团队表示项目仍处早期阶段。",
)
OUT = ("云岭智能发布青鸾大模型4.0", "云岭智能今日正式发布青鸾大模型4.0。新模型面向开发者开放，支持中文与英文。")


async def published(stage: Stage, *stories: tuple[str, str]) -> None:
    """Let the outlet publish stories, and the pipeline read them."""
    urls = [f"https://outlet.example/{number}" for number in range(len(stories))]
    for url, story in zip(urls, stories, strict=True):
        stage.web.page(url, *story)
    stage.web.feed(*urls, etag=str(stories))
    await stage.check()


def next_one(stage: Stage, channel: Channel = TEAM, **changes: object) -> Message | None:
    """Move the clock to a channel's next digest and write it; give the message, if there is one."""
    slot = next_digest(channel, stage.now)
    assert slot is not None
    stage.now = slot.due_at
    writer = DigestWriter(
        **{
            "store": stage.store,
            "knowledge": KNOWLEDGE,
            "audience": stage.pipeline.audience,
            "times": MessageTimes(),
            "on_step": stage.steps.append,
        }
        | changes
    )
    views = [SourceView.of(SOURCE, stage.state())]
    return stage.store.messages()[0] if writer.write(channel.name, slot, views, stage.now) else None


def told(message: Message | None) -> list[tuple[str, Wait | None]]:
    return [(alert.launch.model, alert.wait) for alert in message.alerts] if message else []


async def test_what_is_not_told_at_once_is_told_by_the_next_digest_and_by_no_other(stage: Stage) -> None:
    await published(stage, RESEARCH)
    assert stage.store.messages() == []

    first, second = next_one(stage), next_one(stage)

    assert told(first) == [("青鸾大模型", Wait.UNPROMPT)]
    assert second is None
    assert stage.steps.count(DIGEST_COMMITTED) == 2


async def test_of_what_is_not_followed_all_is_told_by_the_digest(stage: Stage) -> None:
    stage.pipeline = replace(stage.pipeline, audience=Audience(("team",), follow=("华为",)))
    await published(stage, STORY, PLAN)

    message = next_one(stage)

    assert told(message) == [("青鸾大模型", Wait.UNFOLLOWED), ("白鹭大模型", Wait.UNFOLLOWED)]
    assert message is not None
    assert "发布与升级\n云岭智能发布青鸾大模型2.0" in render(message, language="zh", zone=TEAM.zone).text


async def test_what_was_released_before_the_digest_came_is_not_told_as_in_development(stage: Stage) -> None:
    await published(stage, RESEARCH)
    await published(stage, RESEARCH, OUT)

    assert next_one(stage) is None
    assert [one.reason for one in stage.store.waiting(1)] == [Wait.OVERTAKEN]


async def test_a_date_that_moves_and_one_that_passes_are_told_once_each(stage: Stage) -> None:
    await published(stage, PLAN)
    await published(stage, PLAN, DELAY)

    messages = [next_one(stage) for _ in range(20)]

    days = [
        (message.digest.day, told(message), message.alerts[0].lapsed)
        for message in messages
        if message and message.alerts and message.digest
    ]
    assert days == [
        ("2030-07-10", [("白鹭大模型", Wait.MOVED)], "2030-07-12"),
        ("2030-07-21", [("白鹭大模型", Wait.OVERDUE)], "2030-07-20"),
    ]


async def test_what_a_route_is_not_sure_enough_of_is_told_as_not_sure(stage: Stage) -> None:
    routes = (Route(("team",), min_confidence=0.9999),)
    audience = Audience(("team",), routes)
    stage.pipeline = replace(stage.pipeline, audience=audience)
    await published(stage, STORY)

    message = next_one(stage)

    assert told(message) == [("青鸾大模型", Wait.UNSURE)]
    assert message is not None
    assert (
        "拿不准、没推\n云岭智能发布青鸾大模型2.0 · 只有一处消息，把握不够"
        in render(message, language="zh", zone=TEAM.zone).text
    )


async def test_with_nothing_to_say_nothing_is_sent_but_monday_s_line(stage: Stage) -> None:
    await published(stage)

    messages = [message for _ in range(14) if (message := next_one(stage))]

    assert [message.digest and message.digest.day for message in messages] == ["2030-07-15", "2030-07-22"]
    assert all(message.alerts == () for message in messages)


async def test_a_digest_says_how_the_sources_are(stage: Stage) -> None:
    await published(stage, RESEARCH)
    stage.web.documents.clear()
    await stage.check()
    assert stage.state().health is SourceHealth.ERROR

    message = next_one(stage)

    assert message is not None
    assert message.digest is not None
    assert [(source.name, source.state) for source in message.digest.ailing] == [(SOURCE.name, "error")]
    assert message.digest.healthy == 0


async def test_why_and_show_speak_of_digests(stage: Stage) -> None:
    await published(stage, RESEARCH)

    def answer() -> tuple[Cause, str]:
        found = why("青鸾4.0", stage.store, (SOURCE,), KNOWLEDGE, stage.now, (TEAM,))
        return found.subjects[0].decisive[-1].cause, found.verdict(lambda at: f"{at.astimezone(TEAM.zone):%m-%d %H:%M}")

    before = answer()
    message = next_one(stage)
    assert message is not None
    waiting = answer()
    stage.store.record_accepted(message.id, "ok", stage.now)

    assert before[0] is Cause.FOR_DIGEST
    assert before[1].startswith("Not told yet: only a rumour or in development: not told to team at once; held until")
    assert before[1].endswith("held until 07-10 08:30, for the digest.")
    assert waiting == (
        Cause.SENDING,
        f"Not told yet: #{message.code}, the digest of 2030-07-10 to team goes out with the next pass.",
    )
    assert answer() == (
        Cause.DELIVERED,
        f"Told: delivered to team at 07-10 08:30 (#{message.code}, the digest of 2030-07-10): ok.",
    )
    assert look_up(message.code, stage.store).record()["digest"] == "2030-07-10"


async def test_why_says_that_a_channel_has_no_digest_and_that_quiet_hours_hold(stage: Stage) -> None:
    await published(stage, RESEARCH, STORY)
    hushed = replace(TEAM, digest=None, quiet=QuietHours(time(9), time(12)))

    def answer(name: str) -> str:
        found = why(name, stage.store, (SOURCE,), KNOWLEDGE, stage.now, (hushed,))
        return found.verdict(lambda at: f"{at.astimezone(TEAM.zone):%H:%M}")

    assert answer("青鸾4.0").endswith("not told to team at once; team has no digest.")
    assert answer("青鸾2.0").startswith("Not told yet: held until 12:00, then #")


async def test_hourly_digests_are_one_an_hour(stage: Stage) -> None:
    hourly = replace(TEAM, digest=DigestTimes(hourly=True))
    await published(stage, RESEARCH)

    messages = [next_one(stage, hourly) for _ in range(3)]

    assert [told(message) for message in messages] == [[("青鸾大模型", Wait.UNPROMPT)], [], []]
    assert stage.now == datetime(2030, 7, 9, 5, 0, tzinfo=UTC)


async def test_a_digest_that_somebody_else_wrote_meanwhile_is_not_written_again(stage: Stage) -> None:
    await published(stage, RESEARCH)
    message = next_one(stage)
    assert message is not None
    stage.now -= timedelta(hours=12)

    again = next_one(stage)

    assert again is None
    assert [one.state for one in stage.store.messages()] == [MessageState.PENDING]
