"""What an error says: where it happened, and no key that stood in the address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import DiscoverError, ExtractError, FetchError, FetchReason, redacted

HIDDEN = "s3cr3t"


@pytest.mark.parametrize(
    ("url", "written"),
    [
        pytest.param(
            "https://me:s3cr3t@news.example/a?key=s3cr3t&b=2#top", "https://news.example/a?key=…&b=…#…", id="all"
        ),
        pytest.param("https://news.example/a?s3cr3t", "https://news.example/a?…", id="bare"),
        pytest.param("https://news.example/@me/a", "https://news.example/@me/a", id="path"),
        pytest.param("not an address", "not an address", id="none"),
        pytest.param("https://me@/you:s3cr3t@news.example/a", "https://news.example/a", id="login behind a login"),
    ],
)
def test_an_address_is_told_without_login_and_values(url: str, written: str) -> None:
    assert redacted(url) == written


@given(st.text("abc1=&?#/ ", max_size=8), st.text("abc1=&?#/ ", max_size=8))
def test_no_value_of_a_query_is_told(before: str, after: str) -> None:
    address = f"https://news.example/feed?{before}key={HIDDEN}{after}"

    assert HIDDEN not in redacted(address)


@given(st.text("ab:/@?#=&. ", max_size=24))
def test_what_is_told_of_an_address_is_told_of_it_again(rest: str) -> None:
    told = redacted(f"https://{rest}")

    assert redacted(told) == told


def test_the_errors_that_are_kept_as_reasons_hold_no_key() -> None:
    url = f"https://me:{HIDDEN}@news.example/feed?key={HIDDEN}"
    told = [
        FetchError(FetchReason.BAD_URL, url, f"redirects to '{url}'"),
        DiscoverError(url, "no feed"),
        ExtractError(url, f"leads to {url}"),
    ]

    said = [str(error) for error in told]

    assert all(HIDDEN not in words and "https://news.example/feed?key=…" in words for words in said)
    assert said[1] == "no feed: https://news.example/feed?key=…"
