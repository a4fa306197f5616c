"""Ten channels, a provider of twenty a minute and SIGTERM, in small; `bench/telling.py` is the whole proof."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "telling.py"


def test_every_channel_gets_every_message_once_whatever_the_others_do_and_however_often_it_is_stopped() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCH), "--short", "--untimed"],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0, repeated 0" in done.stdout
