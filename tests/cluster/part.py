"""One process of many, in haste: `part.py scheduler|worker CONFIG DATABASE`. Two silent seconds are death."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from monitor import cluster, wiring
from monitor.log import configure_logging

HASTE = cluster.Limits(
    beat=timedelta(seconds=0.5), silence=timedelta(seconds=2), rescue=timedelta(seconds=0.5), drain=timedelta(seconds=2)
)


def main() -> None:
    role, config, database = sys.argv[1:]
    configure_logging()
    settings = wiring.load_settings(Path(config))
    store = wiring.open_store(database)
    start = {"scheduler": cluster.schedule, "worker": cluster.work}[role]
    asyncio.run(start(settings, Path(config), store, database, limits=HASTE))
    store.close()


if __name__ == "__main__":
    main()
