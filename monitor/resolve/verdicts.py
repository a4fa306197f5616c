"""Announcements of one article, held against what is known → one verdict each. The rules are the contract's §4."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.dates import last_day
from monitor.fingerprint import KNOWN_BEFORE, launch_key, releases_of
from monitor.model import Announcement, Launch, LaunchKey, Recall, Status, Verdict, VerdictKind, Voice
from monitor.resolve.belonging import HOLDS, belonging, day_version, is_near
from monitor.resolve.confidence import launch_confidence
from monitor.resolve.corrected import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.knowledge import Knowledge
    from monitor.model import ArticleSeen, Correction, Known

TOLD = 0.5
"""Announcements of less confidence are not told (the contract, §3): they are doubted, and kept with the reason."""

SEEN_AGAIN = timedelta(days=180)
"""A key that comes up again after so long is recalled, not news (research/deduplication.md §3.3)."""

_PLANNED = frozenset({Status.UPCOMING, Status.IN_DEVELOPMENT})


def families_of(announcements: Iterable[Announcement], knowledge: Knowledge) -> frozenset[tuple[str, str]]:
    """Give the (organisation, family) pairs that announcements tell of; of doubted ones, and of joint makers, too."""
    keys = [(one, _key_of(one, knowledge)) for one in announcements]
    return frozenset(
        (maker, key.family)
        for announcement, key in keys
        for maker in {key.organisation, *_makers(announcement.organisations, knowledge)}
    )


def recalled_by(announcements: Sequence[Announcement], knowledge: Knowledge, at: datetime) -> Recall:
    """Say what must be known to resolve the announcements of an article.

    That is all that `belonging` may find: those of the same name, whenever they were told of, and what was told of
    their families lately. Doubted announcements count, too: a person may have lifted the doubt.
    """
    versions = {_key_of(announcement, knowledge).version for announcement in announcements}
    return Recall(families_of(announcements, knowledge), frozenset(versions | {day_version(at)}), at - HOLDS)


def resolve(
    announcements: Sequence[Announcement], known: Known, knowledge: Knowledge, reading: ArticleSeen
) -> tuple[Verdict, ...]:
    """Say of each announcement what it is to somebody who knows what we know.

    Args:
        announcements: Of one article, in reading order.
        known: The launches that `recalled_by` names.
        knowledge: Names, owners and dates of release.
        reading: The article.

    Returns:
        One verdict for each announcement, in the same order.
    """
    lives = {launch.key: launch for launch in known.launches}
    standing = Standing(known.corrections)
    sightings = _sightings(announcements, lives, knowledge, reading.at, standing)
    leaders = _leaders(sightings)
    voices = [(sighting.key, _voice(sighting, reading)) for sighting in sightings]
    verdicts = []
    for sighting in sightings:
        verdict = _verdict(sighting, lives, reading.at, is_leader=sighting in leaders)
        verdict = replace(verdict, reason=_with_its_grounds(verdict, sighting))
        if verdict.launch:
            heard = [voice for key, voice in voices if key == verdict.launch.key]
            before = [voice for voice in known.voices if voice.launch_id == verdict.launch.id]
            # A person who calls a launch right, or lifts a doubt, is surer than any detector.
            is_sure = sighting.reason or standing.right(verdict.launch.key)
            confidence = 1.0 if is_sure else launch_confidence((*before, *heard))
            launch = replace(verdict.launch, confidence=confidence)
            lives[launch.key] = launch
            verdict = replace(verdict, launch=launch)
        verdicts.append(verdict)
    return tuple(verdicts)


@dataclass(frozen=True, slots=True)
class _Sighting:
    """An announcement with the key under which it is held; none where it makes no launch, but a kind and reason."""

    announcement: Announcement
    key: LaunchKey | None
    kind: VerdictKind = VerdictKind.BACKGROUND
    reason: str = ""  # Of one that makes a launch: what stands before the verdict's own.


def _makers(organisations: Iterable[str], knowledge: Knowledge) -> frozenset[str]:
    return frozenset(map(knowledge.organisation_key, organisations))


def _key_of(announcement: Announcement, knowledge: Knowledge) -> LaunchKey:
    return launch_key(announcement.model, announcement.version, announcement.organisations, knowledge)


def _sightings(
    announcements: Sequence[Announcement],
    lives: dict[LaunchKey, Launch],
    knowledge: Knowledge,
    at: datetime,
    standing: Standing,
) -> list[_Sighting]:
    """Find where each announcement belongs; a launch that now gets its version is held under it in `lives`."""
    keys = [_key_of(announcement, knowledge) for announcement in announcements]
    members = Counter((key.organisation, key.family) for key in dict.fromkeys(keys) if key.version)
    sightings: list[_Sighting] = []
    for announcement, key in zip(announcements, keys, strict=True):
        lifted = standing.vouching(key) if announcement.confidence < TOLD else None
        if announcement.confidence < TOLD and not lifted:
            said = (f"judged {announcement.confidence:.2f}", announcement.opinion, announcement.doubt)
            reason = "; ".join(filter(None, said))
            sightings.append(_Sighting(announcement, None, VerdictKind.DOUBTED, reason))
            continue
        if announcement.background:
            reason = f"the article only recalls this launch{f' of {announcement.date}' if announcement.date else ''}"
            sightings.append(_Sighting(announcement, None, reason=reason))
            continue
        held, launch = _belonging(announcement, lives.values(), knowledge, at, standing)
        # What the store knows goes on; a family's bare name is no sign that its newest model is meant.
        is_open = launch is None or key.is_bare
        if is_open and (reason := _known_before(announcement, key, knowledge, at)):
            sightings.append(_Sighting(announcement, None, reason=reason))
            continue
        if launch and launch.key != held:
            if members[key.organisation, key.family] > 1:  # Several fit, and nothing is guessed.
                held = key
            elif lifted or standing.is_fixed(launch.key):  # What may be taken back renames nothing.
                held = launch.key
            else:
                lives[held] = _with_version(lives.pop(launch.key), held, announcement)
                sightings = _under(held, launch.key, sightings)
        if held in lives:
            lives[held] = _with_makers(lives[held], announcement, knowledge)
        held = _head_of(held, lives, standing)
        if wrong := standing.wrong(held):
            sightings.append(_Sighting(announcement, None, reason=f"a person called this {_said(wrong)}"))
            continue
        reason = f"a person called this {_said(lifted)}; " if lifted else ""
        sightings.append(_Sighting(announcement, held, reason=reason))
    return sightings


def _belonging(
    announcement: Announcement, launches: Iterable[Launch], knowledge: Knowledge, at: datetime, standing: Standing
) -> tuple[LaunchKey, Launch | None]:
    return belonging(
        _key_of(announcement, knowledge),
        launches,
        at,
        named=announcement.named,
        makers=_makers(announcement.organisations, knowledge),
        makers_of=lambda launch: _makers(launch.organisations, knowledge),
        is_apart=standing.is_apart,
    )


def _under(key: LaunchKey, before: LaunchKey, sightings: list[_Sighting]) -> list[_Sighting]:
    """Hold under its new key what the same article said of a launch before it named the version."""
    return [replace(one, key=key) if one.key == before else one for one in sightings]


def _head_of(key: LaunchKey, lives: dict[LaunchKey, Launch], standing: Standing) -> LaunchKey:
    """Give the key of the launch that a person says this one is; it may be gone, since what made it was undone."""
    head = standing.head_of(key)
    return head if head in lives or key not in lives else key


def _with_its_grounds(verdict: Verdict, sighting: _Sighting) -> str:
    """Say before a verdict's own reason who else had a say: a person, a second opinion."""
    if verdict.kind is VerdictKind.DOUBTED:  # Its reason says so itself.
        return verdict.reason
    of_person = sighting.reason if sighting.key else ""
    of_opinion = f"{sighting.announcement.opinion}; " if sighting.announcement.opinion else ""
    return of_person + of_opinion + verdict.reason


