"""`monitor run` that is stuck at its first look until a line is typed: `stuck.py CONFIG DATABASE ADDRESS`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import daemon, wiring
from monitor.log import configure_logging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Launch, SourceOutcome
    from monitor.settings import Settings


class Stuck:
    """A listener that keeps the loop for itself, as a fault of ours might."""

    def looked(self, _outcome: SourceOutcome, _done: int, _total: int) -> None:
        sys.stdin.readline()

    def ended(self, found: Sequence[Launch], settings: Settings) -> None:
        """Hear that all were."""


def main() -> None:
    config, database, address = sys.argv[1:]
    configure_logging(as_json=True)
    settings, observed = wiring.load_settings(Path(config)), wiring.observation("run", "", address)
    with closing(wiring.open_store(database)) as store:
        asyncio.run(daemon.run(settings, Path(config), store, first_look=Stuck(), observed=observed))


if __name__ == "__main__":
    main()
