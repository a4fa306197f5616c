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


@pytest.mark.parametrize(("length", "status"), [(70, Status.RELEASED), (71, None)])
def test_a_long_line_is_prose(length: int, status: Status | None) -> None:
    line = "青鸾——云岭智能" + "好" * (length - 8)

    assert len(line) == length
    assert statuses(f"已发布：\n{line}") == [None, status]


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("已上线的模型", Status.RELEASED),
        ("（三）尚在研发产品名单", Status.IN_DEVELOPMENT),
        ("# 即将发布", Status.UPCOMING),
        ("12、已开源。", Status.OPEN_SOURCED),
        ("已发布，很好", None),
        ("已发布 2.0", None),
        ("“已发布”", None),
        ("已发布|好", None),
        ("已发布  好", None),
        ("已发布" + "好" * 18, None),
    ],
    ids=str,
)
def test_a_heading_is_a_status_and_little_else(heading: str, status: Status | None) -> None:
    assert statuses(f"{heading}\n青鸾——云岭智能")[-1] is status


@pytest.mark.parametrize(
    ("field", "status"),
    [
        ("开源", Status.OPEN_SOURCED),
        ("3 月起内测", Status.PREVIEW),
        ("2026 年 3 月 1 日起正式上线", Status.RELEASED),
        ("今日起全面开源", Status.OPEN_SOURCED),
        ("内测。", Status.PREVIEW),
        ("内测人数很多", None),
        ("", None),
    ],
    ids=str,
)
def test_a_field_says_how_far_a_line_s_models_are(field: str, status: Status | None) -> None:
    body = f"· 云岭智能：青鸾 3，{field}\n· 山海科技：白泽 2，开源\n· 北岭科技：玄鹤 2，开源"

    assert statuses(body)[0] is status


def test_the_first_field_of_a_line_is_a_name_and_no_status() -> None:
    assert statuses("开源，青鸾 3\n开源，白泽 2") == [None, None]


@pytest.mark.parametrize("line", ["展望", "已经讨论过的问题", "发布会回顾"], ids=["word", "phrase", "event"])
def test_what_says_no_status_is_no_heading(line: str) -> None:
    assert statuses(f"{line}\n青鸾——云岭智能") == [None, None]


def test_a_line_without_a_field_of_status_supports_no_other() -> None:
    assert statuses("云岭智能：青鸾 3，开源\n山海科技：白泽 2，好看") == [None, None]
