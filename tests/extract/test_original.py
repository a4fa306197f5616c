"""Where a copy says that its text comes from."""

from __future__ import annotations

import pytest

from monitor.extract import extract_html

URL = "https://copies.example/2030/a.html"
ORIGINAL = "https://outlet.example/story/7"
TEXT = "<p>实验室今天说，新模型已经可以下载，许可也很宽松。</p><p>团队还公布了训练数据的规模，以及失败的尝试。</p>"


def original(line: str = "", head: str = "", url: str = URL) -> str | None:
    html = f"<title>新模型</title>{head}<h1>新模型</h1><div>{line}{TEXT}</div>"
    return extract_html(html, url=url).original_url


@pytest.mark.parametrize(
    "line",
    [
        f"<p>转载自：<a href='{ORIGINAL}'>滩头日报</a></p>",
        f"<p>2030-07-09 来源：<a href='{ORIGINAL}'>滩头日报</a> 记者</p>",
        f"<p><a href='{ORIGINAL}'>原文链接</a></p>",
        f"<p>This story originally appeared in <a href='{ORIGINAL}'>The Beach</a></p>",
    ],
)
def test_a_credit_with_a_link_names_the_original(line: str) -> None:
    assert original(line) == ORIGINAL


@pytest.mark.parametrize(
    "head", [f"<link rel=canonical href='{ORIGINAL}'>", f"<meta name=syndication-source content='{ORIGINAL}'>"]
)
def test_a_head_that_names_another_host_names_the_original(head: str) -> None:
    assert original(head=head) == ORIGINAL


@pytest.mark.parametrize(
    "line",
    [
        "<p>来源：<a href='https://outlet.example/'>滩头日报</a></p>",
        "<p>来源：<a href='https://m.copies.example/2029/b.html'>本站</a></p>",
        f"<p>图片来源：<a href='{ORIGINAL}'>滩头</a></p>",
        f"<p>据<a href='{ORIGINAL}'>滩头日报</a>报道，模型很大。</p>",
        f"<p>来源很多。详见<a href='{ORIGINAL}'>报告</a></p>",
        f"<p>来源：<a href='{ORIGINAL}'></a><a href='https://[bad'>坏</a></p>",
    ],
)
def test_other_links_do_not(line: str) -> None:
    assert original(line) is None


def test_a_page_without_an_address_has_no_elsewhere() -> None:
    assert original(f"<p>转载自：<a href='{ORIGINAL}'>滩头日报</a></p>", url="") is None
