"""What the page asks of the memory as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from monitor.model import Delay, FamilyOverview, Launch, OrganisationOverview, Proof


class Overviews(Protocol):
    """Answers what is known as a whole; launches that a person called wrong, and merged ones, are left out."""

    def proofs(self, launch_ids: Collection[int]) -> Mapping[int, Proof]:
        """Give what proves each of some launches at first sight."""
        ...

    def members(self, launch_id: int) -> list[Launch]:
        """Give the launches of one's release, itself aside, the latest change first."""
        ...

    def organisations(self) -> list[OrganisationOverview]:
        """Give all organisations that announced something, those with the most launches first."""
        ...

    def families(self, organisation: str) -> list[FamilyOverview]:
        """Give an organisation's lines of models, by its key, the newest first."""
        ...

    def first_seen(self, since: datetime) -> Mapping[datetime, int]:
        """Give how many launches were first seen in each hour since a time; hours without any are left out."""
        ...

    def busiest(self, since: datetime, limit: int) -> list[OrganisationOverview]:
        """Give the organisations with the most launches first seen since a time; only those launches count."""
        ...

    def delays(self, since: datetime, limit: int) -> list[Delay]:
        """Give how long it took to tell of new launches, the last told first; digests are left out."""
        ...
