"""When two addresses are of one page, and when a redirect leads to no article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fingerprint import canonical, is_elsewhere, is_same_story, leads_astray, own_key
from monitor.model import Moment

ARTICLE = "https://news.example.com/2030/a.html?utm_source=rss"
DAY = Moment(datetime(2030, 7, 9, 8, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "answered",
    [
        "https://news.example.com/",
        "https://www.other.example/?utm_source=x",
        "https://news.example.com/index.html",
        "https://news.example.com/home/",
        "https://news.example.com/zh-cn",
        "https://news.example.com/user/login?next=/2030/a.html",
        "https://passport.example.com/s?u=1",
        "https://news.example.com/404.html",
        "https://news.example.com/User/Login",
    ],
)
def test_a_redirect_to_a_front_page_or_a_door_leads_astray(answered: str) -> None:
    assert leads_astray(ARTICLE, answered)


@pytest.mark.parametrize(
    ("listed", "answered"),
    [
        (ARTICLE, "https://news.example.com/2030/a.html"),
        (ARTICLE, "https://news.example.com/2030/a-better-name"),
        (ARTICLE, "https://news.example.com/?p=12"),
        (ARTICLE, "https://news.example.com/2030/a-login-for-all"),
        ("https://lab.example/", "https://www.lab.example/en"),
    ],
)
def test_a_redirect_to_an_article_does_not(listed: str, answered: str) -> None:
    assert not leads_astray(listed, answered)


@pytest.mark.parametrize(
    ("stated", "believed"),
    [
        ("https://m.news.example.com/a", "news.example.com/a"),
        ("https://news.example.com/2030/a.html?from=rss", None),
        ("https://news.example.com/", None),
        ("https://news.example.com/login", None),
        ("https://other.example/a", None),
        ("", None),
    ],
)
def test_only_another_address_on_its_own_host_is_a_pages_own(stated: str, believed: str | None) -> None:
    assert own_key(ARTICLE, stated) == believed


@pytest.mark.parametrize(
    ("stated", "elsewhere"),
    [
        ("https://news.example.com?p=3", False),
        ("https://other.example/a", True),
        ("https://other.example/", False),
        ("https://www.news.example.com/b", False),
    ],
)
def test_an_original_is_an_article_on_another_host(stated: str, elsewhere: bool) -> None:  # noqa: FBT001
    assert is_elsewhere(ARTICLE, stated) is elsewhere


@pytest.mark.parametrize(
    ("title", "published", "same"),
    [
        ("Acme “Heron 2.0” is here", None, True),
        ("acme heron 2.0: is here!", DAY, True),
        ("Acme Heron 3.0 is here", DAY, False),
        ("Acme Heron 2.0 is here", Moment(DAY.at + timedelta(days=1)), False),
        ("", DAY, False),
    ],
)
def test_one_story_has_one_title_on_one_day(title: str, published: Moment | None, same: bool) -> None:  # noqa: FBT001
    assert is_same_story(title, published, "Acme Heron 2.0 is here", DAY) is same


def test_a_day_that_either_of_two_does_not_state_tells_them_not_apart() -> None:
    assert is_same_story("Acme Heron 2.0 is here", DAY, "Acme Heron 2.0 is here", None)
    assert not is_same_story("", None, "", None)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_address_is_its_own_alias_or_leads_astray_from_itself(one: str, other: str) -> None:
    assert own_key(one, one) is None
    assert own_key(one, other) != canonical(one)
    assert not leads_astray(one, one)
