"""Digests of the real program: killed at every step of one, it is told once; a simulated fortnight misses none."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from end_to_end.scene import Scene, a_scene

from monitor import wiring

if TYPE_CHECKING:
    from collections.abc import Iterator

BENCH = Path(__file__).parents[2] / "bench" / "digests.py"
DATE, MAIL_DATE = "2026-11-20T08:00:00+08:00", "Fri, 20 Nov 2026 08:00:00 +0800"
TITLE, TEXT = "云岭智能正在研发青鸾大模型4.0", "云岭智能正在研发青鸾大模型4.0。公司没有公布发布时间，项目仍处早期阶段。"
ZONE = ZoneInfo("Asia/Shanghai")
KILLED = -9


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as scene:
        scene.outlets.page("/1.html", TITLE, [TEXT] * 3, DATE)
        scene.write([scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE)])], digest='"08:30"')
        yield scene


def minutes_to_the_next_digest() -> int:
    """Give the time until the hour of tomorrow's digest has come: today's may be due already."""
    now = wiring.utc_now().astimezone(ZONE)
    due = datetime.combine(now.date() + timedelta(days=1), time(8, 30), ZONE).astimezone(UTC)
    return int((due - now).total_seconds() // 60) + 2


@pytest.mark.parametrize(
    "step",
    ["digest decided", "digest saved", "digest committed", "message claimed", "message sent", "acceptance recorded"],
)
def test_a_digest_is_told_once_wherever_the_program_is_killed(scene: Scene, step: str) -> None:
    assert scene.monitor("once").returncode == 0
    ahead = minutes_to_the_next_digest()

    codes = [scene.pass_killed_at(step, 1, ahead), scene.pass_killed_at("no such step", 1, ahead + 2)]

    assert codes == [KILLED, 0]
    mails = [mail["Message-ID"] for mail in scene.mailbox.mails]
    posts = [post["id"] for post in scene.webhook.posts]
    # A provider had it, and we had not written that down: the same id comes once more. The other of the two channels
    # may be as far at the same moment.
    copies = {"message sent": 2, "acceptance recorded": 1}
    assert (len(set(mails)), len(set(posts))) == (1, 1)
    assert len(mails) + len(posts) <= 2 + copies.get(step, 0)
    assert [launch["model"] for launch in scene.webhook.posts[0]["launches"]] == ["青鸾大模型"]
    assert scene.webhook.posts[0]["title"].startswith("摘要 ")


def test_some_days_with_a_change_of_summer_time_miss_no_digest_and_double_none() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCH), "--start", "2026-03-06", "--days", "4"],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "missed 0, doubled 0" in done.stdout
