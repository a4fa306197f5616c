"""An announcement's key → the launch that it belongs to: an exact match, else the only one it can mean, else none.

No fuzzy match, ever: a split costs a line in a message, a merge loses a launch (research/deduplication.md §3.3).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from monitor.model import Launch, LaunchKey

    Makers = Callable[[Launch], frozenset[str]]

RELEASE_WINDOW = timedelta(hours=72)
"""The members of a release come within this time (the contract, §1)."""

DESCRIPTION_HOLDS = timedelta(days=14)
"""A description without a name speaks of the same model for so long (research/deduplication.md §3.2)."""


PLAN_HOLDS = timedelta(days=45)
"""So long a plan for a family's next model waits for its name: labs tell of one a month or so before it is out."""

HOLDS = max(RELEASE_WINDOW, DESCRIPTION_HOLDS, PLAN_HOLDS)
"""Of a family's launches that were told of before, only the one of the very name may be meant: see `Recall`."""

_FIRST = "1"


def belonging(
    key: LaunchKey,
    launches: Iterable[Launch],
    at: datetime,
    *,
    named: bool,
    makers: frozenset[str] = frozenset(),
    makers_of: Makers = lambda launch: frozenset({launch.key.organisation}),
    is_apart: Callable[[LaunchKey], bool] = lambda _: False,
) -> tuple[LaunchKey, Launch | None]:
    """Say which launch an announcement belongs to.

    Makers that act together are one: a launch of A and B is also the one that others tell of as B and A's, or as B's.

    Args:
        key: Made of its own words.
        launches: Those of its family.
        at: When its article was published.
        named: False where `key` is made of a description.
        makers: The keys of all organisations that the announcement names.
        makers_of: Gives those of a launch.
        is_apart: Tells the launches to which their exact key alone leads.

    Returns:
        The key under which its launch is held from now on, and the launch as it is known, perhaps under a key that said
        less; None where there is no such launch.
    """
    family = [launch for launch in launches if launch.key.family == key.family]
    held, meant = _of_maker(key, family, at, named=named, is_apart=is_apart)
    if meant or is_apart(key) or (makers and key.organisation not in makers):
        return held, meant
    for other in dict.fromkeys(launch.key.organisation for launch in family if launch.key.organisation):
        theirs = [one for one in family if one.key.organisation == other and not is_apart(one.key)]
        shared = [one for one in theirs if not makers.isdisjoint(makers_of(one))]
        joint, found = _of_maker(replace(key, organisation=other), shared, at, named=named, is_apart=is_apart)
        if found:
            return joint, found
    return held, None


def _of_maker(
    key: LaunchKey, family: list[Launch], at: datetime, *, named: bool, is_apart: Callable[[LaunchKey], bool]
) -> tuple[LaunchKey, Launch | None]:
    """Say which launch an announcement by its key's organisation belongs to, as `belonging` does."""
    held = {launch.key: launch for launch in family}
    if key in held:
        if named or at - held[key].seen_at <= DESCRIPTION_HOLDS:
            return key, held[key]
        # Another model of the same description; its day tells the two apart for good.
        again = replace(key, version=day_version(at))
        return again, held.get(again)
    if is_apart(key):
        return key, None
    near = [launch for launch in family if not is_apart(launch.key)]
    meant = _without_organisation(key, near) or (_same_days(key, near, at) if named else None)
    if meant is None:
        return key, None
    return (key if _says_less(meant.key, key) else meant.key), meant


def day_version(at: datetime) -> str:
    """Give the version that tells a description's models apart: their day."""
    return f"{at:%Y-%m-%d}"


def _without_organisation(key: LaunchKey, family: list[Launch]) -> Launch | None:
    """Find the only launch of the same name where one of the two names no organisation."""
    nameless = replace(key, organisation="")
    alike = [launch for launch in family if replace(launch.key, organisation="") == nameless]
    if key.organisation:
        return next((launch for launch in alike if not launch.key.organisation), None)
    return alike[0] if len(alike) == 1 else None


def _same_days(key: LaunchKey, family: list[Launch], at: datetime) -> Launch | None:
    """Find the only launch of these days where one of the two names no version, or no size."""
    near = [
        launch
        for launch in family
        if launch.key.organisation == key.organisation and (is_near(launch, at) or _is_meant(launch, key, at))
    ]
    alike = [launch for launch in near if replace(launch.key, size="") == replace(key, size="")]
    if alike and not key.is_bare:
        unsized = [launch for launch in alike if not launch.key.size]
        return alike[0] if len(alike) == 1 and (unsized or not key.size) else None
    if key.is_bare:
        versioned = [launch for launch in near if launch.key.version]
        return versioned[0] if len(versioned) == 1 else None
    return near[0] if len(near) == 1 and key.version and near[0].key.is_bare else None


def is_near(launch: Launch, at: datetime) -> bool:
    """Tell whether a launch was first told of, or rose, within a release's days of a time."""
    return min(abs(at - launch.status_at), abs(at - launch.first_seen_at)) <= RELEASE_WINDOW


def _is_meant(launch: Launch, key: LaunchKey, at: datetime) -> bool:
    """Tell whether of a launch and what is spoken of now one has no version and means the other, days or weeks apart.

    A family's bare name in a plan means its next model, which has a version once it is named; and the first version of
    a family is what its bare name means, before and after.
    """
    plain, versioned = (launch.key, key) if launch.key.is_bare else (key, launch.key)
    if not plain.is_bare or not versioned.version or versioned.variant:
        return False
    is_plan = launch.key.is_bare and launch.status.rank < Status.RELEASED.rank
    holds = PLAN_HOLDS if is_plan else DESCRIPTION_HOLDS if versioned.version == _FIRST else timedelta()
    return at - launch.seen_at <= holds


def _says_less(one: LaunchKey, other: LaunchKey) -> bool:
    return (one.is_bare and not other.is_bare) or one == replace(other, size="")
