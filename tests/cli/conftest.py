"""The program in an empty folder, and a memory that holds one launch told to one channel."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import structlog
from typer.testing import CliRunner

from monitor.cli import app
from monitor.model import (
    Announcement,
    Article,
    Entry,
    Launch,
    LaunchKey,
    MessageDue,
    Moment,
    SourceState,
    Status,
    Verdict,
    VerdictKind,
)
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
KEY = LaunchKey("yunling", "qingluan", "3", "", "")
EVIDENCE = "云岭智能今天发布青鸾大模型3.0"


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Program:
    """Runs commands in a folder of their own."""

    folder: Path

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'monitor.db'}"

    def run(self, *arguments: str, stdin: str | bytes | None = None) -> Outcome:
        done = CliRunner().invoke(app, ["--database", self.database, *arguments], input=stdin, catch_exceptions=False)
        return Outcome(done.exit_code, done.stdout, done.stderr)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with contextlib.chdir(tmp_path):
        yield Program(tmp_path)
    structlog.reset_defaults()  # The commands made it write to a stream that is gone now.


@pytest.fixture
def empty(program: Program) -> Program:
    """Give a program whose memory holds nothing yet."""
    open_store(program.database).close()
    return program


@pytest.fixture
def told(program: Program) -> Program:
    """Give a program whose memory holds one launch, one article and one message that waits."""
    store = open_store(program.database)
    try:
        store.record_check(SourceState("press"), [Entry("1", "https://example.org/1", "=青鸾")], NOW)
        (pending,) = store.unread("press", NOW, 1)
        with store.reading(pending, NOW) as reading:
            assert reading is not None
            verdict = _verdict()
            reading.save(_article(), [verdict], [MessageDue("team", (verdict,), NOW)])
    finally:
        store.close()
    return program


def _verdict() -> Verdict:
    announcement = Announcement(
        "青鸾大模型",
        "3.0",
        ("云岭智能",),
        Status.RELEASED,
        "2026-04-02",
        parameters="72B",
        confidence=0.9,
        evidence=EVIDENCE,
    )
    launch = Launch(
        key=KEY,
        release="yunling/qingluan/3@2026-04-02",
        model="青鸾大模型",
        version="3.0",
        organisations=("=云岭智能",),
        status=Status.RELEASED,
        first_seen_at=NOW,
        status_at=NOW + timedelta(hours=1),
        seen_at=NOW + timedelta(hours=1),
        date="2026-04-02",
        parameters="72B",
    )
    return Verdict(VerdictKind.NEW, "nobody told of it before", announcement, launch)


def _article() -> Article:
    return Article(
        url="https://example.org/1",
        title="云岭智能发布青鸾大模型3.0",
        body=EVIDENCE,
        published=Moment(NOW),
        language="zh",
        source_id="press",
        source_name="某报",
    )
