"""What several have told of launches → makers and families beside the packaged ones, for detection alone.

A maker is learned where an official source, or two texts that are no copies of each other, named it for a launch; a
family where as many told of it and its maker is known. Launch keys are never made with what is learned: a key must not
depend on what was known on which day.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from monitor.knowledge import Family, Knowledge
from monitor.settings import KnownOrganisation
from monitor.text import compact, has_han

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.model import LaunchKey, Witness

_VOICES = 2
_NOUN = re.compile(r"(?:通用|行业)?(?:大语言|语言|多模态|大)?模型$")
_SHORTEST = {True: 2, False: 3}  # Characters of a Chinese name, and of a Latin one: “R” and “GR” would be met anywhere.


def taught(knowledge: Knowledge, witnesses: Iterable[Witness]) -> Knowledge:
    """Give a knowledge that also knows what was confirmed; the same one where that is nothing new.

    Args:
        knowledge: What was known before any article was read; it wins over what is learned.
        witnesses: Who told of which launch, in any order.
    """
    of_launch: dict[LaunchKey, list[Witness]] = defaultdict(list)
    for one in witnesses:
        of_launch[one.key].append(one)
    confirmed = [group for group in of_launch.values() if _is_confirmed(group)]
    makers = {name: key for group in confirmed for name, key in _makers(group, knowledge)}
    families = {
        family.key: family
        for group in confirmed
        if (family := _family(group, knowledge))
        and (knowledge.knows_organisation(family.owner) or family.owner in makers.values())
    }
    if not (makers or families):
        return knowledge
    return knowledge.with_learned(
        [(key, KnownOrganisation(name)) for name, key in makers.items()], list(families.values())
    )


def _is_confirmed(group: list[Witness]) -> bool:
    return any(one.official for one in group) or len({one.cluster for one in group}) >= _VOICES


def _makers(group: list[Witness], knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    """Give the makers of a launch that were unknown, each with its key."""
    for name in dict.fromkeys(name for one in group for name in one.organisations):
        naming = [one for one in group if name in one.organisations]
        if _is_confirmed(naming) and len(name) >= _SHORTEST[has_han(name)] and not knowledge.knows_organisation(name):
            yield name, knowledge.organisation_key(name)


def _family(group: list[Witness], knowledge: Knowledge) -> Family | None:
    """Give the family of a launch as its models are written; None where it is known, or has no maker."""
    key, written = group[0].key, _NOUN.sub("", group[0].model).strip()
    known = knowledge.families(written) or knowledge.families(written.split(" ")[0])
    if known or not key.organisation or len(written) < _SHORTEST[has_han(written)] or compact(written).isdigit():
        return None
    return Family(key.family, written, key.organisation, is_learned=True)
