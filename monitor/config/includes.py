"""A line of `include:` turned into the files that it means; a glob stays within the folder of the file it stands in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.config.faults import quoted

if TYPE_CHECKING:
    from pathlib import Path

_WILD = re.compile(r"[*?\[]")
_MOST_FILES = 1_000


def is_glob(written: str) -> bool:
    """Tell whether a line of `include:` may mean several files."""
    return _WILD.search(written) is not None


def included_files(folder: Path, written: str) -> list[Path]:
    """Give the files that a path or glob means, in alphabetical order; a glob may fit none.

    Raises:
        ValueError: There is no such file, or the glob leads out of the folder.
    """
    try:
        return _fitting(folder, written) if is_glob(written) else [_named(folder, written)]
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead to each other.
        raise ValueError(
            f"{quoted(written)} cannot be looked for: {getattr(error, 'strerror', None) or error}"
        ) from error


def folders_of(folder: Path, written: str) -> set[Path]:
    """Give the folders that a glob looks into, beginning with the last that it names, which may not be there yet."""
    names = written.split("/")[:-1]
    named = next((number for number, name in enumerate(names) if is_glob(name)), len(names))
    base = folder.joinpath(*names[:named])
    wild = ("/".join(names[named:end]) for end in range(named + 1, len(names) + 1))
    return {base, *(place for glob in wild for place in base.glob(glob) if place.is_dir())}


def _named(folder: Path, written: str) -> Path:
    path = folder / written
    if not path.is_file():
        raise ValueError(f"no such file: {quoted(written)}")
    return path


def _fitting(folder: Path, glob: str) -> list[Path]:
    if glob.startswith(("/", "~")) or ".." in glob.split("/"):
        raise ValueError("a glob stays within this file's folder: write out the path of a file elsewhere")
    if "**" in glob:
        raise ValueError("** is not used here: write one glob for each folder")
    found = sorted(path for path in folder.glob(glob) if path.is_file())
    if len(found) > _MOST_FILES:
        raise ValueError(f"fits {len(found):,} files, more than {_MOST_FILES:,}")
    home = folder.resolve()
    for path in found:
        if not path.resolve().is_relative_to(home):
            raise ValueError(f"{quoted(path.name)} is a link out of this file's folder: write out its path")
    return found
