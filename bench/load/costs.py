"""What work costs: CPU time and memory of this process or of another one, as Linux tells them."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from typing import TypeVar

    Item = TypeVar("Item")

AT_A_TIME = 10


def cpu() -> float:
    """Give the CPU seconds of this process and of the children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def cpu_of(pid: int) -> float:
    """Give the CPU seconds of another process."""
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def milliseconds(work: Callable[[], object], times: int = 1) -> float:
    """Give the CPU milliseconds of doing something once, the mean of some times."""
    gc.collect()  # What others left behind is not its cost.
    started = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - started) / times * 1000


async def at_a_time(items: Iterable[Item], work: Callable[[Item], Awaitable[object]], many: int = AT_A_TIME) -> float:
    """Do something with each of many, so many at a time; give the CPU milliseconds of one."""
    left, done = iter(items), 0
    gc.collect()
    started = cpu()

    async def working() -> None:
        nonlocal done
        for item in left:
            await work(item)
            done += 1

    await asyncio.gather(*(working() for _ in range(many)))
    return (cpu() - started) / done * 1000


def megabytes(pid: int | str = "self", name: str = "VmRSS") -> float:
    """Give the memory that a process holds now, or, by the name VmHWM, held at most."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def children_of(pid: int) -> list[int]:
    """Give the processes that a process has started and that run."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text(encoding="utf-8").split()]
    return found
