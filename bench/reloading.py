"""A settings file saved with one slip after the other under `monitor run` → how often the last good settings stayed."""

from __future__ import annotations

import random
import signal
import sys
import tempfile
from email.utils import format_datetime
from pathlib import Path

from process import CONFIG, Monitor
from slips import SLIPS, slip

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # The providers on loopback are those of the tests.
from end_to_end.world import Outlets, Webhook, outlets, webhook

from monitor.wiring import utc_now

SAVED, BETWEEN = 300, 25
"""Files with a slip; so many between one good file and the next."""
PATIENCE = 30.0
GOOD = """\
version: 1
defaults:
  every: [5m, 6h]
  timezone: Asia/Shanghai
  language: zh
  tier: media
hosts:
  127.0.0.1:
    parallel: 4
    spacing: 0.1s
sources:
  - id: desk
    name: The Desk
    kind: feed
    url: {feed}
    every: 1s
    allow_private: true
    owner: desk-a
  - id: list
    name: The List
    kind: page
    url: {feed}.html
    select:
      item: "#list li"
      link: "span a"
      date: .time
    article:
      body: [.article-body, "#old-body"]
      date: .time
    every: 1h
    allow_private: true
channels:
  - name: team
    url: "${{TEAM_URL}}"
    language: zh
    timezone: Asia/Shanghai
messages:
  wait: 0s
  more_after: 60m
digest: off
web: off
"""
REFUSED, TAKEN_UP = "settings refused", "settings taken up"


def main() -> int:
    """Measure and print; give 1 where the goal is missed."""
    with tempfile.TemporaryDirectory() as name, outlets() as site, webhook() as hook:
        folder = Path(name)
        folder.joinpath(".env").write_text(f"TEAM_URL={hook.url}\n", encoding="utf-8")
        _save(folder, _good(site, 0))
        monitor = Monitor(folder)
        try:
            monitor.says(["monitor watches"])
            dice = random.Random(7)  # noqa: S311 -- the same slips in each run.
            kept = sum(_kept(folder, site, monitor, number, dice) for number in range(SAVED // BETWEEN))
            told = _is_told(site, hook)
        finally:
            monitor.end(signal.SIGKILL)
    print(f"kept: {kept} of {SAVED}, a launch after that: {'told' if told else 'not told'} (goal {SAVED}, told)")
    if missed := kept < SAVED or not told:
        print(*monitor.last_words, sep="\n")
    return int(missed)


def _kept(folder: Path, site: Outlets, monitor: Monitor, number: int, dice: random.Random) -> int:
    """Save one good file and some with a slip; count those that were refused and left the good one at work."""
    good = _good(site, number)
    if number:
        _save(folder, good)
        monitor.says([TAKEN_UP])
    saved = refused = 0
    while saved < BETWEEN and monitor.lives():
        _save(folder, slip(good, dice.randrange(len(SLIPS)), dice)[1])
        said = monitor.says([REFUSED, TAKEN_UP])
        if said == TAKEN_UP:  # Some slips give another good file.
            _save(folder, good)
            monitor.says([TAKEN_UP])
        else:
            saved += 1
            refused += said == REFUSED
    asked = site.asked.count(_feed(number))
    return refused if site.was_asked(_feed(number), asked + 2, PATIENCE) else 0


def _is_told(site: Outlets, hook: Webhook) -> bool:
    """Publish a launch where the last good settings watch."""
    title, now = "云岭智能发布青鸾大模型2.0", utc_now()
    site.page("/1.html", title, [f"{title}，面向开发者开放。"] * 3, now.isoformat())
    site.feed(_feed(SAVED // BETWEEN - 1), "The Desk", [("/1.html", title, format_datetime(now))])
    with hook.came:  # A refused file may have been told, too.
        return hook.came.wait_for(lambda: any(post["launches"] for post in hook.posts), PATIENCE)


def _good(site: Outlets, number: int) -> str:
    """Write settings that watch a feed of their own."""
    return GOOD.format(feed=site.feed(_feed(number), "The Desk", []))


def _feed(number: int) -> str:
    return f"/feed-{number}.xml"


def _save(folder: Path, text: str) -> None:
    """Save as editors do: beside the file, then in its place."""
    beside = folder / f"{CONFIG}.saving"
    beside.write_text(text, encoding="utf-8")
    beside.replace(folder / CONFIG)


if __name__ == "__main__":
    sys.exit(main())
