"""Records that differ in size or packaging alone → one record with all sizes as parameters (the annotation guide).

“Foo2-7B-Base/-Chat” and “Foo2-13B-Chat-4bits” are Foo2 in 7B and 13B; Foo2-Math-7B is a member with a name of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.detect.repository import is_packaging, is_size
from monitor.detect.scorer import TOLD
from monitor.model import Status
from monitor.text import compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Announcement

_GLUE = re.compile(r"[-_\s]+")
_SEVERAL = 2  # Of one size, “-Base” and “-Chat” are members with names of their own.
_CONTEXT = re.compile(r"\d{1,2}M", re.IGNORECASE)  # “Foo-7B-1M” reads a million tokens.


def folded(records: Sequence[Announcement]) -> list[Announcement]:
    """Fold what differs in nothing but size and packaging; what stands alone, or is in doubt, keeps its name.

    Args:
        records: Of one article, in reading order.
    """
    families: dict[tuple[str, int, bool], list[Announcement]] = {}
    for one in records:
        is_sure = one.named and one.confidence >= TOLD
        key = compact(f"{one.model}{_cut(one)[0]}") if is_sure else str(id(one))
        stage = min(one.status.rank, Status.RELEASED.rank)
        families.setdefault((key, stage, one.background), []).append(one)
    return [one for members in families.values() for one in _told_once(members)]


def _told_once(members: list[Announcement]) -> list[Announcement]:
    sizes = list({size.casefold(): size for one in members if (size := _cut(one)[1])}.values())
    if len(sizes) < _SEVERAL:
        return members
    best = max(members, key=lambda one: one.confidence)
    highest = max((one.status for one in members), key=lambda status: status.rank)
    return [replace(best, version=_cut(best)[0] or None, parameters="、".join(sizes), status=highest)]


def _cut(one: Announcement) -> tuple[str, str]:
    """Cut a version into what tells a member from its siblings and the size behind that, packaging left out."""
    words = _GLUE.split(one.version or "")
    end = len(words)
    while end and is_packaging(words[end - 1]) and not _CONTEXT.fullmatch(words[end - 1]):
        end -= 1
    sizes = [word for word in words[end:] if is_size(word)]
    return ("-".join(words[:end]), "-".join(sizes)) if sizes else (one.version or "", "")
