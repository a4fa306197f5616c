from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from config.starting import delivered
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr
from structlog.testing import capture_logs

from monitor.config import load, secrets_of
from monitor.config.channels import channel_name
from monitor.config.sources import source_id
from monitor.errors import SettingsError
from monitor.model import Tier
from monitor.settings import (
    HostManners,
    KnownModel,
    KnownOrganisation,
    MessageTimes,
    SecondOpinion,
    Settings,
    SourceKind,
    Web,
)

if TYPE_CHECKING:
    from conftest import Folder

SHANGHAI = ZoneInfo("Asia/Shanghai")

EVERYTHING = """\
version: 1
defaults: {every: [1m, 2h], timezone: Europe/Berlin, language: en, tier: community}
sources:
  - https://www.example.org/rss/
  - id: lab
    name: The Lab
    kind: article
    url: http://10.0.0.5:8000/news
    tier: official
    organisation: 云岭智能
    language: zh
    timezone: Asia/Tokyo
    every: 30s
    allow_private: true
    user_agent: reader/1
    encoding: gb18030
    enabled: false
channels:
  - "console:"
  - {name: mail, url: "mailto:me@example.org", language: zh, timezone: Asia/Tokyo, endpoint: "http://127.0.0.1:9/"}
messages: {wait: 5s, more_after: 1h, hold_unsure: 0s}
knowledge:
  organisations: [{name: 云岭智能, aliases: [Yunling]}]
  models: [{name: 青鸾, organisation: 云岭智能, aliases: [Qingluan], released: 2024-05}]
public_url: https://monitor.example.org
"""


def test_everything_that_can_be_said_is_understood(folder: Folder) -> None:
    settings = folder.settings(EVERYTHING)

    first, lab = settings.sources
    assert (first.id, first.name, first.kind) == ("example-org-rss", "example.org", SourceKind.FEED)
    assert (first.every, first.zone.key) == ((timedelta(minutes=1), timedelta(hours=2)), "Europe/Berlin")
    assert (first.language, first.tier, first.enabled) == ("en", Tier.COMMUNITY, True)
    assert (lab.id, lab.kind, lab.tier, lab.organisation) == ("lab", SourceKind.ARTICLE, Tier.OFFICIAL, "云岭智能")
    assert (lab.language, lab.zone.key, lab.every) == ("zh", "Asia/Tokyo", (timedelta(seconds=30),) * 2)
    assert (lab.allow_private, lab.user_agent, lab.encoding, lab.enabled) == (True, "reader/1", "gb18030", False)
    console, mail = settings.channels
    assert (console.name, console.language, console.zone.key, console.endpoint) == (
        "console",
        "en",
        "Europe/Berlin",
        None,
    )
    assert (mail.name, mail.language, mail.zone.key, mail.endpoint) == (
        "mail",
        "zh",
        "Asia/Tokyo",
        "http://127.0.0.1:9/",
    )
    assert settings.messages == MessageTimes(timedelta(seconds=5), timedelta(hours=1), timedelta(0))
    assert settings.organisations == (KnownOrganisation("云岭智能", ("Yunling",)),)
    assert settings.models == (KnownModel("青鸾", "云岭智能", ("Qingluan",), "2024-05"),)
    assert settings.public_url == "https://monitor.example.org"


def test_what_is_not_said_has_the_defaults_of_settings(folder: Folder) -> None:
    settings = folder.settings("sources: [https://example.org/feed]\nchannels:\n")

    source = settings.sources[0]
    assert (source.every, source.zone) == ((timedelta(minutes=5), timedelta(hours=6)), SHANGHAI)
    assert (source.language, source.tier, source.organisation, source.headers) == ("zh", Tier.MEDIA, None, {})
    assert (settings.channels, settings.messages, settings.public_url) == ((), MessageTimes(), None)


def test_what_looks_like_a_number_stays_a_name(folder: Folder) -> None:
    settings = folder.settings("sources: [{id: 010, name: 360, url: https://example.org, organisation: no}]\n")

    source = settings.sources[0]
    assert (source.id, source.name, source.organisation) == ("010", "360", "no")


def test_a_variable_may_be_a_part_of_an_address(folder: Folder) -> None:
    settings = folder.settings('sources: ["${BASE}/36kr/news"]\n', {"BASE": "http://hub.example.org:1200"})

    assert settings.sources[0].url == "http://hub.example.org:1200/36kr/news"
    assert settings.sources[0].id == "hub-example-org-1200-36kr-news"


LATER = """\
follow: [华为]
digest: "08:30"
sources:
  - {id: feed, url: https://example.org/feed, owner: desk, robots: ignore, stale_after: 30d, proxy: "${PROXY}"}
channels: [{url: "console:", digest: off, quiet: "23:00-07:00"}]
routes: [{channels: [console], status: [released], organisations: [华为*], modality: [text], min_confidence: 0.7,
          urgent: true, continue: true}]
messages: {hold_unsure: 5m}
notices: console
"""


