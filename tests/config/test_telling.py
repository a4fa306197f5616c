"""Mistakes in what says who hears of what, and when."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.settings import WEEKDAYS, DigestTimes, QuietHours, Storm
from monitor.wiring import channels_of, notice_channel

if TYPE_CHECKING:
    from conftest import Folder

OK = 'sources: []\nchannels: [{name: team, url: "console:"}]\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "routes:\n  - channels: [taem]\n",
            '4:16: routes[0].channels[0]: "taem" is no channel, did you mean "team"?',
            id="near-channel",
        ),
        pytest.param(
            "routes:\n  - channels: []\n",
            "4:15: routes[0].channels: must name a channel, or who hears of what fits?",
            id="no-channel",
        ),
        pytest.param(
            "routes: [{channels: [team], status: []}]\n",
            "3:37: routes[0].status: must name what fits, or be left out where all does",
            id="no-status",
        ),
        pytest.param("routes:\n  - urgent: true\n", "4:5: routes[0].channels: missing", id="channels-missing"),
        pytest.param(
            "routes: [{channels: [team], status: [relased]}]\n",
            "3:38: routes[0].status[0]: must be in_development, upcoming, preview, released, upgraded or open_sourced, "
            'not "relased", did you mean "released"?',
            id="near-status",
        ),
        pytest.param(
            "routes: [{channels: [team], modality: [vidio]}]\n",
            "3:40: routes[0].modality[0]: must be text, image, video, audio, multimodal, code, embedding, science, "
            'robotics or other, not "vidio", did you mean "video"?',
            id="near-modality",
        ),
        pytest.param(
            "routes: [{channels: [team], organisations: ['华为.*|百度']}]\n",
            '3:45: routes[0].organisations[0]: "华为.*|百度" looks like a regular expression: write a glob, '
            "* stands for anything",
            id="regular-expression",
        ),
        pytest.param(
            "routes: [{channels: [team], min_confidence: 70}]\n",
            '3:45: routes[0].min_confidence: "70" is no number from 0 to 1, such as 0.7',
            id="percent",
        ),
        pytest.param(
            "routes: [{channels: [team], continues: true}]\n",
            '3:29: routes[0].continues: unknown key, did you mean "continue"?',
            id="near-key",
        ),
        pytest.param("notices: ops\n", '3:10: notices: "ops" is no channel: write one of team', id="notices-to-nobody"),
        pytest.param(
            "digest: 25:00\n",
            '3:9: digest: "25:00" is no time of a digest: write "08:30", "weekdays 08:30", hourly or off',
            id="digest",
        ),
        pytest.param("follow: 华为\n", "3:9: follow: must be a list", id="follow-is-no-list"),
        pytest.param("messages: {hold_unsure: soon}\n", '3:25: messages.hold_unsure: "soon" is no', id="interval"),
        pytest.param(
            "messages: {storm: 5 per 10m}\n",
            '3:19: messages.storm: "5 per 10m" is no number of messages in a time: write "5 in 10m" or off',
            id="storm",
        ),
        pytest.param(
            "second_opinion: {base_url: https://llm.example.org, model: m, api_key: abc}\n",
            '3:72: second_opinion.api_key: is a secret: write "${NAME}" here',
            id="open-secret",
        ),
        pytest.param(
            "second_opinion: {model: m}\n", "3:17: second_opinion.base_url: missing", id="second-opinion-of-whom"
        ),
        pytest.param(
            "second_opinion: {base_url: llm, model: m, budget_per_day: 0}\n",
            '3:59: second_opinion.budget_per_day: "0" is no whole number from 1 up',
            id="no-budget",
        ),
        pytest.param(
            "hosts: {example.org: {parallel: 0}}\n",
            '3:33: hosts.example.org.parallel: "0" is no whole number from 1 up',
            id="parallel",
        ),
        pytest.param(
            "hosts: {'https://example.org/': {parallel: 2}}\n",
            '3:33: hosts.https://example.org/: "https://example.org/" is no host: write its name alone',
            id="host-is-an-address",
        ),
        pytest.param(
            "web: {listen: 0.0.0.0:8080}\n",
            "3:15: web.listen: a page that other machines can reach needs a token: write token:",
            id="open-page",
        ),
        pytest.param(
            "web: {listen: 8080}\n",
            '3:15: web.listen: "8080" is no place to listen: write host:port, such as 127.0.0.1:8080',
            id="port-alone",
        ),
        pytest.param(
            "web: {listen: 0.0.0.0:8080, token: '${KEY}'}\n",
            "3:15: web.listen: say under which names people ask for it: hosts: [monitor.example.org]",
            id="page-without-a-name",
        ),
        pytest.param(
            "web: {token: 0123456789abcdef}\n",
            '3:14: web.token: is a secret: write "${NAME}" here',
            id="open-token",
        ),
        pytest.param(
            "web: {hosts: ['https://a.org/']}\n", '3:15: web.hosts[0]: "https://a.org/" is no host', id="no-name"
        ),
        pytest.param("web: on\n", "3:6: web: must be off, or {listen: 127.0.0.1:8080}", id="web-on"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_write(folder: Folder, text: str, fault: str) -> None:
    faults = folder.faults(OK + text)

    assert [line for line in faults if line.startswith(f"sources.yaml:{fault}")]


@pytest.mark.parametrize(
    ("quiet", "said"),
    [
        pytest.param("23:00-23:00", '"23:00-23:00" begin when they end', id="no-hours"),
        pytest.param("7:00-07:00", '"7:00-07:00" begin when they end', id="no-hours-in-disguise"),
        pytest.param("23:00", '"23:00" are no quiet hours: write "23:00-07:00"', id="one-time"),
    ],
)
def test_quiet_hours_at_fault(folder: Folder, quiet: str, said: str) -> None:
    faults = folder.faults(f'sources: []\nchannels: [{{url: "console:", quiet: "{quiet}"}}]\n')

    assert faults[0].startswith(f"sources.yaml:2:37: channels[0].quiet: {said}")


def test_a_channel_whose_address_is_at_fault_is_known_all_the_same(folder: Folder) -> None:
    faults = folder.faults('sources: []\nchannels: [{name: team, url: "${UNSET}"}]\nnotices: team\n')

    assert len(faults) == 1


def test_without_channels_the_terminal_can_be_named(folder: Folder) -> None:
    settings = folder.settings("sources: []\nnotices: console\n")

    assert (settings.channels, settings.notices) == ((), "console")


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        pytest.param("", "console", id="no-channels"),
        pytest.param("channels: [{name: team, url: 'console:'}, {name: ops, url: 'console:'}]", "team", id="first"),
        pytest.param(
            "channels: [{name: team, url: 'console:'}, {name: ops, url: 'console:'}]\nnotices: ops", "ops", id="chosen"
        ),
    ],
)
def test_notices_go_to_the_chosen_channel_or_the_first_or_the_terminal(
    folder: Folder, written: str, channel: str
) -> None:
    settings = folder.settings(f"sources: []\n{written}\n")

    assert notice_channel(settings) == channel


@pytest.mark.parametrize(
    ("written", "times"),
    [
        ('"08:30"', DigestTimes()),
        ("daily", DigestTimes()),
        ("daily 7:05", DigestTimes(time(7, 5))),
        ("weekdays", DigestTimes(days=WEEKDAYS)),
        ('"weekdays 18:00"', DigestTimes(time(18), WEEKDAYS)),
        ("hourly", DigestTimes(hourly=True)),
        ("off", None),
    ],
)
def test_a_channel_has_its_digest_when_it_says_or_when_the_file_does(
    folder: Folder, written: str, times: DigestTimes | None
) -> None:
    own = folder.settings(f'sources: []\nchannels: [{{url: "console:", digest: {written}}}]\ndigest: "11:11"\n')
    general = folder.settings(f'sources: []\nchannels: ["console:"]\ndigest: {written}\n')
    nobodys = folder.settings(f"sources: []\ndigest: {written}\n")

    found = (own.channels[0].digest, general.channels[0].digest, channels_of(nobodys)[0].digest)
    assert found == (times, times, times)


@pytest.mark.parametrize("written", ["weekdays08:30", '""', "daily daily", "24:00", "hourly 08:30"])
def test_what_is_no_time_of_a_digest_is_refused(folder: Folder, written: str) -> None:
    faults = folder.faults(f"sources: []\ndigest: {written}\n")

    assert [fault for fault in faults if "is no time of a digest" in fault]


def test_quiet_hours_and_urgent_routes_are_taken_up(folder: Folder) -> None:
    settings = folder.settings(
        'sources: []\nchannels: [{name: team, url: "console:", quiet: "23:00-7:00"}]\n'
        "routes: [{channels: [team], urgent: true}]\n"
    )

    assert (settings.channels[0].quiet, settings.routes[0].urgent) == (QuietHours(time(23), time(7)), True)
    assert settings.notes == ()


@pytest.mark.parametrize(
    ("written", "storm"),
    [("{storm: 8 in 1h}", Storm(8, timedelta(hours=1))), ("{storm: off}", None), ("{wait: 1s}", Storm())],
)
def test_how_many_messages_are_a_storm_can_be_said(folder: Folder, written: str, storm: Storm | None) -> None:
    settings = folder.settings(f"sources: []\nmessages: {written}\n")

    assert settings.messages.storm == storm
