"""The page in Debian's Chromium: what a person does with mouse, keys and thumb, and what no title can make it do."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright
from pydantic import SecretStr
from web.driving import CHROMIUM, DESK, PHONE, served
from web.world import NOW, World, make_launch

from monitor import wiring
from monitor.lookup import Pace, SourceView
from monitor.model import LaunchKey, Modality, SourceHealth, Status, Tier
from monitor.settings import Settings
from monitor.store import open_store
from monitor.web import Said, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

TOKEN = "0123456789abcdef-token"  # noqa: S105 -- a test's own.
MODELS = ("Heron", "Egret", "Crane", "Plover", "Stork")
ROOMS = (
    "/",
    "/launches/1",
    "/calendar",
    "/organisations",
    "/organisations/acme",
    "/sources",
    "/messages",
    "/figures",
    "/sign-in",
    "/nowhere",
    "/?search=nothing-of-the-kind",
)
TRICKS = (
    "<script>window.ran = 1</script>",
    "\"><img src=x onerror='window.ran = 1'>",
    "'><svg/onload=window.ran=1>",
    "</title></textarea></style><script>window.ran = 1</script>",
    "<iframe srcdoc='<script>parent.ran = 1</script>'>",
    "javascript:window.ran=1",
    "{{ 7 * 7 }}${7 * 7}",
    "<a href=javascript:window.ran=1 autofocus onfocus=window.ran=1>x</a>",
)
"""Each would leave a mark, if it ran."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if "CI" in os.environ:  # noqa: TID251 -- where a skip would hide that nothing was tried.
            pytest.fail("no chromium: .ci/run installs it")
        pytest.skip("no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store = open_store(f"sqlite:///{tmp_path}/monitor.db")
    world = World(store)

    def correct(said: Said) -> str:
        with wiring.correcting(Settings(()), store, lambda: NOW) as corrector:
            return corrector.obey(said.kind, said.which, said.other, undo=said.undo)

    world.options = replace(
        world.options,
        token=SecretStr(TOKEN),
        correct=correct,
        written=lambda message: Written(f"Subject {message.id}", "Subject\nText"),
    )
    yield world
    store.close()


@pytest.fixture
def filled(world: World) -> World:
    """Launches of several days, one with members and messages, one upcoming, two sources."""
    for days, model in enumerate(MODELS):
        at = NOW - timedelta(days=days)
        status = Status.UPCOMING if model == "Egret" else Status.RELEASED
        told = make_launch(model, status, status_at=at, first_seen_at=at, date="2030-07-20", modality=Modality.VIDEO)
        world.tell(told, "team", evidence=f"Acme releases {model} 2.", body=f"It rained. Acme releases {model} 2. Ok.")
    world.tell(make_launch("Heron", key=LaunchKey("acme", "heron", "2", "", "8b"), parameters="8B", rumour=True))
    world.views = [
        SourceView("fine", "Fine", Tier.MEDIA, SourceHealth.OK, checked_at=NOW, reckon=lambda: Pace(None, 2.0, (1, 3))),
        SourceView("gone", "Gone", Tier.OFFICIAL, SourceHealth.ERROR, "timeout", NOW),
    ]
    return world


@pytest.fixture
def open_page(browser: Browser, world: World) -> Iterator[Callable[..., Page]]:
    """Give what opens the page in a browser of one's own choice; a fault on the page's console fails the test."""
    faults: list[str] = []
    with served(lambda call: world.app(call=call)) as url:
        contexts = []

        def open_at(path: str = "/", **wanted: object) -> Page:
            asked = {"viewport": DESK, "locale": "en-GB", "base_url": url} | wanted
            context = browser.new_context(**asked)
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            page.goto(path)
            return page

        yield open_at
        for context in contexts:
            context.close()
    assert [fault for fault in faults if "404" not in fault] == []


def names(page: Page) -> list[str]:
    return page.locator(".day h3").all_inner_texts()


@pytest.mark.usefixtures("filled")
def test_the_timeline_is_searched_while_one_types(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.evaluate("window.stays = true")

    page.keyboard.press("/")
    page.keyboard.type("plover")
    expect(page.locator(".day h3")).to_have_count(1)

    assert names(page) == ["Plover 2"]
    assert page.url.endswith("/?search=plover")
    assert page.get_by_role("status").inner_text() == "1 found"
    assert page.evaluate("window.stays") is True
    page.reload()
    assert names(page) == ["Plover 2"]
    page.locator("select[name=modality]").select_option("code")
    page.get_by_text("Nothing fits").wait_for()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_while_one_searches(open_page: Callable[..., Page], size: dict[str, int]) -> None:
    page = open_page(viewport=size)
    places = ["form.search", "nav.filter", ".day >> nth=0"]

    before = [page.locator(place).bounding_box() for place in places]
    page.locator("input[type=search]").fill("heron")
    expect(page.locator(".day h3")).to_have_count(2)

    after = [page.locator(place).bounding_box() for place in places]
    assert [(box["x"], box["y"]) for box in after] == [(box["x"], box["y"]) for box in before]


@pytest.mark.usefixtures("filled")
def test_earlier_launches_are_read_on_without_leaving(open_page: Callable[..., Page]) -> None:
    page = open_page("/?limit=2")
    before = names(page)

    while page.locator("a.onward").count():
        count = min(len(names(page)) + 2, len(MODELS) + 1)
        page.locator("a.onward").click()
        expect(page.locator(".day h3")).to_have_count(count)

    assert len(before) == 2
    assert len(names(page)) == len(MODELS) + 1
    assert len({day.inner_text() for day in page.locator(".day h2 .hidden").all()}) == page.locator(".day").count()


@pytest.mark.usefixtures("filled")
def test_it_works_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)

    page.locator("input[type=search]").fill("crane")
    page.get_by_role("button", name="Search").click()

    assert names(page) == ["Crane 2"]
    page.get_by_role("link", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("link", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert names(page) == ["Crane 2"]


@pytest.mark.usefixtures("filled")
def test_a_launch_is_opened_from_the_timeline_with_its_proof_marked(open_page: Callable[..., Page]) -> None:
    page = open_page()

    page.get_by_role("link", name="Crane 2").click()

    assert page.locator("h1").inner_text() == "Crane 2"
    assert page.locator("mark").inner_text() == "Acme releases Crane 2."
    assert page.locator("blockquote").inner_text() == "It rained. Acme releases Crane 2. Ok."
    assert "none" not in page.locator("mark").evaluate("mark => getComputedStyle(mark).backgroundImage")


@pytest.mark.usefixtures("filled")
def test_a_launch_is_called_wrong_and_that_is_taken_back(open_page: Callable[..., Page]) -> None:
    page = open_page("/launches/3")

    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("This is no launch").click()
    page.locator("details[open] button").click()
    said = page.get_by_role("status").inner_text()
    page.goto("/")
    without = names(page)
    page.goto("/launches/3")
    page.get_by_role("button", name="Take back").click()
    page.goto("/")

    assert said == "Noted: this is no launch, and is listed no more."
    assert "Crane 2" not in without
    assert "Crane 2" in names(page)


@pytest.mark.usefixtures("filled")
def test_the_light_is_the_system_s_until_one_chooses(open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme="dark")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(background)

    page.get_by_role("link", name="Light", exact=True).click()
    light = page.evaluate(background)
    page.reload()

    assert dark == "rgb(20, 19, 18)"
    assert light == page.evaluate(background) == "rgb(251, 250, 247)"


@pytest.mark.usefixtures("filled")
def test_keys_move_along_the_timeline_and_show_where_one_is(open_page: Callable[..., Page]) -> None:
    page = open_page()

    for key in "jjk":
        page.keyboard.press(key)
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    here = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/launches/*")

    assert (here, ring) == ("Heron 2", "solid")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_phone_shows_every_room_without_scrolling_sideways(open_page: Callable[..., Page], locale: str) -> None:
    page = open_page(viewport=PHONE, locale=locale, is_mobile=True, has_touch=True)

    for room in ROOMS:
        page.goto(room)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], room


@pytest.mark.usefixtures("filled")
def test_the_sources_say_how_they_are(open_page: Callable[..., Page]) -> None:
    page = open_page("/sources")

    assert page.locator("tbody tr").first.inner_text().startswith("Gone")
    assert "timeout" in page.locator("tbody tr").first.inner_text()
    assert page.locator("svg.spark").bounding_box()["width"] == 90


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("locale", "light", "size"), [("zh-CN", "light", DESK), ("en-GB", "dark", PHONE)])
def test_nobody_is_kept_out(open_page: Callable[..., Page], locale: str, light: str, size: dict[str, int]) -> None:
    page = open_page("/sign-in?back=/launches/1", locale=locale, color_scheme=light, viewport=size)
    page.locator("#token").fill(TOKEN)
    page.locator("main button").click()

    for room in ROOMS:
        page.goto(room)
        found = Axe().run(page).response["violations"]
        serious = [
            (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}
        ]
        assert serious == [], room


def test_nothing_that_is_told_ever_runs(open_page: Callable[..., Page], world: World) -> None:
    for number, trick in enumerate(TRICKS):
        key = LaunchKey(f"acme{number}", trick, "2", trick, "")
        launch = make_launch(trick, version=trick, organisations=(trick,), domain=trick, parameters=trick, key=key)
        world.tell(launch, trick, evidence=trick, title=trick, source_name=trick, url=trick, language=trick, body=trick)
    world.views = [
        SourceView(trick, trick, Tier.MEDIA, SourceHealth.ERROR, trick, reckon=lambda: Pace(entries_by_day=(1,)))
        for trick in TRICKS
    ]
    page = open_page()
    spoken: list[str] = []
    page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    rooms = (*ROOMS, *(f"/launches/{number}" for number in range(1, len(TRICKS) + 1)))

    for room in (*rooms, *(f"/?search={trick}&organisation={trick}" for trick in TRICKS)):
        page.goto(room)
        assert page.evaluate("window.ran") is None, room
        assert page.locator("script:not([src^='/page.js'])").count() == 0, room
        assert page.locator("img, iframe, [onerror], [onload], [onfocus], a[href^='javascript']").count() == 0, room
    assert spoken == []
