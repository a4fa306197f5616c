from __future__ import annotations

import pytest

from monitor.detect.lists import items_of
from monitor.detect.sentences import sentences_of
from monitor.model import Article, Status


def statuses(body: str) -> list[Status | None]:
    found = items_of(sentences_of(Article(url="list", title="一览", body=body)))
    return [item.status if item else None for item in found][1:]


def test_a_heading_gives_its_status_to_the_lines_under_it() -> None:
    body = "一、已发布\n1. 青鸾——云岭智能\n2. 白泽——山海科技\n二、尚在研发\n3. 医疗大模型——杏林健康"

    assert statuses(body) == [None, Status.RELEASED, Status.RELEASED, None, Status.IN_DEVELOPMENT]


def test_a_heading_ends_where_prose_begins() -> None:
    prose = "其余厂商没有公布计划。记者将继续关注。"

    assert statuses(f"已上线：\n青鸾——云岭智能\n{prose}\n白泽——山海科技")[-1] is None


def test_two_lines_of_one_shape_support_each_other() -> None:
    body = "· 云岭智能：青鸾 3，开源\n· 山海科技：白泽 2，内测"

    assert statuses(body) == [Status.OPEN_SOURCED, Status.PREVIEW]


def test_one_line_with_a_field_of_status_may_be_chance() -> None:
    assert statuses("云岭智能：青鸾 3，开源") == [None]


@pytest.mark.parametrize("line", ["展望", "已经讨论过的问题", "发布会回顾"], ids=["word", "phrase", "event"])
def test_what_says_no_status_is_no_heading(line: str) -> None:
    assert statuses(f"{line}\n青鸾——云岭智能") == [None, None]
