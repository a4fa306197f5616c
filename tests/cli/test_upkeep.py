from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor.model import Digest, DigestDue, Doubt, Notice, NoticeKind, message_code
from monitor.store import open_store

if TYPE_CHECKING:
    from conftest import Program

CODE = message_code(1)


def test_outbox_as_json_is_one_array_in_the_form_of_the_contract(told: Program) -> None:
    listed = told.run("outbox", "--json")

    (message,) = json.loads(listed.out)
    subject = message.pop("subject")
    assert message == {
        "id": CODE,
        "channel": "team",
        "state": "pending",
        "attempts": 0,
        "created_at": "2026-04-02T08:00:00+00:00",
        "next_at": "2026-04-02T08:00:00+00:00",
        "accepted_at": None,
        "reply": "",
        "digest": None,
        "urgent": False,
    }
    assert "青鸾" in subject


def test_a_message_that_quiet_hours_hold_is_listed_with_their_end(told: Program) -> None:
    held = 'sources: []\nchannels: [{name: team, url: "console:", quiet: "00:00-23:59"}]\n'

    listed = told.run("--config", told.write("held.yaml", held), "outbox", "--json")

    (message,) = json.loads(listed.out)
    assert datetime.fromisoformat(message["next_at"]) > datetime(2026, 4, 3, tzinfo=UTC)


def test_a_digest_is_listed_and_shown_with_what_it_could_not_be_sure_of(program: Program) -> None:
    store = open_store(program.database)
    at = datetime(2026, 4, 2, 0, 30, tzinfo=UTC)
    doubt = Doubt("一文看懂", "https://lan.example/1", "端侧模型", "it is a chip")
    with store.digesting("team", "2026-04-02", at) as digesting:
        assert digesting is not None
        digesting.save(DigestDue(), Digest("2026-04-02", "2026-04-02", (doubt,)), at)
    store.close()

    (listed,) = json.loads(program.run("outbox", "--json").out)
    shown, record = program.run("show", f"#{CODE}"), json.loads(program.run("show", f"#{CODE}", "--json").out)

    assert (listed["subject"], listed["digest"]) == ("摘要 04-02：1 条拿不准、没推", "2026-04-02")
    assert shown.out.splitlines()[1:] == [
        "    the digest of 2026-04-02, lines without a launch: 1",
        "    not sure, not sent: 一文看懂 · it is a chip · https://lan.example/1",
    ]
    assert record["doubts"][0]["title"] == "一文看懂"


def test_a_notice_is_listed_and_shown_like_other_messages(program: Program) -> None:
    store = open_store(program.database)
    at = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
    store.record_notice("team", Notice.of(NoticeKind.SETTINGS_REFUSED, "sources.yaml", ["sources.yaml:1:1: odd"]), at)
    store.close()

    (listed,) = json.loads(program.run("outbox", "--json").out)
    shown, record = program.run("show", f"#{CODE}"), json.loads(program.run("show", f"#{CODE}", "--json").out)

    assert listed["subject"] == "monitor：sources.yaml 有 1 处错误，沿用上一份"
    assert shown.out.splitlines()[1:] == ["settings_refused · sources.yaml · 1", "sources.yaml:1:1: odd"]
    assert (record["launches"], record["notice"]["lines"]) == ([], ["sources.yaml:1:1: odd"])


def test_an_empty_outbox_is_an_empty_array(empty: Program) -> None:
    assert empty.run("outbox", "--json").out == "[]\n"


def test_outbox_without_a_terminal_is_plain_lines(told: Program) -> None:
    listed = told.run("outbox")

    assert listed.out.split("\t")[:4] == [CODE, "team", "pending", "0"]


def test_a_dismissed_message_stays_dismissed(told: Program) -> None:
    dismissed, again, retried = (told.run("outbox", verb, f"#{CODE}") for verb in ("dismiss", "dismiss", "retry"))

    assert (dismissed.code, dismissed.out) == (0, f"{CODE} is dismissed\n")
    assert (again.code, again.err) == (2, f"monitor: {CODE} is dismissed: there is nothing to dismiss\n")
    assert retried.code == 2
    (message,) = json.loads(told.run("outbox", "--json").out)
    assert (message["state"], message["next_at"]) == ("dismissed", None)


def test_a_waiting_message_is_made_due(told: Program) -> None:
    retried = told.run("outbox", "retry", CODE.lower())

    assert (retried.code, retried.out) == (0, f"{CODE} goes out at the next pass\n")


def test_the_schema_is_json_that_editors_take(program: Program) -> None:
    printed = program.run("schema")

    assert printed.code == 0
    assert {"sources", "channels"} <= set(json.loads(printed.out)["properties"])
