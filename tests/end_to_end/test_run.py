"""`monitor run` as a subprocess: what appears is told, a saved file is taken up, SIGTERM ends it in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from end_to_end.scene import Scene, a_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATE = "2026-11-20T08:00:00+08:00"
MAIL_DATE = "Fri, 20 Nov 2026 08:00:00 +0800"
EVERY_SECOND = ", every: 1s"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as scene:
        scene.outlets.page("/1.html", "云岭智能发布青鸾大模型2.0", ["云岭智能今日正式发布青鸾大模型2.0。"] * 3, DATE)
        scene.outlets.page("/2.html", "云岭智能发布白鹭大模型3.0", ["云岭智能今日正式发布白鹭大模型3.0。"] * 3, DATE)
        yield scene


def test_what_appears_while_the_daemon_runs_is_told_and_a_restart_forgets_nothing(scene: Scene) -> None:
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    with scene.daemon() as daemon:
        assert scene.outlets.was_asked("/feed.xml", 2)
        scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE)])
        first = scene.webhook.has(1)
        code = daemon.stop()
    with scene.daemon() as daemon:
        assert daemon.says("monitor watches")
        scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE), ("/2.html", "two", MAIL_DATE)])
        second = scene.webhook.has(2)

    assert (first, code, second) == (True, 0, True)
    assert [post["launches"][0]["version"] for post in scene.webhook.posts] == ["2.0", "3.0"]


def test_what_stands_in_a_feed_at_the_first_start_is_known_and_not_told(scene: Scene) -> None:
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE)])], more=EVERY_SECOND)
    with scene.daemon() as daemon:
        assert scene.outlets.was_asked("/feed.xml", 2)
        scene.outlets.feed("/feed.xml", "Outlet", [("/2.html", "two", MAIL_DATE), ("/1.html", "one", MAIL_DATE)])
        told = scene.webhook.has(1)
        code = daemon.stop()

    assert (told, code) == (True, 0)
    assert [post["launches"][0]["version"] for post in scene.webhook.posts] == ["3.0"]
    assert len(scene.monitor("launches", "--json").stdout.splitlines()) == 2


def test_a_saved_file_is_taken_up_and_a_faulty_one_keeps_the_last_good_one(scene: Scene) -> None:
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    with scene.daemon() as daemon:
        assert scene.outlets.was_asked("/feed.xml", 2)
        good = scene.config.read_text(encoding="utf-8")
        scene.config.write_text(good.replace("every", "evry"), encoding="utf-8")
        refused = daemon.says("settings refused")
        scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE)])
        still_watching = scene.webhook.has(1)
        scene.outlets.feed("/other.xml", "Other", [])
        scene.config.write_text(good.replace("/feed.xml", "/other.xml"), encoding="utf-8")
        taken_up = scene.outlets.was_asked("/other.xml", 2)
        scene.outlets.feed("/other.xml", "Other", [("/2.html", "two", MAIL_DATE)])
        follows = scene.webhook.has(2)
        code = daemon.stop()

    assert (refused, still_watching, taken_up, follows, code) == (True, True, True, True, 0)


def test_a_refused_file_is_told_once_until_a_good_one_was_taken_up(scene: Scene) -> None:
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    good = scene.config.read_text(encoding="utf-8") + "notices: hook\n"
    scene.config.write_text(good, encoding="utf-8")
    with scene.daemon() as daemon:
        assert scene.outlets.was_asked("/feed.xml", 2)
        for text, said in (
            (good.replace("every", "evry"), "settings refused"),
            (good.replace("every", "ever"), "settings refused"),
            (f"{good}# Mended.\n", "settings taken up"),
            (good.replace("kind", "knid"), "settings refused"),
        ):
            scene.config.write_text(text, encoding="utf-8")
            assert daemon.says(said)
        told = scene.webhook.has(2)
        code = daemon.stop()

    assert (told, code) == (True, 0)
    assert [post["title"] for post in scene.webhook.posts] == ["monitor：sources.yaml 有 1 处错误，沿用上一份"] * 2
    assert [post["notice"]["lines"][0].partition(" ")[2] for post in scene.webhook.posts] == [
        'sources[0].evry: unknown key, did you mean "every"?',
        'sources[0].knid: unknown key, did you mean "kind"?',
    ]
    assert all(post["notice"]["lines"][0].startswith("sources.yaml:6:") for post in scene.webhook.posts)
    assert scene.mailbox.mails == []


def test_the_first_start_says_what_comes_of_each_source_and_a_later_one_is_quiet(scene: Scene) -> None:
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE)])], more=", id: tide")
    with scene.daemon() as daemon:
        told = daemon.says("tide: 1 entry, 1 article read")
        daemon.stop()
    with scene.daemon() as daemon:
        watches = daemon.says("monitor watches")
        daemon.stop()
        assert daemon.process.stderr is not None
        later = daemon.process.stderr.read()

    assert (told, watches) == (True, True)
    assert "tide" not in later


def test_a_source_that_was_mended_is_looked_at_at_once(scene: Scene) -> None:
    feed = scene.outlets.feed("/feed.xml", "Outlet", [])
    scene.write([feed], more=", id: mended, every: 1h")
    good = scene.config.read_text(encoding="utf-8")
    scene.config.write_text(good.replace("allow_private: true", "allow_private: false"), encoding="utf-8")
    with scene.daemon() as daemon:
        assert daemon.says("mended: failed")
        scene.config.write_text(good, encoding="utf-8")
        asked = scene.outlets.was_asked("/feed.xml", 1, seconds=20)
        daemon.stop()

    assert asked


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_second_daemon_on_one_database_says_so_waits_and_takes_over(
    scene: Scene, kind: str, request: pytest.FixtureRequest
) -> None:
    if kind == "postgresql":
        server = request.getfixturevalue("postgres")
        scene.server = server.address(server.make())
    scene.write([scene.outlets.feed("/feed.xml", "Outlet", [])], more=EVERY_SECOND)
    with scene.daemon() as first:
        assert scene.outlets.was_asked("/feed.xml", 2)
        with scene.daemon() as second, scene.daemon() as third:
            waits = second.says("another monitor keeps watch on this database: this one waits")
            assert third.says("another monitor keeps watch on this database")
            given_up = third.stop()
            first.process.kill()
            takes_over = second.says("monitor watches")
            scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE)])
            told = scene.webhook.has(1)
            code = second.stop()

    assert (waits, given_up, takes_over, told, code) == (True, 0, True, True, 0)
