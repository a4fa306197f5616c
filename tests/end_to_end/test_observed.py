"""`monitor run` as those see it who look after it: health, metrics, one id in every line of its log."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from end_to_end.scene import Daemon, Scene, a_scene
from metrics.reading import Scrape, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgres import Server

DATE = "2026-11-20T08:00:00+08:00"
MAIL_DATE = "Fri, 20 Nov 2026 08:00:00 +0800"
EVERY_SECOND = ", every: 1s"
STUCK = str(Path(__file__).with_name("stuck.py"))


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as scene:
        scene.outlets.page("/1.html", "云岭智能发布青鸾大模型2.0", ["云岭智能今日正式发布青鸾大模型2.0。"] * 3, DATE)
        yield scene


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"127.0.0.1:{taken.getsockname()[1]}"


@contextmanager
def observed(scene: Scene, address: str, command: str = "run") -> Iterator[Daemon]:
    """Start a process of many lines of JSON that answers at an address; it does not outlive the test."""
    options = ["--config", str(scene.config), "--database", scene.database, "--log-format", "json"]
    started = [sys.executable, "-m", "monitor", *options, command]
    environment = {**os.environ, "MONITOR_OBSERVE": address}  # noqa: TID251 -- a shell's.
    with subprocess.Popen(started, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield Daemon(process)
        finally:
            process.kill()


def ask(address: str, path: str) -> httpx.Response:
    return httpx.get(f"http://{address}{path}", trust_env=False, timeout=20)


def scraped(address: str) -> Scrape:
    answer = ask(address, "/metrics")
    assert answer.status_code == 200
    return read(answer.content)


def test_a_daemon_that_watches_is_live_ready_and_counts_what_it_does(scene: Scene) -> None:
    address = free_address()
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    with observed(scene, address) as daemon:
        assert scene.outlets.was_asked("/feed.xml", 2)
        scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE), ("/gone.html", "two", MAIL_DATE)])
        assert scene.webhook.has(1)
        assert scene.outlets.was_asked("/feed.xml", 6)
        health, ready, seen = ask(address, "/healthz"), ask(address, "/readyz"), scraped(address)
        code = daemon.stop()
        assert daemon.process.stderr is not None
        log = [json.loads(line) for line in daemon.process.stderr]

    assert (health.status_code, ready.status_code, code) == (200, 200, 0)
    assert health.json()["status"] == ready.json()["status"] == "ok"
    assert (seen("monitor_live"), seen("monitor_ready")) == (1, 1)
    assert seen("monitor_checks_total", result="unchanged") >= 1
    assert seen("monitor_checks_total", result="changed") >= 1
    assert seen("monitor_articles_total", outcome="news") == 1
    assert seen("monitor_articles_total", outcome="unreadable", reason="client_status") == 1
    assert seen("monitor_launches_total", change="new", status="released") == 1
    assert seen("monitor_messages_total", provider="webhook", tells="alerts", result="accepted") == 1
    assert seen("monitor_sources", state="ok") == 1
    assert {line["run"] for line in log} == {
        labels["run"] for name, labels, _ in seen.samples if name == "monitor_run_info"
    }


def test_one_that_waits_for_another_to_end_is_live_and_not_ready(scene: Scene) -> None:
    addresses = free_address(), free_address()
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    with observed(scene, addresses[0]) as first:
        assert scene.outlets.was_asked("/feed.xml", 2)
        with observed(scene, addresses[1]) as second:
            assert second.says("another monitor keeps watch")
            waiting = [ask(addresses[1], path) for path in ("/healthz", "/readyz")]
            seen = scraped(addresses[1])
            first.process.kill()
            assert second.says("monitor watches")
            scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE)])
            assert scene.webhook.has(1)
            taken_over = ask(addresses[1], "/readyz")

    assert [answer.json()["status"] for answer in waiting] == ["waiting", "waiting"]
    assert [answer.status_code for answer in waiting] == [200, 503]
    assert (seen("monitor_live"), seen("monitor_ready")) == (1, 0)
    assert not {"monitor_sources", "monitor_outbox_messages"} & seen.names
    assert (taken_over.status_code, taken_over.json()["status"]) == (200, "ok")


def test_a_daemon_whose_loop_is_stuck_answers_503_with_the_reason_until_it_goes_on(scene: Scene) -> None:
    address = free_address()
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    command = [sys.executable, STUCK, str(scene.config), scene.database, address]
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        try:
            daemon = Daemon(process)
            assert daemon.says("the loop is stuck")
            stuck = ask(address, "/healthz")
            assert process.stdin is not None
            process.stdin.write("go on\n")
            process.stdin.flush()
            assert daemon.says("the loop goes on")
            assert scene.outlets.was_asked("/feed.xml", 2)
            going_on = ask(address, "/healthz")
        finally:
            process.kill()

    assert (stuck.status_code, going_on.status_code) == (503, 200)
    assert stuck.json()["why"].endswith("s ago: it is stuck")


def test_each_of_many_processes_answers_for_itself(scene: Scene, postgres: Server) -> None:
    scene.server = postgres.address(postgres.make())
    deferring, checking, showing = free_address(), free_address(), free_address()
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    with scene.config.open("a", encoding="utf-8") as file:
        file.write(f"web: {{listen: '{showing}'}}\n")
    with observed(scene, deferring, "scheduler") as scheduler, observed(scene, checking, "worker") as worker:
        assert scene.outlets.was_asked("/feed.xml", 3)
        scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE)])
        assert scene.webhook.has(1)
        ready = [ask(address, "/readyz").status_code for address in (deferring, checking, showing)]
        elected, hand, page = scraped(deferring), scraped(checking), scraped(showing)
        codes = [scheduler.stop(), worker.stop()]
    with observed(scene, "", "web") as alone:
        assert alone.says("page served")
        beside = [ask(showing, path) for path in ("/healthz", "/readyz")]
        shown = scraped(showing)

    assert (ready, codes) == ([200, 200, 200], [0, 0])
    assert hand("monitor_run_info", role="worker") == elected("monitor_run_info", role="scheduler") == 1
    assert hand("monitor_checks_total", result="changed") >= 1
    assert hand("monitor_articles_total", outcome="news") == 1
    assert not {"monitor_sources", "monitor_outbox_messages", "monitor_queue_hosts"} & hand.names
    assert elected("monitor_messages_total", provider="webhook", tells="alerts", result="accepted") == 1
    assert elected("monitor_checks_total", result="unchanged") == 0
    # A scheduler looks up what workers found when a source seems due again.
    assert sum(elected("monitor_sources", state=state) for state in ("empty", "ok")) == 1
    assert {"monitor_queue_hosts", "monitor_outbox_messages"} <= elected.names
    assert page.names == elected.names
    assert [answer.status_code for answer in beside] == [200, 200]
    assert shown("monitor_run_info", role="web") == 1
    assert "monitor_sources" not in shown.names


def test_where_other_machines_reach_it_a_token_is_wanted_before_anything_begins(scene: Scene) -> None:
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])])

    said = scene.monitor("run", "--observe", "0.0.0.0:8081")

    assert said.returncode == 2
    assert said.stderr.splitlines()[-1].startswith("monitor: other machines can reach 0.0.0.0:8081: write `web: {token")


def test_a_taken_address_keeps_nobody_from_being_told(scene: Scene) -> None:
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with observed(scene, address) as daemon:
            assert daemon.says("not observed")
            assert scene.outlets.was_asked("/feed.xml", 2)
            code = daemon.stop()

    assert code == 0
