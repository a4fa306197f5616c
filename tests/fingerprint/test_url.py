"""What makes two URLs one article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fingerprint import canonical

SAME = [
    ("https://www.example.com/a/1", "http://example.com:80/a/1/"),
    ("https://example.com/a?utm_source=x&id=3", "https://EXAMPLE.com/a?id=3&spm=1.2"),
    ("https://example.com/a/./b/../c", "https://example.com//a/c#comments"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
    ("https://例子.cn/新闻", "https://xn--fsqu00a.cn/%E6%96%B0%E9%97%BB"),
    (
        "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=z&chksm=9&scene=0#rd",
        "http://mp.weixin.qq.com/s?sn=z&idx=1&mid=1&__biz=A",
    ),
]
DIFFERENT = [
    ("https://example.com/a?id=1", "https://example.com/a?id=2"),
    ("https://example.com/A", "https://example.com/a"),
    ("https://example.com/?from=2023&to=2024", "https://example.com/?from=2022&to=2024"),
    ("https://example.com:8080/a", "https://example.com/a"),
    ("https://example.com/#/launch/1", "https://example.com/#/launch/2"),
    ("https://example.com/a%2Fb", "https://example.com/a/b"),
    ("https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=z", "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=2&sn=z"),
]


@pytest.mark.parametrize(("left", "right"), SAME, ids=[pair[0] for pair in SAME])
def test_two_addresses_of_one_article_have_one_key(left: str, right: str) -> None:
    assert canonical(left) == canonical(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT, ids=[pair[0] + pair[1] for pair in DIFFERENT])
def test_different_articles_have_different_keys(left: str, right: str) -> None:
    assert canonical(left) != canonical(right)


def test_a_query_is_never_encoded_anew() -> None:
    assert canonical("https://example.com/i.jpg?crop/1420x708/format/webp").endswith("?crop/1420x708/format/webp")


@given(st.text(max_size=80))
def test_any_text_has_a_key(text: str) -> None:
    assert isinstance(canonical(text), str)


@given(st.text(alphabet="abc/.%2F?&=#é新", max_size=30))
def test_the_key_of_a_key_is_the_key(tail: str) -> None:
    once = canonical(f"https://example.com/{tail}")

    assert canonical(f"https://{once}") == once
