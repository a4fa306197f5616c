"""What a newcomer sees of the first look at every source."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import structlog
from pydantic import SecretStr

from monitor.cli.first_look import FirstLook, opening, summing_up
from monitor.cli.progress import line_of
from monitor.cli.session import LogFormat, LogLevel, Session
from monitor.model import Launch, LaunchKey, SourceOutcome, Status
from monitor.settings import Channel, Settings, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Program

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
SOURCES = (
    Source("tide", "潮汐观察", "https://tide.example/feed", ZONE),
    Source("off", "", "https://off.example/", ZONE, enabled=False),
)
TEAM = Channel("team", SecretStr("console:"), ZONE)
LAUNCH = Launch(
    key=LaunchKey("yunling", "qingluan", "3", "", ""),
    release="yunling/qingluan/3@2026-04-02",
    model="青鸾大模型",
    version="3.0",
    organisations=("云岭智能",),
    status=Status.RELEASED,
    first_seen_at=NOW,
    status_at=NOW,
    seen_at=NOW,
)


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (SourceOutcome("tide", "", 12, 3), "tide: 12 entries, 3 articles read"),
        (SourceOutcome("tide", "", 1, 1, (("u", "r"),)), "tide: 1 entry, 1 article read, 1 unreadable"),
        (SourceOutcome("broken", "", error="timeout: https://b"), "broken: failed: timeout: https://b"),
    ],
)
def test_what_came_of_a_check_is_a_line(outcome: SourceOutcome, line: str) -> None:
    assert line_of(outcome) == line


def test_it_begins_by_saying_how_many_sources_are_looked_at_or_how_to_get_one() -> None:
    assert opening(Settings(SOURCES)).startswith("First look at 1 source:")
    assert opening(Settings(())) == "no source yet: monitor add URL"


def test_without_a_channel_the_next_step_is_named_and_where_messages_go_meanwhile() -> None:
    lines = list(summing_up([LAUNCH], Settings(SOURCES), 1, to_terminal=True, program=".venv/bin/monitor"))

    assert "First look done, nothing was sent. 1 source failed: monitor sources says why." in lines
    assert "The last 7 days brought 1 launch:" in lines
    assert lines[3].endswith("released        云岭智能 青鸾大模型3.0")
    assert lines[-4:-1] == [
        "no channel yet: monitor connect URL",
        "Until there is one, messages are printed on this terminal.",
        "Type .venv/bin/monitor where it says monitor: it is not on your PATH.",
    ]


def test_with_a_channel_nothing_more_is_to_be_done_and_a_long_list_is_cut() -> None:
    lines = list(summing_up([LAUNCH] * 21, Settings(SOURCES, (TEAM,)), 0, to_terminal=False))

    assert "  … and 1 more: monitor launches --since 7d" in lines
    assert not any("channel" in line for line in lines)
    assert lines[-1] == "Watching now, until it is stopped."


@pytest.mark.parametrize(
    ("level", "form", "said"),
    [
        (None, LogFormat.TEXT, "tide: 2 entries, 1 article read\n"),
        (LogLevel.WARNING, LogFormat.TEXT, ""),
    ],
)
def test_on_a_pipe_each_source_is_a_plain_line_at_info(
    capsys: pytest.CaptureFixture[str], level: LogLevel | None, form: LogFormat, said: str
) -> None:
    FirstLook(Session(None, "sqlite://", level, form), None).looked(SourceOutcome("tide", "", 2, 1), 1, 1)

    assert capsys.readouterr().err == said


def test_where_the_log_is_json_each_source_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(None, "sqlite://", None, LogFormat.JSON)
    session.start_logging(LogLevel.INFO)

    FirstLook(session, None).looked(SourceOutcome("tide", "", 2, 1), 1, 1)

    assert '"said": "tide: 2 entries, 1 article read"' in capsys.readouterr().err


def test_what_happens_at_sources_is_told_once_and_our_own_faults_are_logged(capsys: pytest.CaptureFixture[str]) -> None:
    Session(None, "sqlite://", None, LogFormat.TEXT).start_logging(LogLevel.INFO, of_sources=False)
    log = structlog.get_logger()

    log.warning("source failed", source="tide")
    log.info("page served", url="http://127.0.0.1:8080")
    log.error("check broke off", source="tide")

    said = capsys.readouterr().err
    assert "source failed" not in said
    assert "page served" in said
    assert "check broke off" in said


def test_on_a_terminal_there_is_a_bar_and_messages_keep_to_their_own_stream(program: Program) -> None:
    program.write("sources.yaml", "sources: [{id: gone, url: 'http://127.0.0.1:9/feed', allow_private: true}]\n")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "monitor", "--database", program.database, "once"]
    environment = os.environ | {"TERM": "xterm"}  # noqa: TID251 -- handed to a process.

    done = subprocess.run(
        command, cwd=program.folder, env=environment, stdout=subprocess.PIPE, stderr=theirs, timeout=60, check=False
    )
    os.close(theirs)
    shown = os.read(ours, 65_536).decode()
    os.close(ours)

    assert done.stdout.decode().startswith("sources checked: 1 (1 failed)")
    assert "1/1" in shown
    assert "gone: failed: connection" in shown
