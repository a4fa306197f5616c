"""What the pages for contributors say exists: targets of make, scripts, folders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ["CONTRIBUTING.md", "SECURITY.md", "docs/releasing.md", "README.md", "docs/licences.md"]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
_TARGET = re.compile(r"(?:`|^\s*)make ([a-z-]+)", re.MULTILINE)
_PLACE = re.compile(r"`(?:bash |python )?((?:tests|bench|deploy|monitor|\.ci|docs)/[\w./-]*)")


@pytest.mark.parametrize("page", PAGES)
def test_what_make_is_asked_for_is_a_target(page: str) -> None:
    asked = set(_TARGET.findall((ROOT / page).read_text(encoding="utf-8")))

    assert asked - TARGETS == set()


@pytest.mark.parametrize("page", PAGES)
def test_what_is_pointed_at_is_there(page: str) -> None:
    told = set(_PLACE.findall((ROOT / page).read_text(encoding="utf-8")))

    assert {place for place in told if not (ROOT / place).exists()} == set()


def test_every_target_of_make_says_what_it_does_and_is_no_file() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    told = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))

    assert told == phony == TARGETS
