"""Who wrote an article: the same person, however a page says so."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import extract_html

TEXT = "<p>实验室今天说，新模型已经可以下载，许可也很宽松。</p><p>团队还公布了训练数据的规模，以及失败的尝试。</p>"
ENGLISH = "<p>The lab said today that its new model can be downloaded, and that it may be sold.</p>" * 2


def author(line: str = "", head: str = "", text: str = TEXT) -> str | None:
    html = f"<title>Heron 3 新模型</title>{head}<h1>Heron 3 新模型</h1><div>{line}{text}</div>"
    return extract_html(html, url="https://outlet.example/1").author


def described(*objects: dict[str, object]) -> str:
    return f"<script type=application/ld+json>{json.dumps({'@graph': objects})}</script>"


@pytest.mark.parametrize(
    "line",
    [
        "<p>作者：林晚</p>",
        "<p><span>2030-07-09</span><span>来源：滩头日报</span><span>作者：林晚</span><span>浏览：33</span></p>",
        "<p>文｜林晚</p>",
        "<p>本报记者 林晚 摄影 黄河</p>",
        "<p>（记者 林晚）</p>",
        "<p>2030/07/09 記者林晚／台北報導</p>",
        "<div class='author-line'><a href=/u/1>林晚</a><span>·</span><span>2030-07-09</span></div>",
        "<div itemprop=author><meta itemprop=name content=林晚><b>林晚</b>某某大学 博士</div>",
    ],
)
def test_a_byline_names_the_author(line: str) -> None:
    assert author(line) == "林晚"


@pytest.mark.parametrize(
    "line",
    ["<p>By Ada Quill | July 9, 2030</p>", "<p>By <b>Ada Quill</b></p>", "<p class=byline>Written by Ada Quill</p>"],
)
def test_an_english_byline_does_too(line: str) -> None:
    assert author(line, text=ENGLISH) == "Ada Quill"


def test_a_graph_keeps_the_author_in_another_object() -> None:
    head = described(
        {"@type": "NewsArticle", "headline": "Heron 3", "author": [{"@id": "#a"}]},
        {"@type": "Person", "@id": "#a", "name": "Ada Quill"},
    )

    assert author(head=head) == "Ada Quill"


def test_a_person_comes_before_the_house_that_publishes() -> None:
    house = {"@type": "Organization", "name": "The Beach"}
    head = described({"@type": "NewsArticle", "author": house, "publisher": house})

    assert author("<p class=byline>By Ada Quill</p>", head, ENGLISH) == "Ada Quill"
    assert author(head=head) == "The Beach"


@pytest.mark.parametrize(
    "line", ["<p>作者：佚名</p>", "<p class=author>104842</p>", "<p>记者会开始了</p>", "<p>By the sea, 2030</p>"]
)
def test_what_is_no_name_is_no_author(line: str) -> None:
    assert author(line) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "@id", "@type"]), inner),
    max_leaves=6,
)
KEYS = ("@type", "@id", "url", "headline", "author", "publisher", "mainEntity", "mainEntityOfPage", "datePublished")


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), ANYTHING | st.just("Article")), max_size=3))
def test_no_description_of_a_page_costs_the_page(objects: list[dict[str, object]]) -> None:
    article = extract_html(f"<h1>新模型</h1>{described(*objects)}<div>{TEXT}</div>", url="https://outlet.example/1")

    assert "许可也很宽松" in article.body
