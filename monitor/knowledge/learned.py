"""What several have told of launches → makers and families beside the packaged ones, for detection alone.

A maker is learned where an official source, or two texts that are no copies of each other, named it for a launch; a
family where as many told of it and its maker is known. Launch keys are never made with what is learned: a key must not
depend on what was known on which day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.knowledge import Family, Knowledge
from monitor.settings import KnownOrganisation
from monitor.text import compact, has_han

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.model import Witness

_VOICES = 2
_NOUN = re.compile(r"(?:通用|行业)?(?:大语言|语言|多模态|大)?模型$")
_SHORTEST = {True: 2, False: 3}  # Characters of a Chinese name, and of a Latin one: “R” and “GR” would be met anywhere.


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one launch teaches.

    Args:
        makers: That were unknown, each by name, with its key.
        family: That was unknown; it counts where its owner is known, or learned.
    """

    makers: tuple[tuple[str, str], ...] = ()
    family: Family | None = None

    def __bool__(self) -> bool:
        """Tell whether it teaches anything; most launches do not."""
        return bool(self.makers or self.family)


def lesson_of(told: Sequence[Witness], knowledge: Knowledge) -> Lesson:
    """Give what a launch teaches.

    Args:
        told: All who told of it, in any order.
        knowledge: What was known before any article was read.
    """
    if not _is_confirmed(told):
        return Lesson()
    return Lesson(tuple(_makers(told, knowledge)), _family(told, knowledge))


def taught(knowledge: Knowledge, lessons: Iterable[Lesson]) -> Knowledge:
    """Give a knowledge that also knows what was confirmed; the same one where that is nothing new.

    Args:
        knowledge: What was known before any article was read; it wins over what is learned.
        lessons: Of launches, in any order.
    """
    learned = list(filter(None, lessons))
    makers = dict(maker for lesson in learned for maker in lesson.makers)
    owners = set(makers.values())
    families = {
        lesson.family.key: lesson.family
        for lesson in learned
        if lesson.family and (knowledge.knows_organisation(lesson.family.owner) or lesson.family.owner in owners)
    }
    if not (makers or families):
        return knowledge
    return knowledge.with_learned(
        [(key, KnownOrganisation(name)) for name, key in makers.items()], list(families.values())
    )


def _is_confirmed(group: Sequence[Witness]) -> bool:
    return any(one.official for one in group) or len({one.cluster for one in group}) >= _VOICES


def _makers(group: Sequence[Witness], knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    """Give the makers of a launch that were unknown, each with its key."""
    for name in dict.fromkeys(name for one in group for name in one.organisations):
        naming = [one for one in group if name in one.organisations]
        if _is_confirmed(naming) and len(name) >= _SHORTEST[has_han(name)] and not knowledge.knows_organisation(name):
            yield name, knowledge.organisation_key(name)


def _family(group: Sequence[Witness], knowledge: Knowledge) -> Family | None:
    """Give the family of a launch as its models are written; None where it is known, or has no maker."""
    key, written = group[0].key, _NOUN.sub("", group[0].model).strip()
    known = knowledge.families(written) or knowledge.families(written.split(" ")[0])
    if known or not key.organisation or len(written) < _SHORTEST[has_han(written)] or compact(written).isdigit():
        return None
    return Family(key.family, written, key.organisation, is_learned=True)
