"""Which channels hear of a launch, how surely it must be known, and whether it may wake somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.knowledge import load_knowledge
from monitor.model import Launch, LaunchKey, Modality, Status
from monitor.resolve import Hearing, applying_routes, hearing
from monitor.settings import Audience, Route

AT = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
KNOWLEDGE = load_knowledge()
HERON = Launch(
    key=LaunchKey("acme", "heron", "2", "", ""),
    release="acme/heron/2@2030-07-09",
    model="Heron",
    version="2",
    organisations=("Acme Labs",),
    status=Status.RELEASED,
    first_seen_at=AT,
    status_at=AT,
    seen_at=AT,
    modality=Modality.IMAGE,
)


def heard(*routes: Route, follow: tuple[str, ...] = ()) -> Hearing:
    return hearing("team", HERON, Audience(("team", "mail"), routes, follow), KNOWLEDGE)


@pytest.mark.parametrize(
    ("route", "fits"),
    [
        (Route(("team",)), True),
        (Route(("team",), status=frozenset({Status.RELEASED, Status.PREVIEW})), True),
        (Route(("team",), status=frozenset({Status.PREVIEW})), False),
        (Route(("team",), modality=frozenset({Modality.IMAGE})), True),
        (Route(("team",), modality=frozenset({Modality.TEXT})), False),
        (Route(("team",), organisations=("Globex", "ACME labs")), True),
        (Route(("team",), organisations=("acme",)), True),
        (Route(("team",), organisations=("*labs",)), True),
        (Route(("team",), organisations=("Globex", "Lab*")), False),
        (Route(("mail",)), False),
    ],
    ids=lambda of: (
        "" if isinstance(of, bool) else str([*sorted(of.status), *of.modality, *of.organisations, *of.channels])
    ),
)
def test_a_route_gives_what_is_of_its_status_modality_and_organisations(route: Route, *, fits: bool) -> None:
    assert heard(route).routed is fits


def test_what_nobody_made_is_of_no_organisation_that_a_route_names() -> None:
    nobodys = replace(HERON, key=replace(HERON.key, organisation=""), organisations=())
    audience = Audience(("team",), (Route(("team",), organisations=("*",)),))

    assert not hearing("team", nobodys, audience, KNOWLEDGE).routed
    assert hearing("team", HERON, audience, KNOWLEDGE).routed


def test_without_routes_a_channel_hears_of_everything_and_nothing_wakes_it() -> None:
    assert heard() == Hearing(routed=True, followed=True, least=0.5, urgent=False)


def test_a_route_may_ask_for_more_than_what_is_told_anyway_and_for_no_less() -> None:
    asked = [heard(Route(("team",), min_confidence=least)).least for least in (None, 0.2, 0.8)]

    assert asked == [0.5, 0.5, 0.8]


def test_the_first_route_to_a_channel_says_how_it_hears() -> None:
    calm, loud = Route(("team",), goes_on=True), Route(("team",), min_confidence=0.9, urgent=True)

    assert not heard(calm, loud).urgent
    assert heard(loud, calm) == Hearing(routed=True, followed=True, least=0.9, urgent=True)


def test_what_is_not_followed_is_heard_of_whatever_the_routes_say() -> None:
    assert [heard(*routes, follow=("Globex",)) for routes in ((), (Route(("team",)),), (Route(("mail",)),))] == [
        Hearing(routed=True, followed=False),
        Hearing(routed=True, followed=False),
        Hearing(routed=False, followed=False),
    ]
    assert heard(follow=("Globex", "Acme*")).followed


def test_a_launch_goes_through_the_routes_that_match_until_one_does_not_go_on() -> None:
    preview = Route(("team",), status=frozenset({Status.PREVIEW}))
    on, ends = Route(("team",), goes_on=True), Route(("mail",))

    assert applying_routes(HERON, Audience(("team",), (preview, on, ends, Route(("team", "mail")))), KNOWLEDGE) == [
        1,
        2,
    ]
    assert applying_routes(HERON, Audience(("team",), (preview,)), KNOWLEDGE) == []
