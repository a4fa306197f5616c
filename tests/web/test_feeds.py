"""Feeds out: what readers of Atom, JSON Feed and iCalendar get."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web.world import NOW, make_launch

from monitor.discover import discover
from monitor.lookup.agenda import Appointment, Span
from monitor.model import Document, Status, Validators
from monitor.settings import Source
from monitor.web.icalendar import icalendar
from monitor.web.reader import all_words

if TYPE_CHECKING:
    from web.world import World

pytestmark = pytest.mark.anyio
ATOM = "{http://www.w3.org/2005/Atom}"
STATUSES = all_words()["en"]["status"]


async def test_atom_tells_each_launch_at_its_status_with_its_proof(world: World) -> None:
    world.tell(make_launch(), evidence="Acme releases <Heron> & 2.\x0b")

    answer = await world.ask("/launches.atom")

    feed = fromstring(answer.content)  # noqa: S314 -- of our own making.
    [entry] = feed.findall(f"{ATOM}entry")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert entry.findtext(f"{ATOM}title") == "Acme Heron 2 · Released"
    assert entry.findtext(f"{ATOM}id") == "tag:monitor,2026:v1:acme/heron/2//:3"
    assert entry.findtext(f"{ATOM}summary") == "Acme releases <Heron> & 2. — Bird News"
    assert entry.findtext(f"{ATOM}updated") == "2030-07-09T08:00:00+00:00"
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    assert links == {"alternate": "http://127.0.0.1:8080/launches/1", "via": "https://news.example.org/0"}


async def test_a_launch_that_rises_is_a_new_entry(world: World) -> None:
    world.tell(make_launch(status=Status.UPCOMING))
    before = (await world.ask("/launches.json")).json()["items"][0]["id"]
    world.tell(make_launch())

    after = (await world.ask("/launches.json")).json()["items"][0]["id"]

    assert (before[-2:], after[-2:]) == (":1", ":3")


async def test_json_feed_has_the_fields_of_its_version(world: World) -> None:
    world.tell(make_launch())

    answer = await world.ask("/launches.json?status=released&language=zh")

    feed = answer.json()
    assert answer.headers["content-type"] == "application/feed+json"
    assert (feed["version"], feed["language"]) == ("https://jsonfeed.org/version/1.1", "zh-CN")
    assert feed["title"] == "模型动态 · 发布"
    [item] = feed["items"]
    assert (item["title"], item["external_url"]) == ("Acme Heron 2 · 发布", "https://news.example.org/0")
    assert item["_launch"]["launch"] == "v1:acme/heron/2//"


async def test_feeds_are_narrowed_as_the_timeline_is(world: World) -> None:
    world.tell(make_launch("Heron"))
    world.tell(make_launch("Egret", Status.UPCOMING))

    feed = (await world.ask("/launches.json?search=egret")).json()

    assert [item["title"] for item in feed["items"]] == ["Acme Egret 2 · Upcoming"]


async def test_feeds_link_to_where_others_know_the_page(world: World) -> None:
    world.options = replace(world.options, public_url="https://monitor.example.org/")
    world.tell(make_launch())

    feed = (await world.ask("/launches.json")).json()

    assert feed["items"][0]["url"] == "https://monitor.example.org/launches/1"
    assert feed["feed_url"] == "https://monitor.example.org/launches.json"


async def test_the_calendar_holds_days_and_months_and_leaves_the_rest_out(world: World) -> None:
    for model, written in (("Heron", "2030-07-20"), ("Egret", "2030-12"), ("Crane", None), ("Stork", "2031")):
        world.tell(make_launch(model, Status.UPCOMING, date=written))
    world.tell(make_launch("Plover", date="2030-07-20"))

    answer = await world.ask("/calendar.ics")

    lines = answer.text.split("\r\n")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [line for line in lines if line.startswith(("SUMMARY", "DTSTART", "DTEND"))] == [
        "DTSTART;VALUE=DATE:20300720",
        "DTEND;VALUE=DATE:20300721",
        "SUMMARY:Acme Heron 2 · Upcoming",
        "DTSTART;VALUE=DATE:20301201",
        "DTEND;VALUE=DATE:20310101",
        "SUMMARY:Acme Egret 2 · Upcoming",
    ]
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


@given(st.text(max_size=120))
def test_any_name_fits_the_lines_of_a_calendar_and_is_read_back(name: str) -> None:
    one = Appointment(make_launch(name, Status.UPCOMING), Span(date(2030, 7, 9), date(2030, 7, 9)))

    written = icalendar([one], name=name, home="http://x", statuses=STATUSES, now=NOW)

    assert all(len(line.encode("utf-8", "replace")) <= 75 for line in written.split("\r\n"))
    unfolded = written.replace("\r\n ", "").split("\r\n")
    assert sum(line.startswith("SUMMARY:") for line in unfolded) == 1
    assert all(line.partition(":")[0].partition(";")[0].replace("-", "").isupper() for line in unfolded if line)


@pytest.mark.parametrize("path", ["/launches.atom", "/launches.json"])
async def test_our_own_readers_read_our_feeds(world: World, path: str) -> None:
    world.tell(make_launch("Heron & <Egret>"), evidence="Acme releases it.")
    world.tell(make_launch("青鸾大模型", organisations=("云岭智能",)))
    answer = await world.ask(path)
    source = Source("own", "Own", f"http://127.0.0.1:8080{path}", ZoneInfo("UTC"))
    media_type = answer.headers["content-type"].partition(";")[0]
    document = Document(source.url, answer.content, media_type, None, Validators(), NOW)

    entries = discover(document, source, mends=False)

    assert [entry.title for entry in entries] == [
        "云岭智能 青鸾大模型2 · Released",
        "Acme Heron & <Egret>2 · Released",
    ]
    assert [entry.url for entry in entries] == [f"http://127.0.0.1:8080/launches/{number}" for number in (2, 1)]
    assert all(entry.published and entry.published.at == NOW for entry in entries)
