"""Addresses and what a page says of itself → whether two are one article, or a redirect led to none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.fingerprint.url import canonical, tables
from monitor.text import fold

if TYPE_CHECKING:
    from monitor.model import Moment


def leads_astray(listed: str, answered: str) -> bool:
    """Tell whether a redirect ended where no article is: at a front page, an error or where one signs in."""
    return _is_no_article(canonical(answered)) and not _is_no_article(canonical(listed))


def own_key(answered: str, stated: str) -> str | None:
    """Give the key of the address that a page names as its own, where it may be believed.

    Another host names the original of a copy, and a front page is what a careless template names on every page.
    """
    key, read_at = canonical(stated), canonical(answered)
    if key == read_at or _host_of(key) != _host_of(read_at) or _is_no_article(key):
        return None
    return key


def is_elsewhere(answered: str, stated: str) -> bool:
    """Tell whether an address is that of an article on another host."""
    key = canonical(stated)
    return _host_of(key) != _host_of(canonical(answered)) and not _is_no_article(key)


def is_same_story(title: str, published: Moment | None, other_title: str, other_published: Moment | None) -> bool:
    """Tell whether two titles and dates may be those of one article.

    A page that names another's address as its own is often right and sometimes a faulty template, so this is strict:
    `2.0` and `3.0` are one character apart, and a column has one title every day. To be wrong costs a fetch.
    """
    heading = _letters(title)
    same_day = not published or not other_published or published.at.date() == other_published.at.date()
    return bool(heading) and heading == _letters(other_title) and same_day


def _letters(title: str) -> str:
    return "".join(filter(str.isalnum, fold(title)))


def _host_of(key: str) -> str:
    return key.partition("/")[0].partition("?")[0]


def _is_no_article(key: str) -> bool:
    known = tables()
    host, _, path = key.partition("?")[0].lower().partition("/")
    segments = [segment.partition(".")[0] for segment in path.split("/")]
    is_front = not path or (len(segments) == 1 and segments[0] in known.fronts)
    return (
        (is_front and "?" not in key)
        or host.partition(".")[0] in known.astray_hosts
        or not known.astray_segments.isdisjoint(segments)
    )
