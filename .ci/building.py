"""The tree → a wheel and an archive of the source: the same bytes wherever and whenever they are built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "monitor"
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "sources.yaml", "sources.schema.json")


def built(tree: Path, into: Path, epoch: int, kind: str = "wheel") -> Path:
    """Build one thing from a tree, and give its file.

    Args:
        tree: With pyproject.toml in it.
        into: An empty folder.
        epoch: What every time stamp within says (https://reproducible-builds.org/specs/source-date-epoch/).
        kind: `wheel` or `sdist`.

    Raises:
        RuntimeError: It cannot be built; the last lines of why.
    """
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}  # noqa: TID251 -- a process of its own.
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tree, env=environment)
    files = list(into.iterdir()) if into.is_dir() else []
    if done.returncode or len(files) != 1:
        raise RuntimeError(f"no {kind} came of it: {done.stderr.strip()[-500:]}")
    return files[0]


def copied(place: Path, *, aged: bool = False) -> Path:
    """Copy what a wheel is built from into a new folder; aged, with other times and rights than it has here."""
    unneeded = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / PACKAGE, place / PACKAGE, copy_function=shutil.copyfile, ignore=unneeded)
    for name in NEEDED:
        shutil.copyfile(ROOT / name, place / name)
    for path in place.rglob("*") if aged else ():
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o700 if path.is_dir() else 0o600)
    return place


def inhabitants(tree: Path) -> set[str]:
    """Give every file of the package in a tree, as a wheel names it: code, knowledge, templates, migrations, packs."""
    found = (path for path in (tree / PACKAGE).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(tree).as_posix() for path in found}


def members(wheel: Path) -> set[str]:
    """Give every file that a wheel installs, without what describes the wheel itself."""
    with ZipFile(wheel) as opened:
        return {name for name in opened.namelist() if ".dist-info/" not in name}


def epoch() -> int:
    """Give the time of the last commit, unless SOURCE_DATE_EPOCH says another."""
    if said := os.environ.get("SOURCE_DATE_EPOCH"):  # noqa: TID251 -- this is wiring.
        return int(said)
    command = ["git", "log", "-1", "--format=%ct"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return int(told.stdout)
