"""`channels` and `routes test`: who is told, how that goes, and why."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from notify.serving import Receiver, receiver

from monitor import wiring
from monitor.model import Notice, NoticeKind
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Program

BOT = "https://oapi.dingtalk.com/robot/send?access_token=d1ngt0kend1ngt0ken"


@pytest.fixture
def bot() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened


def written(program: Program, bot: Receiver, more: str = "") -> None:
    program.write(".env", f"BOT={BOT}\n")
    program.write(
        "sources.yaml",
        f'channels:\n  - {{name: ops, url: "${{BOT}}", endpoint: "{bot.url}"}}\n  - console\n'
        f"sources: [https://example.org/feed]\n{more}",
    )


def test_a_channel_that_takes_a_test_is_quoted(program: Program, bot: Receiver) -> None:
    written(program, bot)
    bot.says(errcode=0, errmsg="ok")

    tried = program.run("channels", "test", "ops")

    assert (tried.code, tried.out) == (0, "channel ops: accepted a test: 0 ok\n")
    assert "通道测试" in str(bot.posts[0].body)


@pytest.mark.parametrize(
    ("code", "words", "means", "advice"),
    [
        (310000, "keywords not in content, more: [...]", "security settings", "自定义关键词|keyword"),
        (310000, "sign not match", "security settings", "签|signature"),
        (310000, "ip 1.2.3.4 not in whitelist", "security settings", "IP"),
        (400102, "机器人已停用", "switched off", "switch it on"),
        (130101, "send too fast", "20 messages a minute", "too many messages"),
    ],
)
def test_a_refusal_is_quoted_explained_and_followed_by_what_to_do(
    program: Program, bot: Receiver, *, code: int, words: str, means: str, advice: str
) -> None:
    written(program, bot)
    bot.says(errcode=code, errmsg=words)

    tried = program.run("channels", "test", "ops")

    said, meaning, to_do = tried.err.splitlines()
    assert tried.code == 1
    assert said == f"channel ops: refused: {code} {words}"
    assert means in meaning
    assert "钉钉" in meaning
    assert any(word in to_do for word in advice.split("|"))


def test_a_name_that_is_none_is_answered_with_the_names_that_are(program: Program, bot: Receiver) -> None:
    written(program, bot)

    tried = program.run("channels", "test", "opz")

    assert tried.code == 2
    assert "write one of ops, console" in tried.err


def test_channels_are_listed_with_those_that_are_gone(told: Program, bot: Receiver) -> None:
    written(told, bot)

    listed = {record["name"]: record for record in json.loads(told.run("channels", "--json").out)}

    assert [listed[name]["provider"] for name in ("ops", "console")] == ["dingtalk", "console"]
    assert listed["ops"]["state"] == "ok"
    assert (listed["team"]["state"], listed["team"]["pending"]) == ("gone", 1)


def test_a_channel_whose_last_message_was_refused_is_not_called_ok(told: Program, bot: Receiver) -> None:
    written(told, bot)
    at = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
    with closing(open_store(told.database)) as store:
        store.record_notice("ops", Notice(NoticeKind.TRIED), wiring.utc_now())
        claimed = {message.channel: message for message in store.claim(wiring.utc_now(), at, 9)}
        store.record_refused(claimed["ops"].id, "HTTP 500", wiring.utc_now())

    listed = {record["name"]: record for record in json.loads(told.run("channels", "--json").out)}

    assert (listed["ops"]["state"], listed["ops"]["reply"]) == ("refused", "HTTP 500")
    assert listed["console"]["state"] == "ok"


def test_no_address_is_shown(told: Program, bot: Receiver) -> None:
    written(told, bot)

    listed = told.run("channels")

    assert "d1ngt0ken" not in listed.out + listed.err


ROUTES = """routes:
  - {channels: [ops], organisations: ["*云岭智能"], status: [released], continue: true}
  - {channels: [console], modality: [video]}
"""


def test_routes_test_says_for_each_channel_what_becomes_of_a_launch_and_why(told: Program, bot: Receiver) -> None:
    written(told, bot, ROUTES)

    lines = told.run("routes", "test", "1").out.splitlines()

    decided = dict(line.split("\t", 1) for line in lines[1:])
    assert decided["ops"] == "at once\troutes[0] matches (status released; organisations *云岭智能)"
    assert decided["console"] == "never\troutes[0] tells other channels"


def test_without_routes_every_channel_hears_of_everything_that_is_followed(told: Program, bot: Receiver) -> None:
    written(told, bot, "follow: [霜桥智算]\n")

    records = json.loads(told.run("routes", "test", "1", "--json").out)

    assert {record["told"] for record in records} == {"digest"}
    assert all("follow" in record["reason"] for record in records)


def test_what_is_no_launch_is_said(told: Program, bot: Receiver) -> None:
    written(told, bot)

    assert told.run("routes", "test", "v1:no/such/1//").code == 2
