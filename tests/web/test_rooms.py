"""The calendar, organisations, messages and charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from web.world import NOW, make_launch

from monitor.html import parse
from monitor.lookup import Pace, SourceView
from monitor.model import LaunchKey, SourceHealth, Status, Tier
from monitor.settings import KnownOrganisation
from monitor.web import Written

if TYPE_CHECKING:
    from web.world import World

    from monitor.html import Node

pytestmark = pytest.mark.anyio


async def page_of(world: World, path: str) -> Node:
    answer = await world.ask(path)
    assert answer.status_code == 200
    return parse(answer.text)


async def test_the_calendar_shows_what_comes_by_month_what_is_overdue_and_what_has_no_date(world: World) -> None:
    for model, date in (("Heron", "2030-07-20"), ("Egret", "2030-09"), ("Crane", "2030-07-01"), ("Plover", None)):
        world.tell(make_launch(model, Status.UPCOMING, date=date))
    world.tell(make_launch("Stork", Status.RELEASED, date="2030-07-21"))

    page = await page_of(world, "/calendar")

    headings = [(month.select("h2")[0].text, month.select("h3")[0].text) for month in page.select(".month")]
    assert headings == [
        ("July 2030", "Heron 2"),
        ("September 2030", "Egret 2"),
        ("Without a date", "Plover 2"),
        ("Overdue, no release seen", "Crane 2"),
    ]
    assert "Stork" not in page.text
    assert [link.text for link in page.select(".grid .taken a")] == ["20"]
    assert [day.text for day in page.select("[aria-current=date]")] == ["9"]


async def test_an_empty_calendar_says_so(world: World) -> None:
    assert "Nothing is announced at present" in (await page_of(world, "/calendar")).text


@pytest.fixture
def nest(world: World) -> World:
    for model in ("Heron", "Egret"):
        world.tell(make_launch(model))
    other = LaunchKey("umbra/x", "crane", "1", "", "")
    world.tell(make_launch("Crane", Status.UPCOMING, key=other, organisations=("Umbra",)))
    umbra = KnownOrganisation("Umbra Labs", ("Umbra", "云影"))
    world.options = replace(world.options, known=lambda name: umbra if "umbra" in name.casefold() else None)
    return world


async def test_organisations_come_by_the_number_of_their_launches(nest: World) -> None:
    page = await page_of(nest, "/organisations")

    assert [name.text for name in page.select("tbody th")] == ["Acme", "Umbra Labs"]
    assert [cell.text for cell in page.select("tbody tr")[0].select("td.count")] == ["2", "2"]


@pytest.mark.parametrize(("asked", "found"), [("云影", ["Umbra Labs"]), ("acme", ["Acme"]), ("nobody", [])])
async def test_an_organisation_is_found_by_any_of_its_names(nest: World, asked: str, found: list[str]) -> None:
    page = await page_of(nest, f"/organisations?search={asked}")

    assert [name.text for name in page.select("tbody th")] == found


async def test_an_organisation_shows_its_families_and_other_names(nest: World) -> None:
    [link] = [each for each in (await page_of(nest, "/organisations")).select("tbody th a") if "Umbra" in each.text]

    page = await page_of(nest, link.attribute("href"))

    assert [heading.text for heading in page.select("h1")] == ["Umbra Labs"]
    assert "Also called Umbra, 云影" in page.text
    assert [name.text for name in page.select(".family .name")] == ["Crane 2"]


@pytest.mark.parametrize("path", ["/organisations/nobody", "/organisations?page=7", "/messages/ZZZZ", "/messages/!"])
async def test_what_is_not_there_is_not_found(nest: World, path: str) -> None:
    assert (await nest.ask(path)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/organisations?page=x", "/messages?state=x", "/messages?cursor=!", "/sources?state=x"]
)
async def test_what_nobody_can_mean_is_refused(nest: World, path: str) -> None:
    assert (await nest.ask(path)).status_code == 400


async def test_messages_are_listed_in_steps_by_state_and_read_whole(world: World) -> None:
    for model in ("Heron", "Egret", "Crane"):
        world.tell(make_launch(model), "team")
    last, *_ = world.store.messages()
    world.store.record_refused(last.id, "the bot was removed", None)
    world.options = replace(world.options, written=lambda one: Written(f"Subject {one.id}", f"Subject {one.id}\nBody"))

    first = await page_of(world, "/messages?limit=2")
    second = await page_of(world, first.select("a[rel=next]")[0].attribute("href"))
    parked = await page_of(world, "/messages?state=parked")
    whole = await page_of(world, f"/messages/{last.code}")

    assert len(first.select(".messages li")) == 2
    assert [subject.text for subject in second.select(".subject")] == ["Subject 1"]
    assert [subject.text for subject in parked.select(".subject")] == ["Subject 3"]
    assert "the bot was removed" in parked.text
    assert [line.text for line in whole.select(".letter p")] == ["Subject 3", "Body"]
    assert "Because of On birds" in whole.text


async def test_charts_have_numbers_that_a_person_can_read(world: World) -> None:
    number = world.tell(make_launch(first_seen_at=NOW - timedelta(minutes=4)), "team")
    [message] = world.store.messages(launch_id=number)
    world.store.record_accepted(message.id, "ok", NOW)

    page = await page_of(world, "/figures")

    assert len(page.select("svg.columns rect")) == 26
    assert page.select("svg.columns rect title")[-1].text == "8 July: 1"
    assert [row.text for row in page.select(".bars tbody th")][:2] == ["Acme", "within 1 min"]
    assert "4 min" in page.select(".amounts")[0].text
    assert not page.select("[style]")


async def test_charts_of_nothing_say_so(world: World) -> None:
    assert "Nothing new was told in the last 90 days" in (await page_of(world, "/figures")).text


async def test_sources_have_a_pulse_and_are_found_by_name_and_state(world: World) -> None:
    world.views = [
        SourceView("fine", "Fine Feed", Tier.MEDIA, SourceHealth.OK, reckon=lambda: Pace(None, 2.5, (1, 0, 4))),
        SourceView("gone", "Gone Feed", Tier.MEDIA, SourceHealth.ERROR, "timeout", NOW),
    ]

    every, named, ailing = [
        await page_of(world, path) for path in ("/sources", "/sources?search=fine", "/sources?state=error")
    ]

    assert every.select("svg path")[0].attribute("d") == "M82 20v-10M85 20v-1M88 20v-19"
    assert every.select("svg")[0].attribute("aria-label") == "about 2.5 a day"
    assert [len(page.select("tbody tr")) for page in (every, named, ailing)] == [2, 1, 1]
    assert "Gone Feed" in ailing.text


async def test_a_thousand_sources_are_cut_into_pages(world: World) -> None:
    world.views = [SourceView(f"s{number}", f"S{number}", Tier.MEDIA, SourceHealth.OK) for number in range(1000)]

    last = await page_of(world, "/sources?page=17")

    assert len(last.select("tbody tr")) == 40
    assert "Page 17 of 17" in last.text


async def test_launches_of_nobody_have_a_room_too(world: World) -> None:
    world.tell(make_launch("Crane", key=LaunchKey("", "crane", "", "", ""), organisations=()))

    [link] = (await page_of(world, "/organisations")).select("tbody th a")
    page = await page_of(world, link.attribute("href"))

    assert (link.text, page.select("h1")[0].text) == ("No organisation named", "No organisation named")
    assert [name.text for name in page.select(".family .name")] == ["Crane 2"]
