"""A PostgreSQL server that is stopped and started in the middle: everybody waits for it, and nothing is lost."""

from __future__ import annotations

import signal
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import postgres as servers
import pytest
from cluster.test_processes import DATE, EVERY_SECOND, MAIL_DATE, part
from end_to_end.scene import Daemon, Scene, a_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODELS = ("青鸾大模型2.0", "白鹭大模型3.0", "玄雁大模型4.0")


@pytest.fixture
def server() -> Iterator[servers.Server]:
    """A server of its own: others must not miss theirs."""
    with servers.running() as server:
        yield server


@pytest.fixture
def scene(tmp_path: Path, server: servers.Server) -> Iterator[Scene]:
    with a_scene(tmp_path) as scene:
        scene.server = server.address(server.make())
        for number, model in enumerate(MODELS, 1):
            text = [f"云岭智能今日正式发布{model}。"] * 3
            scene.outlets.page(f"/{number}.html", f"云岭智能发布{model}", text, DATE)
        scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
        with scene.config.open("a", encoding="utf-8") as file:
            file.write("web: off\n")
        yield scene


@contextmanager
def one_machine(scene: Scene) -> Iterator[list[Daemon]]:
    with scene.daemon() as daemon:
        yield [daemon]


@contextmanager
def many_machines(scene: Scene) -> Iterator[list[Daemon]]:
    with ExitStack() as stack:
        yield [stack.enter_context(part(scene, role)) for role in ("scheduler", "worker", "worker")]


def publish(scene: Scene, count: int) -> None:
    entries = [(f"/{number}.html", f"entry {number}", MAIL_DATE) for number in range(1, count + 1)]
    scene.outlets.feed("/feed.xml", "Outlet", entries)


def told(scene: Scene, count: int) -> bool:
    """Wait until so many different messages have come."""
    with scene.webhook.came:
        return scene.webhook.came.wait_for(lambda: len({post["id"] for post in scene.webhook.posts}) >= count, 90)


@pytest.mark.parametrize("running", [one_machine, many_machines], ids=["run", "scheduler and workers"])
def test_whoever_watches_goes_on_by_itself_and_nothing_is_lost_or_told_anew(
    scene: Scene, server: servers.Server, running: object
) -> None:
    with running(scene) as processes:  # type: ignore[operator]
        first = processes[0]
        assert first.says("monitor watches")
        assert scene.outlets.was_asked("/feed.xml", 2)
        publish(scene, 1)
        assert told(scene, 1)
        server.stop()
        noticed = first.says("the database is away, and waited for")
        publish(scene, 2)
        server.start()
        back = first.says("the database is back")
        second = told(scene, 2)
        server.stop()
        server.start()
        publish(scene, 3)
        third = told(scene, 3)
        for each in processes:
            each.process.send_signal(signal.SIGTERM)
        codes = [each.process.wait(60) for each in processes]

    assert (noticed, back, second, third) == (True, True, True, True)
    assert codes == [0] * len(processes)
    # Where a reply was on its way when the server went, a copy comes, under its own id.
    heard = {post["id"]: post["launches"][0]["version"] for post in scene.webhook.posts}
    assert list(heard.values()) == ["2.0", "3.0", "4.0"]


def test_who_was_never_let_in_is_told_at_once(scene: Scene, server: servers.Server) -> None:
    server.stop()

    done = scene.monitor("run")

    assert done.returncode == 3
    assert "does not answer; see that the server runs" in done.stderr
