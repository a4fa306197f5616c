"""What the manual types is run, and what it shows is what comes."""

from __future__ import annotations

import contextlib
import shlex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import structlog
from manual.pages import PAGES, ROOT, all_blocks, blocks_of
from manual.playing import LOOKED_FIRST, PROGRAM, Player, agrees, steps_of
from manual.stage import stage

from monitor.web.app import FORMS, OPEN
from monitor.web.app import PAGES as PAGES_OF_WEB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from manual.pages import Block

PLAYED = [page for page in PAGES if "zh" not in page.relative_to(ROOT).parts]
"""Pages in Chinese show the same sessions, which another test holds."""


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COLUMNS", "200")  # Wide enough that nothing is wrapped.
    monkeypatch.setenv("NO_COLOR", "1")
    yield
    structlog.reset_defaults()  # The commands made it write to a stream that is gone now.


@pytest.mark.parametrize("page", PLAYED, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_shows_what_comes(page: Path, tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path), stage() as answering, Player(tmp_path, answering) as player:
        if LOOKED_FIRST in page.read_text("utf-8"):
            player.look_first()
        for block in blocks_of(page):
            player.put(block)
            for step in steps_of(block) if block.language == "console" and not block.reason else ():
                printed = player.run(step)

                assert agrees(step.shown, printed), f"{block.place}: {step.command}\n{printed}"


def commands_of(block: Block) -> list[str]:
    """Give what a block types, in a session or a list of commands; comments are left out."""
    if block.language == "console":
        return [step.command for step in steps_of(block)]
    joined = block.text.replace("\\\n", " ")
    lines = (line.removesuffix("&").strip() for line in joined.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def understood(command: str) -> None:
    """Let the program read a command line; nothing is done."""
    acting = {option for each in PROGRAM.params if each.callback is not None for option in each.opts}
    words = [word for word in shlex.split(command, comments=True)[1:] if word not in acting]
    context, group = None, PROGRAM
    while True:
        context = group.make_context(group.name, words, parent=context, resilient_parsing=False)
        if not hasattr(group, "commands"):
            return
        rest = [*context._protected_args, *context.args]
        if not rest:
            return
        _, group, words = group.resolve_command(context, rest)


TYPED = [(block, command) for block in all_blocks("sh", "console") for command in commands_of(block)]


@pytest.mark.parametrize(("block", "command"), TYPED, ids=lambda value: getattr(value, "place", None))
def test_a_command_is_one_that_there_is(block: Block, command: str) -> None:
    program, *words = shlex.split(command, comments=True)

    if program.removeprefix(".venv/bin/") == "monitor":
        understood(command)
    elif program == "make":
        assert f"\n{words[0]}:" in (ROOT / "Makefile").read_text("utf-8")
    elif program == "curl":
        [path] = [urlsplit(word).path for word in words if word.startswith("http")]
        assert path in {route for routes in (PAGES_OF_WEB, OPEN, FORMS) for route in routes}
    elif program == ".venv/bin/python":
        assert (ROOT / words[0]).exists() or words[0] == "-m", command
    else:
        assert program == "cat" or block.reason, f"{block.place}: {program} is run by nobody, and the page says not why"


def test_what_is_not_run_says_why() -> None:
    silent = [block.place for block in all_blocks("sh") if not block.reason]

    assert silent == []
