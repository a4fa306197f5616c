"""A channel's hour has come → its digest lies in the outbox: decided purely, written in one transaction, once a name.

    what waits ──┐
    upcoming  ───┼─▶ resolve.digest_of ──▶ message with its alerts, doubts and sources ──▶ outbox
    doubted   ───┘                     └─▶ nothing to say: only that this digest is done with

The daemon and `replay` call this, each on its own clock. Delivery is the outbox's, as of any message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.model import Ailing, Digest, Status
from monitor.resolve import STILL_OVERDUE, DigestTerms, digest_of, families_of, overdue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.hours import DigestSlot
    from monitor.knowledge import Knowledge
    from monitor.lookup import SourceView
    from monitor.model import DigestDue
    from monitor.ports import Checkpoint, Store
    from monitor.settings import Audience, MessageTimes

DIGEST_COMMITTED = "digest committed"
"""The step after which a digest lies in the outbox, or is known to have nothing to say."""

MOST_AILING = 10
"""Sources that a digest names; a network that is down takes hundreds with it, and their number says as much."""


@dataclass(frozen=True, slots=True)
class DigestWriter:
    """Writes digests into the outbox.

    Args:
        store: The memory.
        audience: Who hears of what.
        times: How long what is unsure waits for a second voice.
        on_step: Is told of each step that is done.
        proves_silence: A week with nothing to say ends with a line that says so.
    """

    store: Store
    knowledge: Knowledge
    audience: Audience
    times: MessageTimes
    on_step: Checkpoint
    proves_silence: bool = True

    def write(self, channel: str, slot: DigestSlot, views: Sequence[SourceView], now: datetime) -> bool:
        """Write one digest of a channel, unless that is done; tell whether there is a message now.

        Args:
            channel: Its name.
            slot: Which digest.
            views: How the sources are.
            now: The time.
        """
        # Of all that was ever announced and never came, only what passed lately is carried into the transaction.
        upcoming = overdue(self.store.launches(status=Status.UPCOMING), slot.day - STILL_OVERDUE, slot.day)
        terms = DigestTerms(channel, slot.day, now, self.audience, self.knowledge, self.times)
        with self.store.digesting(channel, slot.name, now) as digesting:
            if digesting is None:
                return False
            families = families_of((said for said, _ in digesting.doubted()), self.knowledge)
            known = digesting.known(upcoming, families)
            due = digest_of(known, terms)
            says = due.says_something or (slot.proves_silence and bool(due.doubts or self.proves_silence))
            digest = _digest(slot, due, views, known.told) if says else None
            self.on_step("digest decided")
            digesting.save(due, digest, slot.due_at)
            self.on_step("digest saved")
        self.on_step(DIGEST_COMMITTED)
        return says


def _digest(slot: DigestSlot, due: DigestDue, views: Sequence[SourceView], told: int) -> Digest:
    ailing = [Ailing(view.name, view.state, view.reason) for view in views if view.is_ailing]
    return Digest(
        name=slot.name,
        day=slot.day.isoformat(),
        doubts=due.doubts,
        more_doubts=due.more_doubts,
        healthy=sum(view.is_well for view in views),
        ailing=tuple(ailing[:MOST_AILING]),
        more_ailing=max(0, len(ailing) - MOST_AILING),
        told=told,
    )
