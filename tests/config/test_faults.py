"""Every kind of mistake, with the very line that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.config import load
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from conftest import Folder

OK = "sources: [https://example.org/feed]\n"


def source(line: str) -> str:
    return f"sources:\n  - url: https://example.org/feed\n    {line}\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(source("evry: 5m"), '3:5: sources[0].evry: unknown key, did you mean "every"?', id="near-key"),
        pytest.param(
            "chanels: []\n" + OK, '1:1: chanels: unknown key, did you mean "channels"?', id="near-key-at-the-top"
        ),
        pytest.param(
            "messages: {colour: red}\n" + OK,
            "1:12: messages.colour: unknown key; known here: hold_unsure, more_after, storm, wait",
            id="far-key",
        ),
        pytest.param(
            source("every: 5"),
            '3:12: sources[0].every: "5" is no interval: write a number with s, m, h or d, such as 30s, 5m, 6h, 1d',
            id="interval-without-unit",
        ),
        pytest.param(
            source("every: 0.5s"),
            '3:12: sources[0].every: "0.5s" is too short: write 1s or more',
            id="interval-too-short",
        ),
        pytest.param(
            source("every: 999999d"),
            '3:12: sources[0].every: "999999d" is too long: write at most 366d',
            id="interval-long",
        ),
        pytest.param(
            source("every: [6h, 5m]"),
            "3:12: sources[0].every: the least time comes first: [5m, 6h]",
            id="bounds-turned",
        ),
        pytest.param(
            source("every: [5m]"),
            "3:12: sources[0].every: must be one interval, 5m, or its bounds, [5m, 6h]",
            id="one-bound",
        ),
        pytest.param(
            source("timezone: Asia/Shangai"),
            '3:15: sources[0].timezone: "Asia/Shangai" is no time zone, did you mean "Asia/Shanghai"?',
            id="near-zone",
        ),
        pytest.param(
            source("timezone: ../etc/passwd"),
            '3:15: sources[0].timezone: "../etc/passwd" is no time zone: write a name such as Asia/Shanghai',
            id="zone-is-a-path",
        ),
        pytest.param(
            source("timezone: Asia"),
            '3:15: sources[0].timezone: "Asia" is no time zone, did you mean "Asia/Oral"?',
            id="zone-is-a-folder",
        ),
        pytest.param(
            source("tier: press"),
            '3:11: sources[0].tier: must be official, media or community, not "press"',
            id="tier",
        ),
        pytest.param(
            source("kind: rss"),
            '3:11: sources[0].kind: must be feed, article, page, sitemap or json, not "rss"',
            id="kind",
        ),
        pytest.param(
            source("language: Chinese"),
            '3:15: sources[0].language: "Chinese" is no language code: write two small letters, such as zh or en',
            id="language",
        ),
        pytest.param(
            source("encoding: gbq"),
            '3:15: sources[0].encoding: "gbq" is no encoding we know: write utf-8, gb18030, big5 …',
            id="encoding",
        ),
        pytest.param(source("enabled: yes"), "3:14: sources[0].enabled: must be true or false", id="norwegian-boolean"),
        pytest.param(
            source("name: true"), '3:11: sources[0].name: must be text: put it in quotes, "true"', id="boolean-name"
        ),
        pytest.param(source('name: "\\u200b "'), "3:11: sources[0].name: must not be empty", id="invisible-name"),
        pytest.param(source("name: [a]"), "3:11: sources[0].name: must be text", id="list-for-text"),
        pytest.param(
            source("id: my feed"),
            '3:9: sources[0].id: "my feed" is no id: write letters, digits, - _ and . without blanks',
            id="id-with-blank",
        ),
        pytest.param(
            source('user_agent: "a\\nb"'),
            "3:17: sources[0].user_agent: a header takes only printable ASCII characters",
            id="user-agent-with-newline",
        ),
        pytest.param(
            source("url: https://example.org/other"),
            "3:5: sources[0].url: this key stands here twice, first in line 2",
            id="duplicate-key",
        ),
        pytest.param(
            "sources: [www.example.org/feed]",
            '1:11: sources[0].url: is no web address: it begins with http:// or https://, such as "https://example.org/feed"',
            id="address-without-scheme",
        ),
        pytest.param(
            'sources: ["http://[::1/feed"]',
            "1:11: sources[0].url: is no web address: check its host and port",
            id="bad-host",
        ),
        pytest.param(
            'sources: ["http://example.org:99999/"]',
            "1:11: sources[0].url: is no web address: check its host and port",
            id="bad-port",
        ),
        pytest.param(
            'sources: ["http://example.org/a b"]',
            "1:11: sources[0].url: is no web address: take out blanks, backslashes and port 0",
            id="blank-in-address",
        ),
        pytest.param(
            "sources:\n  - {name: x}\n",
            '2:5: sources[0].url: missing: write url: "https://…", or give the source as one line, its address',
            id="no-address",
        ),
        pytest.param(
            "sources:\n  -\n", "2:4: sources[0]: must be a mapping: one `key: value` a line", id="empty-entry"
        ),
        pytest.param(
            "sources: https://example.org/feed",
            '1:10: sources: must be a list: one item a line, each beginning with "- "',
            id="no-list",
        ),
        pytest.param("version: 2\n" + OK, '1:10: version: must be 1, not "2"', id="version"),
        pytest.param(
            "knowledge: {models: [{name: 青鸾}]}\n" + OK,
            "1:22: knowledge.models[0].organisation: missing",
            id="no-organisation",
        ),
        pytest.param(
            "knowledge: {models: [{name: 青鸾, organisation: 云岭, released: 2024-13}]}\n" + OK,
            '1:61: knowledge.models[0].released: "2024-13" is no date: write 2023-07-07 or 2023-07',
            id="release-date",
        ),
        pytest.param(
            "knowledge: {organisations: [{name: 云岭, aliases: Yunling}]}\n" + OK,
            '1:49: knowledge.organisations[0].aliases: must be a list: one item a line, each beginning with "- "',
            id="aliases-not-a-list",
        ),
        pytest.param(
            "public_url: monitor.example.org\n" + OK,
            '1:13: public_url: is no web address: it begins with http:// or https://, such as "https://example.org/feed"',
            id="public-url",
        ),
        pytest.param("- a\n- b\n", "1:1: the file: must be a mapping: one `key: value` a line", id="list-at-the-top"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_write(folder: Folder, text: str, fault: str) -> None:
    faults = folder.faults(text)

    assert f"sources.yaml:{fault}" in faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("", "1:1: sources: missing", id="empty"),
        pytest.param("# only a comment\n", "1:1: sources: missing", id="comment"),
        pytest.param("sources:\n", "1:9: sources: missing", id="all-sources-commented-out"),
        pytest.param("sources: a\n", "1:10: sources: must be a list: one item a line", id="one-source-without-a-list"),
        pytest.param("sources:\n\t- https://example.org/feed\n", "2:1: a tab: indent with blanks", id="tab"),
        pytest.param(
            "sources: []\nchannels: [${FEISHU_URL}]\n",
            '2:13: within { } or [ ] a variable needs quotes: "${NAME}"',
            id="bare-variable",
        ),
        pytest.param("sources：\n  - a\nx: 1", "3:2: a full-width colon (：)", id="full-width-colon"),
        pytest.param("sources: @a\n", "1:10: a value that begins with @ needs quotes", id="reserved-sign"),
        pytest.param("a: 1\n---\nb: 2\n", '2:1: a second document: take out the "---"', id="two-documents"),
        pytest.param("a: !!python/name:os.system x\n", '1:4: tags such as "tag:yaml.org,2002:python', id="python-tag"),
        pytest.param("a: !<%0a%1b> x\n", '1:4: tags such as "" are not used', id="tag-with-a-newline"),
        pytest.param("a: b\x85\u2028\rc: @", "4:4: a value that begins with @", id="line-breaks-of-yaml"),
        pytest.param("? [a]\n: b\n", "1:3: a key must be text", id="list-as-key"),
        pytest.param("sources: [a\n", "1:10: this [ is not closed, or lacks a comma", id="open-bracket"),
        pytest.param("version: 1\nsources\n  - a\n", "2:1: no colon with a blank behind it", id="no-colon"),
        pytest.param("sources:\n  - id a\n    url: b\n", "2:5: no colon with a blank behind it", id="no-colon-in-item"),
        pytest.param("- id a\n\n  url: b\n", "1:3: no colon with a blank behind it", id="no-colon-above-nothing"),
        pytest.param("- url:b\n  id: c\n", "1:3: no colon with a blank behind it", id="no-blank-behind-the-colon"),
        pytest.param("a: b: c\n", "1:5: not YAML: mapping values are not allowed", id="two-colons"),
        pytest.param(
            "sources:\n  - 盘古\n".encode("gbk"), "2:5: not UTF-8 (perhaps GBK): save the file as UTF-8", id="gbk"
        ),
        pytest.param("sources: []".encode("utf-16"), "1:1: saved as UTF-16: save the file as UTF-8", id="utf-16"),
        pytest.param(b"sources: []\nname: a\x07b\n", "2:8: a control character (U+0007): take it out", id="control"),
        pytest.param(b"a: b\n" * 300_000, "1:1: larger than 1 MiB", id="too-large"),
    ],
)
def test_a_file_that_is_no_settings_file_gets_one_line_that_helps(
    folder: Folder, text: str | bytes, fault: str
) -> None:
    faults = folder.faults(text)

    assert len(faults) == 1
    assert faults[0].startswith(f"sources.yaml:{fault}")


def test_all_faults_come_at_once_in_the_order_of_the_file(folder: Folder) -> None:
    text = """\
