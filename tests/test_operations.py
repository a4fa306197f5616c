"""docs/operations.md, word for word: the commands that move from one file to several machines are run from the text."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from end_to_end.scene import Scene, a_scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgres import Server

MANUAL = (Path(__file__).parents[1] / "docs" / "operations.md").read_text("utf-8")
WRITTEN = "postgresql://monitor@db.example.org/monitor"
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", MANUAL, re.DOTALL) for line in block.splitlines()]
DATE = "2026-11-20T08:00:00+08:00"
MAIL_DATE = "Fri, 20 Nov 2026 08:00:00 +0800"


class Terminal:
    """Runs lines as a shell does: `export`, `monitor …`, and `monitor … &`, of which it stops all at the end."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.environment = {**os.environ}  # noqa: TID251 -- a shell's.
        self.background: list[subprocess.Popen[bytes]] = []

    def type(self, line: str) -> str:
        """Run a line and give what it says."""
        word, *arguments = shlex.split(line)
        if word == "export":
            name, _, value = arguments[0].partition("=")
            self.environment[name] = value
            return ""
        assert word == "monitor"
        command = [sys.executable, "-m", "monitor", *arguments]
        if arguments[-1] != "&":
            done = subprocess.run(
                command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120, check=False
            )
            assert done.returncode == 0, done.stderr
            return done.stdout
        process = self.stack.enter_context(
            subprocess.Popen(command[:-1], cwd=self.folder, env=self.environment, stderr=subprocess.DEVNULL)
        )
        self.stack.callback(process.kill)
        self.background.append(process)
        return ""

    def stop(self) -> list[int]:
        """Ask all that runs to end, and give their codes."""
        for process in self.background:
            process.send_signal(signal.SIGTERM)
        return [process.wait(15) for process in self.background]


def all_there(terminal: Terminal) -> list[str]:
    """Look at the machines until all have come, some of which start later than others."""
    looks = (terminal.type("monitor cluster").splitlines() for _ in range(30))
    return next(seen for seen in looks if sum("sign of life" in line for line in seen) > 1)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as scene:
        for number, model in enumerate(("青鸾大模型2.0", "白鹭大模型3.0"), 1):
            text = [f"云岭智能今日正式发布{model}。"] * 3
            scene.outlets.page(f"/{number}.html", f"云岭智能发布{model}", text, DATE)
        yield scene


def test_who_follows_the_manual_moves_from_a_file_to_many_machines_and_nothing_is_told_again(
    scene: Scene, postgres: Server
) -> None:
    address = postgres.address(postgres.make())
    one, both = [("/1.html", "one", MAIL_DATE)], [("/1.html", "one", MAIL_DATE), ("/2.html", "two", MAIL_DATE)]
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", one)], more=", every: 1s")
    with scene.config.open("a", encoding="utf-8") as file:
        file.write("web: {listen: 127.0.0.1:0}\n")
    with ExitStack() as stack:
        terminal = Terminal(scene.folder, stack)
        terminal.type("monitor once")
        before_the_update = COMMANDS[: len(COMMANDS) - 1]
        said = [terminal.type(line.replace(WRITTEN, address)) for line in before_the_update]
        scene.outlets.feed("/feed.xml", "Outlet", both)
        told = scene.webhook.has(2)
        glance = all_there(terminal)
        codes = terminal.stop()
        update = terminal.type(COMMANDS[-1])

    assert COMMANDS[-1] == "monitor migrate"
    assert said[0].startswith("copied: 1 article, 1 launch, 2 messages")
    assert said[2].startswith("the database is up to date; the queue took 1 step")
    assert told
    assert [post["launches"][0]["version"] for post in scene.webhook.posts] == ["2.0", "3.0"]
    assert [line.partition(":")[0] for line in glance[:5]] == ["elected", "scheduler", "scheduler", "worker", "worker"]
    assert [line.partition(":")[0] for line in glance[5:7]] == ["worker 1", "worker 2"]
    assert codes == [0] * 5
    assert update == "the database is up to date\n"
