"""The manual's pages → their fenced blocks, with what a comment right above one says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
GENERATED = {"docs/reference.md"}
_FENCE = re.compile(r"^```(\S*)\s*$")
_NOTE = re.compile(r"<!-- not run: (.+) -->")
_NONE_IS_RUN = re.compile(r"^<!-- no block of this page is run: (.+) -->$", re.MULTILINE)
_FAULTY = "<!-- faulty on purpose -->"


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block.

    Args:
        line: Of its first line in the page, from 1.
        reason: Why it is not run, where the page says so in a comment above it.
        is_faulty: The comment says that the settings are wrong on purpose.
    """

    page: Path
    line: int
    language: str
    text: str
    reason: str = ""
    is_faulty: bool = False

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def bare(self) -> str:
        """The block without comments, which each language has its own of."""
        return re.sub(r"[ \t]+#[ \t].*$|^# (?!sources\.yaml|\.env).*\n", "", self.text, flags=re.MULTILINE)


def blocks_of(page: Path) -> list[Block]:
    """Give a page's fenced blocks in order."""
    written = page.read_text("utf-8")
    for_all = _NONE_IS_RUN.search(written)
    lines = written.splitlines()
    found, begin, language = [], 0, ""
    for number, line in enumerate(lines, 1):
        fence = _FENCE.match(line)
        if fence and not begin:
            begin, language = number, fence[1]
        elif line == "```":
            above = next((text for text in reversed(lines[: begin - 1]) if text.strip()), "")
            note = _NOTE.fullmatch(above.strip())
            text = "".join(f"{each}\n" for each in lines[begin : number - 1])
            found.append(Block(page, begin + 1, language, text, (note or for_all or ["", ""])[1], above == _FAULTY))
            begin = 0
    return found


def all_blocks(*languages: str) -> list[Block]:
    """Give the blocks in these languages of all pages that people wrote."""
    pages = [page for page in PAGES if str(page.relative_to(ROOT)) not in GENERATED]
    return [block for page in pages for block in blocks_of(page) if block.language in languages]
