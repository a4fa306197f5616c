"""Both languages say the same, and every link leads somewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from manual.pages import PAGES, ROOT, blocks_of

if TYPE_CHECKING:
    from pathlib import Path

PAIRS = [(page, page.parents[1] / "zh" / page.name) for page in PAGES if page.parent.name == "en"]
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def prose(page: Path) -> str:
    return _FENCED.sub("", page.read_text("utf-8"))


def outline(page: Path) -> list[str]:
    """Give a page's skeleton: the depth of each heading, each row of a table, each picture, each point of a list."""
    signs = re.findall(r"^(?:(#+) |(\|)|(!)\[|(-) )", prose(page), re.MULTILINE)
    return ["".join(sign) for sign in signs]


def anchors(page: Path) -> set[str]:
    """Give what the headings of a page are called in links (as GitHub does it)."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_there_is_a_manual_in_both_languages() -> None:
    assert len(PAIRS) >= 5
    assert {page.name for page in (ROOT / "docs" / "zh").glob("*.md")} == {chinese.name for _, chinese in PAIRS}


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_both_languages_have_the_same_structure(english: Path, chinese: Path) -> None:
    assert outline(chinese) == outline(english)


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_both_languages_show_the_same_sessions_and_settings(english: Path, chinese: Path) -> None:
    assert [block.bare for block in blocks_of(chinese)] == [block.bare for block in blocks_of(english)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for link in _LINK.findall(prose(page)):
        place, _, anchor = link.partition("#")
        if "://" in place:
            continue
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)

    assert dead == []
