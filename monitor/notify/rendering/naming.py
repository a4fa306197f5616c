"""Turns long names of organisations and models into those that people say: 香港中文大学 → 港中文, 盘古大模型 → 盘古."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from monitor.model import joined_name
from monitor.notify.rendering.disarm import clip, disarm
from monitor.text import compact, fold, has_han

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_NAME = 40
"""Characters. The longest full name among 1,200 announcements read for this has 34."""

MOST_ORGANISATIONS = 3
LONGEST_BRIEF = 8
"""Han characters of a name that is shortened: 华东师范大学 and two more."""

LONGEST_WORD = 13
"""The same of a Latin word: beside it and 发布 four letters of a model's name are still seen."""

_LEGAL_FORM = re.compile(
    r"(?:集团|科技|公司|股份|有限|责任|控股|团队|,?\s+(?:inc|ltd|corp|llc|co|plc|group|corporation|limited)\.?)+$",
    re.IGNORECASE,
)
_SHORTEST_NAME = 2
_KIND_OF_MODEL = re.compile(
    r"[\s·・-]*(?:通用|人工智能|预训练|大语言|自然语言|语言|基础|AI|\s)*(?:大模型|语言模型|基础模型)(?:体系|系列|家族)?$"
)
_FIELD = re.compile(r"(?:垂直|行业|领域)+(?=大?模型)")

SHORT_NAMES: dict[str, str] = tomllib.loads(
    (resources.files("monitor.notify.rendering") / "names.toml").read_text(encoding="utf-8")
)


def short_organisation(name: str) -> str:
    """Give an organisation's name without its legal form, or the short form that the press writes."""
    plain = disarm(name)
    bare = _LEGAL_FORM.sub("", plain)
    short = bare if len(bare) >= _SHORTEST_NAME else plain
    return clip(SHORT_NAMES.get(short, short), LONGEST_NAME)


def short_organisations(names: Sequence[str], separator: str) -> str:
    """Join the short names of those who announce, the first three of them."""
    short = tuple(dict.fromkeys(short_organisation(name) for name in names if name.strip()))
    return separator.join(short[:MOST_ORGANISATIONS]) + ("…" if len(short) > MOST_ORGANISATIONS else "")


def short_model(
    model: str, version: str | None, organisations: Sequence[str], *, named: bool, told_in: Sequence[str] = ()
) -> str:
    """Give model and version without the organisation before them and 大模型 behind; a description stays one.

    Args:
        model: As written, without its version.
        version: As written.
        organisations: Who announces it.
        named: False where `model` is a description.
        told_in: Texts that may hold the whole name, the best first: only they know what stands between its parts
            (GLM-5, Qwen3, Grok 4).
    """
    plain = disarm(model)
    short = _KIND_OF_MODEL.sub("", plain) if named else _FIELD.sub("", plain)
    if len(short) < _SHORTEST_NAME:
        short = plain
    if has_han(short):
        short = _without_owner(short, organisations)
    return whole_name(short, version, told_in)


def whole_name(model: str, version: str | None, told_in: Sequence[str] = ()) -> str:
    """Join a name's parts as the first text does that holds them."""
    whole = joined_name(disarm(model), disarm(version))
    if version and not has_han(whole):
        written = re.compile(rf"(?<![A-Za-z0-9]){re.escape(model)}[ -]?{re.escape(version)}(?![A-Za-z0-9])")
        whole = next((disarm(found[0]) for text in told_in if (found := written.search(text))), whole)
    return clip(whole, LONGEST_NAME)


def brief(name: str) -> str:
    """Give the beginning of an organisation's name that may be too long: a word, or some Han characters."""
    short, most = (name, LONGEST_BRIEF) if has_han(name) else (name.partition(" ")[0], LONGEST_WORD)
    return short if len(short) <= most else f"{short[:most]}…"


def bears_owner(name: str, organisations: Sequence[str]) -> bool:
    """Tell whether a model's name begins with one who announces it, so that naming both would stammer."""
    return any(fold(name).startswith(fold(short_organisation(owner))) for owner in organisations if compact(owner))


def _without_owner(name: str, organisations: Sequence[str]) -> str:
    for owner in organisations:
        for form in (disarm(owner), short_organisation(owner)):
            rest = name.removeprefix(form).lstrip(" ·・-")
            if form and rest != name and len(rest) >= _SHORTEST_NAME:
                return rest
    return name
