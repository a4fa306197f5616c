"""A forked worker killed 200 times, at named points and random moments; `bench/killing.py` is the whole proof."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "killing.py"


def test_a_worker_that_is_killed_at_any_point_loses_nothing_and_repeats_only_what_was_not_recorded() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCH), "--kills", "200"], capture_output=True, text=True, check=False, encoding="utf-8"
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0, told in two messages 0" in done.stdout
