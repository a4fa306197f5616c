"""What need not be known to understand an article changes nothing of what it is understood as."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from monitor.knowledge import load_knowledge
from monitor.model import Announcement, ArticleSeen, Known, Launch, LaunchKey, Recall, Status
from monitor.resolve import recalled_by, resolve

KNOWLEDGE = load_knowledge()
AT = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
VERSIONS = ("", "", "1", "2", "2030-07-09")
PLAIN = {"release": "acme/heron@2030-01-01", "model": "Heron", "organisations": ("Acme",)}

days = some.integers(-80, 10).map(lambda day: AT + timedelta(days=day, hours=day % 7))


@some.composite
def launches(draw: some.DrawFn) -> Launch:
    """A launch of a family, first seen, risen and last seen in this order."""
    key = LaunchKey(
        draw(some.sampled_from(("acme", "acme", ""))),
        "heron",
        draw(some.sampled_from(VERSIONS)),
        draw(some.sampled_from(("", "", "pro"))),
        draw(some.sampled_from(("", "", "7b"))),
    )
    first, risen, seen = sorted(draw(some.tuples(days, days, days)))
    status = draw(some.sampled_from((*Status, Status.UPCOMING, Status.IN_DEVELOPMENT)))
    return Launch(
        key, **PLAIN, version=key.version or None, status=status, first_seen_at=first, status_at=risen, seen_at=seen
    )


announcements = some.builds(
    Announcement,
    model=some.sampled_from(("Heron", "Heron Pro", "Heron 7B")),
    version=some.sampled_from((None, "1", "2", "3")),
    organisations=some.sampled_from((("Acme",), ())),
    status=some.sampled_from(Status),
    named=some.booleans(),
)


@settings(max_examples=1_000)  # What only some weeks between two articles bring out is rare.
@given(
    some.lists(launches(), max_size=4, unique_by=lambda launch: launch.key),
    some.lists(announcements, min_size=1, max_size=2),
)
def test_an_article_is_understood_by_what_it_recalls_as_by_all_that_is_known(
    every: list[Launch], announced: list[Announcement]
) -> None:
    recall = recalled_by(announced, KNOWLEDGE, AT)

    recalled = tuple(launch for launch in every if is_recalled(launch, recall))

    seen = ArticleSeen(AT)
    whole = resolve(announced, Known(tuple(every)), KNOWLEDGE, seen)
    assert resolve(announced, Known(recalled), KNOWLEDGE, seen) == whole


def is_recalled(launch: Launch, recall: Recall) -> bool:
    """As the store asks: of the same family, and told of lately or of one of the versions."""
    assert recall.since is not None
    of_family = any(family == launch.key.family for _, family in recall.families)
    return of_family and (launch.seen_at >= recall.since or launch.key.version in recall.versions)
