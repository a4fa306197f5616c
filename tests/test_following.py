"""An index of sitemaps is followed: its likeliest parts, those that changed, within bounds."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

import pytest

from monitor.checks import Question
from monitor.errors import DiscoverError, FetchError, FetchReason
from monitor.following import MOST_ASKED, MOST_PARTS, Followed, followed
from monitor.guard import Guard
from monitor.model import Document, SourceState, Validators
from monitor.settings import Source, SourceKind

pytestmark = pytest.mark.anyio

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
HOST = "https://tide.example"
SOURCE = Source("tide", "潮汐观察", f"{HOST}/index.xml", ZoneInfo("Asia/Shanghai"), kind=SourceKind.SITEMAP)


def index(**parts: str) -> str:
    inside = "".join(
        f"<sitemap><loc>{HOST}/{name}.xml</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for name, day in parts.items()
    )
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inside}</sitemapindex>"


def sitemap(**days: str) -> str:
    inside = "".join(
        f"<url><loc>{HOST}/news/{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for name, day in days.items()
    )
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{inside}</urlset>"


@dataclass
class Site:
    """Answers `ports.Fetcher` from a shelf of documents, and says which were asked for and which came whole."""

    shelf: dict[str, str | bytes]
    state: SourceState = field(default_factory=lambda: SourceState("tide"))
    now: datetime = NOW
    asked: list[str] = field(default_factory=list)
    brought: list[str] = field(default_factory=list)

    async def fetch(self, url: str, _source: Source, validators: Validators | None = None) -> Document | None:
        name = url.removeprefix(f"{HOST}/").removesuffix(".xml")
        self.asked.append(name)
        body = self.shelf.get(name)
        if body is None:
            raise FetchError(FetchReason.CLIENT_STATUS, url, "HTTP 404", status=404)
        data = body.encode() if isinstance(body, str) else body
        digest = blake2b(data).hexdigest()
        if validators and validators.body_hash == digest:
            return None
        self.brought.append(name)
        return Document(url, data, "text/xml", None, Validators(body_hash=digest), self.now)

    async def look(self, source: Source = SOURCE) -> Followed:
        self.asked.clear()
        self.brought.clear()
        question = Question.of(source, self.state, self.now)
        document = await self.fetch(question.url, source, question.validators)
        found = await followed(document, source, question, self, Guard())
        answered = question.answered(document, found.title, self.now, found.memory)
        self.state = replace(answered, listed_at=self.now)
        self.now += timedelta(hours=1)
        return found


def names(found: Followed) -> list[str]:
    return [entry.url.rpartition("/")[2] for entry in found.entries or ()]


async def test_an_index_lists_what_its_parts_list_the_newest_first() -> None:
    site = Site(
        {
            "index": index(posts="2030-07-08", pages="2030-07-01"),
            "posts": gzip.compress(sitemap(a="2030-07-08", b="2030-07-02").encode()),
            "pages": sitemap(c="2030-07-05", d=""),
        }
    )

    found = await site.look()

    assert names(found) == ["a", "c", "b", "d"]
    assert site.asked == ["index", "posts", "pages"]


async def test_only_parts_that_changed_are_asked_for_again() -> None:
    site = Site({"index": index(june="2030-06-30", july="2030-07-08")})
    site.shelf |= {"june": sitemap(a="2030-06-30", x="2030-06-02"), "july": sitemap(b="2030-07-08", y="2030-07-01")}
    await site.look()

    site.shelf |= {"index": index(june="2030-06-30", july="2030-07-09")}
    site.shelf["july"] = sitemap(b="2030-07-08", c="2030-07-09")
    found = await site.look()
    unchanged = await site.look()

    assert names(found) == ["c", "b"]
    assert (unchanged.entries, site.asked) == (None, ["index"])


async def test_parts_without_a_date_are_asked_with_what_they_vouch_with_even_where_the_index_stays() -> None:
    site = Site({"index": index(one="", two=""), "one": sitemap(a=""), "two": sitemap(b="")})
    await site.look()

    site.shelf["two"] = sitemap(b="", c="")
    found = await site.look()

    assert names(found) == ["b", "c"]
    assert (site.asked, site.brought) == (["index", "one", "two"], ["two"])


async def test_an_index_within_an_index_is_followed_and_a_circle_ends() -> None:
    site = Site({"index": index(inner=""), "inner": index(posts="", index="", inner=""), "posts": sitemap(a="")})
    first = await site.look()

    site.shelf["posts"] = sitemap(b="", a="")
    second = await site.look()

    assert (names(first), names(second)) == (["a"], ["b", "a"])
    assert site.brought == ["posts"]


async def test_an_old_part_that_comes_into_sight_is_no_news() -> None:
    months = {f"m{number}": f"2029-{number + 1:02}-01" for number in range(MOST_PARTS)}
    site = Site({"index": index(**months, old="2028-01-01"), "old": sitemap(a="2028-01-01", b="2028-01-02")})
    site.shelf |= {name: sitemap(**{name: day, f"{name}x": "2029-01-01"}) for name, day in months.items()}
    await site.look()

    site.shelf["index"] = index(**months, old="2030-07-09")
    found = await site.look()

    assert site.brought == ["index", "old"]
    assert found.entries is None


async def test_a_part_that_cannot_be_had_costs_itself_and_is_asked_for_again() -> None:
    site = Site({"index": index(gone="2030-07-08", posts="2030-07-08"), "posts": sitemap(a="2030-07-08", b="")})

    first = await site.look()
    site.shelf["gone"] = sitemap(c="2030-07-09", d="2030-07-08")
    second = await site.look()

    assert (names(first), names(second)) == (["a", "b"], ["c", "d"])


async def test_parts_of_which_none_can_be_had_are_a_failure() -> None:
    site = Site({"index": index(gone="", away="")})

    with pytest.raises(FetchError, match="404"):
        await site.look()


async def test_a_glob_must_fit_something_in_some_part() -> None:
    site = Site({"index": index(one="", two=""), "one": sitemap(a=""), "two": sitemap(b="")})

    with pytest.raises(DiscoverError, match="fits none"):
        await site.look(replace(SOURCE, match="/blog/*"))


async def test_no_check_asks_for_more_parts_than_it_may() -> None:
    inner = {f"i{number}": "" for number in range(20)}
    site = Site({"index": index(**inner)} | {name: index(**{f"{name}p{n}": "" for n in range(20)}) for name in inner})
    site.shelf |= {f"{name}p{n}": sitemap(**{f"{name}{n}": ""}) for name in inner for n in range(20)}

    found = await site.look()

    assert len(site.asked) == 1 + MOST_ASKED
    assert 0 < len(names(found)) < MOST_ASKED


async def test_what_is_remembered_of_another_kind_of_listing_is_no_part() -> None:
    site = Site({"index": index(one=""), "one": sitemap(a="")}, SourceState("tide", last_window=b"\0\1\2\3abcd"))

    assert names(await site.look()) == ["a"]
