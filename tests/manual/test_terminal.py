"""The terminal as people meet it: completion, colours where somebody looks, plain text where nobody does."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from manual.playing import Player
from manual.stage import stage

PROGRAM = Path(sys.executable).with_name("monitor")
ENVIRONMENT = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}  # noqa: TID251 -- a child's.


def completed(typed: str, shell: str, folder: Path | None = None) -> str:
    """Ask as a shell does when Tab is pressed."""
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1), "_TYPER_COMPLETE_ARGS": typed}
    asked = ENVIRONMENT | words | {"_MONITOR_COMPLETE": f"complete_{shell}"}
    return subprocess.run([PROGRAM], env=asked, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_tab_completes_commands_options_and_their_values(shell: str) -> None:
    assert "launches" in completed("monitor laun", shell)
    assert "--organisation" in completed("monitor launches --org", shell)
    assert "open_sourced" in completed("monitor launches --status open", shell)


def test_tab_completes_names_of_the_settings_file_and_says_nothing_of_its_faults(tmp_path: Path) -> None:
    settings = tmp_path / "sources.yaml"
    settings.write_text("channels: [console]\nsources: [{id: tide, url: 'https://tide.example/feed.xml'}]\n", "utf-8")
    known = completed("monitor test ti", "bash", tmp_path), completed("monitor channels test con", "bash", tmp_path)
    settings.write_text("sources: [", "utf-8")

    assert [names.split() for names in known] == [["tide"], ["console"]]
    assert completed("monitor test ti", "bash", tmp_path).strip() == ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a memory of three launches and one source."""
    place = tmp_path_factory.mktemp("terminal")
    with contextlib.chdir(place), stage() as answering, Player(place, answering) as player:
        player.look_first()
    structlog.reset_defaults()  # The command made it write to a stream that is gone now.
    return place


def on_a_terminal(folder: Path, *words: str, **environment: str) -> str:
    """Run the program in a terminal of its own and give what it writes."""
    person, terminal = pty.openpty()
    settings = ENVIRONMENT | {"TERM": "xterm-256color", "COLUMNS": "80"} | environment
    with subprocess.Popen([PROGRAM, *words], cwd=folder, env=settings, stdout=terminal, stderr=terminal):
        os.close(terminal)
        written = b""
        with contextlib.suppress(OSError):  # The other side is closed, and all is read.
            while piece := os.read(person, 65536):
                written += piece
    os.close(person)
    return written.decode()


def in_a_pipe(folder: Path, *words: str) -> str:
    return subprocess.run(
        [PROGRAM, *words], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=True
    ).stdout


QUESTIONS = [(("launches",), "青鸾"), (("show", "1"), "青鸾"), (("why", "青鸾"), "Told: ")]


@pytest.mark.parametrize(
    ("words", "expected"), QUESTIONS, ids=lambda value: value[0] if isinstance(value, tuple) else ""
)
def test_a_pipe_and_who_wants_no_colour_get_none(folder: Path, words: tuple[str, ...], expected: str) -> None:
    piped, plain = in_a_pipe(folder, *words), on_a_terminal(folder, *words, NO_COLOR="1")

    assert expected in piped
    assert expected in plain
    assert "\x1b" not in piped
    assert not any(f"\x1b[{code}m" in plain for code in (31, 32, 33, "1;32", "1;33"))


def test_a_column_that_holds_nothing_takes_no_room_on_a_terminal_and_keeps_its_place_in_a_pipe(folder: Path) -> None:
    shown, piped = on_a_terminal(folder, "sources"), in_a_pipe(folder, "sources")

    assert "潮汐观察" in shown
    assert "reason" not in shown
    assert piped.endswith("\t\n")


def test_states_are_coloured_for_people(folder: Path) -> None:
    listed = on_a_terminal(folder, "launches")

    assert "\x1b[32mopen_sourced" in listed
    assert "\x1b[33mupcoming" in listed
    assert "\x1b[1;32mTold:" in on_a_terminal(folder, "why", "青鸾")
    assert "\x1b[1;33mNot told:" in on_a_terminal(folder, "why", "白鲸9")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["why"], "monitor: Missing argument 'NAME|URL'; see `monitor why --help`"),
        (["launchs"], "monitor: No such command 'launchs'. Did you mean 'launches'? see `monitor --help`"),
        (["connect", "foo://x"], "monitor: nothing here sends to foo://"),
        (
            ["connect", "feishu"],
            "monitor: the address is no address: it begins with https://, mailto: or another scheme",
        ),
        (["feedback"], "no correction yet: `monitor feedback ID wrong` makes one, `monitor launches` shows the IDs"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_slip_gets_one_line_that_says_what_to_type(tmp_path: Path, typed: list[str], told: str) -> None:
    done = subprocess.run([PROGRAM, *typed], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("", f"{told}\n")


def test_who_types_no_command_sees_the_help_and_no_empty_complaint(tmp_path: Path) -> None:
    done = subprocess.run(
        [PROGRAM, "routes"], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "monitor: ;" not in done.stderr
    assert "Usage: monitor routes" in done.stdout + done.stderr
