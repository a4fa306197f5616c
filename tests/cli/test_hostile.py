"""What a person or a script may get wrong gets one line, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Program


def run(*arguments: str, folder: Path, stdin: str = "", redirection: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "monitor", *arguments]
    if redirection:
        command = ["sh", "-c", f'"$@" {redirection}', "sh", *command]
    return subprocess.run(
        command, input=stdin, cwd=folder, capture_output=True, text=True, check=False, timeout=60, encoding="utf-8"
    )


@pytest.mark.parametrize("name", ["9" * 23, "9223372036854775808", "#" + "Z" * 15, "ZZZZZZZZZZZZZZZ"])
def test_an_id_that_no_database_holds_is_no_launch_and_no_message(name: str, tmp_path: Path) -> None:
    shown = run("show", name, folder=tmp_path)
    retried = run("outbox", "retry", name, folder=tmp_path)

    for done in (shown, retried):
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_closed_output_is_no_fault(tmp_path: Path) -> None:
    done = run("schema", folder=tmp_path, redirection=">&-")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_the_output_is_one_line(tmp_path: Path) -> None:
    done = run(
        "detect", "-", folder=tmp_path, stdin="题目\n云岭智能今日发布青鸾大模型2.0。\n", redirection="> /dev/full"
    )

    assert done.returncode == 1
    assert done.stderr.splitlines() == ["monitor: the output cannot be written: the disk is full"]


def test_an_item_that_names_no_ordinary_file_fails_alone(tmp_path: Path) -> None:
    lines = [{"id": "endless", "path": "/dev/zero"}, {"id": "page", "html": "<p>云岭智能今日发布青鸾大模型2.0。</p>"}]
    (tmp_path / "items").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    done = run("extract", "--jsonl", "items", folder=tmp_path)

    assert done.returncode == 1
    first, second = map(json.loads, done.stdout.splitlines())
    assert "no ordinary file" in first["error"]
    assert second["id"] == "page"


def test_an_empty_age_is_not_taken_for_no_limit(tmp_path: Path) -> None:
    assert run("launches", "--since", "", folder=tmp_path).returncode == 2


TOO_LONG = "a" * 300


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--config", TOO_LONG, "check"], 2),
        (["--database", f"sqlite:///{TOO_LONG}", "launches"], 3),
        (["--database", f"sqlite:///{TOO_LONG}", "once"], 3),
        (["backup", TOO_LONG], 2),
        (["restore", TOO_LONG], 2),
    ],
    ids=["config", "database of a question", "database", "backup", "restore"],
)
def test_a_path_that_cannot_be_looked_at_is_one_line(program: Program, words: list[str], code: int) -> None:
    program.write("sources.yaml", "sources: []\n")

    came = program.run(*words)

    assert came.code == code
    [line] = came.err.splitlines()
    assert TOO_LONG in line
    assert "File name too long" in line or "unable to open" in line
