"""What is learned while others read, too: what was told meanwhile is asked for, and all anew after a correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from store.samples import LATER, launch, told, verdict

from monitor.knowledge import load_knowledge
from monitor.learning import Learner
from monitor.model import CorrectionKind, Launch, VerdictKind
from monitor.store import SqlStore, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN = load_knowledge()


@pytest.fixture
def store() -> Iterator[SqlStore]:
    store = open_store("sqlite://")
    yield store
    store.close()


def tell(store: SqlStore, name: str, one: Launch, kind: VerdictKind = VerdictKind.NEW) -> None:
    said = verdict(one, kind)
    told(store, name, [said])


def test_what_another_process_wrote_is_learned_with_the_next_news(store: SqlStore) -> None:
    learner = Learner(KNOWN, store)
    assert learner.knowledge() is KNOWN
    tell(store, "a", launch("ospreyan"))
    tell(store, "b", launch("ospreyan"), VerdictKind.REPEATED)

    before = learner.knowledge()
    learner.heard([verdict(launch("ibisean"))])
    after = learner.knowledge()

    assert before is KNOWN
    assert [family.key for family in after.families("ospreyan")] == ["ospreyan"]


def test_a_launch_that_is_told_of_again_is_learned_of_by_all_that_was_told(store: SqlStore) -> None:
    learner = Learner(KNOWN, store)
    tell(store, "a", launch("ospreyan"))
    assert learner.knowledge() is KNOWN

    tell(store, "b", launch("ospreyan"), VerdictKind.REPEATED)
    learner.heard([verdict(launch("ospreyan"))])

    assert learner.knowledge().families("ospreyan")


def test_what_teaches_nothing_new_leaves_the_knowledge_as_it_is(store: SqlStore) -> None:
    learner = Learner(KNOWN, store)
    for name in "ab":
        tell(store, name, launch("ospreyan"), VerdictKind.NEW if name == "a" else VerdictKind.REPEATED)
    before = learner.knowledge()

    tell(store, "c", launch("ibisean"))
    learner.heard([verdict(launch("ibisean"))])

    assert learner.knowledge() is before


def test_what_a_person_calls_wrong_is_unlearned(store: SqlStore) -> None:
    learner = Learner(KNOWN, store)
    for name in "ab":
        tell(store, name, launch("ospreyan"), VerdictKind.NEW if name == "a" else VerdictKind.REPEATED)
    assert learner.knowledge().families("ospreyan")

    with store.correcting(LATER) as desk:
        desk.add(CorrectionKind.WRONG, [launch("ospreyan").key])
    learner.heard([verdict(launch("ibisean"))])

    assert not learner.knowledge().families("ospreyan")
