"""Faults of the settings file in Chinese: whatever `config` can say has Chinese words."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.notify.rendering.faults import translated, trouble_in

if TYPE_CHECKING:
    from collections.abc import Iterator

MONITOR = Path(__file__).parents[3] / "monitor"
SPEAKERS = ("config/*.py", "notify/senders/*.py")
SAYING = {"ValueError", "UsageError", "Fault", "fault"}
HINTS = {"hint", "advice"}
# What is put together of parts; each part is worded by itself.
COMPOSED = {"a page that other machines can reach {}", "{} as {} {}", "{}: {}", "{}: unknown key{}", "{} {}"}


def sayings() -> Iterator[str]:
    """Give each text that a settings file may be told, as the code holds it, with {} for what it puts in."""
    for pattern in SPEAKERS:
        for file in sorted(MONITOR.glob(pattern)):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and name_of(node.func) in SAYING:
                    yield from filter(None, map(text_of, node.args))


def name_of(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def text_of(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(
        part.value if isinstance(part, ast.Constant) else "" if is_hint(part) else "{}" for part in node.values
    )


def is_hint(part: ast.expr) -> bool:
    assert isinstance(part, ast.FormattedValue)
    return ast.unparse(part.value).split(" ", 1)[0] in HINTS


@pytest.mark.parametrize("saying", sorted({text for text in sayings() if text not in COMPOSED and " " in text}))
def test_every_fault_that_can_be_said_is_said_in_chinese(saying: str) -> None:
    line = f"sources.yaml:6:5: sources[0].url: {saying.replace('{}', 'X')}"

    said = translated(line, "zh")

    assert said.startswith("sources.yaml:6:5: sources[0].url: ")
    assert re.search(r"[\u4e00-\u9fff]", said)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            's.yaml:6:5: sources[0].evry: unknown key, did you mean "every"?',
            's.yaml:6:5: sources[0].evry: 没有这个键，是不是 "every"？',
        ),
        (
            's.yaml:3:1: notices: "opz" is no channel: write one of "a", "b"',
            's.yaml:3:1: notices: 没有名为 "opz" 的通道：可写 "a", "b"',
        ),
        ("s.yaml:1:1: a tab: indent with blanks", "s.yaml:1:1: 有制表符：请用空格缩进"),
        (
            "s.yaml:1:1: a tab: indent with blanks and more",
            "s.yaml:1:1: a tab: indent with blanks and more",
        ),
        ("s.yaml:9:1: something that nobody foresaw", "s.yaml:9:1: something that nobody foresaw"),
    ],
)
def test_place_and_hint_stay_with_their_fault(line: str, said: str) -> None:
    assert translated(line, "zh") == said


def test_in_english_a_fault_stays_as_it_is() -> None:
    line = "s.yaml:1:1: a tab: indent with blanks"

    assert translated(line, "en") == line


UNMATCHED = (
    "in its last 5 articles a part was found by none of the selectors that `article:` has for it; "
    "`monitor test tide` says which"
)


@pytest.mark.parametrize(
    ("reason", "zh"),
    [
        (UNMATCHED, "最近 5 篇文章里，`article:` 为某一部分写的选择器都找不到内容，`monitor test tide` 可查是哪一部分"),
        ("timeout: no complete reply within 30 s: https://a.example/feed", "30 秒内没有完整答复"),
        ("client_status: HTTP 404: https://a.example/feed", "服务器答复 HTTP 404"),
        ("nothing new since 2026-11-18, 3 days are usual", "2026-11-18 以来没有更新，平常至多隔 3 天"),
        ("asked once a day only: tls: odd: https://a.example/", "每天只试一次"),
        ("select.item “li” matches nothing: https://a.example/", ""),
    ],
)
def test_troubles_of_sources_are_told_in_chinese_or_left_to_the_state(reason: str, zh: str) -> None:
    assert (trouble_in(reason, "zh"), trouble_in(reason, "en")) == (zh, reason)
