"""Sentences, one rule of language each → all that is seen in them, before any weight is asked.

    python -m bench.detection.seen        tests/corpus/seen.txt → the same sentences, with what is seen in them today

`tests/detect/test_seen.py` holds the detector to that file, sentence by sentence. Whoever changes a rule writes a
sentence that shows it under its heading, runs this, and reads the difference: it says what else the rule has moved.
Under each sentence stand its candidates (name, how it was recognised, status, day, who, features), and behind `=` the
records that would be told if all were believed (name, status, day, who, modality, domain, parameters, evidence).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.detect import observed
from monitor.detect.records import announcements_of
from monitor.knowledge import load_knowledge
from monitor.model import Article, Moment

from .labelled import OWN, SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.detect.candidates import Candidate
    from monitor.knowledge import Knowledge
    from monitor.model import Announcement

FILE = OWN.parent / "seen.txt"
WEDNESDAY = Moment(datetime(2026, 3, 18, 9, 30, tzinfo=SHANGHAI))
"""When all of them were published."""
_BESIDE = ("en:", "before:", "behind:", "behind_noun:", "idle_before:", "idle_behind:")
_BESIDE += tuple(f"{one.removesuffix(':')}_in_english:" for one in _BESIDE[1:])
_INDENT = "    "
_BELIEVED = 0.9


@dataclass(frozen=True, slots=True)
class Case:
    """A heading (`# …`), or a text with what is seen in it; ` ‖ ` stands behind a title, ` ⏎ ` ends a line."""

    text: str
    seen: tuple[str, ...]

    @property
    def is_heading(self) -> bool:
        """Tell whether it only says what the next ones are about."""
        return self.text.startswith("#")


def cases(path: Path = FILE) -> list[Case]:
    """Read the file."""
    found: list[tuple[str, list[str]]] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith(_INDENT):
            found[-1][1].append(line.removeprefix(_INDENT))
        elif line:
            found.append((line, []))
    return [Case(text, tuple(seen)) for text, seen in found]


def seen_in(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Give the lines that stand under a text."""
    title, _, body = text.rpartition(" ‖ ")
    article = Article(url="", title=title, body=body.replace(" ⏎ ", "\n"), published=WEDNESDAY)
    found = observed(article, knowledge)
    believed = announcements_of(replace(one, confidence=_BELIEVED) for one in found)
    return (*map(_candidate, found), *map(_record, believed))


def _candidate(one: Candidate) -> str:
    name = one.name
    marks = {
        f"of {name.owner}": name.owner,
        f"also {', '.join(name.aliases)}": name.aliases,
        "described": not one.named,
    }
    kind = ", ".join([name.kind, *(mark for mark, is_so in marks.items() if is_so)])
    features = sorted(feature for feature in one.features if not feature.startswith(_BESIDE))
    life = f"{one.status}{' recalled' if one.background else ''}{' rumour' if one.rumour else ''}"
    return _row(
        f"{name.model} {name.version or ''}".strip(), kind, life, one.date, one.organisations, " ".join(features)
    )


def _record(one: Announcement) -> str:
    life = f"{one.status}{' recalled' if one.background else ''}{' rumour' if one.rumour else ''}"
    more = (one.modality, one.domain, one.parameters, f"“{one.evidence}”")
    return "= " + _row(one.full_name, life, one.date, one.organisations, *more)


def _row(*cells: str | tuple[str, ...] | None) -> str:
    return " | ".join(", ".join(cell) or "-" if isinstance(cell, tuple) else cell or "-" for cell in cells)


def _written(knowledge: Knowledge) -> Iterator[str]:
    for case in cases():
        yield f"\n{case.text}\n" if case.is_heading else case.text
        if not case.is_heading:
            yield from (f"{_INDENT}{line}" for line in seen_in(case.text, knowledge))


def main() -> int:
    """Write the file anew."""
    FILE.write_text("\n".join(_written(load_knowledge())).lstrip() + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
