"""Lines that are no author's are known by their wording, and no line of a stranger keeps us busy."""

from __future__ import annotations

import time

import pytest

from monitor.extract.noise import is_end, is_notice


@pytest.mark.parametrize(
    "line",
    [
        "阅读量340 收藏 2",
        "点赞数",
        "【打印】【关闭】",
        "以上内容为创作者上传并发布，本平台仅提供信息存储服务",
        "本文为滩头日报原创，未经授权不得转载",
        "责任编辑：文舟",
        "https://outlet.example/a",
        "Lesen Sie auch: Was in Kirchenbüchern steht",
        "Lire aussi : Le port de demain",
        "Baca juga: Pelabuhan esok",
        "Read also: The harbour of tomorrow",
        "Sign up for our newsletter, every Friday",
        "Empfohlener redaktioneller Inhalt",
    ],
)
def test_a_notice_is_no_text(line: str) -> None:
    assert is_notice(line)


@pytest.mark.parametrize(
    "line",
    [
        "阅读这份报告的人不多，但都认真。",
        "广告行业正在改变。",
        "本文介绍三个模型，最小的只有三亿参数。",
        "Read the report, it is short.",
        "See also how little it costs to run.",
        "Lesen lernte das Modell in drei Wochen.",
        "Get it from the shop today.",
    ],
)
def test_a_sentence_that_begins_like_a_notice_is_text(line: str) -> None:
    assert not is_notice(line)
    assert not is_end(line)


@pytest.mark.parametrize("piece", ["阅读 ", "阅读1 ", "【打印】 ", "大中小", "a ", "1 ", "本", "2020-"])
def test_no_line_takes_long(piece: str) -> None:
    start = time.process_time()

    is_notice(f"{piece * 5_000}x")
    is_end(f"{piece * 5_000}x")

    assert time.process_time() - start < 1
