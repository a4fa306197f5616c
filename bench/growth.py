"""What a check, an article and a page cost with 0 to 1,000,000 articles in the store, as multiples of an empty one.

Run from the project's root:

    python bench/growth.py                            SQLite up to 1,000,000 articles, PostgreSQL up to 100,000
    python bench/growth.py --sizes 0,1000,10000       so many articles
    python bench/growth.py --store FOLDER             keeps what was filled, and goes on with what is there
    python bench/growth.py --only article --write     some rows; `--write` puts a section into docs/benchmarks.md

Costs are the processor's time of this process and, for PostgreSQL, of the server's processes that answer it: medians.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import report
from growth_asked import asked
from growth_world import ARTICLES, days_before, first_day
from sqlalchemy import Engine, event

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # The server is the tests' own.
import postgres

from monitor.knowledge import load_knowledge
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from monitor.store import SqlStore

SIZES = {"sqlite": (0, 1_000, 10_000, 100_000, 1_000_000), "postgresql": (0, 1_000, 10_000, 100_000)}
MOST_ARTICLE = 1.5
"""Times what an article costs in an empty store, with the most articles."""
SLOW = 0.05
"""Seconds from which on a few rounds tell as much as many."""


@dataclass(slots=True)
class Meter:
    """Reads the processor's time and counts queries.

    Args:
        servers: The numbers of the processes of a database's server that work for this one.
    """

    servers: Sequence[int] = ()
    queries: int = field(default=0, init=False)

    def spent(self) -> float:
        """Give the seconds of the processor so far."""
        there = (Path(f"/proc/{number}/schedstat").read_text(encoding="ascii") for number in self.servers)
        return time.process_time() + sum(int(read.split()[0]) for read in there) / 1e9

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count the statements that are sent to any database."""

        def count(*_: object) -> None:
            self.queries += 1

        event.listen(Engine, "before_cursor_execute", count)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", count)


@dataclass(frozen=True, slots=True)
class Cost:
    """What something costs: milliseconds of the processor, and queries."""

    milliseconds: float
    queries: float


