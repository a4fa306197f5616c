"""Sources looked at: their health, a check of the settings file, a dry run."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from end_to_end.world import Outlets, outlets
from notify.serving import receiver
from second_opinion.making import answer, completion
from time_machine import travel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Program

DATE = "2026-04-02T09:30:00+08:00"
FEED_DATE = "Thu, 02 Apr 2026 09:30:00 +0800"
TITLE = "云岭智能发布青鸾大模型3.0"
PARAGRAPHS = [
    "4月2日，云岭智能在昆明发布青鸾大模型3.0，面向开发者开放接口。",
    "公司介绍，青鸾大模型3.0的参数规模为720亿，推理成本比上一代降低一半，已在多家企业试用。",
]

DAY_AFTER = datetime(2026, 4, 3, tzinfo=UTC)
KEY = "sk-0123456789abcdefghij"
# Such as the detector is not sure of; where it has become so, another story has to be found.
IN_DOUBT = [
    ("云岭智能的新动作", "据了解，云岭智能正在测试青鸾大模型2.0，相关能力将逐步开放。"),
    ("云岭智能与高校合作", "双方将基于青鸾大模型2.0开展合作，青鸾大模型2.0由云岭智能推出。"),
]


@pytest.fixture
def world() -> Iterator[Outlets]:
    with outlets() as opened:
        opened.page("/a/1.html", TITLE, PARAGRAPHS, DATE)
        opened.feed("/feed", "某报", [("/a/1.html", TITLE, FEED_DATE)])
        yield opened


def settings_for(program: Program, *sources: str) -> None:
    lines = "".join(f"  - {source}\n" for source in sources)
    program.write("sources.yaml", f"channels: ['console:']\nsources:\n{lines}")


def second_opinion_at(program: Program, url: str) -> None:
    """Let the endpoint at an address be asked in doubt."""
    program.write(".env", f"LLM_URL={url}/v1\nLLM_KEY={KEY}\n")
    named = 'second_opinion: {base_url: "${LLM_URL}", model: small, api_key: "${LLM_KEY}"}\n'
    with (program.folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write(named)


def source(world: Outlets, name: str = "press", path: str = "/feed", more: str = "") -> str:
    return f"{{id: {name}, name: 某报, url: '{world.address}{path}', allow_private: true{more}}}"


def test_check_counts_what_is_right(program: Program, world: Outlets) -> None:
    settings_for(program, source(world), source(world, "other", "/other", ", enabled: false"))

    checked = program.run("check")

    assert (checked.code, checked.err) == (0, "")
    assert checked.out == "sources.yaml: 2 sources (1 off), 1 channel, no faults\n"
    assert world.asked == []


def test_check_says_what_to_know_of_the_settings_and_other_commands_do_not(empty: Program, world: Outlets) -> None:
    settings_for(empty, source(world, more=", robots: ignore"))

    checked, listed = empty.run("check"), empty.run("sources")

    _, note = checked.out.splitlines()
    assert note.startswith("sources.yaml:3:")
    assert note.endswith(": sources[0].robots: its server's robots.txt is not asked for: have its owner's consent")
    assert (checked.code, checked.err, listed.err) == (0, "", "")


def test_check_says_every_fault_in_a_line(program: Program) -> None:
    program.write("sources.yaml", "sources: [a]\nchanels: []\n")

    checked = program.run("check")

    assert checked.code == 2
    assert [line.partition(": ")[0] for line in checked.err.splitlines()] == ["sources.yaml:1:11", "sources.yaml:2:1"]


def test_live_check_tries_every_enabled_source_and_every_channel(program: Program, world: Outlets) -> None:
    settings_for(
        program, source(world), source(world, "gone", "/gone"), source(world, "off", "/off", ", enabled: false")
    )

    with travel(DAY_AFTER):
        checked = program.run("check", "--live")

    assert checked.code == 1
    assert "source press: feed · 1 entry · newest 2026-04-02T09:30:00+08:00" in checked.out
    assert "monitor：通道测试" in checked.out
    assert "channel console: accepted a test: printed" in checked.out
    gone, _ = checked.err.splitlines()
    assert gone.startswith("source gone: page not found: HTTP 404 Not Found: http://127.0.0.1:")
    assert "→ look for its new address" in gone
    assert checked.err.endswith("1 of 2 sources failed\n")
    assert sorted(world.asked) == ["/feed", "/gone", "/robots.txt"]


def test_live_check_asks_for_a_second_opinion_and_says_what_came(program: Program, world: Outlets) -> None:
    settings_for(program, source(world))
    with receiver() as endpoint, travel(DAY_AFTER):
        second_opinion_at(program, endpoint.url)
        yes = answer(evidence="云岭智能正式发布青鸾大模型2.0")
        endpoint.says(**completion(yes))
        good = program.run("check", "--live")
        endpoint.says(**completion("no idea"))
        foolish = program.run("check", "--live")
        endpoint.status = 401
        refused = program.run("check", "--live")

    assert (good.code, good.err) == (0, "")
    assert good.out.endswith("second opinion: answered a test: a second opinion confirmed it (judged 0.50)\n")
    assert foolish.err == "second opinion: its answer to a test is worth nothing: it is no record\n"
    assert refused.err == "second opinion: client_status: HTTP 401, it refuses the key\n"
    assert (foolish.code, refused.code) == (1, 1)
    assert KEY not in f"{good}{foolish}{refused}"


@pytest.mark.parametrize("story", IN_DOUBT, ids=[title for title, _ in IN_DOUBT])
def test_what_a_second_opinion_said_decides_and_why_tells_it(
    program: Program, world: Outlets, story: tuple[str, str]
) -> None:
    title, paragraph = story
    world.page("/a/2.html", title, [paragraph], DATE)
    world.feed("/feed", "某报", [("/a/2.html", title, FEED_DATE)])
    settings_for(program, source(world))
    with receiver() as endpoint:
        second_opinion_at(program, endpoint.url)
        endpoint.says(**completion(answer(announced=False, evidence=paragraph)))
        program.run("once")

    told = program.run("why", "青鸾大模型2.0")

    assert len(endpoint.posts) == 1
    assert "a second opinion denied it" in told.out
    assert program.run("launches", "--json").out == ""


def test_sources_tell_their_health_as_json(program: Program, world: Outlets) -> None:
    settings_for(
        program, source(world), source(world, "gone", "/gone"), source(world, "off", "/off", ", enabled: false")
    )
    with travel(DAY_AFTER):  # Later the press would be called stale.
        program.run("once")

    listed = json.loads(program.run("sources", "--json").out)

    assert [(record["id"], record["state"]) for record in listed] == [
        ("press", "ok"),
        ("gone", "error"),
        ("off", "off"),
    ]
    assert set(listed[0]) >= {"id", "name", "state", "reason", "since", "newest_entry_at", "checked_at", "next_at"}
    assert listed[0]["newest_entry_at"] == "2026-04-02T01:30:00+00:00"
    assert "404" in listed[1]["reason"]


def test_sources_for_people_begin_with_what_ails(program: Program, world: Outlets) -> None:
    settings_for(program, source(world), source(world, "gone", "/gone"))
    with travel(DAY_AFTER):
        program.run("once")

    listed = program.run("sources")

    assert [line.split("\t")[:2] for line in listed.out.splitlines()] == [["gone", "error"], ["press", "ok"]]


def test_a_source_that_was_never_checked_says_so(empty: Program, world: Outlets) -> None:
    settings_for(empty, source(world))

    (listed,) = json.loads(empty.run("sources", "--json").out)

    assert (listed["state"], listed["reason"]) == ("ok", "not checked yet")


def test_dry_run_of_a_source_shows_dates_article_and_announcements_and_writes_nothing(
    program: Program, world: Outlets
) -> None:
    settings_for(program, source(world))

    tried = program.run("test", "press")

    assert (tried.code, tried.err) == (0, "")
    assert "press: feed · 1 entry" in tried.out
    assert f"{FEED_DATE} → 2026-04-02T09:30:00+08:00" in tried.out
    assert "4月2日，云岭智能在昆明发布" in tried.out
    assert "released · 云岭智能 · 青鸾大模型3.0" in tried.out
    assert not (program.folder / "monitor.db").exists()


def test_dry_run_shows_the_dates_of_a_list_and_its_articles_by_one_clock(program: Program, world: Outlets) -> None:
    stated = "Thu, 02 Apr 2026 01:30:00 GMT"
    world.feed("/feed", "某报", [("/a/1.html", TITLE, stated)])
    settings_for(program, source(world))

    tried = program.run("test", "press").out

    assert tried.startswith("press: feed · 1 entry · newest 2026-04-02T09:30:00+08:00\n")
    assert f"{stated} → 2026-04-02T09:30:00+08:00 (" in tried
    assert f"{TITLE} · 2026-04-02T09:30:00+08:00 (" in tried


def test_dry_run_explains_itself_when_asked(program: Program, world: Outlets) -> None:
    settings_for(program, source(world))

    plain, explained = program.run("test", "press"), program.run("test", "press", "--explain")

    assert len(explained.out.splitlines()) > len(plain.out.splitlines())


@pytest.mark.parametrize(
    ("path", "kind"), [pytest.param("/feed", "feed", id="feed"), pytest.param("/a/1.html", "article", id="article")]
)
def test_dry_run_of_an_address_finds_out_what_it_is(program: Program, world: Outlets, path: str, kind: str) -> None:
    tried = program.run("test", world.address + path, "--allow-private")

    assert (tried.code, tried.err) == (0, "")
    assert f": {kind} · 1 entry" in tried.out
    assert "青鸾大模型3.0" in tried.out


def test_dry_run_says_which_article_cannot_be_read(program: Program, world: Outlets) -> None:
    world.feed("/feed", "某报", [("/gone.html", "一", FEED_DATE), ("/a/1.html", TITLE, FEED_DATE)])

    tried = program.run("test", f"{world.address}/feed", "--allow-private")

    assert tried.code == 1
    assert tried.err.startswith("article unreadable: client_status: HTTP 404")
    assert "released · 云岭智能 · 青鸾大模型3.0" in tried.out


def test_dry_run_does_not_reach_into_this_network_unasked(program: Program, world: Outlets) -> None:
    tried = program.run("test", f"{world.address}/feed")

    assert tried.code == 1
    assert len(tried.err.splitlines()) == 1
    assert tried.err.startswith("monitor: private address: 127.0.0.1 is not a public address")
    assert "--allow-private" in tried.err
    assert world.asked == []


@pytest.mark.parametrize("name", ["nobody", "http://"])
def test_dry_run_of_nothing_is_wrong_usage(program: Program, name: str) -> None:
    settings_for(program)
    program.write("sources.yaml", "sources: []\n")

    tried = program.run("test", name)

    assert tried.code == 2
    assert len(tried.err.splitlines()) == 1


def test_an_article_read_by_hand_raises_its_message_and_is_read_once(program: Program, world: Outlets) -> None:
    program.write("sources.yaml", "channels: ['console:']\nsources: []\n")
    address = f"{world.address}/a/1.html"

    first = program.run("read", address, "--allow-private")
    again = program.run("read", address, "--allow-private")

    assert (first.code, first.err) == (0, "")
    assert "new · released · 云岭智能 青鸾大模型3.0" in first.out
    assert "accepted" in first.out
    assert again.out == (
        f"read before, or waiting to be tried again: {address}; `monitor why URL` says what came of it\n"
    )
    assert len(program.run("launches").out.splitlines()) == 1


def test_an_article_read_by_hand_gives_no_heartbeat(program: Program, world: Outlets) -> None:
    program.write("sources.yaml", f"channels: ['console:']\nsources: []\nheartbeat: '{world.address}/beat'\n")

    program.run("read", f"{world.address}/a/1.html", "--allow-private")

    assert "/a/1.html" in world.asked
    assert "/beat" not in world.asked


def test_an_article_that_cannot_be_read_by_hand_exits_1_with_a_line(program: Program, world: Outlets) -> None:
    program.write("sources.yaml", "sources: []\n")

    tried = program.run("read", f"{world.address}/gone", "--allow-private")

    assert tried.code == 1
    assert len(tried.err.splitlines()) == 1
    assert "404" in tried.err


def test_an_article_read_by_hand_is_read_as_the_only_source_of_its_host_says(program: Program, world: Outlets) -> None:
    settings_for(program, source(world, more=", tier: official"))

    program.run("read", f"{world.address}/a/1.html")

    (event,) = json.loads(program.run("show", "1", "--json").out)["life"]
    assert (event["tier"], event["source"]) == ("official", "某报")


def test_an_organisation_that_nobody_knows_is_said_by_check(program: Program) -> None:
    program.write(
        "sources.yaml",
        "follow: [华为, Huaweii, 云岭智能, 某新公司]\nchannels: [{name: team, url: 'console:'}]\n"
        "routes: [{channels: [team], organisations: [OpenAi, Open*, Anthropik]}]\nsources: []\n"
        "knowledge: {organisations: [{name: 云岭智能}]}\n",
    )

    said = program.run("check").out

    assert 'follow: no known organisation is called Huaweii, did you mean "Huawei"?' in said
    assert "follow: no known organisation is called 某新公司; its news counts by this very name" in said
    assert 'routes[0]: no known organisation is called Anthropik, did you mean "Anthropic"?' in said
    assert said.count("no known organisation") == 3
