from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from monitor.cli.workbench import show_detected

if TYPE_CHECKING:
    from conftest import Program

from end_to_end.world import outlets

NEWS = "云岭智能今天发布青鸾大模型3.0，参数达720亿。"
ITEM = {
    "id": "a1",
    "title": "云岭智能发布青鸾大模型3.0",
    "text": NEWS,
    "date": "2026-04-02",
    "lang": "zh",
    "source": "press",
    "organisation": None,
}
CANDIDATE = {
    "name": "青鸾3.0",
    "confidence": 0.3,
    "sentence": "云岭智能谈青鸾3.0",
    "features": {"no_verb": -1.0, "versioned": 1.8, "generic": 0.01},
    "doubt": "lacking: a word of release",
}
PAGE = f"""<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>云岭智能发布青鸾大模型3.0</title>
<meta property="article:published_time" content="2026-04-02T10:00:00+08:00"></head><body><article>
<h1>云岭智能发布青鸾大模型3.0</h1><p>{NEWS}</p>
<p>{"云岭智能表示，新一代模型面向所有开发者开放，公司会继续改进。" * 4}</p>
</article></body></html>"""


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_detect_answers_each_item_in_the_form_of_the_contract(program: Program) -> None:
    name = program.write("items.jsonl", json.dumps(ITEM, ensure_ascii=False) + "\n")

    answered = program.run("detect", "--jsonl", name)

    (answer,) = lines_of(answered.out)
    (record,) = answer["announcements"]
    assert (answered.code, answer["id"]) == (0, "a1")
    assert " ".join(record) == (
        "model version organisations status date modality domain parameters background named rumour confidence evidence"
    )
    assert (record["model"], record["version"], record["organisations"]) == ("青鸾大模型", "3.0", ["云岭智能"])
    assert (record["status"], record["date"]) == ("released", "2026-04-02")
    assert record["evidence"] in NEWS or record["evidence"] in ITEM["title"]
    assert "青鸾" in answered.out


def test_a_bad_line_is_answered_in_its_place_and_stops_nobody(program: Program) -> None:
    lines = [
        json.dumps(ITEM),
        "{bad",
        "",
        "[1]",
        '{"title": 1}',
        '{"title": "x", "date": "some day"}',
        '{"id": "z"}',
        "[" * 100_000,
        '{"title": "x", "published": "Thu, 02 Apr 2026 10:00:00 +0800", "url": "https://example.org/9"}',
    ]

    answered = program.run("detect", "--jsonl", "-", stdin="\n".join(lines).encode() + b"\n\xff\n")

    answers = lines_of(answered.out)
    assert answered.code == 1
    assert [answer["id"] for answer in answers] == ["a1", 2, 4, 5, 6, "z", 8, "https://example.org/9", 10]
    assert [min(answer) for answer in answers] == ["announcements", *["error"] * 6, "announcements", "error"]
    assert answers[1]["error"].startswith("line 2 is not JSON: ")
    assert answers[3]["error"] == '"title" must be text'
    assert answers[4]["error"] == '"date" is not understood: some day'


@pytest.mark.parametrize("stated", ["2026-04", "2026-04-02T10:00:00+08:00", "Thu, 02 Apr 2026 10:00:00 +0800"])
def test_dates_in_every_form_of_the_contract_are_understood(program: Program, stated: str) -> None:
    name = program.write("items.jsonl", json.dumps({**ITEM, "date": stated}))

    answered = program.run("detect", "--jsonl", name)

    assert answered.code == 0
    assert lines_of(answered.out)[0]["announcements"]


def test_half_a_surrogate_pair_passes_through_as_an_escape(program: Program) -> None:
    answered = program.run("detect", "--jsonl", "-", stdin='{"id": "\\ud800", "title": "x\\udfff"}\n')

    assert answered.code == 0
    assert lines_of(answered.out) == [{"id": "\ud800", "announcements": []}]


