"""What programs read: JSON, and whether the watch goes on."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from web.world import NOW, make_launch

from monitor.lookup import Pace, SourceView
from monitor.model import SourceHealth, SourceState, Tier
from monitor.settings import Source

if TYPE_CHECKING:
    from web.world import World

pytestmark = pytest.mark.anyio


async def test_launches_come_as_records_with_the_names_of_the_contract(world: World) -> None:
    world.tell(make_launch(date="2030-07-09", parameters="8B"))

    [record] = (await world.ask("/api/launches?search=heron")).json()["launches"]

    assert record["launch"] == "v1:acme/heron/2//"
    assert record["organisations"] == ["Acme"]
    assert (record["status"], record["parameters"]) == ("released", "8B")
    assert record["status_at"] == "2030-07-09T08:00:00+00:00"


async def test_a_launch_comes_with_its_life_and_messages(world: World) -> None:
    number = world.tell(make_launch(), "team")

    record = (await world.ask(f"/api/launches/{number}")).json()

    assert [(event["verdict"], event["evidence"]) for event in record["life"]] == [("new", "Acme releases Heron 2.")]
    assert [(message["channel"], message["state"]) for message in record["told"]] == [("team", "pending")]
    assert record["messages"] == [message["id"] for message in record["told"]]


async def test_what_is_not_there_is_an_error_in_json(world: World) -> None:
    answer = await world.ask("/api/launches/7")

    assert (answer.status_code, answer.json()) == (404, {"error": "there is no such launch"})


async def test_sources_come_with_the_fields_of_the_contract(world: World) -> None:
    world.views = [SourceView("feed", "Feed", Tier.MEDIA, SourceHealth.STALE, "nine days", since=NOW)]

    [record] = (await world.ask("/api/sources")).json()

    expected = {"id", "name", "state", "reason", "since", "newest_entry_at", "checked_at", "next_at"}
    assert expected <= record.keys() == {one.name for kind in (SourceView, Pace) for one in fields(kind)} - {"reckon"}
    assert (record["state"], record["since"]) == ("stale", "2030-07-09T08:00:00+00:00")


def test_a_source_view_joins_settings_and_state_and_knows_what_is_off() -> None:
    source = Source("feed", "Feed", "https://example.org/?token=hidden", ZoneInfo("UTC"))
    state = SourceState("feed", health=SourceHealth.ERROR, reason="timeout", since=NOW, checked_at=NOW)

    view = SourceView.of(source, state)

    assert (view.state, view.reason, view.is_ailing) == (SourceHealth.ERROR, "timeout", True)
    assert "hidden" not in repr(view)


def test_a_source_that_was_never_checked_says_so_and_is_not_taken_for_well() -> None:
    source = Source("feed", "Feed", "https://example.org/", ZoneInfo("UTC"))

    new, off = (
        SourceView.of(source, SourceState("feed")),
        SourceView.of(replace(source, enabled=False), SourceState("feed")),
    )

    assert (new.record()["state"], new.record()["reason"]) == ("ok", "not checked yet")
    assert (new.is_unchecked, new.is_ailing) == (True, False)
    assert (off.state, off.reason, off.is_unchecked) == (SourceHealth.OFF, "", False)


@pytest.mark.parametrize(
    ("age", "code", "state"),
    [
        pytest.param(timedelta(minutes=14), 200, "ok", id="young"),
        pytest.param(timedelta(minutes=15), 503, "late", id="old"),
        pytest.param(None, 503, "starting", id="none yet"),
    ],
)
async def test_the_watch_is_healthy_while_its_last_pass_is_young(
    world: World, age: timedelta | None, code: int, state: str
) -> None:
    world.last_pass = None if age is None else NOW - age

    answer = await world.ask("/healthz")

    assert (answer.status_code, answer.json()["status"]) == (code, state)
