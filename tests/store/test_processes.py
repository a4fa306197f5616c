"""Several processes on one file, and processes that are killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from store.samples import NOW, launch, sent_to, told, verdict

from monitor.model import SourceState
from monitor.store import open_store

if TYPE_CHECKING:
    from monitor.store import SqlStore

SCRIPT = Path(__file__).with_name("process.py")


def start(address: str, task: str, name: str = "one", count: int = 0) -> subprocess.Popen[str]:
    paths = os.pathsep.join(map(str, SCRIPT.parents[1:3]))  # The tests', and this tree's: another may be installed.
    environment = os.environ | {"PYTHONPATH": paths}  # noqa: TID251 -- a child needs its parent's.
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), address, task, name, str(count)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish_all(address: str, task: str, processes: int, count: int = 0) -> list[str]:
    """Let several processes do a task at the same time; give what each said."""
    with ExitStack() as stack:
        running = []
        for number in range(processes):
            process = stack.enter_context(start(address, task, f"process{number}-", count))
            stack.callback(process.kill)
            running.append(process)
        said = [process.communicate(timeout=60)[0] for process in running]
        assert [process.returncode for process in running] == [0] * processes
    return said


def assert_sound(address: str) -> None:
    path = address.removeprefix("sqlite:///")
    if path == address:
        return  # A server looks after itself.
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_process_killed_inside_a_reading_leaves_nothing_half_written(store: SqlStore, address: str) -> None:
    with start(address, "die_while_reading", "a") as process:
        assert process.wait(60) == -signal.SIGKILL

    assert (store.launches(), store.messages()) == ([], [])
    assert [pending.entry.identity for pending in store.unread("alpha", NOW, 9)] == ["a"]
    assert_sound(address)


@pytest.mark.parametrize("articles", [3, 11])
def test_a_process_killed_at_any_time_keeps_what_it_said_was_done(store: SqlStore, address: str, articles: int) -> None:
    with start(address, "read_for_ever", "a") as process:
        assert process.stdout is not None
        for _ in range(articles):
            process.stdout.readline()
        process.kill()

    launches, messages = store.launches(), store.messages()
    assert len(launches) >= articles
    assert sorted(message.alerts[0].launch.id for message in messages) == sorted(each.id for each in launches)
    assert all(len(store.history(each.id)) == 1 for each in launches)
    assert_sound(address)


def test_processes_that_read_and_write_the_same_launch_lose_nothing(store: SqlStore, address: str) -> None:
    processes, rounds = 4, 15
    told(store, "first", [verdict(launch(parameters="0"))])

    finish_all(address, "raise_parameters", processes, rounds)

    assert [each.parameters for each in store.launches()] == [str(processes * rounds)]
    assert len(store.history(1)) == processes * rounds + 1


def test_processes_that_read_of_the_same_launches_at_once_make_one_and_one_message_of_each(
    store: SqlStore, address: str
) -> None:
    processes, launches = 4, 10

    finish_all(address, "tell_the_same", processes, launches)

    known = store.launches()
    assert len({one.key for one in known}) == len(known) == launches
    assert [len(store.history(one.id)) for one in known] == [processes] * launches
    told_of = [alert.launch.id for message in store.messages() for alert in message.alerts]
    assert sorted(told_of) == sorted(one.id for one in known)


def test_processes_never_claim_the_same_message(store: SqlStore, address: str) -> None:
    numbers = sent_to(store, *(f"channel{number % 5}" for number in range(40)))

    said = finish_all(address, "claim_all", processes=2, count=2)

    assert sorted(int(number) for line in said for number in line.split()) == numbers


def test_processes_may_make_the_database_at_the_same_time(address: str) -> None:
    finish_all(address, "only_open", processes=2)

    store = open_store(address)
    assert store.record_check(SourceState("alpha"), [], NOW) == 0
    store.close()
