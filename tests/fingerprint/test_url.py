"""What makes two URLs one article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fingerprint import canonical
from monitor.fingerprint.url import tables

if TYPE_CHECKING:
    import random

SAME = [
    ("https://www.example.com/a/1", "http://example.com:80/a/1/"),
    ("https://example.com/a?utm_source=x&id=3", "https://EXAMPLE.com/a?id=3&spm=1.2"),
    ("https://example.com/a/./b/../c", "https://example.com//a/c#comments"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
    ("https://example.com/a?b=2&amp;a=1", "https://example.com/a?a=1&b=2"),
    ("https://例子.cn/新闻?词=a", "https://xn--fsqu00a.cn/%E6%96%B0%E9%97%BB?%E8%AF%8D=a"),
    ("https://user:word@example.com/a", "https://example.com./a"),
    ("https:\\\\example.com\\a", "https:/example.com/a"),
    ("https://[::0:1]/a", "https://[::1]/a"),
    ("https://m.example.com/a", "https://wap.example.com/a"),
    ("https://amp.example.com/a", "https://www.example.com/a/amp/"),
    ("https://example.com/amp/2030/a", "https://example.com/2030/a?outputType=amp"),
    ("https://example.com/a.amp.html", "https://example.com/a.html?amp"),
    ("https://example-com.cdn.ampproject.org/c/s/example.com/a/amp/", "https://www.google.com/amp/s/example.com/a"),
    ("https://web.archive.org/web/20300709000000/https://example.com/a", "https://example.com/a"),
    ("https://例子.example.com../a", "https://例子.example.com/a"),
    ("https://%45xample.com./a", "https://example.com/a"),
    ("https://example.com/a/index.html", "https://example.com/a/"),
    ("https://example.com/index.php?p=3", "https://example.com/?p=3"),
    ("https://example.com/a;jsessionid=0F3?id=1", "https://example.com/a?id=1&PHPSESSID=77"),
    ("https://example.com/(S(abc123))/a.aspx", "https://example.com/a.aspx"),
    ("https://example.com/a?from=rss", "https://example.com/a?print=1"),
    ("https://arxiv.org/pdf/2303.08774v3.pdf", "https://export.arxiv.org/abs/2303.08774"),
    ("https://youtu.be/abc_1?si=x", "https://m.youtube.com/watch?list=PL1&v=abc_1&feature=share"),
    ("https://twitter.com/acme/status/12?s=20", "https://x.com/acme/status/12/photo/1"),
    ("https://m.ithome.com/html/929415.htm", "https://www.ithome.com/0/929/415.htm"),
    ("https://c.m.163.com/news/a/ABCDEFGH01234567.html", "https://www.163.com/dy/article/ABCDEFGH01234567.html?f=x"),
    (
        "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=z&chksm=9&scene=0#rd",
        "http://mp.weixin.qq.com/s?sn=z&idx=1&mid=1&__biz=A",
    ),
]
DIFFERENT = [
    ("https://example.com/a?id=1", "https://example.com/a?id=2"),
    ("https://example.com/?p=1", "https://example.com/?p=2"),
    ("https://example.com/A", "https://example.com/a"),
    ("https://example.com/?from=2023&to=2024", "https://example.com/?from=2022&to=2024"),
    ("https://example.com:8080/a", "https://example.com/a"),
    ("https://example.com/#/launch/1", "https://example.com/#/launch/2"),
    ("https://example.com/a%2Fb", "https://example.com/a/b"),
    ("https://example.com/index.html/a", "https://example.com/a"),
    ("https://example.com/amplifier", "https://example.com/lifier"),
    ("https://mobile.example.com/1", "https://example.com/1"),
    ("https://m.example.com/1", "https://n.example.com/1"),
    ("https://example.com/#/a\\b", "https://example.com/#/a/b"),
    ("https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=z", "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=2&sn=z"),
    ("ftp://example.com/a", "https://example.com/a"),
]
# What the store holds of articles that were read years ago; a key that is written otherwise makes them news again.
WRITTEN = [
    (
        "https://user:word@www.Example.com:8443/A//b/./c/../d/?b=2&utm_source=x&a=1#top",
        "example.com:8443/A/b/d?a=1&b=2",
    ),
    ("https://example.com/?id=7", "example.com?id=7"),
    ("https://example.com/a?x=1?y=2", "example.com/a?x=1?y=2"),
    ("https://example.com/a?", "example.com/a"),
    ("https://example.com/../a", "example.com/a"),
    ("https://example.com/%e6%96%b0/%ff%2f%25/é b", "example.com/%E6%96%B0/%FF%2F%25/%C3%A9%20b"),
    ("https://example.com/a?q=新&r=%e6%96%b0", "example.com/a?q=%E6%96%B0&r=%e6%96%b0"),
    ("https://example.com/app#/launch/é?x=1", "example.com/app#/launch/%C3%A9?x=1"),
    ("https://example.com/app#!launch", "example.com/app#!launch"),
    ("https://[::0:1]:444/a", "[::1]:444/a"),
    ("https://例子.cn/", "xn--fsqu00a.cn"),
    ("https://ex%41mple.com/a", "example.com/a"),
    ("https://example.com/a?b=c\\d", "example.com/a?b=c\\d"),
    (" https://example.com/TeX/ \n", "example.com/TeX"),
    ("https://example.com/a?b=\ud800", "example.com/a?b=?"),
    ("https://example.com/#/\ud800", "example.com#/?"),
    ("https://example.com/a?utm_source=x=y&fbclid=a=b&&b=2&c=3", "example.com/a?b=2&c=3"),
    (" mailto:a@example.com\n", "mailto:a@example.com"),
    ("https://www.forbes.com/a?sh=1&x=2", "forbes.com/a?x=2"),
    ("https://m.cn/a", "m.cn/a"),
]

words = st.text("abcdefghij0123456789", min_size=1, max_size=6)
parameters = st.lists(st.tuples(st.sampled_from(["id", "p", "page", "ref", "sid", "x"]), words), max_size=4)
tracking = st.lists(st.tuples(st.sampled_from([*sorted(tables().names), "utm_source"]), words), max_size=4)


def address(pairs: list[tuple[str, str]]) -> str:
    return "https://news.example.com/a/b?" + "&".join(f"{name}={value}" for name, value in pairs)


@pytest.mark.parametrize(("left", "right"), SAME, ids=[pair[0] for pair in SAME])
def test_two_addresses_of_one_article_have_one_key(left: str, right: str) -> None:
    assert canonical(left) == canonical(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT, ids=[pair[0] + pair[1] for pair in DIFFERENT])
def test_different_articles_have_different_keys(left: str, right: str) -> None:
    assert canonical(left) != canonical(right)


@pytest.mark.parametrize(("url", "key"), WRITTEN, ids=[pair[0] for pair in WRITTEN])
def test_a_key_stays_as_the_store_holds_it(url: str, key: str) -> None:
    assert canonical(url) == key


def test_a_query_is_never_encoded_anew() -> None:
    assert canonical("https://example.com/i.jpg?crop/1420x708/format/webp").endswith("?crop/1420x708/format/webp")


NO_ADDRESSES = [
    *("", "mailto:a@example.com", "http://[bad", "https://?a=1", "https://example.com:99999/", "/a/amp"),
    *("https://a%2Fexample.com/x", "https://a%3Fexample.com/x", "https://exa\x1emple.com/x", "https://a b/x"),
]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_web_address_is_its_own_key(text: str) -> None:
    assert canonical(text) == text


@given(st.text(max_size=80) | st.text("htps:/w.m#?&=%@[]\\;\ud800新", max_size=30))
def test_any_text_has_a_key_and_the_key_is_its_own(text: str) -> None:
    key = canonical(text)

    assert canonical(key) == key


@given(st.text("abcm./%2F?&=#é新;()\\ampindex.html '", max_size=40))
def test_the_key_of_a_key_is_the_key(tail: str) -> None:
    once = canonical(f"https://m.example.com/{tail}")

    assert canonical(f"https://{once}") == once


@given(
    st.sampled_from(sorted(tables().rewrite)),
    st.text("abcdeswatch/?&=v-19ABC.html", max_size=40),
)
def test_every_sites_rules_come_to_an_end(site: str, tail: str) -> None:
    once = canonical(f"https://www.{site}/{tail}")

    assert canonical(f"https://{once}") == once


@given(parameters, tracking, st.randoms(use_true_random=False))
def test_tracking_parameters_make_no_difference_wherever_they_stand(
    kept: list[tuple[str, str]], noise: list[tuple[str, str]], dice: random.Random
) -> None:
    mixed = kept + noise
    dice.shuffle(mixed)

    assert canonical(address(mixed)) == canonical(address(kept))


@given(parameters, st.sampled_from(["id", "p", "page", "ref", "sid"]), words, words)
def test_a_changed_parameter_that_is_kept_makes_another_key(
    others: list[tuple[str, str]], name: str, one: str, other: str
) -> None:
    same = canonical(address([*others, (name, one)])) == canonical(address([*others, (name, other)]))

    assert same == (one == other)