def test_keys_of_later_versions_are_checked_and_told(folder: Folder) -> None:
    environment = {"PROXY": "socks5://me:word@127.0.0.1:9"}

    with capture_logs() as lines:
        settings = folder.settings(LATER, environment)

    told = [note.partition("sources.yaml:")[2].partition(": ")[2] for note in settings.notes]
    assert [source.id for source in settings.sources] == ["feed"]
    assert lines == []
    assert len(told) == 1


def test_who_hears_of_a_source_and_how_it_is_asked(folder: Folder) -> None:
    settings = folder.settings(LATER, {"PROXY": "socks5://me:word@127.0.0.1:9", "LLM_URL": "http://x", "LLM_KEY": "h"})

    source = settings.sources[0]
    assert (source.owner, source.stale_after, source.obeys_robots) == ("desk", timedelta(days=30), False)
    assert source.proxy is not None
    assert source.proxy.get_secret_value() == "socks5://me:word@127.0.0.1:9"
    assert "socks5://me:word@127.0.0.1:9" in secrets_of(settings)
    assert any("robots" in note and "consent" in note for note in settings.notes)


def test_who_is_asked_in_doubt_is_nobody_unless_it_is_said(folder: Folder) -> None:
    text = 'sources: []\nsecond_opinion: {base_url: "${LLM_URL}", model: small, api_key: "${LLM_KEY}"%s}\n'
    environment = {"LLM_URL": "http://127.0.0.1:9/v1", "LLM_KEY": "hidden"}

    settings = folder.settings(text % "", environment)
    frugal = folder.settings(text % ", budget_per_day: 20", environment)

    assert folder.settings("sources: []\n").second_opinion is None
    assert settings.second_opinion == SecondOpinion(
        SecretStr("http://127.0.0.1:9/v1"), "small", SecretStr("hidden"), 200
    )
    assert frugal.second_opinion is not None
    assert frugal.second_opinion.budget_per_day == 20
    assert (settings.notes, "hidden" in repr(settings)) == ((), False)


def test_how_hosts_are_asked_and_where_the_page_is_served(folder: Folder) -> None:
    settings = folder.settings(
        "sources: []\nhosts: {Hub.example.org: {parallel: 4, spacing: 0.5s}, b.example.org: }\n"
        "web: {listen: '[::1]:9000'}\n"
    )

    assert settings.hosts == {"hub.example.org": HostManners(4, timedelta(seconds=0.5)), "b.example.org": HostManners()}
    assert settings.web == Web("[::1]:9000")
    assert settings.files == (folder.path / "sources.yaml",)


@pytest.mark.parametrize(
    ("written", "web"),
    [
        pytest.param("", Web("127.0.0.1:8080"), id="nothing"),
        pytest.param("web: off\n", None, id="off"),
        pytest.param("web: {}\n", Web("127.0.0.1:8080"), id="empty"),
    ],
)
def test_the_page_is_served_to_this_machine_unless_it_is_off(folder: Folder, written: str, web: Web | None) -> None:
    settings = folder.settings(f"sources: []\n{written}")

    assert settings.web == web


def test_a_page_for_other_machines_has_a_token_and_names(folder: Folder) -> None:
    text = "sources: []\nweb: {listen: 0.0.0.0:80, token: '${KEY}', hosts: [Monitor.example.org]}\n"

    web = folder.settings(text, {"KEY": "0123456789abcdef"}).web

    assert web is not None
    assert (web.listen, web.hosts, web.is_local) == ("0.0.0.0:80", ("monitor.example.org",), False)
    assert web.token is not None
    assert (web.token.get_secret_value(), "0123" in repr(web)) == ("0123456789abcdef", False)


@pytest.mark.parametrize("token", ["short", "with blanks 0123456789", "x" * 201, "令牌令牌令牌令牌令牌令牌令牌令牌"])
def test_a_token_that_could_be_guessed_or_garbled_is_refused_unseen(folder: Folder, token: str) -> None:
    [fault] = folder.faults("sources: []\nweb: {token: '${KEY}'}\n", {"KEY": token})

    assert fault.startswith("sources.yaml:2:14: web.token: the token must be 16 to 200 letters")
    assert token not in fault


@pytest.mark.parametrize("written", ["console", '"console:"', "console:", "{url: console}"])
def test_the_terminal_is_a_channel_however_it_is_written(folder: Folder, written: str) -> None:
    channel = folder.settings(f"sources: []\nchannels:\n  - {written}\n").channels[0]

    assert (channel.name, channel.url.get_secret_value()) == ("console", "console:")


