from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from monitor.config import load
from monitor.config.channels import channel_name
from monitor.config.sources import source_id
from monitor.errors import SettingsError
from monitor.model import Tier
from monitor.settings import KnownModel, KnownOrganisation, MessageTimes, Settings, SourceKind

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
hosts: {hub.example.org: {parallel: 4, spacing: 0.5s}}
sources:
  - starter: zh
  - {id: hf, preset: hf_org, org: Qwen, tier: official}
  - {id: list, kind: page, url: https://example.org/news, select: {item: li}}
  - {id: feed, url: https://example.org/feed, owner: desk, robots: ignore, stale_after: 30d}
include: [sources.d/*.yaml]
channels: [{url: "console:", digest: off, quiet: "23:00-07:00"}]
routes: [{channels: [console], urgent: true}]
notices: console
web: off
second_opinion: {base_url: "${NOT_SET}"}
"""


def test_keys_of_later_versions_are_taken_and_told(folder: Folder) -> None:
    with capture_logs() as lines:
        settings = folder.settings(LATER)

    told = [line["setting"].partition("sources.yaml:")[2].partition(": ")[2] for line in lines]
    assert [source.id for source in settings.sources] == ["feed"]
    assert {line["event"] for line in lines} == {"setting without effect"}
    assert "sources[0].starter: not supported yet, nothing is done" in told
    assert "sources[2].kind: page is not supported yet, the source is left out" in told
    assert len(told) == 18


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


def test_the_starting_file_is_understood_as_it_stands() -> None:
    root = Path(__file__).parents[2]

    with capture_logs() as lines:
        settings = load(root / "sources.yaml", {})

    assert len(settings.sources) >= 15
    assert lines == []


WORDS = ("sources", "url", "id", "every", "5m", "https://example.org/", "channels", "${X}", "file:", "messages", "：")
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
