from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from discover.lists import is_listed_or_refused, listed_as, stated
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.discover.listing import MOST_ENTRIES
from monitor.errors import DiscoverError, MarkupError
from monitor.html import check_selector
from monitor.settings import ListSelectors, SourceKind

LISTS = Path(__file__).parents[1] / "corpus" / "pages" / "lists"
listed = partial(listed_as, SourceKind.PAGE)

FOUND = {
    "tidal_zh": [
        ("云岭智能发布青鸾3.0，推理成本再降一半", None),
        ("石板实验室开源九歌诗词大模型，全部权重今天起可以下载", "2026-03-01T17:00:00+08:00"),
        ("海门科技：新一代语音模型下月公测", "2026-03-01T08:30:00+08:00"),
        ("竹简数据完成新一轮融资", "2026-02-28T21:10:00+08:00"),
        ("算力租赁价格连跌三个月", "2026-02-27"),
        ("年终盘点：一百个模型的去向", "2025-12-30"),
    ],
    "harbour_en": [
        ("Slate 4", "2026-02-26"),
        ("Reef mini", "2026-02-20"),
        ("How we test what our models refuse", "2026-02-11"),
        ("Open weights for Reef", "2026-01-30"),
        ("Tides", "2026-01-15"),
    ],
    "notices_zh": [
        ("关于生成式服务备案信息的公告（第七批）", "2026-02-28"),
        ("算法备案清单", "2026-02-14"),
        ("关于征求标识办法意见的通知", "2026-01-31"),
    ],
}


@pytest.mark.parametrize("name", FOUND, ids=FOUND)
def test_main_list_of_a_page_is_found_by_itself(name: str) -> None:
    entries = listed((LISTS / f"{name}.html").read_bytes())

    assert stated(entries) == FOUND[name]


def test_links_start_from_the_base_that_the_page_names() -> None:
    entries = listed((LISTS / "harbour_en.html").read_bytes())

    assert entries[1].url == "https://harbour.example/en/news/reef-mini"
    assert entries[3].identity == "harbour.example/en/news/open-weights"


MENU = "<ul><li><a href=/x>首页</a></li><li><a href=/y>新闻</a></li><li><a href=/z>科技</a></li></ul>"


def test_headings_beside_links_that_say_nothing_are_the_titles() -> None:
    titles = ["云岭发布青鸾三号", "石板开源九歌", "海门公测"]
    cards = "".join(f"<div><h3>{title}</h3><a href=/p/10{n}7>阅读全文</a></div>" for n, title in enumerate(titles))

    entries = listed(f"{MENU}<div>{cards}</div>")

    assert [entry.title for entry in entries] == titles


def test_short_names_without_dates_are_a_list_too() -> None:
    names = ["Kelp 2: thinking", "Kelp VL", "Reef"]
    cards = "".join(f"<div><h2><a href=/blog/{n}>{name}</a></h2></div>" for n, name in enumerate(names))

    entries = listed(f"{MENU}<div>{cards}</div>")

    assert [entry.title for entry in entries] == names


def test_lists_of_links_to_other_hosts_are_found() -> None:
    rows = "".join(f"<p><a href=https://{n}.example/{n}-says>{n} 今天发布了新一代的大模型</a></p>" for n in "abcd")

    entries = listed(f"{MENU}<div>{rows}</div>")

    assert [entry.url for entry in entries] == [f"https://{n}.example/{n}-says" for n in "abcd"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param("", "an empty document, not an HTML page", id="empty"),
        pytest.param("Not Found", "text that begins “Not Found”, not an HTML page", id="text"),
        pytest.param(f"<html>{MENU}<div id=root></div>", "no list of articles is found by itself", id="only a menu"),
        pytest.param("<div>" * 5_000, "HTML nests deeper", id="bomb"),
    ],
)
def test_page_without_a_list_says_what_it_is(body: str, words: str) -> None:
    with pytest.raises(DiscoverError, match=words):
        listed(body)


ROWS = """<ul><li><span><a href=/t/1>专题</a><a class=t href=/a/1>一号模型发布</a></span><i class=d>昨天 10:00</i></li>
<li><span><a href=/t/2>专题</a><a class=t href=/a/2>二号模型发布</a></span><i class=d>2026/02/27</i></li>
<li><i class=d>广告</i></li><li><a class=t href=/a/2>同一篇</a></li></ul>"""


