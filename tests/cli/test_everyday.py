from __future__ import annotations

import csv
import io
import json
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from monitor.cli.everyday import failures_of, summary_of
from monitor.model import SourceOutcome, message_code

if TYPE_CHECKING:
    from conftest import Program

LAUNCH = {
    "id": 1,
    "launch": "v1:yunling/qingluan/3//",
    "release": "yunling/qingluan/3@2026-04-02",
    "organisations": ["=云岭智能"],
    "model": "青鸾大模型",
    "version": "3.0",
    "status": "released",
    "date": "2026-04-02",
    "modality": "text",
    "domain": None,
    "parameters": "72B",
    "rumour": False,
    "confidence": 1.0,
    "first_seen_at": "2026-04-02T08:00:00+00:00",
    "status_at": "2026-04-02T09:00:00+00:00",
    "seen_at": "2026-04-02T09:00:00+00:00",
}
SUMMARY = {
    **LAUNCH,
    "statuses": [
        {"status": "released", "at": "2026-04-02T09:00:00+00:00", "item": "https://example.org/1"},
    ],
    "items": ["https://example.org/1"],
    "copies": [],
    "messages": [message_code(1)],
}


def test_launches_as_json_are_one_object_a_line(told: Program) -> None:
    listed = told.run("launches", "--json")

    assert listed.code == 0
    assert list(json.loads(listed.out).items()) == list(SUMMARY.items())


def test_launches_as_csv_open_in_a_spreadsheet_and_run_nothing(told: Program) -> None:
    listed = told.run("launches", "--csv")

    assert listed.out.startswith("\ufeff")
    (row,) = csv.DictReader(io.StringIO(listed.out.removeprefix("\ufeff"), newline=""))
    assert list(row) == list(LAUNCH)
    assert (row["organisations"], row["model"], row["domain"]) == ("'=云岭智能", "青鸾大模型", "")


def test_launches_without_a_terminal_are_plain_lines(told: Program) -> None:
    listed = told.run("launches")

    cells = listed.out.rstrip("\n").split("\t")
    assert cells[:5] == ["1", "released", "青鸾大模型3.0", "=云岭智能", "2026-04-02"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        pytest.param("--since 2026-04-01", 1, id="since-a-date"),
        pytest.param("--since 2026-04-03", 0, id="since-a-later-date"),
        pytest.param("--status released", 1, id="status"),
        pytest.param("--status upcoming", 0, id="other-status"),
        pytest.param("--search 青鸾", 1, id="search"),
        pytest.param("--search 白鹭", 0, id="search-in-vain"),
    ],
)
def test_launches_are_chosen_by_options(told: Program, options: str, found: int) -> None:
    listed = told.run("launches", "--json", *options.split())

    assert len(listed.out.splitlines()) == found


@pytest.mark.parametrize("name", ["1", "v1:yunling/qingluan/3//", "code"])
def test_show_tells_the_life_of_a_launch(told: Program, name: str) -> None:
    shown = told.run("show", f"#{message_code(1)}" if name == "code" else name)

    assert shown.code == 0
    for said in (
        "青鸾大模型3.0",
        "v1:yunling/qingluan/3//",
        "某报",
        "nobody told of it before",
        "https://example.org/1",
    ):
        assert said in shown.out
    assert "云岭智能今天发布青鸾大模型3.0" in shown.out


def test_show_as_json_holds_the_launch_and_its_life(told: Program) -> None:
    shown = json.loads(told.run("show", "1", "--json").out)

    life, told_to, said = shown.pop("life"), shown.pop("told"), shown.pop("corrections")
    assert shown.pop("for_digest") == []
    assert (shown, said) == (SUMMARY, [])
    assert [(message["id"], message["channel"], message["state"]) for message in told_to] == [
        (message_code(1), "team", "pending")
    ]
    assert [(event["verdict"], event["status"], event["source"]) for event in life] == [("new", "released", "某报")]


def test_a_search_in_vain_says_what_was_looked_for_and_what_to_do(told: Program) -> None:
    sought, listed = (
        told.run("launches", "--search", "白鹭", "--status", "preview"),
        told.run("launches", "--search", "x", "--json"),
    )

    assert (sought.code, sought.out) == (0, "")
    assert sought.err.startswith("no launch with --status preview, --search 白鹭; `monitor launches` lists all, ")
    assert (listed.out, listed.err) == ("", "")


def test_a_memory_that_is_empty_says_how_it_is_filled(empty: Program) -> None:
    assert empty.run("launches").err.startswith("no launch is known yet; `monitor run`")


def test_show_as_json_of_a_message_holds_its_launches(told: Program) -> None:
    shown = json.loads(told.run("show", message_code(1).lower(), "--json").out)

    assert (shown["channel"], shown["state"]) == ("team", "pending")
    assert [launch["launch"] for launch in shown["launches"]] == [LAUNCH["launch"]]


def test_once_without_sources_says_so_and_is_done(program: Program) -> None:
    program.write("sources.yaml", "sources: []\n")

    done = program.run("once")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("sources checked: 0 (0 failed)")


def test_once_with_a_source_that_cannot_be_reached_exits_1_with_a_line(program: Program) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Bound and not listening: a connection is refused at once.
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/feed"
        program.write("sources.yaml", f"sources: [{{id: gone, url: '{address}', allow_private: true}}]\n")

        done = program.run("once", "--all")

    assert done.code == 1
    assert done.err.startswith("source gone: connection")
    assert done.out.startswith("sources checked: 1 (1 failed)")


@dataclass(frozen=True, slots=True)
class Delivered:
    accepted: tuple[str, ...] = ("K7F2",)
    refused: tuple[tuple[str, str], ...] = (("team", "errcode 93000"),)


@dataclass(frozen=True, slots=True)
class Report:
    outcomes: tuple[SourceOutcome, ...]
    delivery: Delivered = Delivered()
    failed: bool = True


def test_a_pass_is_told_by_what_failed_and_one_summary() -> None:
    url = "https://example.org/1"
    read = SourceOutcome("a", "A", 3, 2, ((url, f"no readable article: {url}"), (url, "cut off")))
    report = Report((read, SourceOutcome("b", "B", error="timeout: https://example.org")))

    failures, summary = list(failures_of(report)), summary_of(report)

    assert failures == [
        f"article of a: no readable article: {url}",
        f"article of a: cut off: {url}",
        "source b: timeout: https://example.org",
        "channel team: errcode 93000",
    ]
    assert summary == (
        "sources checked: 2 (1 failed) · new entries: 3 · articles read: 2 (2 unreadable) · "
        "messages delivered: 1 (1 refused)"
    )
