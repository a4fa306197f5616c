"""What waits for a channel's digest → what it tells, and what need not be told any more. The contract's §5; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from monitor.fingerprint import launch_key
from monitor.model import DigestDue, Doubt, Wait
from monitor.resolve.overdue import overdue
from monitor.resolve.routes import hearing
from monitor.resolve.verdicts import new_launch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from monitor.knowledge import Knowledge
    from monitor.model import Announcement, DigestKnown, Kept, Launch, LaunchKey
    from monitor.settings import Audience, MessageTimes

STILL_OVERDUE = timedelta(days=14)
"""How long a passed date is worth a word. Digests on weekdays, a holiday and an outage of a few days fit into it; a
date that passed before anybody here heard of it is told if it is this near."""

MOST_DOUBTS = 5
LEAST_DOUBT = 0.35
"""What is less sure is not worth a person's time. At this value the archive gives 34 names in eleven weeks, of which,
read one by one, four are of launches that nobody was told of; so they make no digest by themselves."""

# Of one launch the latest word counts: that its date passed, that it moved, and then the news itself.
_WORD = {Wait.OVERDUE: 2, Wait.MOVED: 1}


@dataclass(frozen=True, slots=True)
class DigestTerms:
    """For whom a digest is decided, and by which rules.

    Args:
        channel: Its name.
        today: Its date.
        now: The time.
        audience: Who hears of what.
        times: How long what is unsure waits for a second voice.
    """

    channel: str
    today: date
    now: datetime
    audience: Audience
    knowledge: Knowledge
    times: MessageTimes


def digest_of(known: DigestKnown, terms: DigestTerms) -> DigestDue:
    """Say what a digest tells: each launch once, by the latest that is known of it."""
    ripe = [kept for kept in known.kept if not _still_waits(kept, terms)]
    told = latest_of(ripe)
    passed = _passed(known, terms)
    moot = {launch.id for launch in passed}
    told = sorted((kept for kept in told if kept.launch_id not in moot), key=lambda kept: kept.number)
    doubts = list(_doubts(known, terms))
    return DigestDue(
        told=tuple(kept.number for kept in told),
        sure=frozenset(
            kept.number for kept in told if kept.alert.wait is Wait.UNSURE and _is_sure(kept.alert.launch, terms)
        ),
        overtaken=tuple(sorted({kept.number for kept in ripe} - {kept.number for kept in told})),
        overdue=passed,
        doubts=tuple(doubts[:MOST_DOUBTS]),
        more_doubts=max(0, len(doubts) - MOST_DOUBTS),
    )


def latest_of(kept: Iterable[Kept]) -> list[Kept]:
    """Choose from what waits what is still to be told: the latest of each launch, unless the channel heard as much."""
    of_launches = groupby(sorted(kept, key=_place), key=lambda one: one.launch_id)
    latest = [list(words)[-1] for _, words in of_launches]
    return [one for one in latest if not _is_heard(one)]


def _place(kept: Kept) -> tuple[int, int, int, int]:
    return kept.launch_id, kept.rank, _WORD.get(kept.alert.wait or Wait.UNPROMPT, 0), kept.number


def _still_waits(kept: Kept, terms: DigestTerms) -> bool:
    """Tell whether a second voice may still make an unsure launch one that is told at once."""
    young = terms.now - kept.since < terms.times.hold_unsure
    return kept.alert.wait is Wait.UNSURE and young and not _is_sure(kept.alert.launch, terms)


def _is_sure(launch: Launch, terms: DigestTerms) -> bool:
    return launch.confidence >= hearing(terms.channel, launch, terms.audience, terms.knowledge).least


def _is_heard(kept: Kept) -> bool:
    """Tell whether the channel is told as much already; of a date that moved, whether it is told of more."""
    if kept.heard is None:
        return False
    return kept.heard > kept.rank if kept.alert.wait is Wait.MOVED else kept.heard >= kept.rank


def _passed(known: DigestKnown, terms: DigestTerms) -> tuple[Launch, ...]:
    """Give the launches whose date passed without a release, and of which the channel has not heard that."""
    return tuple(
        launch
        for launch in overdue(known.upcoming, terms.today - STILL_OVERDUE, terms.today)
        if not launch.rumour
        and (launch.id, launch.date) not in known.said_overdue
        and hearing(terms.channel, launch, terms.audience, terms.knowledge).routed
        and _is_sure(launch, terms)
    )


def _doubts(known: DigestKnown, terms: DigestTerms) -> Iterator[Doubt]:
    """Give what was doubted of launches that nobody knows, each once."""
    seen = set[tuple[str, str]]()
    for announcement, article in known.doubted:
        key = launch_key(announcement.model, announcement.version, announcement.organisations, terms.knowledge)
        one = (key.family, key.version)
        if announcement.confidence < LEAST_DOUBT or one in seen or _is_known(key, known.keys):
            continue
        if hearing(terms.channel, _as_launch(announcement, key, terms), terms.audience, terms.knowledge).routed:
            seen.add(one)
            yield Doubt(article.title, article.url, announcement.full_name, announcement.doubt)


def _as_launch(announcement: Announcement, key: LaunchKey, terms: DigestTerms) -> Launch:
    return new_launch(announcement, key, (), terms.now)


def _is_known(key: LaunchKey, keys: frozenset[LaunchKey]) -> bool:
    """Tell whether a doubted mention is most likely one of a launch that is known."""
    return any(known.family == key.family and key.version in {"", known.version} for known in keys)
