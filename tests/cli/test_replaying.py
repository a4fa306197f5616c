from __future__ import annotations

import json
import lzma
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conftest import Program

STORY = "云岭智能正式发布青鸾大模型3.0，参数达720亿，面向所有开发者开放。"


def item(name: str, title: str, text: str, date: str, source: str = "press") -> dict[str, Any]:
    return {"id": name, "title": title, "text": text, "date": date, "source": source}


FIRST = item("a1", "云岭智能发布青鸾大模型3.0", STORY, "2026-04-02T10:00:00+08:00")
AGAIN = item("b1", "青鸾大模型3.0来了", f"4月2日，{STORY}", "2026-04-02 12:30:00", "tide")
OPENED = item("a2", "云岭智能开源青鸾大模型3.0", "云岭智能今日宣布开源青鸾大模型3.0，权重同步开放下载。", "2026-04-09")
RUMOUR = item("r1", "消息称云岭智能将发布白鹭大模型4.0", "消息称云岭智能将于年内发布白鹭大模型4.0。", "2026-04-03")


def replayed(program: Program, *items: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    name = program.write("items.jsonl", "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in items))
    *launches, summary = map(json.loads, program.run("replay", name, "--json").out.splitlines())
    return launches, summary


def test_a_launch_told_by_two_outlets_is_one_message_and_a_risen_status_another(program: Program) -> None:
    (launch,), summary = replayed(program, OPENED, AGAIN, FIRST)

    assert launch["items"] == ["a1", "b1", "a2"]
    assert [(step["status"], step["at"], step["item"]) for step in launch["statuses"]] == [
        ("released", "2026-04-02T10:00:00+08:00", "a1"),
        ("open_sourced", "2026-04-09T00:00:00+08:00", "a2"),
    ]
    assert [(one["reason"], one["item"], one["launches"]) for one in summary["messages"]] == [
        ("new", "a1", [launch["launch"]]),
        ("advanced", "a2", [launch["launch"]]),
    ]
    assert launch["messages"] == [one["id"] for one in summary["messages"]]
    assert (summary["items"], summary["launches"], summary["digests"]) == (3, 1, [])


def test_a_rumour_waits_for_the_next_morning(program: Program) -> None:
    (launch,), summary = replayed(program, RUMOUR)

    assert summary["messages"] == []
    [digest] = summary["digests"]
    assert (digest["at"], digest["launches"]) == ("2026-04-03T08:30:00+08:00", [launch["launch"]])
    assert digest["text"].splitlines()[:4] == [
        "摘要 04-03：传闻：白鹭大模型4.0将发布（年内）",
        "",
        "在研与传闻",
        "传闻：白鹭大模型4.0将发布（年内）：「消息称云岭智能将于年内发布白鹭大模型4.0」",
    ]


def test_a_packed_file_is_read_and_a_faulty_line_is_said(program: Program) -> None:
    lines = [json.dumps(FIRST, ensure_ascii=False), '{"id": "x", "title": "?", "date": "some day"}', "{"]
    path = program.folder / "items.jsonl.xz"
    path.write_bytes(lzma.compress("\n".join(lines).encode()))

    outcome = program.run("replay", str(path), "--json")

    records = [json.loads(line) for line in outcome.out.splitlines()]
    assert outcome.code == 1
    assert [record["id"] for record in records if "error" in record] == ["x", 3]
    assert records[-1]["items"] == 1


def test_people_read_the_messages_as_they_would_have_come(program: Program) -> None:
    name = program.write("items.jsonl", json.dumps(FIRST, ensure_ascii=False))

    outcome = program.run("replay", name)

    assert "━━ 2026-04-02T10:00:00+08:00 · new · a1" in outcome.out
    assert "云岭智能发布青鸾大模型3.0" in outcome.out
    assert "1 item · 1 launch · 1 message" in outcome.out


def test_what_cannot_be_read_is_said_in_one_line(program: Program) -> None:
    name = program.write("items.jsonl.xz", "no archive")

    outcome = program.run("replay", name)

    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert "cannot be read" in outcome.err


def test_what_a_replay_learned_may_be_kept_and_asked(program: Program) -> None:
    name = program.write("items.jsonl", "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in (FIRST, OPENED)))

    program.run("replay", name, "--keep", str(program.folder / "past.db"))

    asked = program.run("--database", f"sqlite:///{program.folder / 'past.db'}", "show", "青鸾")
    assert "云岭智能 青鸾大模型3.0" in asked.out
    assert "released → open_sourced" in asked.out


def test_a_replay_overwrites_no_file(program: Program) -> None:
    name = program.write("items.jsonl", json.dumps(FIRST, ensure_ascii=False))
    kept = program.write("past.db", "not to be lost")

    outcome = program.run("replay", name, "--keep", kept)

    assert outcome.code == 2
    assert "this file exists" in outcome.err
    assert (program.folder / "past.db").read_text() == "not to be lost"


def test_a_whole_name_means_that_launch_though_others_hold_it(program: Program) -> None:
    members = [
        item("m1", "苍鹭发布苍鹭大模型2.0", "苍鹭正式发布苍鹭大模型2.0，面向所有开发者开放。", "2026-04-02"),
        item("m2", "苍鹭发布苍鹭大模型2.0 Pro", "苍鹭正式发布苍鹭大模型2.0 Pro，面向所有开发者开放。", "2026-04-20"),
        item("m3", "消息称苍鹭将发布苍鹭大模型3.0", "消息称苍鹭将于年内发布苍鹭大模型3.0。", "2026-04-23"),
    ]
    name = program.write("items.jsonl", "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in members))
    database = f"sqlite:///{program.folder / 'past.db'}"
    program.run("replay", name, "--keep", str(program.folder / "past.db"))

    whole = program.run("--database", database, "show", "苍鹭大模型2.0").out.splitlines()
    rumour = program.run("--database", database, "show", "苍鹭大模型3.0").out.splitlines()
    part = program.run("--database", database, "show", "苍鹭")

    assert whole[0] == "苍鹭大模型2.0"
    assert "2026-04-02 · press · media · 苍鹭发布苍鹭大模型2.0" in whole
    assert any("upcoming (rumour)" in line for line in rumour)
    assert part.code == 2


def test_an_item_with_the_id_of_another_is_said_and_not_taken_for_it(program: Program) -> None:
    lines = [json.dumps(one, ensure_ascii=False) for one in (FIRST, OPENED | {"id": "a1"})]
    name = program.write("items.jsonl", "\n".join(lines))

    outcome = program.run("replay", name, "--json")

    assert outcome.code == 1
    assert json.loads(outcome.out.splitlines()[0]) == {
        "id": "a1",
        "error": "an item before has this id; give each its own",
    }