def test_a_beginners_file_is_understood(folder: Folder) -> None:
    text = """\
# yaml-language-server: $schema=./sources.schema.json
channels: ["${FEISHU_URL}"]
sources:
  - starter: zh
  - https://example.org/rss/
"""

    settings = folder.settings(text, {"FEISHU_URL": "https://hooks.example.org/abc"})

    assert settings.channels[0].name == "feishu"
    assert len(settings.sources) > 10
    assert settings.sources[-1].id == "example-org-rss"


def test_the_check_of_channels_sees_the_address_itself(folder: Folder) -> None:
    seen: list[str] = []

    folder.settings('sources: []\nchannels: ["${A}"]\n', {"A": "https://x.example.org"}, seen.append)

    assert seen == ["https://x.example.org"]


@pytest.mark.parametrize(
    ("url", "derived"),
    [
        pytest.param("https://www.example.org/rss/ai/", "example-org-rss-ai", id="path"),
        pytest.param("http://example.org/rss/ai", "example-org-rss-ai", id="scheme-does-not-count"),
        pytest.param(
            "https://example.org/category/%E8%B5%84%E8%AE%AF/feed", "example-org-category-资讯-feed", id="chinese"
        ),
        pytest.param("https://example.org/?feed=1", "example-org-2c57b565", id="query"),
    ],
)
def test_an_id_is_readable_and_stable(url: str, derived: str) -> None:
    assert source_id(url) == derived


@pytest.mark.parametrize(
    ("written", "name"),
    [
        pytest.param("${FEISHU_URL}", "feishu", id="variable"),
        pytest.param("${URL}", "url", id="only-url"),
        pytest.param("file:/run/secrets/ops.txt", "ops", id="file"),
        pytest.param("https://x.example.org/${TOKEN}", "https", id="address"),
        pytest.param("console:", "console", id="console"),
    ],
)
def test_a_channel_is_named_by_what_stands_in_the_open(written: str, name: str) -> None:
    assert channel_name(written) == name


def test_derived_names_of_channels_are_told_apart(folder: Folder) -> None:
    settings = folder.settings('sources: []\nchannels: ["console:", {name: console-2, url: "console:"}, "console:"]\n')

    assert [channel.name for channel in settings.channels] == ["console", "console-2", "console-3"]


def test_the_starting_file_is_understood_as_it_stands(folder: Folder) -> None:
    folder.path.joinpath("sources.yaml").write_text(delivered(), encoding="utf-8")

    with capture_logs() as lines:
        settings = load(folder.path / "sources.yaml", {})

    assert len(settings.sources) >= 15
    assert lines == []


SLIPS = st.sampled_from(["{key}x: {value}", "{key}: §§", "{key}: {{a: b}}", "{key}: -3", "{key} {value}", "\t{key}: 1"])
BLOCK = """\
defaults:
  every: 5m
  timezone: Asia/Shanghai
  tier: media
sources:
  - kind: page
    url: https://example.org/
    every: 1h
    language: zh
    robots: obey
    enabled: true
messages:
  wait: 0s
  more_after: 60m
digest: 08:30
web: off
"""


@given(st.integers(0, BLOCK.count("\n") - 1), SLIPS)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_a_slip_of_the_pen_is_told_in_its_own_line(folder: Folder, at: int, slip: str) -> None:
    lines = BLOCK.splitlines()
    indent, key, value = re.fullmatch(r"([ -]*)(\w+):(.*)", lines[at]).groups()  # type: ignore[union-attr]
    assume(value or "x:" in slip)  # A key with lines below it and a value: either may be the slip.
    lines[at] = indent + slip.format(key=key, value=value.strip())

    faults = folder.faults("\n".join(lines))

    assert [fault for fault in faults if fault.startswith(f"sources.yaml:{at + 1}:")], (lines[at], faults)


WORDS = (
    *("include", "starter", "zh", "preset", "hf_org", "select", "web", "hosts", "routes", "*", ".."),
    "sources",
    "url",
    "id",
    "every",
    "5m",
    "https://example.org/",
    "channels",
    "${X}",
    "file:",
    "messages",
    "：",
)
PIECES = st.sampled_from([*WORDS, *"\n\n  --::[]{}\"'\t"])


@given(st.one_of(st.binary(max_size=80), st.lists(PIECES, max_size=25).map(lambda pieces: "".join(pieces).encode())))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
def test_any_bytes_give_settings_or_faults_with_a_place(folder: Folder, body: bytes) -> None:
    faults: tuple[str, ...] = ()

    try:
        understood = isinstance(folder.settings(body), Settings)
    except SettingsError as error:
        understood, faults = False, error.faults

    assert understood or faults
    assert all(fault.startswith(f"{folder.path / 'sources.yaml'}:") and "\n" not in fault for fault in faults)
