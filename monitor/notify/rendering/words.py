"""The words of messages, by language: `chinese.toml`, `english.toml`; no rules."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Group(StrEnum):
    """What launches are told together under one label: a status, a date that moved or passed, or a rumour; in order."""

    RELEASED = "released"
    UPGRADED = "upgraded"
    OPEN_SOURCED = "open_sourced"
    PREVIEW = "preview"
    UPCOMING = "upcoming"
    MOVED = "moved"
    OVERDUE = "overdue"
    IN_DEVELOPMENT = "in_development"
    RUMOUR = "rumour"


@dataclass(frozen=True, slots=True)
class Words:
    """How one language says it; the fields are explained in `chinese.toml`."""

    labels: Mapping[str, str]
    counted: Mapping[str, str]
    said: Mapping[str, str]
    said_of_nobody: Mapping[str, str]
    modalities: Mapping[str, str]
    outlets: Mapping[str, str]
    notices: Mapping[str, str]
    notice_lines: Mapping[str, Sequence[str]]
    digest_labels: Mapping[str, str]
    doubts: Mapping[str, str]
    causes: Mapping[str, str]
    states: Mapping[str, str]
    advice: Mapping[str, str]
    vague_times: Sequence[str]
    months: Sequence[str]
    sizes: Sequence[str]
    size_suffix: str
    seen_at_once: int
    language: str
    rumour: str
    late: str
    again: str
    others: str
    preview: str
    progress: str
    headline: str
    count: str
    either: str
    brackets: str
    quotes: str
    colon: str
    comma: str
    clause: str
    enumeration: str
    separator: str
    glue: str
    item: str
    organisation: str
    label_gap: str
    unofficial: str
    original: str
    more: str
    more_lines: str
    expected: str
    digest: str
    doubts_only: str
    silence: str
    unsure: str
    healthy: str
    ailing: str
    unwell: str
    recovered: str
    since: str
    waiting: str
    parked: str

    def beside(self, when: str, details: Sequence[str]) -> str:
        """Write what stands beside a name: a day to come, then details in brackets."""
        inside = self.brackets.format(inside=self.comma.join(details)) if details else ""
        return f" {when}{inside}" if when else inside


@cache
def words_for(language: str) -> Words:
    """Give the words of a language; Chinese unless another is known."""
    file = "english.toml" if language.lower().startswith("en") else "chinese.toml"
    return Words(**tomllib.loads((resources.files("monitor.notify.rendering") / file).read_text(encoding="utf-8")))
