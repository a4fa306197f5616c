"""Candidates → announcements: one for each model, from the place that tells of it best; families and sizes folded."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.detect.attributes import parameters_of
from monitor.detect.doubt import doubt_of
from monitor.detect.grammar import Kind, stem_of
from monitor.detect.modality import modality_of
from monitor.detect.scorer import TOLD
from monitor.detect.sizes import folded
from monitor.detect.status import opens_weights
from monitor.model import Announcement, Status
from monitor.text import compact, has_han

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.detect.candidates import Candidate

    Groups = dict[tuple[str, bool], list[Candidate]]

# Below this a candidate is noise and not even shown as unsure.
_LEAST = 0.2
# Mentions this much weaker than the best one still speak for status and organisation.
_FIRM = 0.25
_CERTAIN = (
    0.96  # A family that a title announces by itself stays beside its members: “GPT-5 is here”, then mini and nano.
)
_ALIKE = 2  # Characters that two names of one organisation begin with.
_PLANNED = frozenset({Status.UPCOMING, Status.IN_DEVELOPMENT})
_BEFORE_RELEASE = _PLANNED | {Status.PREVIEW}
_PREVIEW = "preview"
_PREVIEW_BEHIND = re.compile(r"\s?(?:大?模型)?(?:预览版|测试版|Preview)")
_MORE_DIGITS = re.compile(r"\.?\d")
_PARTS = re.compile(r"\d+(?:\.\d+)*[a-z]?(?![a-z])|[a-z]+|[一-鿿]+")


def announcements_of(candidates: Iterable[Candidate]) -> tuple[Announcement, ...]:
    """Give an article's announcements in reading order, background ones among them."""
    groups = _without_shadows(_grouped(tuple(candidates)))
    told = [_announcement(group) for group in groups.values() if max(one.confidence for one in group) >= _LEAST]
    ordered = [one for _, one in sorted(told, key=lambda pair: pair[0])]
    return tuple(_without_families(folded(_without_recalls(ordered))))


def _grouped(candidates: tuple[Candidate, ...]) -> Groups:
    """Bring together what speaks of one model; what stands in brackets behind a name is that model, too."""
    keys = {one.key for one in candidates}
    same = {
        one.key: f"{one.key}{_PREVIEW}" for one in candidates if _is_preview(one) and f"{one.key}{_PREVIEW}" in keys
    }
    same |= _only_versions(candidates)
    same |= {compact(alias): one.key for one in candidates for alias in one.name.aliases if compact(alias) != one.key}
    groups: Groups = {}
    for candidate in candidates:
        key = same.get(candidate.key, candidate.key) if candidate.named else _description_key(candidate, groups)
        groups.setdefault((key, candidate.background), []).append(candidate)
    return {key: group for key, group in groups.items() if key[1] or not _goes_on(group, candidates)}


def _description_key(one: Candidate, groups: Groups) -> str:
    """Give the key of an earlier description of the same status by one of the same organisations, else its own."""
    for key, _ in groups:
        first = groups.get((key, one.background), [None])[0]
        if (
            first
            and not first.named
            and first.status is one.status
            and _overlap(first.organisations, one.organisations)
        ):
            return key
    return one.key


def _goes_on(group: list[Candidate], candidates: tuple[Candidate, ...]) -> bool:
    """Tell whether undated mentions only go on with a dated recall of the model or its family, in or behind it."""
    recalls = [one for one in candidates if one.background and one.date and one.named and one.confidence >= TOLD]
    shown = [one for one in group if one.confidence >= _LEAST]
    return bool(shown) and all(
        not one.date and any(_goes_beyond(one.key, old.key) and _stands_by(one, old) for old in recalls)
        for one in shown
    )


def _goes_beyond(name: str, stem: str) -> bool:
    """Tell whether a folded name is another with more behind it: GPT-5 mini is GPT-5 with more, GPT-5.5 is not."""
    return name.startswith(stem) and not (stem[-1:].isdigit() and _MORE_DIGITS.match(name, len(stem)))


def _stands_by(one: Candidate, old: Candidate) -> bool:
    return 0 <= one.sentence.number - old.sentence.number <= 1


def _is_preview(one: Candidate) -> bool:
    """Tell whether “预览版” stands behind a name, so that it means the member whose version says Preview."""
    return _PREVIEW_BEHIND.match(one.sentence.text, one.name.end) is not None


def _only_versions(candidates: tuple[Candidate, ...]) -> dict[str, str]:
    """Give for each name without a version the key of the only version that the article has of it."""
    versions: dict[str, set[str]] = {}
    for one in candidates:
        if one.named and one.name.version and re.search(r"\d", one.name.version):
            versions.setdefault(compact(stem_of(one.name.model)), set()).add(one.key)
    return {
        one.key: next(iter(versions[compact(stem_of(one.name.model))]))
        for one in candidates
        if one.named and one.name.version is None and len(versions.get(compact(stem_of(one.name.model)), ())) == 1
    }


