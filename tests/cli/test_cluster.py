"""Commands of many machines, on a file and on a server."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING

import pytest

from monitor.cli.cluster import worker
from monitor.cluster import CONCURRENCY

if TYPE_CHECKING:
    from cli.conftest import Program
    from postgres import Server

SETTINGS = "sources:\n  - {id: tide, url: 'https://tide.example/feed', kind: feed}\n"


@pytest.mark.parametrize("command", ["scheduler", "worker", "cluster"])
def test_a_file_serves_one_machine_and_that_is_said_in_a_line(program: Program, command: str) -> None:
    program.write("sources.yaml", SETTINGS)

    said = program.run(command)

    assert said.code == 2
    assert said.err.startswith("monitor: many machines need PostgreSQL: give --database postgresql://")
    assert said.err.count("\n") == 1
    assert not (program.folder / "monitor.db").exists()


def test_migrate_brings_a_file_up_to_date(program: Program) -> None:
    assert program.run("migrate").out == "the database is up to date\n"
    assert (program.folder / "monitor.db").exists()


def test_migrate_makes_the_queue_beside_the_memory_once(program: Program, postgres: Server) -> None:
    address = postgres.address(postgres.make())
    program.write("sources.yaml", SETTINGS)

    said = [program.run("--database", address, "migrate").out for _ in range(2)]
    standing = json.loads(program.run("--database", address, "cluster", "--json").out)

    assert said == ["the database is up to date; the queue took 1 step\n", "the database is up to date\n"]
    assert standing == {
        "elected": None,
        "processes": [],
        "workers": [],
        "jobs": {"waiting": 0, "under_way": 0},
        "due": 1,
        "oldest": None,
    }


def test_the_command_asks_as_many_hosts_at_a_time_as_a_worker_does() -> None:  # It must not load the queue to say so.
    assert inspect.signature(worker).parameters["concurrency"].default == CONCURRENCY
