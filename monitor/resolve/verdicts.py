"""Announcements of one article, held against what is known → one verdict each. The rules are the contract's §4."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.fingerprint import launch_key
from monitor.model import Announcement, Launch, LaunchKey, Verdict, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.knowledge import Knowledge
    from monitor.model import Known

TOLD = 0.5
"""Announcements of less confidence are not told (the contract, §3): they are doubted, and kept with the reason."""

RELEASE_WINDOW = timedelta(hours=72)
"""The members of a release come within this time (the contract, §1)."""

KNOWN_BEFORE = timedelta(days=7)
"""A dated entry of the knowledge base this much older than the article makes a mention background (§4)."""


def families_of(announcements: Iterable[Announcement], knowledge: Knowledge) -> frozenset[tuple[str, str]]:
    """Give the (organisation, family) pairs that must be known to resolve these announcements."""
    keys = (_key_of(announcement, knowledge) for announcement in announcements if announcement.confidence >= TOLD)
    return frozenset((key.organisation, key.family) for key in keys)


def resolve(
    announcements: Sequence[Announcement], known: Known, knowledge: Knowledge, at: datetime
) -> tuple[Verdict, ...]:
    """Say of each announcement what it is to somebody who knows what we know.

    Args:
        announcements: Of one article, in reading order.
        known: The launches of the families that `families_of` names.
        knowledge: Names, owners and dates of release.
        at: When the article was published; else when it was read.

    Returns:
        One verdict for each announcement, in the same order.
    """
    launches = {str(launch.key): launch for launch in known.launches}
    sightings = [_sighting(item, launches, knowledge, at) for item in announcements]
    leaders = _leaders(sightings)
    verdicts = []
    for sighting in sightings:
        verdict = _verdict(sighting, launches, at, is_leader=sighting in leaders)
        if verdict.launch:
            launches[str(verdict.launch.key)] = verdict.launch
        verdicts.append(verdict)
    return tuple(verdicts)


@dataclass(frozen=True, slots=True)
class _Sighting:
    """An announcement with the key under which it is held; none where it makes no launch, but a kind and reason."""

    announcement: Announcement
    key: LaunchKey | None
    kind: VerdictKind = VerdictKind.BACKGROUND
    reason: str = ""


def _key_of(announcement: Announcement, knowledge: Knowledge) -> LaunchKey:
    return launch_key(announcement.model, announcement.version, announcement.organisations, knowledge)


def _sighting(announcement: Announcement, launches: dict[str, Launch], knowledge: Knowledge, at: datetime) -> _Sighting:
    if announcement.confidence < TOLD:
        reason = "; ".join(filter(None, (f"judged {announcement.confidence:.2f}", announcement.doubt)))
        return _Sighting(announcement, None, VerdictKind.DOUBTED, reason)
    if announcement.background:
        when = f" of {announcement.date}" if announcement.date else ""
        return _Sighting(announcement, None, reason=f"the article only recalls this launch{when}")
    model = knowledge.model(announcement.full_name)
    if model and model.released and _last_day(model.released) + KNOWN_BEFORE <= at.date():
        return _Sighting(announcement, None, reason=f"known since {model.released}")
    return _Sighting(announcement, _held_key(_key_of(announcement, knowledge), launches.values(), at))


def _last_day(partial: str) -> date:
    year, month, *day = map(int, partial.split("-"))
    return date(year, month, day[0] if day else calendar.monthrange(year, month)[1])


def _held_key(key: LaunchKey, launches: Iterable[Launch], at: datetime) -> LaunchKey:
    """Give the key of the launch that an announcement belongs to: an exact match, else the only one it can mean."""
    same_family = [launch.key for launch in launches if launch.key.family == key.family]
    if key in same_family:
        return key
    if not key.organisation:
        alike = {other for other in same_family if replace(other, organisation="") == key}
        if len(alike) == 1:
            return alike.pop()
    nobody = replace(key, organisation="")
    if nobody in same_family:
        return nobody
    if not (key.version or key.variant or key.size):
        recent = {
            launch.key
            for launch in launches
            if launch.key.family == key.family
            and launch.key.organisation == key.organisation
            and launch.key.version
            and abs(at - launch.status_at) <= RELEASE_WINDOW
        }
        if len(recent) == 1:
            return recent.pop()
    return key


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


def _verdict(sighting: _Sighting, launches: dict[str, Launch], at: datetime, *, is_leader: bool) -> Verdict:
    announcement, key = sighting.announcement, sighting.key
    if key is None:
        return Verdict(sighting.kind, sighting.reason, announcement, None)
    launch = launches.get(str(key))
    if launch is None:
        launch = _new_launch(announcement, key, launches.values(), at)
        if is_leader:
            return Verdict(VerdictKind.NEW, "no such launch was known", announcement, launch)
        return Verdict(VerdictKind.REPEATED, "told more fully in the same article", announcement, None)
    if is_leader and launch.rumour and not announcement.rumour:
        advanced = _advanced(launch, announcement, at)
        return Verdict(VerdictKind.ADVANCED, "was a rumour, now somebody vouches for it", announcement, advanced)
    if is_leader and announcement.status.rank > launch.status.rank and not announcement.rumour:
        reason = f"{launch.status} → {announcement.status}"
        advanced = _advanced(launch, announcement, at)
        return Verdict(VerdictKind.ADVANCED, reason, announcement, advanced, previous=launch.status)
    known_since = f"known as {launch.status} since {launch.status_at:%Y-%m-%d %H:%M} UTC"
    return Verdict(VerdictKind.REPEATED, known_since, announcement, launch)


def _new_launch(announcement: Announcement, key: LaunchKey, launches: Iterable[Launch], at: datetime) -> Launch:
    siblings = [
        launch.release
        for launch in launches
        if launch.key.release_family == key.release_family and abs(at - launch.first_seen_at) <= RELEASE_WINDOW
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
        date=announcement.date,
        modality=announcement.modality,
        domain=announcement.domain,
        parameters=announcement.parameters,
        named=announcement.named,
        rumour=announcement.rumour,
    )


def _advanced(launch: Launch, announcement: Announcement, at: datetime) -> Launch:
    claimed_only = launch.rumour  # A rumour lifts nothing: the first who vouches says where the launch stands.
    higher = announcement.status if claimed_only else max(launch.status, announcement.status, key=lambda one: one.rank)
    return replace(
        launch,
        status=higher,
        status_at=at,
        date=announcement.date or launch.date,
        parameters=launch.parameters or announcement.parameters,
        rumour=False,
    )