defaults: {every: 5, x: 1}
sources:
  - http://a.example.org/f
  - url: http://A.example.org/f
    evry: 5m
  - {name: x}
channels:
  - https://hooks.example.org/token
nonsense: 1
"""

    faults = folder.faults(text)

    places = [fault.split(": ")[0].removeprefix("sources.yaml:") for fault in faults]
    assert places == ["1:19", "1:22", "4:10", "5:5", "6:5", "8:5", "9:1"]


def test_a_second_source_with_one_address_names_the_first(folder: Folder) -> None:
    faults = folder.faults("sources:\n  - https://Example.org\n  - {id: b, url: 'https://example.org/#top'}\n")

    assert faults == [
        "sources.yaml:3:18: sources[1].url: the same address as sources[0] in line 2: take one of them out"
    ]


def test_a_second_source_with_one_id_names_the_first(folder: Folder) -> None:
    faults = folder.faults(
        "sources:\n  - {id: a, url: https://a.example.org}\n  - {id: a, url: https://b.example.org}\n"
    )

    assert faults == [
        "sources.yaml:3:10: sources[1].id: the same id, a, as sources[0] in line 2: give one of them another `id:`"
    ]


def test_a_second_channel_with_one_name_names_the_first(folder: Folder) -> None:
    text = OK + "channels:\n  - {name: a, url: 'console:'}\n  - {name: a, url: 'mailto:x@example.org'}\n"

    faults = folder.faults(text)

    assert faults == ["sources.yaml:4:12: channels[1].name: the same name as channels[0] in line 3"]


def test_a_file_that_cannot_be_opened_is_a_fault(folder: Folder) -> None:
    (folder.path / "folder.yaml").mkdir()

    with pytest.raises(SettingsError, match=r"none\.yaml:1:1: no such file"):
        load(folder.path / "none.yaml", {})
    with pytest.raises(SettingsError, match=r"folder\.yaml:1:1: cannot be read: Is a directory"):
        load(folder.path / "folder.yaml", {})
