from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ExtractError
from monitor.extract import extract, extract_html
from monitor.model import Document, Entry, Moment, Precision, Tier, Validators
from monitor.settings import Source

SHANGHAI = ZoneInfo("Asia/Shanghai")
URL = "https://news.example/2024/a.html"
SENTENCES = "<p>实验室今天说，新模型已经可以下载，许可也很宽松。</p><p>团队还公布了训练数据的来源，以及失败的尝试。</p>"
ENGLISH = "<p>The lab said today that the model can be downloaded, and that its licence is generous to everybody.</p>"
SOURCE = Source(
    id="lab", name="石板实验室", url="https://news.example/feed", zone=SHANGHAI, tier=Tier.OFFICIAL, organisation="石板"
)


def document(body: str | bytes, *, media_type: str = "text/html", charset: str | None = "utf-8") -> Document:
    return Document(
        url=URL,
        body=body.encode() if isinstance(body, str) else body,
        media_type=media_type,
        charset=charset,
        validators=Validators(),
        fetched_at=datetime(2024, 5, 3, 4, 0, tzinfo=UTC),
    )


def page(body: str = SENTENCES, *, head: str = "", title: str = "石板开源新模型") -> str:
    heading = f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>"
    return f"{heading}<div class=content>{body}</div></body></html>"


def published(html: str, **arguments: object) -> str | None:
    moment = extract_html(html, **arguments).published  # type: ignore[arg-type]
    return moment.isoformat() if moment else None


def test_article_carries_what_is_known_of_its_source() -> None:
    article = extract(document(page()), source=SOURCE)

    assert (article.source_id, article.source_name, article.tier, article.organisation) == (
        "lab",
        "石板实验室",
        Tier.OFFICIAL,
        "石板",
    )
    assert article.url == URL
    assert article.title == "石板开源新模型"


def test_date_of_the_entry_comes_before_that_of_the_page() -> None:
    stated = Moment(datetime(2024, 5, 1, 9, 0, tzinfo=SHANGHAI))
    entry = Entry(identity="1", url=URL, title="", published=stated)
    html = page(head='<meta property="article:published_time" content="2024-05-02T09:00:00+08:00">')

    article = extract(document(html), source=SOURCE, entry=entry)

    assert article.published == stated


def test_utc_of_a_feed_is_given_in_the_zone_of_a_chinese_source() -> None:
    entry = Entry(identity="1", url=URL, title="", published=Moment(datetime(2024, 5, 1, 23, 0, tzinfo=UTC)))

    article = extract(document(page()), source=SOURCE, entry=entry)

    assert article.published is not None
    assert article.published.isoformat() == "2024-05-02T07:00:00+08:00"


def test_title_of_the_entry_stands_in_where_the_page_has_none() -> None:
    entry = Entry(identity="1", url=URL, title="石板\n开源", published=None)

    article = extract(document(f"<body>{SENTENCES}"), source=SOURCE, entry=entry)

    assert article.title == "石板 开源"


def test_encoding_of_the_source_overrides_the_document() -> None:
    source = replace(SOURCE, encoding="gb18030")

    article = extract(document(page().encode("gb18030"), charset="big5"), source=source)

    assert "新模型已经可以下载" in article.body


def test_relative_time_of_the_page_is_told_from_the_fetch() -> None:
    article = extract(document(page("<p class=time>3小时前</p>" + SENTENCES)), source=SOURCE)

    assert article.published is not None
    assert article.published.isoformat() == "2024-05-03T09:00:00+08:00"


def test_page_that_states_no_date_has_none() -> None:
    assert extract(document(page()), source=SOURCE).published is None


