"""The lock files → what they pin; and what of it some requirements lead to, by the metadata of what is installed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "requirements"
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pin:
    """One entry of a lock file.

    Args:
        requirement: `name==version`, with the marker of where it is installed.
        hashes: SHA-256 of each file that may be installed for it.
    """

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def name(self) -> str:
        """Give the name as indexes write it."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """Give the one version that is allowed."""
        return str(self.requirement.specifier).removeprefix("==")

    @property
    def is_for_here(self) -> bool:
        """Tell whether this platform and this Python install it."""
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def pins(name: str) -> list[Pin]:
    """Give the entries of a lock file, by its name without the suffix."""
    return pins_in((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


def pins_in(text: str) -> list[Pin]:
    """Give the entries of a lock file's text.

    Raises:
        ValueError: A line is no entry, hash or comment.
    """
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
    return [_pin(line) for line in lines if line and not line.startswith("#")]


def _pin(line: str) -> Pin:
    written = _HASH.sub("", line).strip()
    return Pin(Requirement(written), frozenset(_HASH.findall(line)))  # InvalidRequirement is a ValueError.


def project() -> dict[str, object]:
    """Give what pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def direct(*, extras: Iterable[str] = (), groups: Iterable[str] = ()) -> list[Requirement]:
    """Give what pyproject.toml asks for itself, with some extras and groups."""
    said = project()
    told = said["project"]
    lists = [told["dependencies"], *(told["optional-dependencies"][extra] for extra in extras)]
    lists += [said["dependency-groups"][group] for group in groups]
    return [Requirement(written) for each in lists for written in each]


def needed(requirements: Iterable[Requirement]) -> set[str]:
    """Give the names of all that some requirements lead to on this platform, themselves among it.

    Raises:
        PackageNotFoundError: One of them is not installed.
    """
    found: set[tuple[str, str]] = set()
    waiting = list(_places(requirements, ""))
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found.add(place)
        name, extra = place
        waiting += _places(map(Requirement, distribution(name).requires or ()), extra)
    return {name for name, _ in found}


def _places(requirements: Iterable[Requirement], extra: str) -> Iterator[tuple[str, str]]:
    """Give name and extra of what is asked for here; a package with an extra is asked for without it, too."""
    for each in requirements:
        if each.marker is None or each.marker.evaluate({"extra": extra}):
            yield from ((canonicalize_name(each.name), wanted) for wanted in ("", *each.extras))


def is_installed(name: str) -> bool:
    """Tell whether a package is there to be looked at."""
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True