def _said(correction: Correction) -> str:
    return f"{correction.kind} on {correction.created_at:%Y-%m-%d}"


def _known_before(announcement: Announcement, key: LaunchKey, knowledge: Knowledge, at: datetime) -> str:
    """Say since when the knowledge base knows a launch that the store does not know; empty where it may be news.

    A family's bare name in a plan means its next model. What is planned for a day to come, or has its weights opened
    these days, is a further step of a launch that was released, or shown, before.
    """
    if key.is_bare and announcement.status in _PLANNED:
        return ""
    since = releases_of(knowledge).known_since(key, at.date())
    return f"known since {since}" if since and not _is_further_step(announcement, at.date()) else ""


def _is_further_step(announcement: Announcement, today: date) -> bool:
    stated = announcement.date
    if stated is None:
        return False
    if announcement.status is Status.UPCOMING:
        return last_day(stated) >= today
    is_day = len(stated) == len("2026-04-20")
    return announcement.status is Status.OPEN_SOURCED and is_day and today - last_day(stated) < KNOWN_BEFORE


def _with_version(launch: Launch, key: LaunchKey, announcement: Announcement) -> Launch:
    day = launch.release.rpartition("@")[2]
    return replace(
        launch,
        key=key,
        release=f"{key.release_family}@{day}",
        model=announcement.model,
        version=announcement.version,
        parameters=launch.parameters or announcement.parameters,
    )


