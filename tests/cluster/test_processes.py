"""Schedulers and workers as processes of their own: what is due is checked and told, whoever is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from end_to_end.scene import Daemon, Scene, a_scene

if TYPE_CHECKING:
    from collections.abc import Iterator

DATE = "2026-11-20T08:00:00+08:00"
MAIL_DATE = "Fri, 20 Nov 2026 08:00:00 +0800"
EVERY_SECOND = ", every: 1s"
PART = str(Path(__file__).with_name("part.py"))


@pytest.fixture
def scene(tmp_path: Path, address: str) -> Iterator[Scene]:
    with a_scene(tmp_path) as scene:
        scene.server = address
        for number, model in enumerate(("青鸾大模型2.0", "白鹭大模型3.0"), 1):
            text = [f"云岭智能今日正式发布{model}。"] * 3
            scene.outlets.page(f"/{number}.html", f"云岭智能发布{model}", text, DATE)
        yield scene


@contextmanager
def part(scene: Scene, role: str) -> Iterator[Daemon]:
    """Start a scheduler or a worker; whatever happens, it does not outlive the test."""
    command = [sys.executable, PART, role, str(scene.config), scene.database]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            yield Daemon(process)
        finally:
            process.kill()


class Hanging(dict[str, Any]):
    """Pages of which each answer to one path waits until the test lets go."""

    def __init__(self, pages: dict[str, Any], path: str) -> None:
        super().__init__(pages)
        self.path = path
        self.let_go = threading.Event()

    def get(self, path: str, default: Any = None) -> Any:  # noqa: ANN401 -- a dictionary's own.
        if path == self.path:
            self.let_go.wait(60)
        return super().get(path, default)


def test_what_workers_find_is_told_once_over_a_changed_file_and_a_killed_scheduler(scene: Scene) -> None:
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    with part(scene, "scheduler") as elected, part(scene, "worker") as one, part(scene, "worker") as other:
        assert elected.says("monitor watches")
        assert scene.outlets.was_asked("/feed.xml", 2)
        with part(scene, "scheduler") as heir:
            waits = heir.says("another monitor keeps watch")
            scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE)])
            first = scene.webhook.has(1)
            scene.outlets.feed("/other.xml", "Other", [])
            good = scene.config.read_text(encoding="utf-8")
            scene.config.write_text(good.replace("/feed.xml", "/other.xml"), encoding="utf-8")
            taken_up = scene.outlets.was_asked("/other.xml", 2)
            elected.process.kill()
            takes_over = heir.says("monitor watches")
            scene.outlets.feed("/other.xml", "Other", [("/2.html", "two", MAIL_DATE)])
            second = scene.webhook.has(2)
            codes = [heir.stop(), one.stop(), other.stop()]

    assert (waits, first, taken_up, takes_over, second, codes) == (True, True, True, True, True, [0, 0, 0])
    assert [post["launches"][0]["version"] for post in scene.webhook.posts] == ["2.0", "3.0"]


def test_a_killed_workers_source_is_checked_by_another_and_one_asked_to_stop_leaves_it_to_others(scene: Scene) -> None:
    pages = Hanging(scene.outlets.pages, "/feed.xml")
    scene.outlets.pages = pages
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    with part(scene, "scheduler") as scheduler:
        with part(scene, "worker") as killed:
            assert scene.outlets.was_asked("/feed.xml", 1)
            killed.process.kill()
        with part(scene, "worker") as stopped:
            asked_again = scene.outlets.was_asked("/feed.xml", 2)
            code = stopped.stop()
        pages.let_go.set()
        with part(scene, "worker"):
            checked = scene.outlets.was_asked("/feed.xml", 4)
        said = scheduler.says("a worker is gone")

    assert (asked_again, code, checked, said) == (True, 0, True, True)


def test_all_standings_are_seen_at_one_glance(scene: Scene) -> None:
    pages = Hanging(scene.outlets.pages, "/feed.xml")
    scene.outlets.pages = pages
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=f"{EVERY_SECOND}, id: tide")
    before = scene.monitor("cluster")
    with part(scene, "scheduler") as scheduler, part(scene, "worker") as worker:
        assert scene.outlets.was_asked("/feed.xml", 1)
        meanwhile = scene.monitor("cluster")
        pages.let_go.set()
        scheduler.process.send_signal(signal.SIGTERM)
        worker.process.send_signal(signal.SIGTERM)

    assert before.stdout.splitlines() == [
        "elected: nobody, so nothing is due",
        "no worker: nothing is checked; start one with `monitor worker`",
        "queue: 0 hosts waiting, 0 being asked",
        "due: 1 source",
    ]
    lines = meanwhile.stdout.splitlines()
    assert lines[0].endswith(f"process {scheduler.process.pid}")
    assert [line.partition(":")[0] for line in lines[1:3]] == ["scheduler", "worker"]
    assert "asks 1 host, gave a sign of life" in lines[3]
    assert lines[4:] == ["queue: 0 hosts waiting, 1 being asked", "due: 1 source"]
