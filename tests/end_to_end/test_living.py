"""The daemon killed twenty times; `bench/living.py --kills 300` is the whole proof."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "living.py"


def test_a_daemon_that_is_killed_again_and_again_tells_every_launch_once() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCH), "--kills", "20"], capture_output=True, text=True, check=False, encoding="utf-8"
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost: 0 " in done.stdout