def _with_makers(launch: Launch, announcement: Announcement, knowledge: Knowledge) -> Launch:
    """Add the makers that an announcement names together with one that is known already."""
    known = _makers(launch.organisations, knowledge)
    more = [one for one in announcement.organisations if knowledge.organisation_key(one) not in known]
    if not more or len(more) == len(announcement.organisations):
        return launch
    return replace(launch, organisations=(*launch.organisations, *more))


def _leaders(sightings: Sequence[_Sighting]) -> list[_Sighting]:
    """Choose, for each launch that an article tells of several times, the announcement that says most."""
    best: dict[LaunchKey, _Sighting] = {}
    for sighting in sightings:
        if sighting.key and (sighting.key not in best or _weight(sighting) > _weight(best[sighting.key])):
            best[sighting.key] = sighting
    return list(best.values())


def _weight(sighting: _Sighting) -> tuple[bool, int, float]:
    announcement = sighting.announcement
    return (not announcement.rumour, announcement.status.rank, announcement.confidence)


def _voice(sighting: _Sighting, reading: ArticleSeen) -> Voice:
    return Voice(0, reading.cluster, sighting.announcement.confidence, official=reading.official)  # Not stored yet.


def _verdict(sighting: _Sighting, lives: dict[LaunchKey, Launch], at: datetime, *, is_leader: bool) -> Verdict:
    announcement, key = sighting.announcement, sighting.key
    if key is None:
        return Verdict(sighting.kind, sighting.reason, announcement, None)
    launch = lives.get(key)
    if launch is None:
        if is_leader:
            launch = new_launch(announcement, key, lives.values(), at)
            return Verdict(VerdictKind.NEW, "no such launch was known", announcement, launch)
        return Verdict(VerdictKind.REPEATED, "told more fully in the same article", announcement, None)
    seen = replace(launch, seen_at=max(launch.seen_at, at))
    if is_leader and launch.rumour and not announcement.rumour:
        advanced = _advanced(seen, announcement, at)
        return Verdict(VerdictKind.ADVANCED, "was a rumour, now somebody vouches for it", announcement, advanced)
    if is_leader and announcement.status.rank > launch.status.rank and not announcement.rumour:
        reason = f"{launch.status} → {announcement.status}"
        advanced = _advanced(seen, announcement, at)
        return Verdict(VerdictKind.ADVANCED, reason, announcement, advanced, previous=launch.status)
    if at - launch.seen_at > SEEN_AGAIN:
        return Verdict(VerdictKind.BACKGROUND, f"known since {launch.first_seen_at:%Y-%m-%d}", announcement, None)
    if moved := _moved(launch, announcement):
        dated = replace(seen, date=announcement.date)
        return Verdict(VerdictKind.REPEATED, moved, announcement, dated, moved_from=_moved_from(launch, announcement))
    known_since = f"known as {launch.status} since {launch.status_at:%Y-%m-%d %H:%M} UTC"
    return Verdict(VerdictKind.REPEATED, known_since, announcement, seen)


def _moved(launch: Launch, announcement: Announcement) -> str:
    """Say that the date of an upcoming launch is another now, or is told more exactly; empty where it is not."""
    stated = announcement.date
    upcoming = launch.status is Status.UPCOMING is announcement.status
    if not upcoming or announcement.rumour or not stated or (launch.date or "").startswith(stated):
        return ""
    before = _moved_from(launch, announcement)
    return f"its date moved: {before} → {stated}" if before else f"its date is known now: {stated}"


def _moved_from(launch: Launch, announcement: Announcement) -> str | None:
    """Give the date that holds no more; None where the one stated only says it more exactly."""
    return launch.date if launch.date and not (announcement.date or "").startswith(launch.date) else None


def new_launch(announcement: Announcement, key: LaunchKey, launches: Iterable[Launch], at: datetime) -> Launch:
    """Give the launch that an announcement makes, in the release of those that came out, or rose, with it."""
    siblings = [
        launch.release for launch in launches if launch.key.release_family == key.release_family and is_near(launch, at)
    ]
    return Launch(
        key=key,
        release=siblings[0] if siblings else f"{key.release_family}@{at:%Y-%m-%d}",
        model=announcement.model,
        version=announcement.version,
        organisations=announcement.organisations,
        status=announcement.status,
        first_seen_at=at,
        status_at=at,
        seen_at=at,
        date=announcement.date,
        modality=announcement.modality,
        domain=announcement.domain,
        parameters=announcement.parameters,
        named=announcement.named,
        rumour=announcement.rumour,
    )


def _advanced(launch: Launch, announcement: Announcement, at: datetime) -> Launch:
    return replace(
        launch,
        status=announcement.status,  # Higher than the launch's, or the first that is more than a rumour.
        status_at=at,
        date=announcement.date or launch.date,
        parameters=launch.parameters or announcement.parameters,
        rumour=False,
    )