def main() -> int:
    """Measure, print, write; give 1 where an article costs more than its goal."""
    options = _options()
    with ExitStack() as stack:
        folder = options.store or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        tables = {"sqlite": {size: _in_file(folder, size, options.only) for size in options.sizes["sqlite"]}}
        if options.sizes["postgresql"]:
            server = stack.enter_context(postgres.running())
            tables["postgresql"] = _in_server(server, options.sizes["postgresql"], options.only)
    text = "\n".join(_table(kind, costs) for kind, costs in tables.items())
    print(text)
    if options.write:
        report.write_section("Growth", f"{_introduction()}\n\n{text}")
    return int(any(_growth(costs) > MOST_ARTICLE for costs in tables.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What things cost as the store grows.")
    parser.add_argument("--sizes", type=_sizes, help="articles, as 0,1000; for SQLite alone")
    parser.add_argument("--store", type=Path, help="a folder that keeps the databases")
    parser.add_argument("--only", default="", help="rows whose name holds this")
    parser.add_argument("--write", action="store_true", help="write a section of docs/benchmarks.md")
    options = parser.parse_args()
    options.sizes = {"sqlite": options.sizes, "postgresql": ()} if options.sizes else SIZES
    return options


def _sizes(written: str) -> tuple[int, ...]:
    return tuple(map(int, written.split(",")))


def _in_file(folder: Path, size: int, only: str) -> dict[str, Cost]:
    """Measure in a copy of a file, so that one that is kept stays as it was filled."""
    used = folder / "measured.db"
    shutil.copy(_filled(folder, size), used)
    try:
        return _measured(f"sqlite:///{used}", size, only)
    finally:
        for file in folder.glob(f"{used.name}*"):
            file.unlink()


def _filled(folder: Path, size: int) -> Path:
    """Give the file of a store of so many articles, filled where it is not there."""
    kept, made = folder / f"{size}.db", folder / f"{size}.part"
    if not kept.exists():
        if size > ARTICLES:
            shutil.copy(_filled(folder, ARTICLES), made)
        with closing(open_store(f"sqlite:///{made}")) as store:
            _fill(store, size)
        made.rename(kept)
    return kept


def _fill(store: SqlStore, size: int) -> None:
    if size == ARTICLES:
        first_day(store, load_knowledge())
    elif size:
        days_before(store, size // ARTICLES - 1)


def _in_server(server: postgres.Server, sizes: Sequence[int], only: str) -> dict[int, dict[str, Cost]]:
    found, day = {}, server.make()
    with closing(open_store(server.address(day))) as store:
        _fill(store, ARTICLES)
    for size in sizes:
        address = server.address(server.make(day) if size else server.make())
        with closing(open_store(address)) as store:
            if size > ARTICLES:
                _fill(store, size)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        found[size] = _measured(address, size, only)
    return found


def _measured(address: str, size: int, only: str) -> dict[str, Cost]:
    """Measure all that is asked of a store."""
    print(f"{size:,} articles", flush=True)
    with closing(open_store(address)) as store:
        found = {}
        for name, (rounds, work) in asked(store, size // ARTICLES).items():
            if only in name:
                found[name] = _cost(work, rounds, address)
                print(f"{name:44}{found[name].milliseconds:10.3f} ms{found[name].queries:7.1f} queries", flush=True)
        return found


def _cost(work: Callable[[], object], rounds: int, address: str) -> Cost:
    work()  # The first time compiles the statements.
    began = time.perf_counter()
    work()
    meter = Meter(_servers(address))
    rounds = min(rounds, 5) if time.perf_counter() - began > SLOW else rounds
    seconds = []
    with meter.counting():
        for _ in range(rounds):
            before = meter.spent()
            work()
            seconds.append(meter.spent() - before)
    return Cost(statistics.median(seconds) * 1_000, meter.queries / rounds)


def _servers(address: str) -> list[int]:
    """Give the processes that a database's connections have at its server."""
    if not address.startswith("postgresql"):
        return []
    with psycopg.connect(address) as connection:
        others = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"  # What vacuums beside it ends when it likes.
        )
        return [row[0] for row in connection.execute(others)]


def _table(kind: str, costs: Mapping[int, Mapping[str, Cost]]) -> str:
    """Write what things cost in the first size, and in the others as multiples of that."""
    first, *others = costs
    last = others[-1] if others else first
    heads = [f"{kind}, ms of the processor", f"{first:,} articles", *(f"{size:,}" for size in others), "ms", "queries"]
    lines = [heads, ["---"] * len(heads)]
    for name, cost in costs[first].items():
        ratios = [f"{costs[size][name].milliseconds / cost.milliseconds:.2f}" for size in others]
        then = costs[last][name]
        lines.append([name, f"{cost.milliseconds:.2f}", *ratios, f"{then.milliseconds:.2f}", f"{then.queries:.0f}"])
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _growth(costs: Mapping[int, Mapping[str, Cost]]) -> float:
    """Give the most that an article costs with the most articles, as a multiple of the least."""
    first, last = costs[min(costs)], costs[max(costs)]
    grown = (last[name].milliseconds / first[name].milliseconds for name in first if name.startswith("article"))
    return max(grown, default=1.0)


def _introduction() -> str:
    return (
        f"`python bench/growth.py --write`, on {report.machine()}; load {os.getloadavg()[0]:.1f} at the end.\n\n"
        f"A day of the store is {ARTICLES:,} articles of 100 sources with 100 launches that 300 articles tell of, "
        "written by the\nprogram; the days before it are copies with other addresses, texts and names. Figures behind "
        "the first are multiples of it;\n`ms` and `queries` are those of the most articles. A page's counts, which are "
        "kept for a minute, are taken anew each time."
    )


if __name__ == "__main__":
    sys.exit(main())
