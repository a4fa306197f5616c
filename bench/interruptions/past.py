"""What `monitor replay --json` printed → its launches and messages as values."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One message: when it went out, whose news it tells first, and the launches that it speaks of."""

    at: datetime
    reason: str
    item: str
    launches: tuple[str, ...]
    text: str

    @property
    def head(self) -> str:
        """Give what a lock screen shows."""
        return self.text.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Past:
    """One replay: launches by key, messages in their order, and the launches of each digest."""

    launches: dict[str, Record]
    messages: tuple[Told, ...]
    digests: tuple[tuple[datetime, tuple[str, ...]], ...]

    def messages_of(self, launch: str) -> list[Told]:
        """Give the messages that speak of a launch."""
        return [one for one in self.messages if launch in one.launches]


def replayed(path: Path) -> list[str]:
    """Replay a file of items with the program as it is, and give the lines that it prints.

    Raises:
        SystemExit: The replay failed.
    """
    run = subprocess.run(
        [sys.executable, "-m", "monitor", "replay", str(path), "--json"], capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(f"interruptions: the replay failed: {run.stderr.strip()[-300:]}")
    return run.stdout.splitlines()


def past_of(lines: Iterable[str]) -> Past:
    """Read what a replay printed."""
    records = [json.loads(line) for line in lines if line.strip()]
    summary = records[-1]
    messages = tuple(
        Told(datetime.fromisoformat(one["at"]), one["reason"], one["item"], tuple(one["launches"]), one["text"])
        for one in summary["messages"]
    )
    digests = tuple((datetime.fromisoformat(one["at"]), tuple(one["launches"])) for one in summary["digests"])
    return Past({one["launch"]: one for one in records[:-1] if "launch" in one}, messages, digests)
