"""One of several processes on one database: `process.py ADDRESS TASK NAME COUNT`, for the tests of `test_processes`."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from store.samples import LEASE, NOW, article, due, launch, listed, told, verdict

from monitor.knowledge import load_knowledge
from monitor.model import Recall, VerdictKind
from monitor.pipeline import Judged, Terms, settle
from monitor.settings import Audience, MessageTimes
from monitor.store import open_store

if TYPE_CHECKING:
    from monitor.store import SqlStore


def die_while_reading(store: SqlStore, name: str, _count: int) -> None:
    """Write an article with all it brings, and die before the transaction ends."""
    [pending] = listed(store, name)
    with store.reading(pending, NOW) as reading:
        assert reading is not None
        news = verdict(launch())
        reading.save(article(name), [news], [due("team", news)])
        os.kill(os.getpid(), signal.SIGKILL)


def read_for_ever(store: SqlStore, name: str, _count: int) -> None:
    """Read article after article, each with a launch and a message, and say each time that one is done."""
    for number in count():
        news = verdict(launch(f"{name}{number}"))
        told(store, f"{name}{number}", [news], due("team", news))
        print(number, flush=True)  # noqa: T201 -- the test reads it.


def raise_parameters(store: SqlStore, name: str, rounds: int) -> None:
    """Read what is known of one launch and write one more, `rounds` times."""
    for pending in listed(store, *(f"{name}{number}" for number in range(rounds)), source=name):
        with store.reading(pending, NOW) as reading:
            assert reading is not None
            [before] = reading.known(Recall(frozenset({("acme", "heron")}))).launches
            after = replace(before, parameters=str(int(before.parameters or 0) + 1))
            reading.save(article(pending.entry.identity), [verdict(after, VerdictKind.REPEATED)], [])


def tell_the_same(store: SqlStore, name: str, launches: int) -> None:
    """Read articles of an outlet of one's own that tell of the same launches as all others, in the pipeline's way."""
    terms = Terms(load_knowledge(), Audience(("team",)), MessageTimes(), lambda _step: None)
    for number, pending in enumerate(listed(store, *(f"{name}{number}" for number in range(launches)), source=name)):
        told_of = verdict(launch(f"heron{number}")).announcement
        settle(store, pending, Judged(article(pending.entry.identity), (told_of,), NOW), terms)


def claim_all(store: SqlStore, _name: str, limit: int) -> None:
    """Claim messages, a few at a time, until none is left; tell their numbers."""
    while claimed := store.claim(NOW, NOW + LEASE, limit):
        print(*(message.id for message in claimed), flush=True)  # noqa: T201 -- the test reads it.


def only_open(_store: SqlStore, _name: str, _count: int) -> None:
    """Do nothing more than to open the database."""


TASKS = {
    task.__name__: task
    for task in (die_while_reading, read_for_ever, raise_parameters, tell_the_same, claim_all, only_open)
}

if __name__ == "__main__":
    address, task, name, number = sys.argv[1:]
    opened = open_store(address)
    TASKS[task](opened, name, int(number))
    opened.close()
