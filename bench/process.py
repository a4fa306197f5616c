"""`monitor run` as users start it: a process of its own, with what it says; killed or stopped, it does not stay."""

from __future__ import annotations

import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CONFIG, DATABASE = "sources.yaml", "monitor.db"
PATIENCE = 15.0
"""Seconds; an exit is promised within ten."""

STARTS_WITHIN = 180.0
"""Seconds; a start takes one and a half, and much longer on a machine that does other things."""


class Monitor:
    """One life of the daemon on the settings and the database of a folder."""

    def __init__(self, folder: Path) -> None:
        options = ["--config", str(folder / CONFIG), "--database", f"sqlite:///{folder / DATABASE}"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "monitor", *options, "run"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.last_words: deque[str] = deque(maxlen=20)
        self._said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def says(self, phrases: Iterable[str], seconds: float = STARTS_WITHIN) -> str | None:
        """Wait for the next line that holds one of these phrases, and give the phrase; None where none comes."""
        wanted, until = tuple(phrases), time.monotonic() + seconds
        while True:
            try:
                line = self._said.get(timeout=max(until - time.monotonic(), 0))
            except queue.Empty:
                return None
            if found := next((phrase for phrase in wanted if phrase in line), None):
                return found

    def lives(self, seconds: float = 0) -> bool:
        """Wait so long, and tell whether it still runs."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return True
        return False

    def megabytes(self) -> float:
        """Give the memory that it holds now (VmRSS)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def end(self, number: signal.Signals) -> int:
        """Send it a signal and give its exit code; one that does not listen is killed."""
        self.process.send_signal(number)
        if not self.lives(PATIENCE):
            self._listener.join()
            return self.process.returncode
        return self.end(signal.SIGKILL)

    def _listen(self) -> None:
        for line in self.process.stderr or ():
            self.last_words.append(line.rstrip())
            self._said.put(line)


def free_port() -> int:
    """Give a port of loopback that nobody has now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
