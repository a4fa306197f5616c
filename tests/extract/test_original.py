"""Where a copy says that its text comes from."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.extract import extract, extract_html
from monitor.model import Document, Validators
from monitor.settings import Source

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


def outlet(line: str = "", head: str = "", title: str = "新模型") -> str | None:
    html = f"<title>{title}</title>{head}<h1>新模型</h1><div>{line}{TEXT}</div>"
    return extract_html(html, url=URL).original_name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("<p>2030-07-09 来源：滩头日报 作者：林晚</p>", "滩头日报"),
        ("<p><span>2030-07-09</span><span>来源：滩头日报</span><span>责编：林晚</span></p>", "滩头日报"),
        ("<p>来源｜滩头实验室（ID：beach）</p>", "滩头实验室"),
        (f"{TEXT}<p>（本文转载自《滩头日报》，有删节）</p>", "滩头日报"),
        (f"{TEXT}<p>Originally published in The Beach.</p>", "The Beach"),
        (f"{TEXT}<p>SOURCE Slate Labs</p>", "Slate Labs"),
        (f"<p>来源：<a href='{ORIGINAL}'>滩头日报</a></p>", "滩头日报"),
    ],
)
def test_a_credit_without_a_link_names_the_outlet(line: str, name: str) -> None:
    assert outlet(line) == name


@pytest.mark.parametrize("content", ["滩头日报", "来源：滩头日报"])
def test_a_head_names_the_outlet(content: str) -> None:
    assert outlet(head=f"<meta name='ContentSource' content='{content}'>") == "滩头日报"


@pytest.mark.parametrize(
    "line",
    [
        "<p>图片来源：滩头日报</p>",
        "<p>来源：本站</p>",
        "<p>来源：网络综合</p>",
        "<p>来源：Copies</p>",
        "<p>训练数据的来源：公开网页</p>",
        "<p>他说，来源很多，难以一一列出。</p>",
        "<p>First published on Nov 20, 2030</p>",
        "<p>This story was first published Tuesday.</p>",
        "<p>Via dell’Orso is a street in Milan.</p>",
    ],
)
def test_other_words_name_no_outlet(line: str) -> None:
    assert outlet(line) is None


def test_a_page_that_names_its_own_outlet_copies_nobody() -> None:
    assert outlet("<p>来源：滩头日报</p>", title="新模型_滩头日报") is None
    assert outlet("<p>来源：滩头日报</p>", head="<meta property=og:site_name content=滩头日报网>") is None


@pytest.mark.parametrize(("own", "name"), [("滩头日报", None), ("滩头日报科技频道", None), ("别报", "滩头日报")])
def test_a_source_does_not_copy_itself(own: str, name: str | None) -> None:
    page = f"<title>新模型</title><h1>新模型</h1><div><p>来源：滩头日报</p>{TEXT}</div>".encode()
    document = Document(URL, page, "text/html", "utf-8", Validators(), datetime(2030, 7, 9, tzinfo=UTC))

    article = extract(document, source=Source("a", own, "https://copies.example/feed", ZoneInfo("Asia/Shanghai")))

    assert article.original_name == name


def test_a_page_without_an_address_has_no_elsewhere() -> None:
    credit = f"<p>转载自：<a href='{ORIGINAL}'>滩头日报</a></p>"

    assert original(credit, url="") is None
    assert original(credit, url="https://[bad") is None