@pytest.mark.parametrize(
    ("body", "media_type", "reason"),
    [
        pytest.param("", "text/html", "empty", id="empty"),
        pytest.param("  \n", "text/html", "empty", id="blank"),
        pytest.param("just a line of text, nothing else", "text/html", "not HTML", id="text"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00<", "text/html", "not HTML", id="picture called HTML"),
        pytest.param("{}", "application/json", "not a page", id="json"),
        pytest.param("<html><body></body></html>", "text/html", "no readable", id="no text"),
        pytest.param(
            "<ul><li><a href=/1>首页新闻</a><li><a href=/2>财经新闻</a></ul>",
            "text/html",
            "no readable",
            id="only links",
        ),
        pytest.param("<div>" * 5_000, "text/html", "nests deeper", id="nested bomb"),
    ],
)
def test_document_without_an_article_is_an_error_that_says_why(body: str | bytes, media_type: str, reason: str) -> None:
    with pytest.raises(ExtractError, match=reason) as caught:
        extract(document(body, media_type=media_type), source=SOURCE)

    assert caught.value.url == URL


def test_controls_and_direction_marks_do_not_survive() -> None:
    article = extract_html(
        page(
            "<p>新模型\u202e已经\u200b可以\x07下载，许可\u2066也很宽松，大家都可以用。</p>",
            title="石板\u202e开源新模型",
        )
    )

    assert article.body == "新模型已经可以下载，许可也很宽松，大家都可以用。"
    assert article.title == "石板开源新模型"


def test_zone_of_a_chinese_page_is_chinas_and_of_another_utc_unless_told() -> None:
    dated = "<p class=time>2024-05-03 10:00</p>"

    assert published(page(dated + SENTENCES)) == "2024-05-03T10:00:00+08:00"
    assert published(page(dated + ENGLISH, title="Slate opens its model")) == "2024-05-03T10:00:00+00:00"
    assert published(page(dated + SENTENCES), zone=ZoneInfo("Asia/Tokyo")) == "2024-05-03T10:00:00+09:00"


def test_clock_of_the_byline_completes_a_date_for_machines() -> None:
    html = page("<p class=time>2024-05-03 10:20</p>" + SENTENCES, head='<meta name="publishdate" content="2024-05-03">')

    assert published(html) == "2024-05-03T10:20:00+08:00"


def test_date_in_the_future_is_no_publication() -> None:
    html = page("<p class=time>大会时间：2024-06-20</p><p class=pub>2024-05-03</p>" + SENTENCES)

    assert published(html, reference=datetime(2024, 5, 3, 12, tzinfo=UTC)) == "2024-05-03"


def test_date_of_the_address_is_used_where_the_page_is_silent() -> None:
    assert published(page(), url="https://news.example/2024/05/03/a.html") == "2024-05-03"


def test_modified_time_is_no_publication() -> None:
    html = page(
        head='<meta property="article:modified_time" content="2024-05-09"><meta name="pubdate" content="2024-05-03">'
    )

    assert published(html) == "2024-05-03"


def test_day_alone_stays_a_day() -> None:
    moment = extract_html(page("<p class=date>2024年5月3日</p>" + SENTENCES)).published

    assert moment is not None
    assert moment.precision is Precision.DAY


@pytest.mark.parametrize(
    ("stated", "canonical"),
    [
        pytest.param("/b.html", "https://news.example/b.html", id="relative"),
        pytest.param("https://other.example/b", "https://other.example/b", id="elsewhere"),
        pytest.param("https://news.example/", None, id="home page"),
        pytest.param("javascript:alert(1)", None, id="script"),
        pytest.param("http://[bad", None, id="malformed"),
    ],
)
def test_canonical_address_is_absolute_and_an_articles(stated: str, canonical: str | None) -> None:
    html = page(head=f'<link rel="canonical" href="{stated}">')

    assert extract_html(html, url=URL).canonical_url == canonical


@pytest.mark.parametrize("answered", ["https://news.example/", "https://news.example/login?next=/2024/b.html"])
def test_a_redirect_to_a_front_page_or_a_door_is_no_article(answered: str) -> None:
    listed = Entry("b", "https://news.example/2024/b.html", "石板开源新模型")

    with pytest.raises(ExtractError, match=r"led to no article but to .*: https://news\.example/2024/b\.html"):
        extract(replace(document(page()), url=answered), source=SOURCE, entry=listed)


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("石板开源新模型_滩头网", "石板开源新模型"),
        ("石板开源新模型-滩头网", "石板开源新模型"),
        ("石板开源新模型--科技--滩头网", "石板开源新模型"),
        ("Slate-2 opens: what it means | The Shore", "Slate-2 opens: what it means"),
        ("石板发布Slate-2新模型", "石板发布Slate-2新模型"),
    ],
)
def test_name_of_the_outlet_is_cut_from_the_title(title: str, headline: str) -> None:
    assert extract_html(f"<title>{title}</title><body>{SENTENCES}").title == headline


@pytest.mark.parametrize(
    ("html", "language"),
    [
        pytest.param(f'<html lang="en"><body>{SENTENCES}', "zh", id="template says English"),
        pytest.param(f'<html lang="zh"><body>{ENGLISH}', "en", id="template says Chinese"),
        pytest.param(
            '<html lang="de-AT"><body><p>Das Labor sagt, das Modell sei offen und dürfe benutzt werden.</p>',
            "de",
            id="German",
        ),
        pytest.param(
            "<body><p>研究所は今日、新しいモデルを公開したと発表した。誰でも使うことができる。</p>", "ja", id="Japanese"
        ),
    ],
)
def test_language_is_told_by_the_script_then_by_the_page(html: str, language: str) -> None:
    assert extract_html(html).language == language


@pytest.mark.parametrize(
    ("head", "byline", "author"),
    [
        pytest.param('<meta name="author" content="乔木">', "", "乔木", id="meta"),
        pytest.param(
            '<meta name="author" content="admin">', "<p>作者：乔木</p>", "乔木", id="account name passed over"
        ),
        pytest.param("", '<a rel="author" href="/j">By Jo Reed</a>', "Jo Reed", id="link"),
        pytest.param("", "", None, id="none"),
    ],
)
def test_author_is_who_the_page_names(head: str, byline: str, author: str | None) -> None:
    assert extract_html(page(byline + SENTENCES, head=head)).author == author


def test_broken_json_ld_is_passed_over() -> None:
    html = page(head='<script type="application/ld+json">{"datePublished": "2024-05-03T08:00:00Z", </script>')

    assert published(html) == "2024-05-03T16:00:00+08:00"


TAGS = [
    "<div class=content>",
    "</div>",
    "<p>",
    "<h1>标题</h1>",
    "<br>",
    "<a href=/x>",
    "</a>",
    "<table><tr><td>",
    "<ul><li>",
]
TEXTS = [
    "新模型，今天发布。",
    "A sentence, with words.",
    "2024-05-03",
    "<script>",
    "</script>",
    "&#0;",
    "<title>",
    "\x00",
    "<meta",
]
MARKUP = st.lists(st.sampled_from(TAGS + TEXTS), max_size=40)


@settings(max_examples=200)
@given(MARKUP)
def test_any_markup_gives_an_article_or_an_extract_error(pieces: list[str]) -> None:
    try:
        article = extract_html("".join(pieces), reference=datetime(2024, 5, 3, tzinfo=UTC))
    except ExtractError:
        return

    assert article.body.strip()
    assert "\x00" not in article.title + article.body


@given(st.binary(max_size=300))
def test_any_bytes_without_a_tag_are_no_article(body: bytes) -> None:
    with pytest.raises(ExtractError):
        extract_html(body.replace(b"<", b""))
