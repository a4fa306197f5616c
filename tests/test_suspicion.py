"""Which pages a parser may have in this process."""

from __future__ import annotations

import time

import pytest

from monitor.errors import ExtractError
from monitor.extract import extract_html
from monitor.suspicion import LARGEST_PLAIN, MOST_TAGS, is_plain

STORY = "云岭智能今日发布青鸾大模型2.0，面向开发者开放，支持中文与英文，长文本能力提升。"
PAGE = f"<html><title>云岭智能发布青鸾</title><article><h1>云岭智能发布青鸾</h1>{f'<p>{STORY}' * 100}</article>"


def formatted(elements: int, paragraphs: int) -> bytes:
    return ("<p>" + "".join(f"<b {n}>" for n in range(elements)) + "<p>x" * paragraphs).encode()


def test_a_news_page_is_plain() -> None:
    assert is_plain(PAGE.encode())
    assert is_plain(b"")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"a" * (LARGEST_PLAIN + 1), id="long"),
        pytest.param(b"<a>" * (MOST_TAGS + 1), id="many tags"),
        pytest.param(b"<tr>" * (MOST_TAGS + 1), id="many tags that do not nest"),
        pytest.param(formatted(500, 1_000), id="formatting that is made anew"),
        pytest.param(formatted(500, 1_000).replace(b"<b", b"<STRONG"), id="formatting in capitals"),
        pytest.param(PAGE.encode("utf-16"), id="UTF-16"),
        pytest.param(b"<p>\0", id="NUL"),
    ],
)
def test_what_may_exhaust_a_parser_is_not(body: bytes) -> None:
    assert not is_plain(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<svg>" + b"<tr>" * (MOST_TAGS - 2), id="nesting in a drawing"),
        pytest.param((b"<div>" * 500 + b"<p a='" + b"</div>" * 500 + b"'>") * (MOST_TAGS // 501), id="hidden nesting"),
        pytest.param(formatted(20, 7_400), id="formatting"),
        pytest.param(b"<p " + b" ".join(b"a%d" % n for n in range(18_000)) + b">", id="attributes"),
    ],
)
def test_the_worst_that_is_let_through_does_no_harm(body: bytes) -> None:
    start = time.process_time()

    with pytest.raises(ExtractError):
        extract_html(body[:LARGEST_PLAIN])

    assert is_plain(body)
    assert time.process_time() - start < 5
