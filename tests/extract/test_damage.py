"""Small damage costs nothing: a page with a stray NUL is read, a picture is not taken for a page."""

from __future__ import annotations

import time

import pytest

from monitor.errors import ExtractError
from monitor.extract import extract_html

PAGE = "<html><head><title>云岭智能发布青鸾大模型2.0</title></head><body><p>{}</p></body></html>"
TEXT = "云岭智能今日正式发布青鸾大模型2.0，面向开发者开放，支持中文与英文。"


def test_a_stray_nul_does_not_cost_the_article() -> None:
    article = extract_html(PAGE.format(f"{TEXT}\0").encode())

    assert article.body == TEXT


def test_a_binary_file_is_no_page() -> None:
    with pytest.raises(ExtractError, match="not HTML"):
        extract_html(b"\x89PNG\r\n<\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06" * 20)


def test_the_share_of_what_cannot_be_decoded_is_recorded() -> None:
    page = PAGE.format(TEXT).encode()
    broken = page.replace("青鸾".encode(), "青鸾".encode("gb18030"))

    whole, damaged = extract_html(page), extract_html(broken, charset="utf-8")

    assert whole.undecodable == 0
    assert damaged.undecodable > 0


def test_a_payload_whose_values_name_each_other_ends_at_once() -> None:
    numbers = ",".join("01" * 20_000)
    page = f"<title>a</title><script id=__NUXT_DATA__ type=application/json>[[{numbers}],[{numbers}]]</script>"
    start = time.process_time()

    with pytest.raises(ExtractError, match="no readable article"):
        extract_html(page)

    assert time.process_time() - start < 1
