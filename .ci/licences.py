"""What is installed for people → under which licence, and whether ours (MIT) goes together with it.

    python .ci/licences.py            fails on a licence that is not allowed, or where docs/licences.md is out of date
    python .ci/licences.py --write    writes docs/licences.md

Licences come from the metadata of what is installed. Allowed is what asks of somebody who runs or passes on this
program no more than to keep notices; file-by-file copyleft (MPL) is, too, since nothing of it is changed or copied
here. What is copyleft for libraries (LGPL) only an optional part may have, which whoever wants it installs: it is no
part of the wheel, and is loaded from a place where it can be replaced.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.metadata import metadata
from typing import TYPE_CHECKING

from locked import ROOT, direct, is_installed, needed, pins
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

if TYPE_CHECKING:
    from collections.abc import Collection
    from email.message import Message

PAGE = ROOT / "docs" / "licences.md"
ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LicenseRef-BSD", "MIT", "MIT-0", "MPL-2.0",
    "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
})  # fmt: skip
ALLOWED_WHERE_OPTIONAL = ALLOWED | {"LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later"}

_CLASSIFIER = "License :: OSI Approved :: "
_BY_CLASSIFIER = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "LicenseRef-BSD",  # Of two or three clauses: the classifier leaves that open.
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_BY_HAND = {"colorama": "BSD-3-Clause"}
"""Packages that Linux does not install: a person read their metadata."""

OPTIONAL = ("postgres", "cluster", "fast")
HEADING = """\
# Licences

Written by `python .ci/licences.py --write` from the metadata of what the lock files install; `make check` fails on a
licence that does not go together with ours ([MIT](../LICENSE)), and where this page is not of today. *Always* is what
`pip install monitor` brings, *building* is needed to build it from source; the others belong to the optional parts
(`pip install 'monitor[cluster]'`). `LicenseRef-BSD` is a BSD licence whose number of clauses the metadata leave open.
An image holds Debian's and Python's own files besides, under the licences that it keeps in `/usr/share/doc`.

| package | version | licence | for |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One package as the page shows it."""

    name: str
    version: str
    licence: str
    purpose: str

    @property
    def is_allowed(self) -> bool:
        """Tell whether its licence goes together with ours."""
        required = self.purpose in {"always", "building"}
        return permits(self.licence, ALLOWED if required else ALLOWED_WHERE_OPTIONAL)


def permits(expression: str, allowed: Collection[str]) -> bool:
    """Tell whether an SPDX expression can be met with allowed licences; one with brackets a person has to read."""
    if "(" in expression:
        return False
    return any(all(part in allowed for part in choice.split(" AND ")) for choice in expression.split(" OR "))


def licence_of(said: Message) -> str:
    """Give the SPDX expression of a package's metadata; `unknown` where they name none that is one.

    Several classifiers all hold, for all that they say.
    """
    for field in ("License-Expression", "License"):
        try:
            return canonicalize_license_expression(said[field] or "")
        except InvalidLicenseExpression:
            continue
    classifiers = [
        line.removeprefix(_CLASSIFIER) for line in said.get_all("Classifier", []) if line.startswith(_CLASSIFIER)
    ]
    known = [_BY_CLASSIFIER.get(line, "unknown") for line in classifiers]
    return " AND ".join(sorted(set(known))) or "unknown"


def rows() -> list[Row]:
    """Give all that people may get, by name."""
    always = needed(direct())
    optional = {extra: needed(direct(extras=[extra])) for extra in OPTIONAL}
    found = {pin.name: pin for name in ("run", "cluster", "dev") for pin in pins(name)}
    building = {pin.name for pin in pins("run") if pin.is_for_here} - always
    told = []
    for name in sorted(found):
        purposes = [extra for extra in OPTIONAL if name in optional[extra]]
        if name in building or name in always or purposes or name in _BY_HAND:
            purpose = "always" if name in always else "building" if name in building else ", ".join(purposes)
            licence = licence_of(metadata(name)) if is_installed(name) else _BY_HAND[name]
            told.append(Row(name, found[name].version, licence, purpose or str(found[name].requirement.marker)))
    return told


def written(told: list[Row]) -> str:
    """Write the page."""
    lines = (f"| {row.name} | {row.version} | {row.licence} | {row.purpose} |\n" for row in told)
    return HEADING + "".join(lines)


def main() -> int:
    """Give 1 where a licence is not allowed, or the page is not of today."""
    told = rows()
    if "--write" in sys.argv[1:]:
        PAGE.write_text(written(told), encoding="utf-8")
    refused = [row for row in told if not row.is_allowed]
    for row in refused:
        print(f"licences: {row.name} ({row.purpose}) is under {row.licence}, which does not go together with ours")
    is_current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == written(told)
    if not is_current:
        print("licences: docs/licences.md is not of today: python .ci/licences.py --write")
    return int(bool(refused) or not is_current)


if __name__ == "__main__":
    sys.exit(main())
