from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bench.detection.crossvalidation import Case
from bench.detection.labelled import article_of
from bench.detection.misses import Cause, errors_in
from bench.detection.rows import Row
from monitor.detect import observed
from monitor.detect.words import weights

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge

QWEN = {"model": "Qwen", "version": "9", "organisations": ["阿里"], "status": "released", "evidence": "Qwen9"}


def causes(text: str, knowledge: Knowledge, *records: dict[str, Any]) -> list[Cause]:
    item = {
        "id": "https://news.example/1",
        "title": "",
        "text": text,
        "date": "2026-05-20",
        "announcements": [*records],
    }
    case = Case(item, Row(item["id"], "own", "2026-05-20", 0, (), ()), observed(article_of(item), knowledge))
    scoring = SimpleNamespace(
        same=lambda one, other: (one["model"], one["version"]) == (other["model"], other["version"])
    )
    return [error.cause for error in errors_in(case, weights(), knowledge, scoring)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("今天下雨。", Cause.GATED),
        ("某公司发布新的大模型。", Cause.NO_CANDIDATE),
        ("某公司发布手机,比 Qwen9 更受欢迎。", Cause.TOO_LOW),
        ("2023 年 3 月 1 日,阿里发布 Qwen9。", Cause.RECALLED),
    ],
)
def test_a_miss_says_where_the_record_was_lost(text: str, cause: Cause, knowledge: Knowledge) -> None:
    assert causes(text, knowledge, QWEN) == [cause]


def test_an_alarm_says_what_the_article_is_about(knowledge: Knowledge) -> None:
    text = "阿里今日发布 Qwen9。"

    assert causes(text, knowledge) == [Cause.IN_NEGATIVE]
    assert causes(text, knowledge, QWEN | {"background": True}) == [Cause.OF_RECALL]
    assert causes(text, knowledge, QWEN) == []
