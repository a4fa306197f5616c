"""Runs one case in a process by itself: `python -m bench.load.ours CASE WORLD ROUNDS [SECONDS]` prints JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from monitor.log import configure_logging

from . import checks, reading
from .world import World

if TYPE_CHECKING:
    from collections.abc import Callable

CASES: dict[str, Callable[..., Any]] = {
    "kept": checks.kept,
    "unchanged": checks.unchanged,
    "tls": partial(checks.unchanged, secure=True),
    "feed": reading.feed,
    "listing": reading.listing,
    "articles": reading.articles,
    "detector": reading.detector,
    "minute": checks.minute,
    "huge": checks.huge,
}


def main(case: str, world: str, rounds: str, *others: str) -> int:
    """Run a case and print its figures."""
    configure_logging(level="critical")
    print(json.dumps(asyncio.run(CASES[case](World.read(world), int(rounds), *map(float, others)))))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
