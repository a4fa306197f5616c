"""A candidate and the knowledge base's dates of release → what it shows of a model's past, as readable features.

`released_before`: this version of the model was out a week before the article. Only what was out before the article
counts, so that an article of the past is judged as it would have been on its day. A name without a version is no sign:
a family's next model is called so, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.fingerprint import launch_key, releases_of

if TYPE_CHECKING:
    from datetime import date

    from monitor.detect.candidates import Candidate
    from monitor.knowledge import Knowledge


def past_of(one: Candidate, day: date | None, knowledge: Knowledge) -> frozenset[str]:
    """Say whether a candidate's version of its model was out well before a day; nothing where no day is known."""
    if day is None or not one.named or one.name.version is None:
        return frozenset()
    key = launch_key(one.name.model, one.name.version, one.organisations, knowledge)
    return frozenset({"released_before"}) if releases_of(knowledge).known_since(key, day) else frozenset()
