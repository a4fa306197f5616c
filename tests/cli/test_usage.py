"""Help, options and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from monitor import __version__

if TYPE_CHECKING:
    from conftest import Program

HEAVY = (
    "asyncio",
    "structlog",
    "sqlalchemy",
    "sqlmodel",
    "httpx",
    "apprise",
    "lxml",
    "selectolax",
    "pydantic",
    "jieba",
    "yaml",
)
HELP = f"""
import sys
from monitor.cli import app
try:
    app(["--help"])
except SystemExit as end:
    print(end.code, [name for name in {HEAVY} if name in sys.modules])
"""


def test_help_shows_the_panels_and_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True, encoding="utf-8")

    lines = done.stdout.splitlines()
    assert lines[-1] == "0 []"
    for panel in ("everyday", "workbench", "upkeep", "many machines"):
        assert any(line.startswith(f"╭─ {panel} ") for line in lines)


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "web",
        "once",
        "connect",
        "add",
        "test",
        "check",
        "launches",
        "show",
        "read",
        "sources",
        "extract",
        "detect",
        "outbox",
        "outbox retry",
        "outbox dismiss",
        "schema",
    ],
)
def test_every_command_has_help(program: Program, command: str) -> None:
    shown = program.run(*command.split(), "--help")

    assert shown.code == 0
    assert "Usage:" in shown.out
    assert "<bool>" not in shown.out


def test_where_there_is_no_settings_file_it_is_said_how_to_get_one(program: Program) -> None:
    refused = program.run("run")

    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("sources.yaml:1:1: no such file: `monitor add URL` begins one")


def test_version_is_printed(program: Program) -> None:
    shown = program.run("--version")

    assert (shown.code, shown.out) == (0, f"monitor {__version__}\n")


def test_no_command_shows_the_help_and_is_wrong_usage(program: Program) -> None:
    shown = program.run()

    assert shown.code == 2
    assert "everyday" in shown.out


@pytest.mark.parametrize(
    "line",
    [
        "bogus",
        "--bogus",
        "show",
        "outbox retry",
        "launches --status sold",
        "launches --since 3",
        "launches --json --csv",
        "--log-level loud run",
        "extract",
        "extract a --jsonl b",
        "extract none.html",
        "detect --jsonl none.jsonl",
        "detect --jsonl .",
        "show K7F2",
        "show 5",
        "show v1:a/b/c//",
        "show 号",
        "outbox retry K7F2",
        "outbox dismiss 号",
        "once",
        "check",
        "sources",
        "sources --bogus",
        "read https://example.org/1",
        "read",
        "connect",
        "connect feishu://token123 --endpoint gateway",
        "add",
        "add feed",
        "--config none.yaml detect -",
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(empty: Program, line: str) -> None:
    refused = empty.run(*line.split(), stdin="")

    assert refused.code == 2
    assert refused.out == ""
    assert len(refused.err.splitlines()) == 1


def test_every_fault_of_the_settings_is_a_line_that_begins_with_its_place(program: Program) -> None:
    program.write("sources.yaml", "sources: [a]\nchanels: []\n")

    refused = program.run("once")

    assert refused.code == 2
    assert [line.partition(": ")[0] for line in refused.err.splitlines()] == ["sources.yaml:1:11", "sources.yaml:2:1"]


def test_an_unusable_store_is_exit_code_3(program: Program) -> None:
    program.write("file.db", "no database " * 100)

    refused = program.run("--database", "sqlite:///file.db", "launches")

    assert refused.code == 3
    assert refused.err.startswith("monitor: ")


def test_the_database_may_come_from_the_environment(program: Program) -> None:
    program.write("sources.yaml", "sources: [{url: 'http://127.0.0.1:9/', enabled: false}]\nchannels: [console]\n")
    command = [sys.executable, "-m", "monitor", "once"]
    environment = dict(os.environ, MONITOR_DATABASE_URL="sqlite:///other.db")  # noqa: TID251 -- handed to a process.

    subprocess.run(command, check=True, cwd=program.folder, env=environment)

    assert (program.folder / "other.db").exists()


@pytest.mark.parametrize(
    "line",
    [
        "launches",
        "show 1",
        "why x",
        "outbox",
        "outbox retry K7F2",
        "channels",
        "sources",
        "routes test 1",
        "feedback",
        "feedback 1 wrong",
        "feedback --export",
    ],
)
def test_a_question_to_a_database_that_is_not_there_makes_none(program: Program, line: str) -> None:
    program.write("sources.yaml", "sources: [{url: 'http://127.0.0.1:9/'}]\nchannels: [console]\n")

    asked = program.run(*line.split())

    assert (asked.code, asked.out) == (3, "")
    assert asked.err.startswith("monitor: there is no database ")
    assert len(asked.err.splitlines()) == 1
    assert not (program.folder / "monitor.db").exists()


def test_before_the_first_start_nothing_is_known_and_nothing_is_made(program: Program) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "monitor", "launches", "--json"], check=True, cwd=program.folder, capture_output=True
    )

    assert (asked.stdout, list(program.folder.iterdir())) == (b"", [])


def test_a_fault_in_a_file_that_nobody_named_does_not_stop_a_look_at_the_memory(told: Program) -> None:
    told.write("sources.yaml", 'sources: []\nchannels: ["${NOT_SET}"]\n')

    listed = told.run("--log-format", "json", "outbox", "--json")

    assert listed.code == 0
    assert len(json.loads(listed.out)) == 1
    assert "NOT_SET is not set" in json.loads(listed.err)["fault"]
