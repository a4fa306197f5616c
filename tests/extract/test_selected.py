from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.errors import ExtractError
from monitor.extract import extract
from monitor.model import Article, Document, Entry, Moment, Precision, Validators
from monitor.settings import ArticleSelectors, Source, SourceKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
URL = "https://news.example/a.html"
SOURCE = Source(id="lab", name="石板", url="https://news.example/list/", zone=SHANGHAI)
PAGE = """<html><head><title>滩头网</title><meta name="pubdate" content="2024-05-01"></head>
<body><h1>石板开源新模型</h1>
<div id=own><b class=by>乔木</b><i class=when>昨天 09:30</i>
<h2 class=real>石板开源新模型：权重今天可下</h2><div class=short>已可下载</div></div>
<div class=content><p>实验室今天说，新模型已经可以下载，许可也很宽松。</p>
<p>团队还公布了训练数据的来源，以及失败的尝试。</p></div></body></html>"""
AUTOMATIC = "实验室今天说，新模型已经可以下载，许可也很宽松。\n团队还公布了训练数据的来源，以及失败的尝试。"


def read(selectors: ArticleSelectors, entry: Entry | None = None, page: str = PAGE) -> Article:
    at = datetime(2024, 5, 3, 4, 0, tzinfo=UTC)
    document = Document(URL, page.encode(), "text/html", "utf-8", Validators(), at)
    return extract(document, source=replace(SOURCE, article=selectors), entry=entry)


def entry_of(moment: Moment) -> Entry:
    return Entry(identity="1", url=URL, title="", published=moment)


def test_selectors_come_before_what_is_found_automatically() -> None:
    selectors = ArticleSelectors(
        title=(".real",), body=(".gone", ".short"), date=(".gone", ".by", ".when"), author=(".by",)
    )

    article = read(selectors, entry_of(Moment(datetime(2024, 5, 1, tzinfo=SHANGHAI))))

    assert (article.title, article.body, article.author) == ("石板开源新模型：权重今天可下", "已可下载", "乔木")
    assert article.published is not None
    assert article.published.isoformat() == "2024-05-02T09:30:00+08:00"


def test_selectors_that_match_nothing_are_told_and_the_rest_is_found() -> None:
    article = read(ArticleSelectors(title=(".real",), body=(".gone", "#old"), date=(".none",)))

    assert (article.title, article.body) == ("石板开源新模型：权重今天可下", AUTOMATIC)
    assert article.published is not None
    assert article.unmatched == ("body", "date")


@pytest.mark.parametrize("selector", [".content p", "div.content, .content p"], ids=["paragraphs", "nested"])
def test_all_that_a_selector_matches_is_the_body_once(selector: str) -> None:
    assert read(ArticleSelectors(body=(selector,))).body == AUTOMATIC


def test_invalid_selector_is_an_error_that_names_it() -> None:
    with pytest.raises(ExtractError, match="bad CSS selector: p\\["):
        read(ArticleSelectors(body=("p[",)))


@pytest.mark.parametrize(
    ("day", "precision", "published"),
    [
        pytest.param(datetime(2024, 5, 1, tzinfo=SHANGHAI), Precision.DAY, "2024-05-01T08:15:00+08:00", id="same day"),
        pytest.param(datetime(2024, 5, 1, tzinfo=SHANGHAI), Precision.MONTH, "2024-05-01T08:15:00+08:00", id="month"),
        pytest.param(datetime(2024, 4, 30, tzinfo=SHANGHAI), Precision.DAY, "2024-04-30", id="another day"),
    ],
)
def test_page_completes_the_day_of_the_list(day: datetime, precision: Precision, published: str) -> None:
    page = PAGE.replace('content="2024-05-01"', 'content="2024-05-01 08:15"')

    article = read(ArticleSelectors(), entry_of(Moment(day, precision)), page)

    assert article.published is not None
    assert article.published.isoformat() == published


def test_page_knows_better_than_a_sitemap_when_it_was_published() -> None:
    source = replace(SOURCE, kind=SourceKind.SITEMAP)
    changed = entry_of(Moment(datetime(2024, 5, 2, 9, 0, tzinfo=SHANGHAI)))
    undated = PAGE.replace("2024-05-01", "").replace("昨天 09:30", "")

    days = [
        extract(
            Document(URL, page.encode(), "text/html", "utf-8", Validators(), datetime(2024, 5, 3, tzinfo=UTC)),
            source=source,
            entry=changed,
        ).published
        for page in (PAGE.replace("昨天 09:30", ""), undated)
    ]

    assert [day.isoformat() if day else None for day in days] == ["2024-05-01", "2024-05-02T09:00:00+08:00"]
