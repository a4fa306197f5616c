"""Every key of the file with a value of every kind: taken, or refused in its own line, and never a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.config import shapes
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from config.conftest import Folder

KINDS = (
    "[]",
    "{}",
    "[[a]]",
    "[a, [b]]",
    "{a: b}",
    "{a: {b: []}}",
    "",
    '""',
    "~",
    "true",
    "1.5",
    '"\\0"',
    "[~]",
    "[{}]",
)
PLACES = {
    shapes.FileShape: "{key}: {value}\n",
    shapes.DefaultsShape: "defaults: {{{key}: {value}}}\n",
    shapes.SourceShape: "sources:\n  - {{{key}: {value}}}\n",
    shapes.StarterShape: "sources:\n  - {{starter: zh, {key}: {value}}}\n",
    shapes.SelectShape: "sources:\n  - {{url: https://a.example.org, kind: page, select: {{{key}: {value}}}}}\n",
    shapes.ArticleShape: "sources:\n  - {{url: https://a.example.org, article: {{{key}: {value}}}}}\n",
    shapes.ChannelShape: "channels:\n  - {{{key}: {value}}}\n",
    shapes.RouteShape: "routes:\n  - {{{key}: {value}}}\n",
    shapes.MessagesShape: "messages: {{{key}: {value}}}\n",
    shapes.HostShape: "hosts: {{a.example.org: {{{key}: {value}}}}}\n",
    shapes.WebShape: "web: {{{key}: {value}}}\n",
    shapes.SecondOpinionShape: "second_opinion: {{{key}: {value}}}\n",
    shapes.KnowledgeShape: "knowledge: {{{key}: {value}}}\n",
    shapes.OrganisationShape: "knowledge: {{organisations: [{{{key}: {value}}}]}}\n",
    shapes.ModelShape: "knowledge: {{models: [{{{key}: {value}}}]}}\n",
}
KEYS = [(shape, field.alias or name) for shape in PLACES for name, field in shape.model_fields.items()]


@pytest.mark.parametrize(("shape", "key"), KEYS, ids=[f"{shape.__name__}.{key}" for shape, key in KEYS])
def test_a_value_of_another_kind_is_a_fault_and_no_crash(folder: Folder, shape: type[shapes.Shape], key: str) -> None:
    told = [fault for value in KINDS for fault in faults_of(folder, PLACES[shape].format(key=key, value=value))]

    assert told
    assert [fault for fault in told if not fault.startswith(f"{folder.path}/sources.yaml:")] == []


def faults_of(folder: Folder, text: str) -> tuple[str, ...]:
    try:
        folder.settings(text)
    except SettingsError as error:
        return error.faults
    return ()


def test_quiet_hours_that_are_a_list_are_refused_in_their_line(folder: Folder) -> None:
    text = "sources: [https://a.example.org]\nchannels:\n  - name: a\n    url: 'console:'\n    quiet: []\n"

    assert folder.faults(text) == ['sources.yaml:5:12: channels[0].quiet: "[]" are no quiet hours: write "23:00-07:00"']
