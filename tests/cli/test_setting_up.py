"""Channels connected and sources added: what is tried, what is written, what is left alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from end_to_end.world import Outlets, outlets
from notify.serving import Receiver, receiver

from monitor.cli.connecting import secret_name, spelled_for_us
from monitor.cli.mending import how_to_mend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Program

FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/0f3a9c1e-77aa-4b0e-8f1d-2c9be0a1d345"
TOKEN = FEISHU.rpartition("/")[2]
WRITTEN = """\
# Ours.
channels: ["console:"]  # Whom to tell.

sources:
  # Press.
  - {id: press, url: "https://press.example.org/feed"}   # Daily.
  # - https://old.example.org/feed

# The end.
"""
DATE = "Thu, 02 Apr 2026 09:30:00 +0800"
ENTRIES = [(f"/a/{number}.html", f"第{number}篇报道的标题写在这里", DATE) for number in range(1, 6)]


@pytest.fixture
def bot() -> Iterator[Receiver]:
    with receiver() as opened:
        opened.says(code=0, msg="success")
        yield opened


@pytest.fixture
def world() -> Iterator[Outlets]:
    with outlets() as opened:
        opened.feed("/feed", "某报", ENTRIES)
        yield opened


def files(program: Program) -> list[str]:
    return sorted(path.name for path in program.folder.iterdir() if not path.name.startswith("monitor.db"))


def read(program: Program, name: str = "sources.yaml") -> str:
    return (program.folder / name).read_text("utf-8")


def test_a_bot_that_accepts_a_preview_is_written_down(told: Program, bot: Receiver) -> None:
    told.write("sources.yaml", WRITTEN)

    connected = told.run("connect", FEISHU, "--endpoint", bot.url)

    assert (connected.code, connected.err) == (0, "")
    assert "feishu: accepted a preview of 1 launch: 0 success" in connected.out
    assert "青鸾大模型3.0" in json.dumps(bot.posts[0].body, ensure_ascii=False)
    assert read(told, ".env") == f"FEISHU_URL={FEISHU}\n"
    assert (told.folder / ".env").stat().st_mode & 0o777 == 0o600
    entry = f'{{url: "${{FEISHU_URL}}", endpoint: "{bot.url}"}}'
    assert read(told) == WRITTEN.replace('["console:"]', f'["console:", {entry}]')
    assert told.run("check").out == "sources.yaml: 1 source, 2 channels, no faults\n"


def test_the_address_is_never_shown(told: Program, bot: Receiver) -> None:
    bot.says(code=19001, msg=f"param invalid: incoming webhook access token invalid {TOKEN}")

    refused = told.run("connect", FEISHU, "--endpoint", bot.url, "--keep")

    assert refused.code == 1
    assert TOKEN not in refused.out + refused.err + read(told)


def test_a_bot_that_refuses_is_told_in_its_words_with_what_to_do_and_not_written(told: Program, bot: Receiver) -> None:
    bot.says(code=19024, msg="Key Words Not Found")

    refused = told.run("connect", FEISHU, "--endpoint", bot.url)

    assert refused.code == 1
    said, meaning, advice = refused.err.splitlines()
    assert said == "feishu: refused: 19024 Key Words Not Found"
    assert meaning.startswith(
        "19024 means: the keyword is missing (飞书开放平台：自定义机器人使用指南 https://open.feishu.cn/"
    )
    assert advice.startswith("what to do: the bot only takes messages with a keyword")
    assert files(told) == []


def test_a_refused_bot_is_written_when_it_is_to_be_kept(told: Program, bot: Receiver) -> None:
    bot.says(code=19024, msg="Key Words Not Found")

    refused = told.run("connect", FEISHU, "--endpoint", bot.url, "--keep", "--name", "team")

    assert refused.code == 1
    assert files(told) == [".env", "sources.yaml"]
    assert 'channels:\n  - {name: team, url: "${FEISHU_URL}"' in read(told)


def test_a_second_bot_gets_a_name_of_its_own_and_other_secrets_stay(told: Program, bot: Receiver) -> None:
    told.write(".env", "# Ours.\nFEISHU_URL=https://open.feishu.cn/open-apis/bot/v2/hook/another")

    told.run("connect", FEISHU, "--endpoint", bot.url)

    assert read(told, ".env").splitlines() == [
        "# Ours.",
        "FEISHU_URL=https://open.feishu.cn/open-apis/bot/v2/hook/another",
        f"FEISHU_URL_2={FEISHU}",
    ]


def test_the_same_bot_is_connected_once(told: Program, bot: Receiver) -> None:
    told.run("connect", FEISHU, "--endpoint", bot.url)
    before = read(told), read(told, ".env")

    again = told.run("connect", FEISHU)

    assert again.code == 0
    assert "a channel already, nothing is written" in again.out
    assert (read(told), read(told, ".env")) == before
    assert len(bot.posts) == 2


def test_an_address_may_come_from_stdin_so_that_no_history_keeps_it(told: Program, bot: Receiver) -> None:
    connected = told.run("connect", "-", "--endpoint", bot.url, stdin=f"{FEISHU}\n")

    assert connected.code == 0
    assert FEISHU in read(told, ".env")


def test_before_anything_is_known_a_hello_tries_the_address(program: Program, bot: Receiver) -> None:
    connected = program.run("connect", FEISHU, "--endpoint", bot.url)

    assert (connected.code, connected.err) == (0, "")
    assert "feishu: accepted a hello, as nothing is known yet: 0 success" in connected.out
    assert "monitor：已接通" in json.dumps(bot.posts[0].body, ensure_ascii=False)
    assert files(program) == [".env", "sources.yaml"]


def test_an_address_that_refuses_the_hello_is_not_written(program: Program, bot: Receiver) -> None:
    bot.says(code=19001, msg="param invalid")

    refused = program.run("connect", FEISHU, "--endpoint", bot.url)

    assert refused.code == 1
    assert refused.err.startswith("feishu: refused: 19001 param invalid\n")
    assert files(program) == []


@pytest.mark.parametrize("address", ["feishu", "bogus://x", "https://open.feishu.cn/open-apis/bot/v2/hook/", "mailto:"])
def test_what_is_no_address_is_wrong_usage_and_writes_nothing(program: Program, address: str) -> None:
    refused = program.run("connect", address)

    assert refused.code == 2
    assert len(refused.err.splitlines()) == 1
    assert files(program) == []


def test_nothing_is_written_into_a_file_with_faults(told: Program, bot: Receiver) -> None:
    told.write("sources.yaml", "chanels: []\nsources: []\n")

    refused = told.run("connect", FEISHU, "--endpoint", bot.url)

    assert refused.code == 2
    assert refused.err.startswith("sources.yaml:1:1: ")
    assert (bot.posts, files(told)) == ([], ["sources.yaml"])


def test_a_faulty_entry_leaves_both_files_as_they_were(told: Program, bot: Receiver) -> None:
    told.write("sources.yaml", 'channels: [{name: team, url: "console:"}]\nsources: []\n')

    refused = told.run("connect", FEISHU, "--endpoint", bot.url, "--name", "team")

    assert refused.code == 2
    assert refused.err.startswith("sources.yaml:1:")
    assert read(told) == 'channels: [{name: team, url: "console:"}]\nsources: []\n'
    assert files(told) == ["sources.yaml"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        pytest.param(FEISHU, "FEISHU_URL", id="feishu"),
        pytest.param("https://oapi.dingtalk.com/robot/send?access_token=x", "DINGTALK_URL", id="dingtalk"),
        pytest.param("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x", "WECOM_URL", id="wecom"),
        pytest.param("https://hooks.slack.com/services/T0/B0/x", "SLACK_URL", id="slack"),
        pytest.param("mailto://me:word@example.org", "MAIL_URL", id="mail"),
        pytest.param("tgram://1:x/2", "TELEGRAM_URL", id="telegram"),
        pytest.param("http://127.0.0.1:9/hook", "WEBHOOK_URL", id="program"),
    ],
)
def test_secrets_are_named_after_their_provider(address: str, name: str) -> None:
    named = secret_name(address)

    assert named == name


def test_the_address_that_telegram_shows_is_understood() -> None:
    spelled = spelled_for_us("https://api.telegram.org/bot12:Ab-c/sendMessage?chat_id=-100&text=x")

    assert spelled == "tgram://12:Ab-c/-100"


@pytest.mark.parametrize(
    ("reply", "advice"),
    [
        pytest.param("310000 sign not match", "signatures", id="signature"),
        pytest.param("19022 Ip Not Allowed", "IP list", id="addresses"),
        pytest.param("535 5.7.8 Error: authentication failed", "app password", id="mail"),
        pytest.param("93000 invalid webhook url", "copy it again", id="address"),
        pytest.param("1935355 odd", "", id="unknown"),
    ],
)
def test_a_refusal_is_followed_by_what_to_do(reply: str, advice: str) -> None:
    said = " ".join(how_to_mend(reply))

    assert advice in said
    assert bool(said) == bool(advice)


def test_a_feed_is_added_behind_the_last_source_and_comments_stay(program: Program, world: Outlets) -> None:
    program.write("sources.yaml", WRITTEN)

    added = program.run("add", f"{world.address}/feed", "--allow-private")

    assert (added.code, added.err) == (0, "")
    assert "feed · 5 entries" in added.out
    assert added.out.count(f"{DATE} → 2026-04-02T09:30:00+08:00") == 3
    line = f'  - {{url: "{world.address}/feed", allow_private: true}}\n'
    assert read(program) == WRITTEN.replace("# Daily.\n", f"# Daily.\n{line}")


def test_a_page_that_links_to_a_feed_is_added_as_that_feed(program: Program, world: Outlets) -> None:
    links = (
        '<link rel="alternate" type="application/rss+xml" href="http://[broken">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
        '<link rel="ALTERNATE nofollow" type="application/rss+xml" href="feed">'
    )
    world.pages["/"] = ("text/html", f"<html><head>{links}</head><body><p>hello</p></body></html>".encode())

    added = program.run("add", f"{world.address}/", "--allow-private", "--id", "press")

    assert added.code == 0
    assert f'- {{id: press, url: "{world.address}/feed", allow_private: true}}' in read(program)


def test_a_sitemap_is_added_with_its_kind(program: Program, world: Outlets) -> None:
    urls = "".join(f"<url><loc>{world.address}{path}</loc></url>" for path, _, _ in ENTRIES)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    world.pages["/sitemap.xml"] = ("application/xml", sitemap.encode())

    added = program.run("add", f"{world.address}/sitemap.xml", "--allow-private")

    assert added.code == 0
    assert f'- {{kind: sitemap, url: "{world.address}/sitemap.xml", allow_private: true}}' in read(program)


def test_a_page_with_a_list_is_added_with_its_kind(program: Program, world: Outlets) -> None:
    items = "".join(
        f'<li><a href="{path}">{title}</a><span>2026-04-0{number}</span></li>'
        for number, (path, title, _) in enumerate(ENTRIES, start=1)
    )
    page = f'<html><head><meta charset="utf-8"></head><body><ul class="news">{items}</ul></body></html>'
    world.pages["/news/"] = ("text/html; charset=utf-8", page.encode())

    added = program.run("add", f"{world.address}/news/", "--allow-private")

    assert added.code == 0
    assert "page · 5 entries" in added.out
    assert f'- {{kind: page, url: "{world.address}/news/", allow_private: true}}' in read(program)


SHELL = b"<html><head><title>App</title></head><body><div id=root></div></body></html>"


def test_a_feed_at_a_usual_address_is_found_though_nothing_links_to_it(program: Program, world: Outlets) -> None:
    world.pages["/app/"] = ("text/html", SHELL)
    world.pages["/rss.xml"] = world.pages.pop("/feed")

    added = program.run("add", f"{world.address}/app/", "--allow-private", "--id", "press")

    assert added.code == 0
    assert f'- {{id: press, url: "{world.address}/rss.xml", allow_private: true}}' in read(program)


def test_a_sitemap_that_robots_txt_names_is_found_last(program: Program, world: Outlets) -> None:
    urls = "".join(f"<url><loc>{world.address}{path}</loc></url>" for path, _, _ in ENTRIES)
    del world.pages["/feed"]
    world.pages["/app/"] = ("text/html", SHELL)
    world.pages["/map.xml"] = ("application/xml", f"<urlset>{urls}</urlset>".encode())
    world.pages["/robots.txt"] = ("text/plain", f"User-agent: *\nAllow: /\nSitemap: {world.address}/map.xml\n".encode())

    added = program.run("add", f"{world.address}/app/", "--allow-private")

    assert added.code == 0
    assert f'- {{kind: sitemap, url: "{world.address}/map.xml", allow_private: true}}' in read(program)


def test_a_source_is_added_once(program: Program, world: Outlets) -> None:
    program.run("add", f"{world.address}/feed", "--allow-private")
    before = read(program)

    again = program.run("add", f"{world.address}/feed", "--allow-private")

    assert again.code == 0
    assert "a source already, nothing is written" in again.out
    assert read(program) == before


def test_an_article_is_not_added(program: Program, world: Outlets) -> None:
    paragraphs = ["云岭智能今天在昆明说明了它的计划，全文很长，分为几段来讲。" * 3] * 3
    address = world.page("/a/1.html", "一篇报道", paragraphs, "2026-04-02T09:30:00+08:00")

    refused = program.run("add", address, "--allow-private")

    assert refused.code == 1
    assert "`monitor read` reads it once" in refused.err
    assert files(program) == []


def test_an_address_that_does_not_answer_is_not_added(program: Program, world: Outlets) -> None:
    refused = program.run("add", f"{world.address}/gone", "--allow-private")

    assert refused.code == 1
    assert len(refused.err.splitlines()) == 1
    assert files(program) == []


def test_a_secret_that_was_there_before_survives_a_faulty_entry(told: Program, bot: Receiver) -> None:
    told.write("sources.yaml", 'channels: [{name: team, url: "console:"}]\nsources: []\n')
    told.write(".env", f"OTHER=1\nOURS={FEISHU}\n")

    refused = told.run("connect", FEISHU, "--endpoint", bot.url, "--name", "team")

    assert refused.code == 2
    assert read(told, ".env") == f"OTHER=1\nOURS={FEISHU}\n"