def _without_shadows(groups: Groups) -> Groups:
    """Drop descriptions that only repeat a named model, and families of which a member is announced."""
    firm = [
        one
        for (_, background), group in groups.items()
        for one in group
        if one.named and one.confidence >= TOLD and not background
    ]
    # A title shortens: what it alone announces is the only member that the text announces.
    in_title_alone = {one.key for one in firm} - {one.key for one in firm if not one.sentence.in_title}
    spoken = {one.sentence.number for one in firm}

    def stands_beside(key: str, one: Candidate) -> bool:
        """Tell whether an English title tells of the first of several members: “GPT-5 is here”, then mini and nano."""
        members = {other.key for other in firm if other.key != key and other.key.startswith(key)}
        return not has_han(one.sentence.text) and len(members) > 1

    def is_shadow(key: str, one: Candidate) -> bool:
        if one.named:
            bare = one.name.version is None and one.name.kind is not Kind.BARE
            is_family = "series" in one.features or bare or (key in in_title_alone and not stands_beside(key, one))
            return is_family and any(
                other.key != key and other.key.startswith(key) and not other.sentence.in_title for other in firm
            )
        speakers = [other for other in firm if _overlap(one.organisations, other.organisations)]
        is_same = any(other.status is one.status and other.status is Status.IN_DEVELOPMENT for other in speakers)
        return bool(speakers) and (one.status not in _PLANNED or one.sentence.number in spoken or is_same)

    return {
        (key, background): group
        for (key, background), group in groups.items()
        if background or not all(is_shadow(key, one) for one in group)
    }


def _overlap(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Tell whether two groups share an organisation; 清华 and 清华大学 are one, 清华AIR and 清华大学 nearly."""
    return any(
        one in other or other in one or (has_han(one) and one[:_ALIKE] == other[:_ALIKE])
        for one in some
        for other in others
    )


def _announcement(group: list[Candidate]) -> tuple[int, Announcement]:
    """Give the place of the first mention, and the record."""
    best = max(group, key=lambda one: (one.confidence, -one.sentence.number))
    full = next((one for one in group if _is_fuller(one, best)), best)
    firm = [one for one in group if one.confidence >= best.confidence - _FIRM]
    alone = [one.sentence.text for one in group if one.alone]
    governed = [one for one in group if not one.features & {"no_verb", "blocked"}]
    announcement = Announcement(
        model=full.name.model,
        version=full.name.version,
        organisations=best.organisations or next((one.organisations for one in group if one.organisations), ()),
        status=_status(best, firm, [_told_by(one) for one in group]),
        date=best.date or next((one.date for one in governed if one.date), None),
        modality=modality_of([one.mention for one in (best, *group)]),
        domain=best.domain,
        parameters=parameters_of([best.clause, best.own, *alone], best.name.size),
        background=best.background,
        named=best.named,
        rumour=best.rumour,
        confidence=best.confidence,
        evidence=best.evidence,
        doubt=doubt_of(best.features) if best.confidence < TOLD else "",
    )
    return min(one.sentence.number for one in group), announcement


def _is_fuller(one: Candidate, best: Candidate) -> bool:
    """Tell whether a mention writes a version that the best one leaves out, or to other words (“预览版”)."""
    return (one.name.version is not None and best.name.version is None) or compact(
        one.name.full
    ) == f"{compact(best.name.full)}{_PREVIEW}"


def _told_by(one: Candidate) -> str:
    """Give the part of a sentence that can speak of a model: all of it, unless another is told of by its own verb."""
    return one.sentence.text if one.alone else one.own


def _status(best: Candidate, firm: list[Candidate], texts: list[str]) -> Status:
    """Let opened weights beat a release wherever the article says so, and the text explain its short title."""
    if best.status in {Status.RELEASED, Status.UPGRADED}:
        opened = any(one.status is Status.OPEN_SOURCED for one in firm) or any(map(opens_weights, texts))
        if opened:
            return Status.OPEN_SOURCED
    told = [one.status for one in firm if not one.sentence.in_title and one.confidence >= TOLD]
    if best.sentence.in_title and told and all(status in _BEFORE_RELEASE for status in told):
        return told[0]
    return best.status


def _without_recalls(records: list[Announcement]) -> list[Announcement]:
    """Drop an undated recall of what the same article announces."""
    fresh = {compact(one.full_name) for one in records if not one.background}
    return [one for one in records if one.date or not one.background or compact(one.full_name) not in fresh]


def _without_families(records: list[Announcement]) -> list[Announcement]:
    """Replace a family by its members where several are announced; they inherit what is said of it."""
    kept = list(records)
    for family in records:
        full = compact(family.full_name)
        members = [
            one
            for one in records
            if one is not family
            and not one.background
            and one.confidence >= TOLD
            and (_goes_beyond(compact(one.full_name), full) or _spells_out(one.full_name, family.full_name))
        ]
        apart = (
            family.version and family.confidence >= _CERTAIN and all(one.evidence != family.evidence for one in members)
        )
        if apart or family.background or not family.named or len(members) < (1 if family.version is None else 2):
            continue
        certain = family.confidence >= TOLD
        kept = [_inherited(one, family) if certain and one in members else one for one in kept if one is not family]
    return kept


def _spells_out(member: str, family: str) -> bool:
    """Tell whether a name has all parts of another in their order: Qwen2.5-7B-Instruct-1M those of Qwen2.5-1M."""
    parts = iter(_PARTS.findall(member.casefold()))
    return all(part in parts for part in _PARTS.findall(family.casefold()))


def _inherited(one: Announcement, family: Announcement) -> Announcement:
    status = family.status if family.status.rank > one.status.rank else one.status
    return replace(one, status=status, date=one.date or family.date)
