"""Messages about a single launch → do who, model and status stand within their first twenty characters?

Twenty Han characters are what a lock screen shows in a line; of an English message that are forty, half as wide.

Over a replay of the archive (`../shared`), and over launches made up of every model that the packaged knowledge names,
with its maker, in each status and both languages. A name that does not fit beside who and status must begin there.

    python bench/heads.py [--replayed FILE]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # For the bench beside it.
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))  # Messages are made as the tests make them.

from notify.making import SHANGHAI, a_message, an_alert

from bench.interruptions.past import past_of, replayed
from monitor.fingerprint import launch_key
from monitor.knowledge import load_knowledge
from monitor.log import configure_logging
from monitor.model import Status, joined_name
from monitor.notify.rendering import render
from monitor.notify.rendering.naming import brief, short_organisation
from monitor.notify.rendering.words import words_for
from monitor.text import compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ARCHIVE = Path(__file__).resolve().parents[2] / "shared" / "data" / "news" / "archive.jsonl.xz"
KNOWLEDGE = load_knowledge()
WHOLLY, BEGUN = "wholly", "the name begins there"
LEAST_OF_A_NAME = 2
"""Characters of a name that must be seen: 盘古, o3."""


def judged(head: str, organisations: Iterable[str], name: str, status: str, language: str) -> str:
    """Say how much of who, model and status stands at the beginning, or what is lacking."""
    words = words_for(language)
    seen = compact(head[: words.seen_at_once])
    templates = (words.said[status], words.said_of_nobody[status], words.labels[status])
    verbs = [compact(one.format(who="", what="")) for one in templates]
    if not any(verb in seen for verb in verbs):
        return "no status"
    owners = [short_organisation(one) for one in organisations]
    whos = {compact(form) for one in owners for form in (one, brief(one))} - {""}
    if whos and not any(who in seen for who in whos):
        return "nobody"
    whole = compact(name)
    if whole in seen or whole.removesuffix(compact("大模型")) in seen:
        return WHOLLY
    said = seen.rpartition(next(one for one in verbs if one in seen))[2]
    known = launch_key(said, None, owners, KNOWLEDGE).family == launch_key(name, None, owners, KNOWLEDGE).family
    if said and known:  # By another of its names.
        return WHOLLY
    starts = [compact(name.removeprefix(one))[:LEAST_OF_A_NAME] for one in ("", *owners)]
    return BEGUN if any(start and start in seen for start in starts) else "no model"


def of_archive(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Judge each message of a replay that tells of one launch and is no rumour."""
    past = past_of(lines)
    for message in past.messages:
        if len(message.launches) == 1:
            launch = past.launches[message.launches[0]]
            name = joined_name(launch["model"], launch["version"])
            status = next((one["status"] for one in launch["statuses"] if one["item"] == message.item), "released")
            yield judged(message.head, launch["organisations"], name, status, "zh"), message.head


def of_knowledge() -> Iterator[tuple[str, str]]:
    """Judge a message of each model that is known, in each status and language."""
    for model, (status, language) in product(KNOWLEDGE.models, product(Status, ("zh", "en"))):
        owners = (model.organisation,) if model.organisation else ()
        message = a_message(an_alert(model.name, None, *owners, status=status))
        head = render(message, language=language, zone=SHANGHAI).subject
        yield judged(head, owners, model.name, status.value, language), head


def main(replay: Path | None = None, *, of_past: bool = False) -> int:
    """Count and print; give 1 where who, model or status are lacking."""
    configure_logging(level="critical")
    lacking = _print("of the packaged models", list(of_knowledge()))
    if replay or (of_past and ARCHIVE.exists()):
        lines = replay.read_text(encoding="utf-8").splitlines() if replay else replayed(ARCHIVE)
        lacking += _print("of the archive", list(of_archive(lines)))
    return int(lacking > 0)


def _print(what: str, found: list[tuple[str, str]]) -> int:
    counts = Counter(judgement for judgement, _ in found)
    lacking = [(judgement, head) for judgement, head in found if judgement not in {WHOLLY, BEGUN}]
    print(f"{len(found):,} single-launch messages {what}, at the beginning: ", end="")
    print(", ".join(f"{judgement} {count:,}" for judgement, count in counts.most_common()))
    for judgement, head in lacking[:20]:
        print(f"  {judgement}: {head}")
    return len(lacking)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replayed", type=Path, help="read a kept replay instead of replaying")
    sys.exit(main(parser.parse_args().replayed, of_past=True))