def test_selectors_say_what_an_entry_is() -> None:
    entries = listed(ROWS, ListSelectors(item="ul li", link="span .t", date=".d"))

    assert stated(entries) == [("一号模型发布", "2026-02-28T10:00:00+08:00"), ("二号模型发布", "2026-02-27")]
    assert [entry.url for entry in entries] == ["https://news.example/a/1", "https://news.example/a/2"]


def test_link_that_says_most_is_taken_where_none_is_selected() -> None:
    entries = listed(ROWS, ListSelectors(item="li"))

    assert [entry.title for entry in entries] == ["一号模型发布", "二号模型发布"]


def test_selected_title_comes_before_the_links_text() -> None:
    entries = listed("<p><a href=/1>more</a><b>Slate 4</b></p>", ListSelectors(item="p", title="b"))

    assert [entry.title for entry in entries] == ["Slate 4"]


@pytest.mark.parametrize(
    ("item", "page"),
    [
        pytest.param("a", "<a href=/1><h3>标题</h3><p>摘要</p></a>", id="the item is the link"),
        pytest.param(".card", "<a href=/1><div class=card><h3>标题</h3></div></a>", id="the link is around the item"),
        pytest.param("div", "<div><a href=/1><img alt=标题></a></div>", id="the link is a picture"),
        pytest.param("div", "<div><a href=/1 title=标题></a></div>", id="the link is only labelled"),
    ],
)
def test_cards_of_every_make_have_a_link_and_a_title(item: str, page: str) -> None:
    (entry,) = listed(page, ListSelectors(item=item))

    assert (entry.url, entry.title) == ("https://news.example/1", "标题")


def test_date_of_an_event_to_come_is_no_publication() -> None:
    (entry,) = listed("<p><a href=/1>大会</a> <i>2026-06-20</i></p>", ListSelectors(item="p"))

    assert entry.published is None


@pytest.mark.parametrize(
    ("select", "words"),
    [
        pytest.param(ListSelectors(item=".gone"), "select.item “.gone” matches nothing", id="item"),
        pytest.param(
            ListSelectors(item="li", link=".gone"),
            "select.link “.gone” matches no link in any of 4 items of select.item “li”",
            id="link",
        ),
        pytest.param(
            ListSelectors(item="i"), "there is no link in any of 3 items of select.item “i”", id="no link at all"
        ),
        pytest.param(
            ListSelectors(item="li", title="h9"), "select.title “h9” matches nothing in any of 4 items", id="title"
        ),
        pytest.param(
            ListSelectors(item="li", date=".x"), "select.date “.x” matches nothing in any of 4 items", id="date"
        ),
        pytest.param(ListSelectors(item="li["), "bad CSS selector: li[", id="invalid"),
    ],
)
def test_selector_that_matches_nothing_is_named(select: ListSelectors, words: str) -> None:
    with pytest.raises(DiscoverError) as caught:
        listed(ROWS, select)

    assert caught.value.reason == words


def test_selector_can_be_checked_without_a_page() -> None:
    check_selector("#lists li > a.title")

    with pytest.raises(MarkupError, match="bad CSS selector: li >"):
        check_selector("li >")


def test_list_built_to_be_endless_is_bounded() -> None:
    entries = listed("".join(f"<li><a href=/a/{n}>一篇关于新模型发布的文章{n}</a>" for n in range(5_000)))

    assert len(entries) == MOST_ENTRIES


RUBBLE = """
<ul> </ul> <li> <div> </div> <table><tr><td> <th> <a\thref=/a/1001> <a\thref=/b?id=2> <a\thref='http://['> </a>
<h3>云岭发布模型</h3> 新一代大模型今天正式发布 2026-02-01 昨天 13月40日 <time\tdatetime=x> <base\thref=//> <img\talt=图>
<nav> &#0; <!-- <script> <a\thref=javascript:x> <p\tclass=t> \x00 \ud800
"""
PIECES = RUBBLE.split(" ")
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40).map("".join)
SELECTORS = st.sampled_from(
    [ListSelectors(), ListSelectors(item="li"), ListSelectors(item="*", link="a", title="h3", date="time, p")]
)


@settings(max_examples=200)
@given(MARKUP, SELECTORS)
def test_any_markup_is_listed_or_refused(markup: str, select: ListSelectors) -> None:
    assert is_listed_or_refused(SourceKind.PAGE, markup, select)


@given(st.binary(max_size=300))
def test_any_bytes_are_listed_or_refused(body: bytes) -> None:
    assert is_listed_or_refused(SourceKind.PAGE, body)
