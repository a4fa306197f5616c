"""Makes one pass and dies by SIGKILL at the n-th time a step is done: `killed.py CONFIG DATABASE STEP N MINUTES`.

The clock runs MINUTES ahead, so that a test need not wait for leases and retries of the run that was killed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from monitor import daemon, wiring


def main() -> None:
    config, database, deadly, count, minutes = sys.argv[1:]
    left = int(count)

    def on_step(step: str) -> None:
        nonlocal left
        left -= step == deadly
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def clock() -> datetime:
        return wiring.utc_now() + timedelta(minutes=int(minutes))

    settings = wiring.load_settings(Path(config))
    store = wiring.open_store(database)
    asyncio.run(daemon.once(settings, store, everything=True, clock=clock, on_step=on_step))
    store.close()


if __name__ == "__main__":
    main()
