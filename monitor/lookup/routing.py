"""A launch and the settings' routes → for each channel whether it is told, when, and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.hours import quiet_until
from monitor.model import Status
from monitor.resolve import applying_routes, hearing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from monitor.knowledge import Knowledge
    from monitor.model import Launch
    from monitor.resolve import Hearing
    from monitor.settings import Audience, Channel, Route


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a launch at one channel.

    Args:
        told: `at once`, `digest`, `held` until it is surer or quiet hours end, or `never`.
        reason: In words.
    """

    channel: str
    told: str
    reason: str

    def record(self) -> dict[str, str]:
        """Give it as a record of `routes test --json`."""
        return {"channel": self.channel, "told": self.told, "reason": self.reason}


def decisions(
    launch: Launch, audience: Audience, knowledge: Knowledge, channels: Mapping[str, Channel], now: datetime
) -> Iterator[Decision]:
    """Say for each channel what becomes of a launch as it is known now; `channels` are those of the audience."""
    applying = applying_routes(launch, audience, knowledge)
    for name in audience.channels:
        heard, by = hearing(name, launch, audience, knowledge), _by(name, audience, applying)
        told, why = _told(launch, heard, channels[name], now) if heard.routed else ("never", "")
        yield Decision(name, told, by + why)


def _told(launch: Launch, heard: Hearing, channel: Channel, now: datetime) -> tuple[str, str]:
    """Say when a channel that is to hear of a launch does, and why not at once."""
    for_digest = (
        ("a rumour is the digest's", launch.rumour),
        ("in development is the digest's", launch.status is Status.IN_DEVELOPMENT),
        ("`follow:` names none of its organisations", not heard.followed),
    )
    if why := next((words for words, is_so in for_digest if is_so), ""):
        return ("digest", f"; {why}") if channel.digest else ("never", f"; {why}, and this channel has no digest")
    if launch.confidence < heard.least:
        sure = f"confidence {launch.confidence:.2f} is below {heard.least:.2f}"
        return "held", f"; {sure}: it waits for a second source, then for the digest"
    if heard.urgent:
        return "at once", ", also in quiet hours"
    until = quiet_until(channel, now)
    if until:
        return "held", f"; quiet hours hold it back until {until.astimezone(channel.zone):%m-%d %H:%M}"
    return "at once", ""


def _by(channel: str, audience: Audience, applying: list[int]) -> str:
    """Name the route that decides for a channel, or why none does."""
    if not audience.routes:
        return "no routes: every channel hears of everything"
    for index in applying:
        if channel in audience.routes[index].channels:
            return f"routes[{index}] matches {_terms(audience.routes[index])}"
    if not applying:
        return "no route matches"
    last = applying[-1]
    ends = "" if audience.routes[last].goes_on else f"; routes[{last}] ends the search, as it has no `continue: true`"
    others = ", ".join(f"routes[{index}]" for index in applying)
    return f"{others} tells other channels{ends}"


def _terms(route: Route) -> str:
    terms = [
        *([f"status {', '.join(sorted(route.status))}"] if route.status else []),
        *([f"organisations {', '.join(route.organisations)}"] if route.organisations else []),
        *([f"modality {', '.join(sorted(route.modality))}"] if route.modality else []),
    ]
    return f"({'; '.join(terms) or 'all'})"
