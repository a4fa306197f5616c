"""A launch and the settings' routes → for each channel whether it is told, when, and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.model import Status
from monitor.resolve import applying_routes, hearing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.knowledge import Knowledge
    from monitor.model import Launch
    from monitor.settings import Audience, Route


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a launch at one channel.

    Args:
        told: `at once`, `digest`, `held` until it is surer, or `never`.
        reason: In words.
    """

    channel: str
    told: str
    reason: str

    def record(self) -> dict[str, str]:
        """Give it as a record of `routes test --json`."""
        return {"channel": self.channel, "told": self.told, "reason": self.reason}


def decisions(launch: Launch, audience: Audience, knowledge: Knowledge) -> Iterator[Decision]:
    """Say for each channel what becomes of a launch as it is known now."""
    applying = applying_routes(launch, audience, knowledge)
    for channel in audience.channels:
        heard = hearing(channel, launch, audience, knowledge)
        by = _by(channel, audience, applying)
        if not heard.routed:
            yield Decision(channel, "never", by)
        elif launch.rumour or launch.status is Status.IN_DEVELOPMENT:
            what = "a rumour" if launch.rumour else "in development"
            yield Decision(channel, "digest", f"{by}; {what} is the digest's")
        elif not heard.followed:
            yield Decision(channel, "digest", f"{by}; `follow:` names none of its organisations")
        elif launch.confidence < heard.least:
            sure = f"confidence {launch.confidence:.2f} is below {heard.least:.2f}"
            yield Decision(channel, "held", f"{by}; {sure}: it waits for a second source, then for the digest")
        else:
            urgent = ", also in quiet hours" if getattr(heard, "urgent", False) else ""
            yield Decision(channel, "at once", f"{by}{urgent}")


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
