"""Who may read, who may correct, and what no other site can make a browser do."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from web.world import NOW, make_launch

from monitor import wiring
from monitor.errors import UsageError
from monitor.html import parse
from monitor.model import CorrectionKind
from monitor.settings import Settings
from monitor.web import Said
from monitor.web.app import FORMS, OPEN, PAGES
from monitor.web.forms import LONGEST, local_address
from monitor.web.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from web.world import World

pytestmark = pytest.mark.anyio
TOKEN = "0123456789abcdef-token"  # noqa: S105 -- a test's own.
PLACES = [path.replace("{number}", "1").replace("{code}", "K7F2").replace("{key:path}", "acme") for path in PAGES]


@pytest.fixture
def locked(world: World) -> World:
    """A page that other machines can reach."""
    world.options = replace(world.options, token=SecretStr(TOKEN), is_open=False)
    return world


@pytest.fixture
def here(world: World) -> World:
    """A page on this machine, with a token for corrections."""

    def correct(one: Said) -> str:
        world.said.append(one)
        return "obeyed"

    world.options = replace(world.options, token=SecretStr(TOKEN), correct=correct)
    world.tell(make_launch())
    return world


async def session_of(world: World, token: str = TOKEN) -> str:
    answer = await world.ask("/do/sign-in", method="POST", form={"token": token, "back": "/calendar"})
    return answer.headers.get("set-cookie", "").partition(";")[0]


async def form_key(world: World, cookie: str) -> str:
    page = parse((await world.ask("/launches/1", cookie=cookie)).text)
    return page.select("input[name=key]")[0].attribute("value")


@pytest.mark.parametrize("path", PLACES)
async def test_without_the_token_nothing_of_a_reachable_page_is_seen(locked: World, path: str) -> None:
    locked.tell(make_launch())

    answer = await locked.ask(path)

    assert answer.status_code in {303, 401}
    assert "Heron" not in answer.text
    assert not locked.called


@pytest.mark.parametrize("path", [*OPEN, "/page.css", "/page.js", "/icon.svg"])
async def test_what_opens_the_door_and_says_that_it_lives_is_open(locked: World, path: str) -> None:
    assert (await locked.ask(path)).status_code in {200, 303}
    assert not locked.called


async def test_a_browser_is_led_to_the_door_and_back(locked: World) -> None:
    answer = await locked.ask("/?search=a%26b")

    assert answer.headers["location"] == "/sign-in?back=%2F%3Fsearch%3Da%2526b"
    door = parse((await locked.ask(answer.headers["location"])).text)
    assert door.select("input[name=back]")[0].attribute("value") == "/?search=a%26b"


async def test_whoever_has_the_token_comes_in_and_goes_out_again(locked: World) -> None:
    locked.tell(make_launch())
    answer = await locked.ask("/do/sign-in", method="POST", form={"token": TOKEN, "back": "/launches/1"})
    cookie = answer.headers["set-cookie"]

    assert (answer.status_code, answer.headers["location"]) == (303, "/launches/1")
    assert TOKEN not in cookie
    assert {"httponly", "samesite=strict"} <= {part.strip().lower() for part in cookie.split(";")}
    session = cookie.partition(";")[0]
    page = await locked.ask("/launches/1", cookie=session)
    assert page.status_code == 200
    out = await locked.ask("/do/sign-out", method="POST", form={"key": await form_key(locked, session)}, cookie=session)
    assert 'monitor_session="";' in out.headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN.upper(), "令牌", "\x00"])
async def test_nobody_else_does(locked: World, token: str) -> None:
    answer = await locked.ask("/do/sign-in", method="POST", form={"token": token})

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "That is not the token" in answer.text


@pytest.mark.parametrize(
    "header",
    [f"Bearer {TOKEN}", f"bearer  {TOKEN}", "Basic " + b64encode(f"me:{TOKEN}".encode()).decode()],
    ids=["bearer", "case", "basic"],
)
async def test_programs_send_the_token_with_each_request(locked: World, header: str) -> None:
    locked.tell(make_launch())

    answers = [await locked.ask(path, authorization=header) for path in ("/api/launches", "/launches.atom")]

    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic !", "Basic " + b64encode(b"x").decode(), "Digest a"]
)
async def test_programs_without_it_are_told_what_to_send(locked: World, header: str) -> None:
    answer = await locked.ask("/api/launches", authorization=header)

    assert (answer.status_code, answer.json()) == (401, {"error": "send the token, as a bearer's or as a password"})
    assert answer.headers["www-authenticate"].startswith("Basic ")


@given(st.text(max_size=60))
def test_no_other_text_is_a_session(offered: str) -> None:
    assert not Keys(TOKEN).is_session(offered, NOW)


def test_a_session_ends_and_belongs_to_one_token() -> None:
    session = Keys(TOKEN).session(NOW)

    assert Keys(TOKEN).is_session(session, NOW + timedelta(days=29))
    assert not Keys(TOKEN).is_session(session, NOW + timedelta(days=31))
    assert not Keys(TOKEN + "2").is_session(session, NOW)
    later = f"{int(datetime(2099, 1, 1, tzinfo=UTC).timestamp()):x}.{session.partition('.')[2]}"
    assert not Keys(TOKEN).is_session(later, NOW)


def correction(**changes: str) -> dict[str, str]:
    return {"launch": "1", "kind": "wrong"} | changes


async def test_a_form_of_ones_own_page_corrects_and_leads_back(here: World) -> None:
    cookie = await session_of(here)
    form = correction(key=await form_key(here, cookie))

    answer = await here.ask("/do/correct", method="POST", form=form, cookie=cookie)

    assert (answer.status_code, answer.headers["location"]) == (303, "/launches/1?done=wrong#corrections")
    assert here.said == [Said(CorrectionKind.WRONG, "1")]


async def test_a_program_corrects_with_the_token(here: World) -> None:
    answer = await here.ask(
        "/do/correct",
        method="POST",
        form=correction(kind="merge", other=" #7 "),
        authorization=f"Bearer {TOKEN}",
        accept="application/json",
    )

    assert (answer.status_code, answer.json()) == (200, {"said": "obeyed"})
    assert here.said == [Said(CorrectionKind.MERGE, "1", "7")]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda form, _: form.pop("key"), id="no key"),
        pytest.param(lambda form, _: form.update(key="0" * 64), id="a wrong key"),
        pytest.param(lambda _, headers: headers.pop("cookie"), id="no session"),
        pytest.param(lambda _, headers: headers.update(cookie="monitor_session=a.b"), id="a made-up session"),
        pytest.param(lambda _, headers: headers.update(sec_fetch_site="cross-site"), id="another site"),
    ],
)
async def test_no_other_form_corrects_anything(
    here: World, spoil: Callable[[dict[str, str], dict[str, str]], object]
) -> None:
    cookie = await session_of(here)
    form, headers = correction(key=await form_key(here, cookie)), {"cookie": cookie}
    spoil(form, headers)

    answer = await here.ask("/do/correct", method="POST", form=form, **headers)

    assert answer.status_code == 403
    assert here.said == []


@pytest.mark.parametrize(
    ("form", "code"),
    [
        pytest.param(correction(kind="missed"), 400, id="kind"),
        pytest.param(correction(launch="x"), 400, id="launch"),
        pytest.param(correction(kind="merge"), 400, id="merge with nothing"),
        pytest.param(correction(other="x" * LONGEST), 413, id="too long"),
    ],
)
async def test_a_form_that_says_nothing_is_refused(here: World, form: dict[str, str], code: int) -> None:
    answer = await here.ask("/do/correct", method="POST", form=form, authorization=f"Bearer {TOKEN}")

    assert answer.status_code == code
    assert here.said == []


async def test_what_cannot_be_corrected_so_is_said(here: World) -> None:
    def refuse(_said: Said) -> str:
        raise UsageError("there is nothing to split")

    here.options = replace(here.options, correct=refuse)

    answer = await here.ask("/do/correct", method="POST", form=correction(), authorization=f"Bearer {TOKEN}")

    assert answer.status_code == 409
    assert "there is nothing to split" in answer.text


async def test_without_a_token_in_the_settings_nobody_corrects(world: World) -> None:
    world.tell(make_launch())

    answer = await world.ask("/do/correct", method="POST", form=correction())

    assert answer.status_code == 403
    assert "With web.token in the settings" in (await world.ask("/launches/1")).text


async def test_a_correction_through_the_page_is_the_command_s_own(here: World) -> None:
    settings = Settings(())

    def correct(said: Said) -> str:
        with wiring.correcting(settings, here.store, lambda: NOW) as corrector:
            return corrector.obey(said.kind, said.which, said.other, undo=said.undo)

    here.options = replace(here.options, correct=correct)
    cookie = await session_of(here)
    key = await form_key(here, cookie)

    async def say(**words: str) -> httpx.Response:
        return await here.ask("/do/correct", method="POST", form=correction(key=key, **words), cookie=cookie)

    await say()
    gone = (await here.ask("/")).text
    page = parse((await here.ask("/launches/1", cookie=cookie)).text)
    undo = {each.attribute("name"): each.attribute("value") for each in page.select("form:has([name=undo]) input")}
    await here.ask("/do/correct", method="POST", form=undo, cookie=cookie)
    back = (await here.ask("/")).text

    assert ("Heron 2</a>" in gone, "Heron 2</a>" in back) == (False, True)
    assert [one.kind for one in here.store.corrections()] == [CorrectionKind.WRONG]


@pytest.mark.parametrize("path", FORMS)
async def test_forms_are_only_posted(here: World, path: str) -> None:
    answer = await here.ask(path)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "back", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "", "/a\nb", "/ a", "javascript:1"]
)
async def test_nobody_is_led_to_another_site(here: World, back: str) -> None:
    answer = await here.ask("/do/sign-in", method="POST", form={"token": TOKEN, "back": back})

    assert answer.headers["location"] == "/"


@given(st.text(max_size=40))
def test_an_address_to_go_back_to_begins_with_one_slash(written: str) -> None:
    address = local_address(written)

    assert address.startswith("/")
    assert not address.startswith(("//", "/\\"))


async def test_language_and_light_are_remembered_without_saying_who(world: World) -> None:
    answer = await world.ask("/preferences?language=zh&theme=dark&back=/calendar")
    cookies = "; ".join(value.partition(";")[0] for value in answer.headers.get_list("set-cookie"))

    page = (await world.ask("/", cookie=cookies)).text

    assert answer.headers["location"] == "/calendar"
    assert cookies == "monitor_language=zh; monitor_theme=dark"
    assert '<html lang="zh-CN" data-theme="dark">' in page


async def test_a_light_nobody_knows_is_the_system_s(world: World) -> None:
    answer = await world.ask("/preferences?theme=auto")

    assert 'monitor_theme="";' in answer.headers["set-cookie"]
    assert "data-theme=" not in (await world.ask("/", cookie='monitor_theme="><script>')).text.partition("<head>")[0]
