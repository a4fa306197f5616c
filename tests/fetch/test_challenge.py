"""A page that stands before another is told from it, and an article that speaks of such pages is not one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.challenge import challenge_in

HTML = {"content-type": "text/html; charset=utf-8"}
CLOUDFLARE = (
    "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
)
SLIDER = "<html><head><title>安全检查</title></head><body><div>请完成验证后继续访问</div></body></html>"
LOGIN = "<html><body><form><input name=u><input name=p type='password'></form><p>Members only</p></body></html>"
SCRIPT = "<html><body><script>var arg1='A1';document.cookie='acw_sc__v2='+x</script></body></html>"
ARTICLE = "<html><body><article>{}</article><script src='/cdn-cgi/challenge-platform/x.js'></script></body></html>"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        pytest.param(CLOUDFLARE.encode(), "browsers", id="a browser wanted"),
        pytest.param(SCRIPT.encode(), "browsers", id="a script to be run"),
        pytest.param(SLIDER.encode(), "people", id="a slider"),
        pytest.param(SLIDER.encode("gb18030"), "people", id="a slider, in GBK"),
        pytest.param(LOGIN.encode(), "login", id="a login"),
    ],
)
def test_what_stands_before_a_page_is_named(page: bytes, said: str) -> None:
    found = challenge_in(HTML, page)

    assert found is not None
    assert said in found


@pytest.mark.parametrize("headers", [{"cf-mitigated": "challenge"}, {"x-amzn-waf-action": "captcha"}])
def test_a_server_may_say_so_itself(headers: dict[str, str]) -> None:
    assert challenge_in(headers, b"") is not None


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<html><body><p>Nothing here.</p></body></html>", id="a short page"),
        pytest.param(ARTICLE.format("Sites ask: are you a robot? Just a moment... " * 40), id="an article about them"),
        pytest.param(ARTICLE.format("新闻正文。" * 300) + LOGIN, id="an article with a login beside it"),
    ],
)
def test_a_page_that_says_something_is_none(page: str) -> None:
    assert challenge_in(HTML, page.encode()) is None


def test_a_feed_is_none_whatever_its_entries_say() -> None:
    assert challenge_in({"content-type": "application/rss+xml"}, b"<rss><title>Just a moment...</title></rss>") is None


@given(st.binary(max_size=2000))
def test_no_body_is_a_crash(body: bytes) -> None:
    challenge_in({}, body)
