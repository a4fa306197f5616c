from __future__ import annotations

import json
import re
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor.model import (
    Announcement,
    Article,
    Digest,
    DigestDue,
    Doubt,
    Entry,
    Launch,
    LaunchKey,
    MessageDue,
    Notice,
    NoticeKind,
    SourceState,
    Status,
    Verdict,
    VerdictKind,
    Wait,
    message_code,
)
from monitor.store import open_store

if TYPE_CHECKING:
    from conftest import Program

CODE = message_code(1)
NOW = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)


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
    assert "    | 摘要 04-02：1 条拿不准、没推" in shown.out.splitlines()
    assert shown.out.splitlines()[-1] == "    not sure, not sent: 一文看懂 · it is a chip · https://lan.example/1"
    assert record["doubts"][0]["title"] == "一文看懂"


def test_a_notice_is_listed_and_shown_like_other_messages(program: Program) -> None:
    store = open_store(program.database)
    at = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
    store.record_notice("team", Notice.of(NoticeKind.SETTINGS_REFUSED, "sources.yaml", ["sources.yaml:1:1: odd"]), at)
    store.close()

    (listed,) = json.loads(program.run("outbox", "--json").out)
    shown, record = program.run("show", f"#{CODE}"), json.loads(program.run("show", f"#{CODE}", "--json").out)

    assert listed["subject"] == "monitor：sources.yaml 有 1 处错误，沿用上一份"
    head, *text = shown.out.splitlines()
    assert head.startswith(f"#{CODE} · to team · waits at once · written 2026-04-02 ")
    assert text[:2] == ["    | monitor：sources.yaml 有 1 处错误，沿用上一份", "    | sources.yaml:1:1: odd"]
    assert (record["launches"], record["notice"]["lines"]) == ([], ["sources.yaml:1:1: odd"])


def test_an_empty_outbox_is_an_empty_array(empty: Program) -> None:
    assert empty.run("outbox", "--json").out == "[]\n"


def test_outbox_without_a_terminal_is_plain_lines(told: Program) -> None:
    listed = told.run("outbox")

    assert listed.out.split("\t")[:4] == [CODE, "team", "waits", "at once"]


def test_a_message_that_was_refused_says_whether_it_goes_out_again(told: Program) -> None:
    with closing(open_store(told.database)) as store:
        (message,) = store.claim(NOW, NOW, 1)
        store.record_refused(message.id, "HTTP 500", datetime(2999, 1, 1, tzinfo=UTC))
        (again,) = (line.split("\t") for line in told.run("outbox").out.splitlines())
        store.record_refused(message.id, "310000 keywords not in content", None)
        (parked,) = (line.split("\t") for line in told.run("outbox").out.splitlines())

    assert (again[2], again[3].partition("-")[0], again[-1]) == ("refused", "again 2999", "HTTP 500")
    assert (parked[2], parked[3], parked[-1]) == ("refused", "for good", "310000 keywords not in content")


def test_what_waits_for_a_digest_stands_in_the_outbox_with_its_hour(told: Program) -> None:
    settings = "sources: []\nchannels: [{name: desk, url: 'console:', digest: 'weekdays 08:30', timezone: UTC}]\n"
    with closing(open_store(told.database)) as store:
        store.record_check(SourceState("press"), [Entry("2", "https://example.org/2", "白鹭")], NOW)
        (pending,) = store.unread("press", NOW, 1)
        launch = Launch(
            LaunchKey("lan", "bailu", "1", "", ""), "r", "白鹭", "1.0", ("澜江认知",), Status.UPCOMING, NOW, NOW, NOW
        )
        said = Announcement("白鹭", "1.0", ("澜江认知",), Status.UPCOMING, evidence="澜江认知将发布白鹭1.0")
        verdict = Verdict(VerdictKind.NEW, "new", said, launch)
        with store.reading(pending, NOW) as reading:
            assert reading is not None
            kept = MessageDue("desk", (), NOW, kept=((verdict, Wait.UNFOLLOWED),))
            reading.save(Article("https://example.org/2", "白鹭", "白鹭"), [verdict], [kept])

    first, *_ = told.run("--config", told.write("s.yaml", settings), "outbox").out.splitlines()

    code, channel, state, when, subject, said_by = first.split("\t")
    assert (code, channel, state, said_by) == ("–", "desk", "waits", "")
    assert subject == "1 launch for the digest: 澜江认知 白鹭1.0"
    assert re.fullmatch(r"(\d\d-\d\d |\d{4}-)?[\d:-]+", when)


def test_an_empty_outbox_says_what_to_do(empty: Program) -> None:
    assert empty.run("outbox").err.startswith("no message yet: ")


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
