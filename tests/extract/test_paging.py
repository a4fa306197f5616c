"""Articles that go on over several pages: which address is the next page, and how the pages become one body."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.extract import extract, extract_html
from monitor.model import Document, Validators
from monitor.settings import Source

SOURCE = Source("outlet", "滩头日报", "https://outlet.example/feed", ZoneInfo("Asia/Shanghai"))
HERE = "https://outlet.example/2030/07/a-long-story.html"
LEAD = "一座岛上的四个实验室，花了三年做同一件事：让机器听懂潮水的声音。"
PARTS = [
    "第一个实验室在灯塔里，只有两个人，一台录音机，和一只总想进来的猫。",
    "第二个实验室在学校，模型是学生训练的，今天他们把它放到了网上。",
    "第三和第四个实验室合并了，因为船只有一条，风又总是往一边吹。",
]


def page(part: str, pager: str, title: str = "听潮的模型") -> str:
    text = f"<p>{LEAD}</p><p>{part}</p>"
    return f"<title>{title}</title><h1>{title}</h1><p>2030-07-09 08:00</p><div class=content>{text}{pager}</div>"


def document(number: int, html: str) -> Document:
    url = HERE.replace(".html", f"_{number}.html") if number > 1 else HERE
    return Document(url, html.encode(), "text/html", "utf-8", Validators(), datetime(2030, 7, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("here", "pager", "following"),
    [
        (HERE, "<a href='a-long-story_2.html'>下一页</a>", "https://outlet.example/2030/07/a-long-story_2.html"),
        (HERE, "<p>1 <a href='a-long-story_2.html'>2</a> <a href='a-long-story_2.html'>下一页 &gt;</a></p>",
         "https://outlet.example/2030/07/a-long-story_2.html"),
        ("https://outlet.example/a_2.html", "<a href='/a.html'>上一页</a> <a href='/a_3.html'>下一页</a>",
         "https://outlet.example/a_3.html"),
        ("https://outlet.example/a?id=7", "<a href='?id=7&page=2'>下页</a>", "https://outlet.example/a?id=7&page=2"),
        ("https://outlet.example/story", "<a rel=next href='/story/2'>2</a>", "https://outlet.example/story/2"),
        ("https://outlet.example/story/", "<a href='/story/page/2/'>Next page</a>",
         "https://outlet.example/story/page/2/"),
    ],
)  # fmt: skip
def test_the_next_page_of_an_article_is_found(here: str, pager: str, following: str) -> None:
    assert extract_html(page(PARTS[0], pager), url=here).next_url == following


@pytest.mark.parametrize(
    "pager",
    [
        pytest.param("", id="no pager"),
        pytest.param("<a href='another-story.html'>下一页</a>", id="another article"),
        pytest.param("<a href='a-long-story_2.html'>下一篇</a>", id="next article by its label"),
        pytest.param("<a href='https://other.example/2030/07/a-long-story_2.html'>下一页</a>", id="another host"),
        pytest.param(f"<a href='{HERE}'>下一页</a>", id="itself"),
        pytest.param("<a href='javascript:next(2)'>下一页</a>", id="a program"),
        pytest.param("<a href='http://[bad'>下一页</a>", id="malformed"),
        pytest.param("<a rel=next href='/2030/07/b-story.html'>next</a>", id="next of a list"),
    ],
)
def test_other_links_are_no_next_page(pager: str) -> None:
    assert extract_html(page(PARTS[0], pager), url=HERE).next_url is None


def test_pages_become_one_body_in_which_the_lead_and_the_pager_are_told_once() -> None:
    pages = [document(n, page(part, "<p>上一页 1 2 3 下一页</p>")) for n, part in enumerate(PARTS, 1)]

    article = extract(pages[0], source=SOURCE, following=pages[1:])

    assert article.body.split("\n") == [LEAD, *PARTS]
    assert article.url == HERE


@pytest.mark.parametrize("wrong", [page(PARTS[1], "", "另一篇文章"), "<p></p>"], ids=["another title", "unreadable"])
def test_pages_end_where_one_is_of_another_article_or_cannot_be_read(wrong: str) -> None:
    pages = [document(1, page(PARTS[0], "")), document(2, wrong), document(3, page(PARTS[2], ""))]

    article = extract(pages[0], source=SOURCE, following=pages[1:])

    assert article.body.split("\n") == [LEAD, PARTS[0]]
