"""What a settings file costs to read, whether one slip in it is told in its own line, and keeps the last good one."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import reloading
from slips import slip

from monitor.config import load
from monitor.errors import SettingsError
from monitor.html import check_selector
from monitor.log import configure_logging

if TYPE_CHECKING:
    from monitor.settings import Settings

SOURCES, SLIPPED, ROUNDS = 1_000, 300, 5
MOST_SECONDS, LEAST_RIGHT = 0.3, 0.95
WHOLE = """\
version: 1
defaults:
  every: [5m, 6h]
  timezone: Asia/Shanghai
  language: zh
  tier: media
hosts:
  hub.example.org:
    parallel: 4
    spacing: 0.5s
sources:
  - starter: zh
  - https://news.example.org/rss/
  - id: desk
    name: The Desk
    kind: page
    url: https://desk.example.org/ai/
    select:
      item: "#list li"
      link: "span a"
      date: .time
    article:
      body: [.article-body, "#old-body"]
      date: .time
    owner: desk-a
    robots: ignore
  - id: hub-yunling
    preset: hf_org
    org: yunling
    tier: official
    organisation: 云岭智能
    every: 1m
  - id: lab
    kind: sitemap
    url: https://lab.example.org/sitemap.xml
    match: /news/*
    stale_after: 30d
  - id: models
    kind: json
    url: https://models.example.org/api
    select:
      item: data.items
      link: "https://models.example.org/{id}"
    timezone: UTC
    encoding: gb18030
    allow_private: true
    enabled: false
channels:
  - name: team
    url: "${TEAM_URL}"
    language: zh
    timezone: Asia/Shanghai
  - name: mail
    url: "${MAIL_URL}"
    digest: "weekdays 08:30"
    quiet: "23:00-07:00"
follow: [华为, DeepSeek]
digest: "08:30"
routes:
  - channels: [team]
    status: [released, open_sourced]
    modality: [text]
    min_confidence: 0.7
    urgent: true
messages:
  wait: 0s
  more_after: 60m
notices: mail
web:
  listen: 127.0.0.1:8080
public_url: https://monitor.example.org
"""
ENVIRONMENT = {"TEAM_URL": "https://hooks.example.org/abc", "MAIL_URL": "mailto://me:word@example.org"}


def main() -> int:
    """Measure and print; give 1 where a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sources.yaml"
        seconds = _seconds(file)
        right, crashes = _told(file)
    print(f"{SOURCES:,} sources read and checked: {seconds:.3f} s (goal {MOST_SECONDS})")
    print(f"{SLIPPED} slips: {right} told in their own line (goal {LEAST_RIGHT:.0%}), {crashes} crashes (goal 0)")
    return reloading.main() | int(seconds > MOST_SECONDS or right < LEAST_RIGHT * SLIPPED or crashes > 0)


def _seconds(file: Path) -> float:
    """Give the best of some rounds, on entries such as people write."""
    entry = (
        "  - {{id: s{0}, name: 源 {0}, kind: {1}, url: https://s{0}.example.org/list, every: 10m, tier: media{2}}}\n"
    )
    kinds = [("feed", ""), ("page", ', select: {item: ".list li", link: a}'), ("sitemap", ", match: /news/*")]
    file.write_text("sources:\n" + "".join(entry.format(n, *kinds[n % 3]) for n in range(SOURCES)), encoding="utf-8")
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        settings = _load(file)
        taken.append(time.perf_counter() - started)
        assert len(settings.sources) == SOURCES  # noqa: S101 -- what did not load was not measured.
    return min(taken)


def _told(file: Path) -> tuple[int, int]:
    """Make one slip at a time; give how many were told in their own line, and how many ended in a crash."""
    file.write_text(WHOLE, encoding="utf-8")
    _load(file)  # Without a slip there is no fault.
    dice = random.Random(7)  # noqa: S311 -- the same slips in each run.
    right = crashes = 0
    for number in range(SLIPPED):
        name, text, line = slip(WHOLE, number, dice)
        file.write_text(text, encoding="utf-8")
        wanted = f"{file}:{line}:"
        try:
            _load(file)
            faults: tuple[str, ...] = ()
        except SettingsError as error:
            faults = error.faults
        except Exception as error:  # noqa: BLE001 -- a crash is what is counted here.
            crashes += 1
            faults = (f"crash: {error!r}",)
        if any(fault.startswith(wanted) for fault in faults):
            right += 1
        else:
            told = text.splitlines()[line - 1]
            print(f"  line {line}, {name}: {told!r} gave {[f.replace(str(file), '') for f in faults]}")
    return right, crashes


def _load(file: Path) -> Settings:
    return load(file, ENVIRONMENT, check_selector=check_selector)


if __name__ == "__main__":
    configure_logging(level="error")
    sys.exit(main())
