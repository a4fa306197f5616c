from __future__ import annotations

import pytest

from monitor.notify.rendering.disarm import clip, clip_sentence, disarm, host_of, safe_link


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ('<at user_id="all">所有人</at>', '＜at user_id="all">所有人＜/at>'),
        ("@everyone @all @here", "＠everyone ＠all ＠here"),
        ("<!channel> <@U123> <#C1> <:wave:1>", "＜!channel> ＜＠U123> ＜#C1> ＜:wave:1>"),
        ("[登录](https://evil.example)", "[登录] (https://evil.example)"),
        ("a\u202eb\u200bc\x07d\ne", "abcd e"),
        ("3 < 5, 7B<13B", "3 < 5, 7B<13B"),
    ],
    ids=["feishu", "at", "slack and discord", "markdown", "invisible", "plain"],
)
def test_text_of_an_article_pings_nobody(text: str, harmless: str) -> None:
    assert disarm(text) == harmless


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://user:pass@example.org/@all/<at>", "https://example.org/%40all/%3Cat%3E"),
        (
            "https://example.org/[登录](https://evil.example)?[a]",
            "https://example.org/%5B%E7%99%BB%E5%BD%95%5D(https://evil.example)?%5Ba%5D",
        ),
        ("http://例子.测试/页", "http://xn--fsqu00a.xn--0zwm56d/%E9%A1%B5"),
        ("https://[2001:db8::1]:8080/x", "https://[2001:db8::1]:8080/x"),
        ("javascript:alert(1)", ""),
        ("https://exa mple.org/", ""),
        ("https:///x", ""),
        ("ftp://example.org/x", ""),
        ("https://example.org:port/", ""),
        ("https://" + "a" * 70 + ".例/", ""),
        ("https://example.org/" + "a" * 3000, ""),
        ("", ""),
    ],
    ids=[
        "plain",
        "userinfo",
        "markdown",
        "idn",
        "ipv6",
        "script",
        "blank",
        "nowhere",
        "file",
        "port",
        "label",
        "long",
        "none",
    ],
)
def test_only_a_link_that_a_phone_can_open_is_told(url: str, link: str) -> None:
    assert safe_link(url) == link


def test_a_host_is_named_without_www() -> None:
    assert host_of("https://www.example.org/x") == "example.org"


@pytest.mark.parametrize(
    ("length", "cut"),
    [
        (20, "云岭发布青鸾。公司称，它更快。价格未定。"),
        (18, "云岭发布青鸾。公司称，它更快。…"),
        (12, "云岭发布青鸾。公司称…"),
        (4, "云岭发…"),
        (1, "…"),
        (0, ""),
    ],
)
def test_a_proof_is_cut_between_sentences_or_clauses(length: int, cut: str) -> None:
    assert clip_sentence("云岭发布青鸾。公司称，它更快。价格未定。", length) == cut


@pytest.mark.parametrize(
    ("length", "cut"),
    [
        (45, "详见 https://a.example/1 和 https://b.example/22"),
        (44, "详见 https://a.example/1 和…"),
        (26, "详见 https://a.example/1 和…"),
        (23, "详见 https://a.example/1…"),
        (22, "详见…"),
        (2, "详…"),
    ],
)
def test_a_text_is_cut_before_an_address_and_never_within_one(length: int, cut: str) -> None:
    text = "详见 https://a.example/1 和 https://b.example/22"

    assert clip(text, length) == cut


def test_the_longest_address_that_browsers_open_is_told() -> None:
    longest = "https://example.org/" + "a" * 1980

    assert safe_link(longest) == longest
    assert safe_link(longest + "a") == ""
    assert safe_link("https://EXAMPLE.org/A") == "https://example.org/A"


def test_a_sentence_that_is_half_of_the_room_is_worth_more_than_a_torn_one() -> None:
    assert clip_sentence("一二三四。五六七八九十一二", 10) == "一二三四。…"
    assert clip_sentence("一二三。四五六七八九十一二", 10) == "一二三。四五六七八…"


def test_a_text_may_end_where_an_address_does() -> None:
    said = "见 https://x.example/a; 然后还有许多许多别的话要说"

    assert clip_sentence(said, 26) == "见 https://x.example/a…"
