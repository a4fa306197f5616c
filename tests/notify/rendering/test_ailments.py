"""Broken sources as people read of them: grouped by owner and cause, the recovered last, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from notify.making import SHANGHAI, a_message

from monitor.model import Ailment, Cause, Notice, NoticeKind
from monitor.notify import render
from monitor.notify.rendering.words import words_for

SINCE = datetime(2026, 3, 1, 1, 12, tzinfo=UTC)


def ailment(name: str, cause: Cause, reason: str = "timeout: no answer", owner: str = "") -> Ailment:
    return Ailment(name, name, cause, reason, SINCE, owner)


def text(*ailments: Ailment, language: str = "zh", limit: int | None = None) -> list[str]:
    message = a_message(notice=Notice(NoticeKind.SOURCES_AILING, ailments=ailments))
    return render(message, language=language, zone=SHANGHAI, limit=limit).text.splitlines()


def test_of_a_single_source_the_first_line_says_which_and_why() -> None:
    said, _, line, what_to_do, _ = text(ailment("潮汐观察", Cause.UNREACHABLE))

    assert said == "monitor：潮汐观察 连不上"
    assert line == "连不上：潮汐观察（03-01 09:12 起） 超时"
    assert what_to_do.startswith("→ 一直不通时")


def test_of_many_the_first_line_counts_and_each_group_says_what_to_do() -> None:
    broken = [ailment(f"报{number}", Cause.UNREACHABLE) for number in range(5)]
    lines = text(*broken, ailment("山", Cause.EMPTY, owner="甲组"), ailment("水", Cause.RECOVERED))

    assert lines[0] == "monitor：6 个来源有问题，已恢复 1 个"
    assert lines[2:-1] == [
        "连不上（5）：报0、报1、报2、报3、报4",
        f"→ {words_for('zh').advice['unreachable']}",
        "甲组 · 列表为空：山（03-01 09:12 起）",
        f"→ {words_for('zh').advice['empty']}",
        "已恢复：水（03-01 09:12 起）",
    ]


def test_the_cause_of_most_stands_first_and_of_very_many_some_are_named() -> None:
    empty = [ailment(f"报{number}", Cause.EMPTY) for number in range(12)]
    broken = [ailment(f"台{number}", Cause.UNREACHABLE) for number in range(13)]
    three = [ailment(f"网{number}", Cause.STALE) for number in range(3)]

    lines = [line for line in text(*three, *empty, *broken)[2:-1] if not line.startswith("→")]

    assert [line.partition("：")[0] for line in lines] == ["连不上（13）", "列表为空（12）", *["很久没有更新"] * 3]
    assert (lines[0][-4:], lines[1][-4:]) == ("台11…", "报11"[-4:].rjust(4, "、"))


def test_in_english_it_says_the_same() -> None:
    said, preface, line, what_to_do, _ = text(ailment("Tide", Cause.STALE, "nothing new"), language="en")

    assert said == "monitor: Tide silent for long"
    assert "monitor sources" in preface
    assert what_to_do.startswith("→ see in a browser")
    assert line == "silent for long: Tide (since 03-01 09:12)"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cause_has_its_words(language: str) -> None:
    assert set(words_for(language).causes) == {cause.value for cause in Cause}
    assert set(words_for(language).advice) == {cause.value for cause in Cause if cause is not Cause.RECOVERED}


def test_names_and_reasons_of_strangers_are_disarmed_and_kept_within_the_limit() -> None:
    many = [ailment(f"@all <b>{number}</b>" * 9, cause) for number in range(20) for cause in Cause]

    lines = text(*many, limit=2048)

    assert len("\n".join(lines).encode()) <= 2048
    assert not any("@all" in line for line in lines)
