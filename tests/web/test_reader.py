"""The page in the reader's language and time."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web.world import NOW

from monitor.model import CorrectionKind, MessageState, Modality, SourceHealth, Status, Tier, VerdictKind, Wait
from monitor.web import reader
from monitor.web.reader import Times, all_words, words_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@pytest.mark.parametrize(
    ("header", "language"),
    [
        pytest.param("", "zh-CN", id="none"),
        pytest.param("*", "zh-CN", id="any"),
        pytest.param("zh-TW,zh;q=0.9,en;q=0.8", "zh-CN", id="chinese first"),
        pytest.param("en-US,en;q=0.9,zh;q=0.8", "en-GB", id="english first"),
        pytest.param("de;q=1, zh;q=0.4, en;q=0.6", "en-GB", id="by weight"),
        pytest.param("en;q=0, zh;q=0.1", "zh-CN", id="refused"),
        pytest.param("fr, de", "en-GB", id="other"),
        pytest.param("english, en;q=9", "en-GB", id="broken"),
    ],
)
def test_the_language_is_the_one_the_browser_prefers(header: str, language: str) -> None:
    assert words_for(header)["language"] == language


@given(st.text())
def test_any_header_gives_some_words(header: str) -> None:
    assert words_for(header) in all_words().values()


def names(words: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in words.items():
        yield from names(value, f"{before}{name}.") if isinstance(value, dict) else [before + name]


def test_no_word_is_hidden_by_a_method_of_the_table() -> None:
    assert {name.rpartition(".")[2] for name in names(all_words()["zh"])}.isdisjoint(dir(dict))


def test_every_word_of_the_templates_is_there_and_none_is_left_over() -> None:
    room = Path(reader.__file__).parent
    templates = "".join(file.read_text("utf-8") for file in room.glob("templates/*.html"))
    programs = "".join(file.read_text("utf-8") for file in room.glob("*.py"))
    known = set(all_words()["zh"])

    used = set(re.findall(r"words(?:\.|\[\")(\w+)", templates))

    assert used <= known
    assert {word for word in known - used if f'"{word}"' not in templates + programs} == set()


def test_both_languages_have_the_same_words() -> None:
    chinese, english = (set(names(words)) for words in all_words().values())

    assert chinese == english


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("status", Status),
        ("verdict", VerdictKind),
        ("tier", Tier),
        ("modalities", Modality),
        ("source_state", SourceHealth),
        ("message_state", MessageState),
        ("wait", Wait),
        ("correction", CorrectionKind),
    ],
    ids=["status", "verdict", "tier", "modality", "source", "message", "wait", "correction"],
)
def test_every_kind_has_a_word(table: str, kinds: Iterable[Any]) -> None:
    for words in all_words().values():
        assert set(words[table]) == {str(kind) for kind in kinds}


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        pytest.param(timedelta(seconds=59), "刚刚", id="now"),
        pytest.param(timedelta(minutes=59), "59 分钟前", id="minutes"),
        pytest.param(timedelta(hours=47), "47 小时前", id="hours"),
        pytest.param(timedelta(days=2), "2 天前", id="days"),
        pytest.param(-timedelta(minutes=5), "5 分钟后", id="ahead"),
    ],
)
def test_distances_are_told_in_one_unit(passed: timedelta, said: str) -> None:
    times = Times(words_for("zh"), ZoneInfo("Asia/Shanghai"), NOW)

    assert times.ago(NOW - passed) == said


def test_days_are_those_of_the_readers_zone() -> None:
    times = Times(words_for("zh"), ZoneInfo("Asia/Shanghai"), NOW)

    assert times.day(NOW - timedelta(hours=16)) == "今天 · 7月9日 周二"
    assert times.day(NOW - timedelta(hours=17)) == "昨天 · 7月8日 周一"
    assert times.day(NOW - timedelta(days=365)) == "2029年7月9日"


def test_months_weekdays_and_lengths_of_time_are_told_in_the_readers_words() -> None:
    english, chinese = (Times(all_words()[language], ZoneInfo("UTC"), NOW) for language in ("en", "zh"))
    day = NOW.date()

    assert [times.beside(day) for times in (english, chinese)] == ["Jul", "7月"]
    assert [times.beside(day.replace(year=2029)) for times in (english, chinese)] == ["Jul 2029", "2029年7月"]
    assert [times.month(2030, 7) for times in (english, chinese)] == ["July 2030", "2030年7月"]
    assert [times.short(day) for times in (english, chinese)] == ["9 July", "7月9日"]
    assert [times.near(NOW - timedelta(days=days)) for times in (english, chinese) for days in (0, 1, 2)] == [
        "Today",
        "Yesterday",
        "",
        "今天",
        "昨天",
        "",
    ]
    assert [english.span(timedelta(seconds=seconds)) for seconds in (5, 61, 3600, 200_000)] == [
        "5 s",
        "1 min",
        "1 h",
        "2 d",
    ]