def test_extract_answers_each_page_in_the_form_of_the_contract(program: Program) -> None:
    program.write("page.html", PAGE)
    items = [
        {"id": "p", "path": "page.html", "url": "https://example.org/1"},
        {"id": "h", "html": PAGE},
        {"id": "e", "html": "<p></p>"},
        {"id": "n", "path": "none.html"},
        {"id": "x"},
    ]

    answered = program.run("extract", "--jsonl", "-", stdin="\n".join(map(json.dumps, items)))

    first, second, *failed = lines_of(answered.out)
    assert answered.code == 1
    assert list(first) == ["id", "title", "body", "published", "author", "language", "canonical_url"]
    assert (first["title"], first["published"]) == ("云岭智能发布青鸾大模型3.0", "2026-04-02T10:00:00+08:00")
    assert NEWS in first["body"].splitlines()
    assert second["title"] == first["title"]
    assert [sorted(answer) for answer in failed] == [["error", "id"]] * 3


def test_a_page_and_a_text_are_told_apart_by_a_tag(program: Program) -> None:
    program.write("page", PAGE)
    program.write("text", f"标题：1 < 2 且 3 > 2\n{NEWS}\n")

    page, text = program.run("extract", "page"), program.run("extract", "text")

    assert json.loads(page.out)["published"] == "2026-04-02T10:00:00+08:00"
    assert json.loads(text.out) == {
        "id": "text",
        "title": "标题：1 < 2 且 3 > 2",
        "body": NEWS,
        "published": None,
        "author": None,
        "language": "zh",
        "canonical_url": None,
    }


def test_a_page_that_could_not_be_decoded_whole_says_how_much(program: Program) -> None:
    lost = "\ufffd" * 40
    program.write("page.html", PAGE.replace("</body>", f"<p>{lost}</p></body>"))

    shown = program.run("extract", "page.html")

    assert 0 < json.loads(shown.out)["undecodable"] < 1


def test_stdin_is_read_in_its_own_charset(program: Program) -> None:
    shown = program.run("detect", "-", stdin=f"云岭智能发布青鸾大模型3.0\n{NEWS * 3}\n".encode("gb18030"))

    assert json.loads(shown.out)["announcements"][0]["model"] == "青鸾大模型"


def test_an_empty_text_has_failed(program: Program) -> None:
    shown = program.run("detect", "-", stdin=" \n")

    assert (shown.code, shown.err) == (1, "monitor: - is empty\n")


def test_the_settings_knowledge_counts(program: Program) -> None:
    known = "{organisations: [{name: 云岭智能}], models: [{name: 青鸾, organisation: 云岭智能}]}"
    program.write("mine.yaml", f"sources: []\nknowledge: {known}\n")

    shown = program.run("--config", "mine.yaml", "detect", "-", "--explain", stdin=f"云岭智能发布青鸾3.0\n{NEWS}")

    assert "known" in json.loads(shown.out)["candidates"][0]["features"]


def test_an_explanation_is_in_words_the_heaviest_first(capsys: pytest.CaptureFixture[str]) -> None:
    show_detected({"announcements": [], "candidates": [CANDIDATE]})

    assert capsys.readouterr().out.splitlines() == [
        "no announcement",
        "",
        "0.300  青鸾3.0: 云岭智能谈青鸾3.0",
        "       +1.8  it has a version (versioned)",
        "       -1.0  its sentence has no verb of release (no_verb)",
        "       lacking: a word of release",
    ]


def test_a_terminal_gets_lines_for_people(program: Program) -> None:
    program.write("text", f"云岭智能发布青鸾大模型3.0\n{NEWS}\n")
    person, terminal = pty.openpty()

    subprocess.run([sys.executable, "-m", "monitor", "detect", "text"], stdout=terminal, check=True, cwd=program.folder)

    os.close(terminal)
    shown = os.read(person, 10_000).decode()
    os.close(person)
    assert shown.splitlines()[0].startswith("released · 云岭智能 · 青鸾大模型3.0 · ")


def test_an_address_of_ones_own_network_is_read_only_where_one_says_so(program: Program) -> None:
    with outlets() as world:
        url = world.page("/1.html", "云岭智能发布青鸾大模型3.0", [NEWS], "2026-04-02T10:00:00+08:00")

        refused, found, read = (
            program.run("detect", url),
            program.run("detect", url, "--allow-private"),
            program.run("extract", url, "--allow-private"),
        )

    assert refused.code == 1
    assert "--allow-private behind a command" in refused.err
    assert json.loads(found.out)["announcements"][0]["model"] == "青鸾大模型"
    assert json.loads(read.out)["title"] == "云岭智能发布青鸾大模型3.0"
