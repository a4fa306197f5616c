"""A launch and the settings' routes → whether a channel hears of it, at once or not, and how sure it must be. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from monitor.resolve.verdicts import TOLD
from monitor.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.knowledge import Knowledge
    from monitor.model import Launch
    from monitor.settings import Audience, Route


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a channel hears of one launch.

    Args:
        routed: Some route gives it the launch, or there are no routes.
        followed: It is of an organisation that is told of at once.
        least: The launch must be as sure as this.
        urgent: It is told in quiet hours, too.
    """

    routed: bool
    followed: bool
    least: float = TOLD
    urgent: bool = False


def hearing(channel: str, launch: Launch, audience: Audience, knowledge: Knowledge) -> Hearing:
    """Say how a channel hears of a launch: by the first route that matches, and those behind it that go on."""
    names = _names(launch, knowledge)
    followed = not audience.follow or any(_is_of(names, wanted, knowledge) for wanted in audience.follow)
    if not audience.routes:
        return Hearing(routed=True, followed=followed)
    for route in _matching(audience.routes, launch, names, knowledge):
        if channel in route.channels:
            least = TOLD if route.min_confidence is None else max(TOLD, route.min_confidence)
            return Hearing(routed=True, followed=followed, least=least, urgent=route.urgent)
    return Hearing(routed=False, followed=followed)


def applying_routes(launch: Launch, audience: Audience, knowledge: Knowledge) -> list[int]:
    """Give the places of the routes that a launch goes through: the first that matches, and more while they go on."""
    matching = [*_matching(audience.routes, launch, _names(launch, knowledge), knowledge)]
    return [place for place, route in enumerate(audience.routes) if any(route is one for one in matching)]


def _matching(routes: Iterable[Route], launch: Launch, names: frozenset[str], knowledge: Knowledge) -> Iterable[Route]:
    for route in routes:
        fits = (
            (not route.status or launch.status in route.status)
            and (not route.modality or launch.modality in route.modality)
            and (not route.organisations or any(_is_of(names, wanted, knowledge) for wanted in route.organisations))
        )
        if fits:
            yield route
            if not route.goes_on:
                return


def _names(launch: Launch, knowledge: Knowledge) -> frozenset[str]:
    """Give all that a launch's organisations are known by, folded."""
    keys = {knowledge.organisation_key(name) for name in launch.organisations}
    return frozenset({launch.key.organisation, *keys, *map(fold, launch.organisations)} - {""})


def _is_of(names: frozenset[str], wanted: str, knowledge: Knowledge) -> bool:
    """Tell whether a launch is of an organisation that the settings name, by any of its names or by a glob."""
    folded = fold(wanted)
    return knowledge.organisation_key(wanted) in names or any(fnmatchcase(name, folded) for name in names)
