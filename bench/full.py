"""A disk that is full, and a database that is read-only, at random points → what is lost once there is room again.

The worker of `killing.py` lives again and again: it reads what is new with the real pipeline and has it delivered. At a
random step the database may grow no more (`max_page_count`), or is read-only, or, where this machine lets us mount a
small disk (as root), that is filled up in the middle of whatever is under way. The life must end with a line that says
what to do; the next one has room, and must go on where it was.

    python bench/full.py [--points 200] [--seed 5]
"""

from __future__ import annotations

import argparse
import asyncio
import mmap
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.append(str(Path(__file__).parent))

from killing import CHANNELS, Life, Parent, Shelf, watched
from sqlalchemy import event

from monitor.daemon.watch import first_to_mend
from monitor.errors import MonitorError, StoreError
from monitor.knowledge import load_knowledge
from monitor.log import configure_logging
from monitor.model import MessageState
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from end_to_end.reckoning import Reckoning
    from sqlalchemy import Connection

    from monitor.knowledge import Knowledge
    from monitor.store import SqlStore

WHOLE, SHORT = 200, 12
STEPS_A_LIFE = 45
ROOM_LEFT = 40
"""Pages, or KiB, that are left at most when room runs out."""

DISK = "64m"
WORDS = {"page limit": "has no room left", "read-only": "is read-only", "disk full": "has no room left"}


@dataclass(slots=True)
class Trouble:
    """What goes wrong in one life, from one of its steps on.

    Args:
        room: What is left then, in pages or KiB.
        filler: Fills the disk.
    """

    kind: str
    step: int
    room: int
    filler: Path
    begun: bool = False

    def begin(self) -> None:
        """Let it go wrong from now on."""
        self.begun = True
        if self.kind == "disk full":
            _fill(self.filler, self.room)

    def on_transaction(self, connection: Connection) -> None:
        """Let a transaction that begins meet it."""
        ask = connection.exec_driver_sql
        if self.begun and self.kind == "read-only":
            ask("PRAGMA query_only=ON")
        if self.begun and self.kind == "page limit":
            pages = ask("PRAGMA page_count").scalar() or 0
            ask(f"PRAGMA max_page_count={pages + self.room}")
            self.room = 0  # What is left is left once.


@dataclass(slots=True)
class TroubledLife(Life):
    """A life in which something goes wrong at a step."""

    trouble: Trouble | None = None
    steps: int = 0

    def live(self, knowledge: Knowledge) -> None:
        """Say what was left by the last one, then watch and tell until the end, or until the store cannot be used."""
        with closing(open_store(f"sqlite:///{self.shelf.folder / 'monitor.db'}")) as store:
            waiting = [message.code for message in store.messages(MessageState.PENDING)]
            self.shelf.note("left", self.number, *waiting)
            if self.trouble:
                _meet(store, self.trouble)
            try:
                asyncio.run(watched(self, store, knowledge))
            except BaseExceptionGroup as faults:
                raise first_to_mend(faults) or faults from faults

    def on_step(self, _step: str) -> None:
        """Let it go wrong where that was decided."""
        self.steps += 1
        if self.trouble and self.steps == self.trouble.step:
            self.trouble.begin()


def _meet(store: SqlStore, trouble: Trouble) -> None:
    database: Any = store._database  # noqa: SLF001 -- a bench reaches in where the disk would.
    for engine in (database._writer, database._brisk):  # noqa: SLF001
        event.listen(engine, "begin", trouble.on_transaction)


