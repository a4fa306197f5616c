"""From a feed to an e-mail and a webhook, once: the program as a subprocess, real sockets on loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from end_to_end.scene import Scene, a_scene

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATE = "2030-07-09T08:00:00+08:00"
MAIL_DATE = "Tue, 09 Jul 2030 08:00:00 +0800"
TELLINGS = {
    "alpha": (
        "云岭智能发布青鸾大模型2.0",
        ["7月9日，云岭智能在昆明正式发布青鸾大模型2.0，面向开发者开放。", "公司称，新模型在长文本理解上比上一代更快。"],
    ),
    "beta": (
        "青鸾2.0来了：云岭智能推出新一代大模型",
        ["云岭智能今日宣布推出新一代大模型“青鸾”2.0。", "多家企业已经开始试用，价格尚未公布，业内人士对此表示期待。"],
    ),
    "gamma": (
        "云岭智能：青鸾大模型2.0正式上线",
        ["记者获悉，云岭智能旗下青鸾大模型2.0今日正式上线。", "该模型支持中文、英文两种语言，开发者可以申请接口。"],
    ),
}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as scene:
        feeds = []
        for name, (title, paragraphs) in TELLINGS.items():
            scene.outlets.page(f"/{name}/1.html", title, paragraphs, DATE)
            feeds.append(scene.outlets.feed(f"/{name}.xml", name, [(f"/{name}/1.html", title, MAIL_DATE)]))
        scene.write(feeds)
        yield scene


def test_a_launch_told_by_three_outlets_is_one_message_to_each_channel(scene: Scene) -> None:
    done = scene.monitor("once")

    assert done.returncode == 0, done.stderr
    assert len(scene.mailbox.mails) == 1
    assert len(scene.webhook.posts) == 1
    mail = scene.mailbox.mails[0]
    assert "青鸾" in mail["Subject"]
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "云岭智能" in plain.get_content()
    assert "<html" in html.get_content()
    assert scene.webhook.posts[0]["launches"][0]["key"] == "v1:云岭智能/青鸾/2//"


def test_a_second_pass_tells_nothing(scene: Scene) -> None:
    scene.monitor("once")
    again = scene.monitor("once", "--all")

    assert again.returncode == 0, again.stderr
    assert len(scene.mailbox.mails) == 1
    assert len(scene.webhook.posts) == 1


def test_a_launch_is_shown_with_all_its_tellings(scene: Scene) -> None:
    scene.monitor("once")
    launches = [json.loads(line) for line in scene.monitor("launches", "--json").stdout.splitlines()]
    shown = scene.monitor("show", str(launches[0]["id"]))

    assert [launch["launch"] for launch in launches] == ["v1:云岭智能/青鸾/2//"]
    assert [status["status"] for status in launches[0]["statuses"]] == ["released"]
    assert len(launches[0]["items"]) == 3
    assert len(launches[0]["messages"]) == 2
    assert shown.returncode == 0, shown.stderr
    assert all(f"/{name}/1.html" in shown.stdout for name in TELLINGS)


def test_a_refusing_channel_keeps_its_message_with_the_providers_words(scene: Scene) -> None:
    scene.webhook.status, scene.webhook.answer = 403, b"keyword missing"
    done = scene.monitor("once")
    outbox = {row["channel"]: row for row in json.loads(scene.monitor("outbox", "--json").stdout)}
    scene.webhook.status = 200
    retried = scene.monitor("outbox", "retry", outbox["hook"]["id"])
    scene.monitor("once")
    after = {row["channel"]: row for row in json.loads(scene.monitor("outbox", "--json").stdout)}

    assert done.returncode == 1
    assert outbox["mail"]["state"] == "accepted"
    assert "250" in outbox["mail"]["reply"]
    assert outbox["hook"]["state"] == "parked"
    assert "keyword missing" in outbox["hook"]["reply"]
    assert retried.returncode == 0, retried.stderr
    assert after["hook"]["state"] == "accepted"
    subjects = [str(mail["Subject"]) for mail in scene.mailbox.mails]
    assert len([one for one in subjects if "hook" not in one]) == 1
    assert len([one for one in subjects if "hook" in one]) == 1  # That a message could not be delivered there.


def test_a_source_that_is_down_harms_no_neighbour(scene: Scene) -> None:
    del scene.outlets.pages["/alpha.xml"]
    scene.outlets.pages["/beta.xml"] = ("text/html", b"<html><title>Sorry</title><p>Not a feed</p></html>")
    done = scene.monitor("once")

    assert done.returncode == 1
    assert "404" in done.stderr
    assert len(scene.mailbox.mails) == 1


def test_an_unreadable_page_is_kept_and_read_when_it_can_be(scene: Scene) -> None:
    scene.write([f"{scene.outlets.address}/alpha.xml"])
    page = scene.outlets.pages.pop("/alpha/1.html")
    first = scene.monitor("once")
    scene.outlets.pages["/alpha/1.html"] = page
    died = scene.pass_killed_at("never", 1, minutes=10)

    assert first.returncode == 1
    assert died == 0
    assert len(scene.mailbox.mails) == 1


def test_a_broken_file_is_refused_with_line_and_column(scene: Scene) -> None:
    scene.config.write_text("sources:\n  - {url: 'https://example.org/feed', evry: 5m}\n", encoding="utf-8")
    done = scene.monitor("once")

    assert done.returncode == 2
    assert ':2:39: sources[0].evry: unknown key, did you mean "every"?' in done.stderr
    assert "Traceback" not in done.stderr


DEADLY = [
    *(("document fetched", count) for count in (1, 2, 3)),
    *(("entries written", count) for count in (1, 2, 3)),
    *(("article fetched", count) for count in (1, 3)),
    *(("article understood", count) for count in (1, 3)),
    *(("verdicts reached", count) for count in (1, 2)),
    *(("article saved", count) for count in (1, 2, 3)),
    *(("article committed", count) for count in (1, 2, 3)),
    *(("message claimed", count) for count in (1, 2)),
    *(("message sent", count) for count in (1, 2)),
    *(("acceptance recorded", count) for count in (1, 2)),
]


@pytest.mark.parametrize(("step", "count"), DEADLY, ids=[f"{step} {count}" for step, count in DEADLY])
def test_kill_9_between_two_steps_loses_nothing_and_repeats_at_most_what_was_not_recorded(
    scene: Scene, step: str, count: int
) -> None:
    died = scene.pass_killed_at(step, count)
    for minutes in (10, 20):
        assert scene.pass_killed_at("never", 1, minutes) == 0

    assert died == -9
    told = [len(scene.mailbox.mails), len(scene.webhook.posts)]
    # Between a provider's acceptance and our commit one more copy may go out, on that channel alone (DESIGN §3). Both
    # channels send at the same time, so both may be in their own window; a recorded acceptance is out of it.
    if step == "message sent":
        assert told in ([1, 1], [1, 2], [2, 1], [2, 2])
    elif (step, count) == ("acceptance recorded", 1):
        assert told in ([1, 1], [1, 2], [2, 1])
    else:
        assert told == [1, 1]
    assert len({mail["Message-ID"] for mail in scene.mailbox.mails}) == 1
    assert len({post["id"] for post in scene.webhook.posts}) == 1
