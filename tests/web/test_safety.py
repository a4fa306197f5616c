"""What a hostile page, feed or network cannot do."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from web.world import World, make_launch

from monitor.html import parse
from monitor.lookup import SourceView
from monitor.model import SourceHealth, Tier
from monitor.store import open_store
from monitor.web.rendering import host_of, make_environment

pytestmark = pytest.mark.anyio

PATHS = (
    "/",
    "/launches/1",
    "/sources",
    "/api/launches",
    "/healthz",
    "/page.css",
    "/nowhere",
    "/api/nowhere",
    "/?limit=x",
)
TRICKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></textarea></style><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
)


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_bears_the_headers_that_keep_a_browser_safe(world: World, path: str) -> None:
    headers = (await world.ask(path)).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_a_fault_of_ours_is_answered_safely_without_its_words(world: World) -> None:
    world.store.launches = None

    answer = await world.ask("/")

    assert answer.status_code == 500
    assert "content-security-policy" in answer.headers
    assert "TypeError" not in answer.text


@pytest.mark.parametrize(
    ("host", "code"),
    [
        pytest.param("127.0.0.1:8080", 200, id="loopback"),
        pytest.param("LOCALHOST", 200, id="case"),
        pytest.param("localhost.:80", 200, id="final dot"),
        pytest.param("[::1]:8080", 200, id="ipv6"),
        pytest.param("rebound.example.org", 421, id="foreign"),
        pytest.param("127.0.0.1.example.org", 421, id="prefix"),
        pytest.param("localhost@example.org", 421, id="user"),
        pytest.param("", 421, id="empty"),
    ],
)
async def test_only_listed_names_are_answered(world: World, host: str, code: int) -> None:
    answers = [await world.ask(path, host=host) for path in ("/", "/api/sources")]

    assert [answer.status_code for answer in answers] == [code, code]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_the_page_can_only_be_read(world: World, method: str) -> None:
    answer = await world.ask("/", method=method)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_head_is_answered(world: World) -> None:
    assert (await world.ask("/", method="HEAD")).status_code == 200


@pytest.mark.parametrize("trick", TRICKS, ids=range(len(TRICKS)))
async def test_markup_from_outside_stays_text_wherever_it_stands(world: World, trick: str) -> None:
    launch = make_launch(model=trick, version=trick, organisations=(trick,), parameters=trick, domain=trick)
    number = world.tell(launch, trick, evidence=trick, title=trick, source_name=trick, url=trick, language=trick)
    world.views = [SourceView(trick, trick, Tier.MEDIA, SourceHealth.ERROR, trick)]

    answers = [
        await world.ask(path, **({"accept-language": trick} if path == "/" else {}))
        for path in ("/", f"/launches/{number}", "/sources")
    ]
    answers.append(await world.ask(str(httpx.URL("/", params={"q": trick, "organisation": trick}))))

    for answer in answers:
        root = parse(answer.text)
        assert not root.select("script:not([src^='/page.js?v=']), img, [onerror], [onload], [style], main svg")
        assert all(link.attribute("href").startswith(("/", "#", "https:")) for link in root.select("a"))
        assert "49" not in "".join(node.text for node in root.select("h1, h3"))


@given(st.text())
def test_only_web_addresses_are_links(url: str) -> None:
    assert not host_of(url) or url.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        pytest.param("https://www.example.org/a?b", "example.org", id="plain"),
        pytest.param("HTTP://example.org", "example.org", id="case"),
        pytest.param("https://trusted.org@evil.example/", "evil.example", id="user"),
        pytest.param("https://evil.example\\@trusted.org/", "", id="backslash"),
        pytest.param("java\nscript:alert(1)", "", id="newline"),
        pytest.param("data:text/html,x", "", id="data"),
        pytest.param("//example.org", "", id="no scheme"),
        pytest.param("https://[::1", "", id="broken"),
    ],
)
def test_a_link_shows_the_host_that_a_browser_would_go_to(url: str, host: str) -> None:
    assert host_of(url) == host


def test_characters_that_turn_a_line_around_are_taken_out() -> None:
    shown = make_environment().from_string("{{ text }}").render(text="a\u202eb\u200bc\x00\ud800<")

    assert shown == "abc&lt;"


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
async def test_no_header_or_query_breaks_the_page(query: str, status: str, language: str) -> None:
    store = open_store("sqlite://")
    world = World(store)
    try:
        answer = await world.ask(
            str(httpx.URL("/", params={"q": query, "status": status})),
            accept_language=language.encode("ascii", "ignore").decode().replace("\n", " ").replace("\r", " "),
        )
    finally:
        store.close()

    assert answer.status_code in {200, 400}
