"""What the memory holds as a whole: proofs of launches, organisations and their families, counts, delays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.launching import Launch
    from monitor.model.reading import ArticleReference


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list of launches goes on: behind this one, the latest change standing first.

    Args:
        changed_at: The time of the launch's last change when the list was read.
        launch_id: Its number; of two that changed at one time, the greater stands first.
    """

    changed_at: datetime
    launch_id: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves a launch at first sight.

    Args:
        evidence: The sentence that last made it news.
        article: Where that stands.
        articles: How many tell of it, copies among them.
    """

    evidence: str
    article: ArticleReference
    articles: int


@dataclass(frozen=True, slots=True)
class FamilyOverview:
    """A line of models of one organisation.

    Args:
        key: As it stands in launch keys.
        launches: How many are known.
        latest: The newest.
    """

    key: str
    launches: int
    latest: Launch


@dataclass(frozen=True, slots=True)
class OrganisationOverview:
    """An organisation that announced something.

    Args:
        key: As it stands in launch keys; empty where no article named anybody.
        families: How many lines of models are known.
        launches: How many launches.
        latest: The newest.
    """

    key: str
    families: int
    launches: int
    latest: Launch


@dataclass(frozen=True, slots=True)
class Delay:
    """How long it took from the first article that told of a launch until a provider accepted the message.

    Args:
        told_at: When it did.
        seconds: Since the article was published; below zero where its date lay ahead.
    """

    channel: str
    told_at: datetime
    seconds: float