@dataclass(slots=True)
class Siege(Parent):
    """Lives one troubled life after the other.

    Args:
        disk: Where the database is; the notes of those who watch are elsewhere.
    """

    disk: Path = Path()
    kinds: tuple[str, ...] = ()
    met: Counter[str] = field(default_factory=Counter)

    def besiege(self, points: int) -> None:
        """Go on until so many lives met their trouble, or as many ended otherwise; then let some live in peace."""
        life = 0
        while sum(self.met.values()) < points and len(self.faults) < points:
            trouble = Trouble(
                self.dice.choice(self.kinds),
                self.dice.randint(1, STEPS_A_LIFE),
                self.dice.randint(0, ROOM_LEFT),
                self.disk / "filler",
            )
            self._troubled(TroubledLife(self.shelf, life, trouble=trouble))
            life += 1
        for rest in range(life, life + 40):
            self._troubled(TroubledLife(self.shelf, rest, cycles=30))
            if not self._waiting():
                break
        self._inspect()

    def _troubled(self, life: TroubledLife) -> None:
        """Live one life; room is there again at its end."""
        try:
            life.live(self.knowledge)
        except StoreError as error:
            self._ended(life, error)
        except MonitorError as error:
            self.faults.append(f"life {life.number} ended otherwise: {error}")
        finally:
            if life.trouble:
                life.trouble.filler.unlink(missing_ok=True)

    def _ended(self, life: TroubledLife, error: StoreError) -> None:
        self.ends.append(life.number)
        if life.trouble is None or WORDS[life.trouble.kind] not in str(error) or "\n" in str(error):
            self.faults.append(f"life {life.number} ended with other words: {error}")
        elif life.trouble:
            self.met[life.trouble.kind] += 1


def _fill(filler: Path, room: int) -> None:
    """Fill a disk but for so many KiB."""
    block = b"\0" * 65_536
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(block) == len(block):
                pass
        except OSError:
            pass
        file.truncate(max(file.tell() - room * 1024, 0))


@contextmanager
def _small_disk() -> Iterator[tuple[Path, bool]]:
    """Give a folder, and whether it is a small disk of its own."""
    with tempfile.TemporaryDirectory() as folder:
        mount = Path("/bin/mount").exists()
        mounted = (
            mount
            and not subprocess.run(
                ["/bin/mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], capture_output=True, check=False
            ).returncode
        )
        try:
            yield Path(folder), mounted
        finally:
            if mounted:
                subprocess.run(["/bin/umount", folder], check=True)


def main(points: int = SHORT, seed: int = 5) -> int:
    """Run out of room, reckon and print; give 1 where anything was lost, or told in other words."""
    configure_logging(level="critical")
    knowledge, began = load_knowledge(), time.perf_counter()
    with _small_disk() as (disk, mounted), tempfile.TemporaryDirectory() as notes, mmap.mmap(-1, 8) as published:
        (Path(notes) / "monitor.db").symlink_to(disk / "monitor.db")
        kinds = tuple(WORDS) if mounted else tuple(WORDS)[:2]
        dice = random.Random(seed)  # noqa: S311 -- the same troubles in each run.
        siege = Siege(Shelf(Path(notes), published), dice, knowledge, disk=disk, kinds=kinds)
        siege.besiege(points)
        return _print(siege, siege.reckoning(), time.perf_counter() - began)


def _print(siege: Siege, reckoning: Reckoning, seconds: float) -> int:
    met = ", ".join(f"{kind} {siege.met[kind]}" for kind in siege.kinds)
    print(f"{sum(siege.met.values())} lives ended by it ({met}), {seconds:.0f} s")
    print(f"  {siege.shelf.count:,} launches for {len(CHANNELS)} channels, {reckoning.messages:,} messages received")
    print(f"  lost {len(reckoning.lost)}, told in two messages {len(reckoning.told_twice)}, ", end="")
    print(f"not due {len(reckoning.stray)} (goal 0)")
    print(f"  copies, same id: {reckoning.same_id} where room ran out between acceptance and commit, ", end="")
    print(f"{len(reckoning.unexplained)} elsewhere (goal 0)")
    print(f"  each end in one line that says why, the database whole: {'no' if siege.faults else 'yes'} (goal yes)")
    for fault in (*reckoning.faults, *siege.faults):
        print(f"  {fault}")
    return int(bool(reckoning.faults or siege.faults))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=WHOLE)
    parser.add_argument("--seed", type=int, default=5, help="of the troubles")
    asked_for = parser.parse_args()
    sys.exit(main(asked_for.points, asked_for.seed))
