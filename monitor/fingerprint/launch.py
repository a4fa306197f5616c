"""A model's written name and organisations → the key of its launch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.fingerprint.names import (
    SYNONYMS,
    VARIANTS,
    described,
    folded,
    is_series,
    is_version,
    without_field,
    without_size,
    words_of,
)
from monitor.model import LaunchKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.knowledge import Knowledge

_LONGEST_FAMILY = 4  # Words: Tongyi Qianwen, Stable Diffusion, Mobvoi Sequence Monkey.
_LONGEST_ORGANISATION = 40  # Characters.
_BOUNDARY = re.compile(r"(?<=[^ -])[ -]+|(?<=[㐀-鿿])(?=[a-z])")
_V_BEHIND_WORD = re.compile(r"[a-z]{3}v$")
_GLUED_VARIANT = re.compile(rf"(.{{2,}}?)({'|'.join(sorted(VARIANTS))})")


def launch_key(model: str, version: str | None, organisations: Sequence[str], knowledge: Knowledge) -> LaunchKey:
    """Give the identity of the launch that an announcement speaks of.

    Args:
        model: As written.
        version: As written; model and version may be cut anywhere between words, the key is the same.
        organisations: As written, in reading order; the first one counts where the family has no known owner.
        knowledge: Aliases and owners.
    """
    owners = [knowledge.organisation_key(name) for name in organisations]
    name, size = without_size(folded(f"{model} {version or ''}"))
    found = _known(name, organisations, owners, knowledge) or _plain(name, organisations, owners, knowledge)
    owner = found.owner or (owners[0] if owners else _owner_of_model(model, version, knowledge))
    number, variant = _version_and_variant(found, knowledge)
    return LaunchKey(owner, found.family, number, variant, size)


@dataclass(frozen=True, slots=True)
class _Found:
    """A family, its owner where that is known, and the words behind it."""

    family: str
    owner: str
    rest: list[str]


def _known(name: str, organisations: Sequence[str], owners: list[str], knowledge: Knowledge) -> _Found | None:
    """Find a known family at the name's head, or behind an organisation's name or a version (第三代盘古)."""
    words = words_of(name)
    if found := _known_prefix(words, owners, knowledge):
        return found
    for end, owner in _organisation_ends(name, organisations, knowledge):
        found = _known_prefix(words_of(name[end:]), [*owners, owner], knowledge)
        if found and (owner in owners or found.owner == owner):  # Meta-GPT of others is no GPT.
            return found
    start = next((place for place, word in enumerate(words) if not is_version(word)), 0)
    if start and (found := _known_prefix(words[start:], owners, knowledge)):
        return _Found(found.family, found.owner, words[:start] + found.rest)
    family = knowledge.family_of_member(words[0], owners) if words else None
    return _Found(family.key, family.owner, words) if family else None


def _known_prefix(words: list[str], owners: list[str], knowledge: Knowledge) -> _Found | None:
    """Find the longest run of leading words that names a known family.

    Another name of it right behind is skipped, and so is the name of a line under which its owner sells another one:
    豆包 Seedance is Seedance.
    """
    for length in range(min(_LONGEST_FAMILY, len(words)), 0, -1):
        run, last = "".join(words[:length]), words[length - 1]
        if family := knowledge.family(run, owners):
            found = _Found(family.key, family.owner, words[length:])
        elif is_series(last) and length > 1 and (family := knowledge.family(run[: -len(last) + 1], owners)):
            found = _Found(family.key, family.owner, [last[1:], *words[length:]])  # Intern-S1: Intern-S, 1.
        else:
            continue
        inner = _known_prefix(found.rest, owners, knowledge)
        return inner if inner and inner.owner == found.owner else found
    return _glued_prefix(words, owners, knowledge)


def _glued_prefix(words: list[str], owners: list[str], knowledge: Knowledge) -> _Found | None:
    """Find a known family at the head of the first word: HunyuanVideo, 盘古气象, DeepSeekV3.

    Only where its owner is the one who announces, or nobody is named: 天工开物 of others is no 天工.
    """
    if not words:
        return None
    first = words[0]
    cuts: Iterator[tuple[str, str]] = iter(())
    if "㐀" <= first[0] <= "鿿":
        cuts = ((first[:end], first[end:]) for end in range(len(first) - 1, 1, -1))
    elif match := _GLUED_VARIANT.fullmatch(first):
        cuts = iter([(match[1], match[2])])
    elif first.endswith("v") and words[1:] and is_version(words[1]):
        cuts = iter([(first[:-1], "")])
    for head, tail in cuts:
        family = knowledge.family(head, owners)
        if family and (not owners or family.owner in owners):
            return _Found(family.key, family.owner, [*([tail] if tail else []), *words[1:]])
    return None


def _plain(name: str, organisations: Sequence[str], owners: list[str], knowledge: Knowledge) -> _Found:
    """Read a name of no known family, without the organisation in front unless nothing else would be left.

    One that does not announce goes where a version alone is left (Momenta R7), or where nobody is named: Meta-Learning
    of others is not Meta's.
    """
    name = without_field(name)
    for end, owner in reversed(list(_organisation_ends(name, organisations, knowledge))):
        words = words_of(name[end:].lstrip(" -的"))
        if all(word[0].isdigit() for word in words):
            continue
        if owner in owners or is_series(words[0]) or (not owners and name[end] == " "):
            return _plain_prefix(words, "" if owner in owners else owner)
    return _plain_prefix(words_of(name) or described(name), "")


def _plain_prefix(words: list[str], owner: str) -> _Found:
    """Take the words before the first version or variant as the family; the first word always belongs to it.

    A version in front goes behind: 第二代 VLA.
    """
    if is_version(words[0]) and not is_series(words[0]):
        words = [*words[1:], words[0]]
    if is_series(words[0]):
        return _Found(words[0][0], owner, words)
    end = next((place for place, word in enumerate(words) if place and _is_member(word)), len(words))
    family = "".join(words[:end])
    if _V_BEHIND_WORD.search(family) and words[end:] and is_version(words[end]):
        family = family[:-1]  # HeronV3 is Heron 3.
    return _Found(family, owner, words[end:])


def _organisation_ends(name: str, organisations: Sequence[str], knowledge: Knowledge) -> Iterator[tuple[int, str]]:
    """Find where organisations' names at a name's head end, shortest first, with their keys.

    Those who announce are found however they are glued, others only before a blank, a dash or another script. A name
    that is a family's as well (DeepSeek) was found as that before.
    """
    ends: dict[int, str] = {}
    for organisation in organisations:
        for spelling in knowledge.spellings(organisation):
            if spelling and name.startswith(spelling) and not _runs_on(name, len(spelling)):
                ends[len(spelling)] = organisation
    for boundary in _BOUNDARY.finditer(name, 0, _LONGEST_ORGANISATION):
        head = name[: boundary.start()]
        if knowledge.organisation(head):
            ends.setdefault(boundary.start(), head)
    for end in sorted(ends):
        yield end, knowledge.organisation_key(ends[end])


def _runs_on(name: str, end: int) -> bool:
    return name[end - 1 : end + 1].isascii() and name[end - 1 : end + 1].isalnum() and end < len(name)


def _is_member(word: str) -> bool:
    return word in VARIANTS or is_version(word)


def _version_and_variant(found: _Found, knowledge: Knowledge) -> tuple[str, str]:
    version, variants = "", dict[str, None]()
    for word in found.rest:
        family = knowledge.family(word, [found.owner])
        if not version and is_version(word):
            version = word
        elif word != version and (family is None or family.key != found.family):
            variants[SYNONYMS.get(word, word)] = None
    return version, "-".join(variants)


def _owner_of_model(model: str, version: str | None, knowledge: Knowledge) -> str:
    known = knowledge.model(f"{model}{version or ''}") or knowledge.model(model)
    return knowledge.organisation_key(known.organisation) if known and known.organisation else ""
