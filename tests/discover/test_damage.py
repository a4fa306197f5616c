from __future__ import annotations

import pytest
from discover.feeds import listed, rss
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import DiscoverError

DAMAGE = {
    "ampersand": ("云岭 A & B", "云岭 A & B"),
    "comparison": ("1 < 2 云岭", "1 < 2 云岭"),
    "entity of HTML": ("云岭&nbsp;3&mdash;4", "云岭 3—4"),
    "control character": ("云\x08岭", "云岭"),
    "unclosed tag": ("<b>云岭", "云岭"),
}


@pytest.mark.parametrize(("written", "read"), DAMAGE.values(), ids=DAMAGE)
def test_damaged_feeds_are_read_as_far_as_they_go(written: str, read: str) -> None:
    items = [
        f"<title>{written}</title><link>https://e.example/{n}</link><guid isPermaLink='false'>{n}</guid>"
        for n in range(3)
    ]

    entries = listed(rss(*items))

    assert [entry.identity for entry in entries] == ["0", "1", "2"]
    assert entries[0].title == read


def test_a_feed_that_is_cut_gives_what_came() -> None:
    items = [f"<title>新闻{n}</title><link>https://e.example/{n}</link>" for n in range(9)]
    body = rss(*items).encode()

    entries = listed(body[: len(body) * 3 // 4])

    assert [entry.title for entry in entries[:5]] == [f"新闻{n}" for n in range(5)]


def test_what_no_database_takes_is_in_no_field() -> None:
    (entry,) = listed(rss("<title>a&#0;b & c</title><link>https://e.example/&#0;1</link><guid>g&#0;</guid>"))

    assert "\x00" not in f"{entry.title}{entry.url}{entry.identity}"


def test_an_entry_is_the_same_whether_its_feed_is_damaged_or_not() -> None:
    whole = rss(
        "<title>a &amp;lt;b&amp;gt; &lt;i&gt;c&lt;/i&gt;</title><link>/1</link><guid isPermaLink='false'>g</guid>"
        "<pubDate>2026-03-01 10:00</pubDate><description>d &lt;b&gt;e&lt;/b&gt;</description>",
        "<title>新</title><link>https://e.example/2?a=1&amp;b=2</link><guid>7</guid>",
    )

    assert listed(whole.replace("</channel>", "<bad></channel>")) == listed(whole)


LINK = "<link>https://e.example/1</link>"
LAUGHS = "".join(f"<!ENTITY {y} '{f'&{x};' * 20}'>" for x, y in zip("abcdefgh", "bcdefghi", strict=True))
BOMBS = {
    "laughs": rss(f"<title>&i;</title>{LINK}", head=f"<!DOCTYPE rss [<!ENTITY a 'ha'>{LAUGHS}]>"),
    "outside": rss(f"<title>&a;</title>{LINK}", head="<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"),
    "deep": f"<rss><channel><item>{LINK}{'<a>' * 1_000_000}",
    "attributes": f"<rss><channel><item {' '.join(f'a{n}=1' for n in range(100_000))}>{LINK}</item>",
    "bare attributes": f"<rss><channel><item {' '.join(f'a{n}' for n in range(100_000))}>{LINK}&",
    "brackets": "<rss><channel><item>" + "<" * 3_000_000,
    "comments": "<!--" * 500_000 + "<item>",
    "declarations": "<?xml " * 500_000 + "<item>",
    "titles": "<html>" + "<title>" * 100_000,
    "one long title": rss(f"<title>{'<b ' * 300_000}</title>{LINK}"),
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_feeds_built_to_exhaust_a_parser_do_not(body: str) -> None:
    try:
        entries = listed(body)
    except DiscoverError:
        entries = ()

    assert "root:" not in "".join(entry.title for entry in entries)
    assert sum(len(entry.title) for entry in entries) < 1_000_000


RUBBLE = """
<rss> <channel> <item> <link> https://e.example/ </link> <guid> </guid> </item> <title> </title> <pubDate> 2026-03-01
</pubDate> <feed\txmlns='http://www.w3.org/2005/Atom'> <entry> <link\thref=' '/> &amp; & <![CDATA[ ]]> <!-- -->
<?xml\tversion='1.0'\tencoding='gbk'?> <!DOCTYPE\tx\t[<!ENTITY\ta\t'b'> ]> &a; &#x110000; &#0;
<content\ttype='xhtml'> <content\tmode='base64'> xml:base='http://['
"""
PIECES = [*RUBBLE.split(" "), "云岭", "\x00", "\ud800"]


@given(st.binary(max_size=400))
def test_any_bytes_are_listed_or_refused(body: bytes) -> None:
    assert is_listed_or_refused(body)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25))
def test_any_rubble_of_feeds_is_listed_or_refused(pieces: list[str]) -> None:
    assert is_listed_or_refused("".join(pieces).encode("utf-8", "surrogatepass"))


def is_listed_or_refused(body: bytes) -> bool:
    try:
        entries = listed(body)
    except DiscoverError:
        return True
    return all(entry.url.startswith(("http://", "https://")) and entry.identity for entry in entries)
