"""`python -m bench.mutation [ROOM …]`: try mutants, list those that live, write `docs/mutants.md`."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .fresh import importers_of, of_others, preload, try_anew
from .mutants import Module, Mutant, module_of
from .page import Tally, listed, written
from .process import Outcome, apart
from .reach import Reach
from .results import Fate, Reason, Result, Results, reasons_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).resolve().parent
_NOTED = ".mutants"
_LATE = 0.7
"""The part of the time for changes within functions; importing anew takes longer, and its turn comes after."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `rooms.toml` says for all rooms."""

    seed: int
    patience: float
    slowest: float


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the program, and the tests that are asked about it."""

    name: str
    code: tuple[str, ...]
    tests: tuple[str, ...]
    sample: float
    root: Path

    def modules(self) -> list[Module]:
        """Read its files."""
        paths = [path for folder in self.code for path in sorted((self.root / folder).rglob("*.py"))]
        return [module_of(str(path.relative_to(self.root)), path.read_text("utf-8")) for path in paths]

    @property
    def notes(self) -> Path:
        """Where its results lie."""
        return self.root / _NOTED / f"{self.name}.jsonl"


Case = tuple[Module, Mutant]


def main(arguments: Sequence[str] | None = None) -> int:
    """Give 1 where a mutant lives that nobody has explained."""
    options = _options(arguments)
    settings, rooms = _configured(options.config, options.root.resolve())
    chosen = [room for room in rooms if room.name in options.rooms or not options.rooms]
    if options.tests:
        chosen = [replace(room, tests=tuple(options.tests)) for room in chosen]
    reasons = reasons_in(options.config.with_name("explained.toml"))
    tallies = []
    for room in chosen:
        cases, made = _drawn(room, settings, options.sample), sum(len(module.mutants) for module in room.modules())
        cases = [case for case in cases if options.only in case[1].identity]
        if not options.list:
            explained = frozenset(name for reason in reasons for name in reason.mutants)
            _run(room, _left(room, cases, explained, again=options.again), settings, options.minutes * 60)
        tallies.append(Tally.of(room.name, made, [mutant for _, mutant in cases], Results(room.notes), reasons))
    print("\n".join(listed(tallies)))
    if options.page:
        (options.root / "docs" / "mutants.md").write_text(_page(tallies, reasons, settings), "utf-8")
    return int(any(tally.open for tally in tallies))


def _options(arguments: Sequence[str] | None) -> Any:  # noqa: ANN401 -- argparse's namespace.
    parser = argparse.ArgumentParser(prog="python -m bench.mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", help="of rooms.toml; all where none is named")
    parser.add_argument("--minutes", type=float, default=60.0, help="end after so long; the next run goes on (60)")
    parser.add_argument("--sample", type=float, help="how much of each room, 0 to 1, in place of what rooms.toml says")
    parser.add_argument("--only", default="", help="mutants whose name holds this, such as a file's or a function's")
    parser.add_argument(
        "--again", action="store_true", help="try only those that live and are not explained, once more"
    )
    parser.add_argument("--list", action="store_true", help="try none; list what is known")
    parser.add_argument("--tests", nargs="+", help="ask these in place of the room's, such as a file just written")
    parser.add_argument("--config", type=Path, default=HERE / "rooms.toml", help="what is mutated, and by which tests")
    parser.add_argument("--root", type=Path, default=HERE.parents[1], help="the project that holds monitor/ (this one)")
    parser.add_argument("--page", action="store_true", help="write docs/mutants.md")
    return parser.parse_args(arguments)


def _page(tallies: Sequence[Tally], reasons: Sequence[Reason], settings: Settings) -> str:
    how = (
        f"Drawn with seed {settings.seed}; each mutant is shown to the tests that reach it, the quickest first, for "
        f"{settings.patience:g} s of CPU at most, and to none that takes longer than {settings.slowest:g} s."
    )
    return written(tallies, reasons, how, time.strftime("%Y-%m-%d"))


def _configured(config: Path, root: Path) -> tuple[Settings, list[Room]]:
    data = tomllib.loads(config.read_text("utf-8"))
    rooms = [
        Room(name, tuple(each["code"]), tuple(each["tests"]), each["sample"], root)
        for name, each in data["rooms"].items()
    ]
    return Settings(**data["settings"]), rooms


def _drawn(room: Room, settings: Settings, share: float | None) -> list[Case]:
    """Draw a sample in the order in which it is tried: the same for a seed, so that whatever was tried is one, too."""
    cases = [(module, mutant) for module in room.modules() for mutant in module.mutants]

    def rank(case: Case) -> str:
        return hashlib.sha256(f"{settings.seed}:{case[1].identity}".encode()).hexdigest()

    return sorted(cases, key=rank)[: round(len(cases) * (room.sample if share is None else share))]


def _left(room: Room, cases: list[Case], explained: frozenset[str], *, again: bool) -> list[Case]:
    """Give those whose fate is not known; or else those that live and are not explained."""
    results = Results(room.notes)
    known = [(case, results.of(case[1])) for case in cases]
    if again:
        return [case for case, result in known if result and result.fate.lives and result.identity not in explained]
    return [case for case, result in known if result is None]


def _run(room: Room, left: list[Case], settings: Settings, seconds: float) -> None:
    """Try what is left: within functions first, in one process; then what needs importing anew."""
    if not left:
        return
    began = time.monotonic()
    page = room.root / _NOTED / f"{room.name}.reach.json"
    if not apart(lambda: _try_late(room, left, settings, began + seconds * _LATE, page)):
        print(f"{room.name}: the tests could not be run", file=sys.stderr)
        return
    reach, results = Reach(**json.loads(page.read_text("utf-8"), object_hook=_with_lines)), Results(room.notes)
    left = [case for case in left if reach.runs_at_import(case[1]) and not results.is_killed(case[1])]
    preload(json.loads(page.with_suffix(".modules").read_text("utf-8")))
    for module, mutant in _within(left, began + seconds):
        tests = reach.tests_of(mutant, settings.slowest, anew=True)
        outcome = try_anew(room.root, module, mutant, tests, settings.patience) if tests else Outcome("", 0.0)
        _judge(results, mutant, tests, outcome)


def _with_lines(value: dict[str, Any]) -> dict[Any, Any]:
    return {int(key) if key.isdigit() else key: each for key, each in value.items()}


def _try_late(room: Room, cases: list[Case], settings: Settings, until: float, page: Path) -> None:
    import pytest
    from coverage import Coverage

    from .trial import LAWS, OPTIONS, Trial

    def work(reach: Reach, trial: Trial) -> None:
        reach = replace(reach, importers=importers_of(room.root))
        _note(page, reach, [Path(test).stem for test in room.tests])
        results = Results(room.notes)
        for module, mutant in _within([case for case in cases if case[1].is_late], until):
            tests = reach.tests_of(mutant, settings.slowest, anew=False)
            outcome = trial.try_late(module, mutant, tests, settings.patience) if tests else Outcome("", 0.0)
            if outcome.is_killed or not reach.runs_at_import(mutant):
                _judge(results, mutant, tests, outcome)

    page.parent.mkdir(exist_ok=True)
    coverage = Coverage(data_file=None, include=[f"{room.root}/monitor/*"], config_file=False)
    coverage.start()
    tests = [str(room.root / test) for test in room.tests]
    pytest.main([*OPTIONS, *LAWS, f"--rootdir={room.root}", *tests], plugins=[Trial(room.root, coverage, work)])


def _note(page: Path, reach: Reach, rooms: list[str]) -> None:
    whole = {
        "lines": reach.lines,
        "seconds": reach.seconds,
        "importers": reach.importers,
        "failed": sorted(reach.failed),
    }
    page.write_text(json.dumps(whole), "utf-8")
    page.with_suffix(".modules").write_text(json.dumps(of_others(list(sys.modules), rooms)), "utf-8")


def _within(cases: list[Case], until: float) -> Iterator[Case]:
    for place, case in enumerate(cases):
        if time.monotonic() > until:
            print(f"out of time: {len(cases) - place} are left for the next run", flush=True)
            return
        yield case


def _judge(results: Results, mutant: Mutant, tests: Sequence[str], outcome: Outcome) -> None:
    fate = _fate(outcome, tests)
    results.add(Result(mutant.identity, mutant.source, mutant.line, fate, outcome.killer, len(tests), outcome.cpu))
    if fate.lives:
        print(f"{fate}: {mutant.path}:{mutant.line}: {mutant.identity}", flush=True)


def _fate(outcome: Outcome, tests: Sequence[str]) -> Fate:
    if not tests:
        return Fate.UNREACHED
    if outcome.is_over_time:
        return Fate.OVER_TIME
    if outcome.is_broken:
        return Fate.BROKEN
    return Fate.KILLED if outcome.killer else Fate.SURVIVED


if __name__ == "__main__":
    sys.exit(main())
