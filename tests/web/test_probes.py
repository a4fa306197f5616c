"""What health checks and Prometheus are answered, on the page and at an address of their own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr
from web.world import NOW, World

from monitor.model import Condition, Vitals
from monitor.web import Access, Keys, create_observatory

if TYPE_CHECKING:
    from starlette.applications import Starlette

pytestmark = pytest.mark.anyio
TOKEN = "0123456789abcdef-token"  # noqa: S105 -- a test's own.
WELL = Vitals(Condition.OK, "", NOW)
STUCK = Vitals(Condition.LATE, "delivering last came round 130 s ago: it is stuck", NOW)


@dataclass
class Told:
    """Answers `Probes` with what a test says."""

    alive: Vitals = WELL
    ready: Vitals = WELL
    asked: list[str] = field(default_factory=list)

    def vitals(self) -> Vitals:
        return self.alive

    async def readiness(self) -> Vitals:
        self.asked.append("readiness")
        return self.ready

    async def metrics(self) -> tuple[bytes, str]:
        self.asked.append("metrics")
        return b"monitor_live 1\n", "text/plain; version=9"


def page(world: World, probes: Told, *, is_open: bool = True) -> Starlette:
    world.options = replace(world.options, probes=probes, token=SecretStr(TOKEN), is_open=is_open)
    return world.app()


def apart(_world: World, probes: Told, *, is_open: bool = True) -> Starlette:
    return create_observatory(probes, Access(Keys(TOKEN), is_open, lambda: NOW))


async def ask(app: Starlette, path: str, host: str = "127.0.0.1:8081", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        return await client.get(path, headers=headers)


at_both = pytest.mark.parametrize("made", [page, apart])


@at_both
@pytest.mark.parametrize("condition", Condition)
async def test_whoever_is_well_answers_200_and_whoever_is_not_503_with_one_line_that_says_why(
    world: World, made: type, condition: Condition
) -> None:
    app = made(world, Told(Vitals(condition, "what is the matter"), Vitals(condition, "what is lacking")))

    alive, ready = await ask(app, "/healthz"), await ask(app, "/readyz")

    assert alive.status_code == (200 if condition in {Condition.OK, Condition.WAITING} else 503)
    assert ready.status_code == (200 if condition is Condition.OK else 503)
    assert alive.json() == {"status": condition, "last_pass_at": None, "why": "what is the matter"}
    assert ready.json()["why"] == "what is lacking"
    assert "\n" not in alive.text


@at_both
async def test_whether_it_lives_is_told_without_asking_what_may_hang(world: World, made: type) -> None:
    probes = Told()

    await ask(made(world, probes), "/healthz")

    assert probes.asked == []
    assert not world.called


@at_both
async def test_metrics_come_in_the_form_that_they_say(world: World, made: type) -> None:
    answer = await ask(made(world, Told()), "/metrics")

    assert (answer.status_code, answer.text) == (200, "monitor_live 1\n")
    assert answer.headers["content-type"] == "text/plain; version=9"


@at_both
async def test_where_others_reach_it_metrics_want_the_token_and_health_does_not(world: World, made: type) -> None:
    probes = Told()
    app = made(world, probes, is_open=False)

    refused, told = await ask(app, "/metrics"), await ask(app, "/metrics", authorization=f"Bearer {TOKEN}")
    open_to_all = [await ask(app, path) for path in ("/healthz", "/readyz")]

    assert (refused.status_code, told.status_code) == (401, 200)
    assert "token" in refused.text
    assert [answer.status_code for answer in open_to_all] == [200, 200]
    assert probes.asked == ["metrics", "readiness"]


async def test_at_an_address_of_its_own_a_name_is_looked_at_where_no_token_is(world: World) -> None:
    here, elsewhere = apart(world, Told()), apart(world, Told(), is_open=False)

    rebound = await ask(here, "/metrics", host="evil.example")
    scraped = await ask(elsewhere, "/metrics", host="10.0.0.7:8081", authorization=f"Bearer {TOKEN}")

    assert (rebound.status_code, scraped.status_code) == (421, 200)


@pytest.mark.parametrize("path", ["/", "/api/launches", "/metrics/", "/page.css"])
async def test_at_an_address_of_its_own_there_is_nothing_else(world: World, path: str) -> None:
    assert (await ask(apart(world, Told()), path)).status_code == 404


async def test_a_page_that_nothing_counts_for_says_so(world: World) -> None:
    assert (await world.ask("/metrics")).status_code == 404


@pytest.mark.parametrize(
    ("vitals", "said"),
    [
        (WELL, "On watch"),
        (STUCK, "The watch is late"),
        (Vitals(Condition.FAILING, "broke off", NOW), "The watch breaks off"),
        (Vitals(Condition.LATE, "never began"), "First pass under way"),
    ],
    ids=["well", "late", "failing", "late from the start"],
)
async def test_the_page_itself_says_how_the_watch_is(world: World, vitals: Vitals, said: str) -> None:
    answer = await ask(page(world, Told(vitals)), "/", **{"accept-language": "en"})

    assert said in answer.text
    assert "{" not in answer.text
