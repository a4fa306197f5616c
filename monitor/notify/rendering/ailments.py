"""Turns broken sources into lines: grouped by who looks after them and by cause, the most first."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from monitor.model import Cause
from monitor.notify.rendering.disarm import clip, disarm
from monitor.notify.rendering.faults import trouble_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from monitor.model import Ailment
    from monitor.notify.rendering.words import Words

LONGEST_NAME = 30
LONGEST_REASON = 160
SINGLY = 3
"""Sources of one cause that are told each in its line; more stand in one, by their names."""

MOST_NAMES = 12

_SELF_EXPLAINING = frozenset({Cause.EMPTY, Cause.UNDATED, Cause.STALE, Cause.UNREAD, Cause.UNMATCHED, Cause.RECOVERED})


def ailment_headline(ailments: Sequence[Ailment], words: Words) -> str:
    """Say in a few words how many sources are not well, and how many are again; of a single one, which and why."""
    if len(ailments) == 1:
        return f"{_name(ailments[0])} {words.causes[ailments[0].cause]}"
    past = sum(one.is_past for one in ailments)
    counts = ((words.unwell, len(ailments) - past), (words.recovered, past))
    return words.comma.join(said.format(count=count) for said, count in counts if count)


def ailment_lines(ailments: Sequence[Ailment], words: Words, zone: ZoneInfo) -> tuple[str, ...]:
    """Write each group; those that are well again stand last."""
    groups = [
        list(group) for _, group in groupby(sorted(ailments, key=lambda one: (one.owner, one.cause)), key=_of_one_group)
    ]
    groups.sort(key=lambda group: (group[0].is_past, group[0].owner, -len(group)))
    return tuple(line for group in groups for line in _lines(group, words, zone))


def _of_one_group(one: Ailment) -> tuple[str, Cause]:
    return one.owner, one.cause


def _lines(group: Sequence[Ailment], words: Words, zone: ZoneInfo) -> list[str]:
    owner = clip(disarm(group[0].owner), LONGEST_NAME)
    label = f"{owner}{words.separator if owner else ''}{words.causes[group[0].cause]}"
    advice = words.advice.get(group[0].cause)
    what_to_do = [f"→ {advice}"] if advice else []
    if len(group) > SINGLY:
        names = words.enumeration.join(_name(one) for one in group[:MOST_NAMES])
        more = "" if len(group) <= MOST_NAMES else "…"
        return [f"{label}{words.brackets.format(inside=len(group))}{words.colon}{names}{more}", *what_to_do]
    return [*(f"{label}{words.colon}{_said(one, words, zone)}" for one in group), *what_to_do]


def _said(one: Ailment, words: Words, zone: ZoneInfo) -> str:
    since = words.brackets.format(inside=words.since.format(at=f"{one.since.astimezone(zone):%m-%d %H:%M}"))
    reason = "" if one.cause in _SELF_EXPLAINING else disarm(trouble_in(one.reason, words.language))
    return f"{_name(one)}{since}{f' {clip(reason, LONGEST_REASON)}' if reason else ''}"


def _name(one: Ailment) -> str:
    return clip(disarm(one.name), LONGEST_NAME)
