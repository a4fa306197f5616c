"""What docs/page.md says of the page is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from monitor.web.app import FORMS, OPEN, PAGES

MANUAL = (Path(__file__).parents[2] / "docs" / "page.md").read_text("utf-8")
NAMES = {"{number}": "NUMBER", "{code}": "CODE", "{key:path}": "KEY"}
UNTOLD = {"/sign-in", "/preferences", "/do/sign-in", "/do/sign-out"}
"""What nobody types: links and forms of the page lead there."""


def written(path: str) -> str:
    for name, word in NAMES.items():
        path = path.replace(name, word)
    return path


def test_the_manual_names_every_address_and_no_other() -> None:
    told = set(re.findall(r"`(/(?:[a-z][\w./-]*(?:NUMBER|KEY|CODE)?)?)`", MANUAL))
    there = {written(path) for path in (*PAGES, *OPEN, *FORMS)} - UNTOLD

    assert told | {"/do/correct"} == there
    assert "/do/correct" in MANUAL
