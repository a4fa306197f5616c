"""What people see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from web.world import NOW, make_launch

from monitor.errors import StoreError
from monitor.html import parse
from monitor.lookup import SourceView
from monitor.model import LaunchKey, Modality, Moment, Precision, SourceHealth, Status, Tier

if TYPE_CHECKING:
    from web.world import World

pytestmark = pytest.mark.anyio


async def test_launches_are_listed_newest_first_under_their_day(world: World) -> None:
    world.tell(make_launch("Egret", status_at=NOW - timedelta(days=1)))
    world.tell(make_launch("Heron"))

    page = (await world.ask("/")).text

    assert page.index("Today · Tue 9 July") < page.index("Heron 2") < page.index("Yesterday · Mon 8 July")
    assert page.index("Yesterday · Mon 8 July") < page.index("Egret 2")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param("?search=heron", ["Heron"], id="search"),
        pytest.param("?q=heron", ["Heron"], id="search by its short name"),
        pytest.param("?search=云岭", ["Crane"], id="alias"),
        pytest.param("?status=upcoming", ["Egret"], id="status"),
        pytest.param("?organisation=Umbra", ["Crane"], id="organisation"),
        pytest.param("?modality=video", ["Egret"], id="modality"),
        pytest.param("?search=heron&status=upcoming", [], id="search and status"),
    ],
)
async def test_a_query_narrows_the_list(world: World, query: str, shown: list[str]) -> None:
    world.tell(make_launch("Heron"))
    world.tell(make_launch("Egret", Status.UPCOMING, modality=Modality.VIDEO))
    world.tell(make_launch("Crane", Status.PREVIEW, organisations=("Umbra",)))

    page = (await world.ask(f"/{query}")).text

    assert [model for model in ("Heron", "Egret", "Crane") if f"{model} 2</a>" in page] == shown
    assert ("Nothing fits" in page) == (not shown)
    assert f"{len(shown)} found" in page


async def test_organisations_are_chosen_from_a_list_that_holds_the_chosen_one(world: World) -> None:
    world.tell(make_launch("Heron"))
    world.tell(make_launch("Crane", key=LaunchKey("", "crane", "", "", ""), organisations=()))

    chosen, rare = [parse((await world.ask(f"/?organisation={name}")).text) for name in ("Acme", "Umbra")]

    assert [option.text for option in chosen.select("select[name=organisation] option")] == [
        "All organisations",
        "Acme",
    ]
    assert [option.text for option in rare.select("select[name=organisation] option[selected]")] == ["Umbra"]
    assert "No organisation named" in (await world.ask("/")).text


async def test_a_list_goes_on_behind_its_last_launch(world: World) -> None:
    for model in ("Heron", "Egret", "Crane"):
        world.tell(make_launch(model))

    first = (await world.ask("/?limit=2&status=released")).text
    onward = next(link.attribute("href") for link in parse(first).select("a.onward"))
    second = (await world.ask(onward)).text

    assert "cursor=" in onward
    assert "status=released" in onward
    assert ["Crane 2</a>" in first, "Egret 2</a>" in first, "Heron 2</a>" in first] == [True, True, False]
    assert ["Crane 2</a>" in second, "Egret 2</a>" in second, "Heron 2</a>" in second] == [False, False, True]
    assert "onward" not in second
    assert 'href="/?status=released&amp;limit=2"' in second


async def test_a_row_shows_who_proves_it_and_how_many_tell_of_it(world: World) -> None:
    world.tell(make_launch(parameters="8B"), evidence="Acme releases Heron 2 today.", tier=Tier.OFFICIAL)
    world.tell(make_launch())

    [row] = parse((await world.ask("/")).text).select(".day li")

    assert "Acme" in row.text
    assert "Acme releases Heron 2" in row.text
    assert "2 articles" in row.text
    assert "Released" in row.text


@pytest.mark.parametrize(
    "query",
    [
        "status=sold",
        "limit=0",
        "limit=501",
        "limit=x",
        f"limit={'9' * 5000}",
        "modality=smell",
        "cursor=x",
        "cursor=f-",
    ],
    ids=range(8),
)
@pytest.mark.parametrize("path", ["/", "/api/launches"])
async def test_a_query_without_meaning_is_refused_with_words(world: World, path: str, query: str) -> None:
    answer = await world.ask(f"{path}?{query}")

    assert answer.status_code == 400
    assert any(
        words in answer.text for words in ("is one of", "is a number from 1 to 500", "cursor is what the answer")
    )


async def test_an_empty_store_says_so(world: World) -> None:
    assert "Nothing known yet" in (await world.ask("/")).text


async def test_a_launch_shows_its_life_with_proof_and_link(world: World) -> None:
    number = world.tell(make_launch(), evidence="Acme releases Heron 2 today.", tier=Tier.OFFICIAL)

    page = (await world.ask(f"/launches/{number}")).text

    assert "<mark>Acme releases Heron 2 today.</mark></blockquote>" in page
    assert '<a href="https://news.example.org/0" rel="noopener noreferrer">On birds</a>' in page
    for told in (
        "Bird News",
        "official",
        "First seen",
        "no such launch was known",
        "2030-07-09 16:00",
        "v1:acme/heron",
    ):
        assert told in page


async def test_messages_tell_channel_code_and_why_a_provider_refused(world: World) -> None:
    number = world.tell(make_launch(), "team", "ops")
    accepted, refused = sorted(world.store.messages(), key=lambda message: message.channel, reverse=True)
    world.store.record_accepted(accepted.id, "all is well", NOW)
    world.store.record_refused(refused.id, "the bot was removed", None)

    page = (await world.ask(f"/launches/{number}")).text

    assert f"#{accepted.code}" in page
    assert "delivered" in page
    assert "all is well" not in page
    assert page.index("ops") < page.index("the bot was removed")


@pytest.mark.parametrize("number", ["7", "0", "-1", "x", "٣", "9" * 30, "9" * 5000], ids=range(7))
async def test_a_launch_that_is_not_there_is_not_found(world: World, number: str) -> None:
    answer = await world.ask(f"/launches/{number}")

    assert answer.status_code == 404
    assert "there is no such launch" in answer.text


@pytest.mark.parametrize("year", [1, 9999])
async def test_a_date_at_the_end_of_the_calendar_is_shown(world: World, year: int) -> None:
    at = datetime(year, 12 if year > 1 else 1, 31 if year > 1 else 1, 23 if year > 1 else 0, tzinfo=UTC)
    number = world.tell(make_launch(), published=Moment(at))

    assert (await world.ask(f"/launches/{number}")).status_code == 200


async def test_a_date_alone_is_not_shown_with_a_time(world: World) -> None:
    number = world.tell(make_launch(), published=Moment(datetime(2030, 7, 8, tzinfo=UTC), Precision.DAY))

    assert ">2030-07-08</time>" in (await world.ask(f"/launches/{number}")).text


async def test_ailing_sources_come_first_with_their_reason(world: World) -> None:
    world.views = [
        SourceView("fine", "Fine Feed", Tier.MEDIA, SourceHealth.OK, checked_at=NOW - timedelta(minutes=3)),
        SourceView("gone", "Gone Feed", Tier.MEDIA, SourceHealth.ERROR, "timeout", NOW - timedelta(days=3)),
        SourceView("still", "Still Feed", Tier.MEDIA, SourceHealth.OFF),
    ]

    page = (await world.ask("/sources")).text

    assert page.index("Gone Feed") < page.index("timeout") < page.index("Fine Feed") < page.index("3 min ago")
    assert "3 sources, 1 to look at" in page


async def test_a_source_that_was_never_checked_is_not_counted_as_well(world: World) -> None:
    world.views = [SourceView("new", "New Feed", Tier.MEDIA, SourceHealth.OK, "not checked yet")]

    page = (await world.ask("/sources")).text

    assert "1 sources, 1 not checked yet" in page
    assert "all well" not in page
    assert ">OK<" not in page


async def test_a_store_that_cannot_be_read_is_said_without_its_words(world: World) -> None:
    def fails(**_asked: object) -> None:
        raise StoreError("the database secret/path is damaged")

    world.store.launches = fails

    answer = await world.ask("/")

    assert answer.status_code == 503
    assert "cannot be read" in answer.text
    assert "secret/path" not in answer.text


async def test_the_store_is_only_asked_through_call(world: World) -> None:
    number = world.tell(make_launch())

    for path in ("/", f"/launches/{number}", "/sources", "/calendar", "/organisations", "/messages", "/figures"):
        before = len(world.called)
        assert (await world.ask(path)).status_code == 200
        assert len(world.called) == before + 1
