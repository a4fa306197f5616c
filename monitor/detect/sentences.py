"""An article's title and body → sentences in a view of equal length, so that every offset still points into the text.

The view folds what reads alike (width, quotes, dashes), and blanks what can never announce: link titles in 《》,
editors' notes, addresses, and the words that say who reports (“某某 4 月 9 日消息，”).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.text import has_han
from monitor.text.characters import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Article

# Marks of bold and of code become thin spaces: they divide words as spaces do, but two of them are no dash.
MARK = "\u2009"
_TABLE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict(zip("「」『』’．•・\u00a0\u3000\t*`‐‑‒−後沒貼", f"“”“”'.··   {MARK}{MARK}----后没贴", strict=True))
)
_TITLE_OF_WORK = re.compile(r"《[^《》\n]{0,120}》")
_ADDRESS = re.compile(r"https?://[^\s一-鿿()，。（）]+|@[\w.]+|&(?:nbsp|amp|gt|lt);")
_NOTE = re.compile(r"\([^()\n]{0,12}注:[^()\n]{0,80}\)")
_DASH = re.compile(r"[—–]+|-{2,}|(?<=\s)-(?=\s)")
_QUOTED = re.compile(r"\"([^\"\n]{1,60})\"")
# “X 4 月 9 日消息,”, “X获悉,”, “据X报道,”: who reports and when, not what happened. At a sentence's beginning only.
_REPORTER = re.compile(
    r"(?:(?<=^)|(?<=[\n。!?])) {0,4}(?:\d{1,2} 月 \d{1,2} 日|据)?[^\n。,!?;:]{0,24}?(?:消息|获悉|讯|报道|电)\s*[,:]"
)
# Characters of a body that are read. A digest of a month has 20,000; what lies behind ten times that is a dump.
MOST_READ = 200_000
_LONGEST = 1200  # Characters; what never ends is cut, so that reading stays linear in the article's length.
_RECALLING = re.compile(r"此前|曾")
# A full stop ends an English sentence only before a new one begins (xAI begins one, too); “GPT-5.5” and “Z.ai” go on.
_END = re.compile(
    r"[。!?;\n](?:[”)])*|(?<![\n]\d)(?<!^\d)(?<=[A-Za-z0-9)\]”'\u2009])\.(?=\s+(?:[A-Z“@#\[(]|[a-z]{1,2}[A-Z])|\s*$|\s*\n)|…{1,2}|▲|▍|>>"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Args:
        text: The view.
        raw: The same characters as written; equal length.
        number: Its place in the article; the title is 0 and the body begins with 1.
        paragraph: The line of the body it stands on; 0 for the title.
        starts_line: Whether it is the first of its line.
    """

    text: str
    raw: str
    number: int
    paragraph: int = 0
    starts_line: bool = False

    @property
    def in_title(self) -> bool:
        """Tell whether it belongs to the title."""
        return self.number == 0

    def as_written(self, said: str) -> str:
        """Give what the view says in the characters of the article, 發 for 发."""
        place = self.text.find(said)
        return self.raw[place : place + len(said)] if place >= 0 and has_han(said) else said


def view(text: str) -> str:
    """Give the folded view of a text, character for character."""
    folded = simplified(text).translate(_TABLE)
    folded = _ADDRESS.sub(_blank, folded)
    folded = _TITLE_OF_WORK.sub(_blank_title, folded)
    folded = _NOTE.sub(_blank, folded)
    folded = _DASH.sub(_blank, folded)
    folded = _QUOTED.sub(lambda match: f"“{match[1]}”", folded)
    return _REPORTER.sub(_blank_reporter, folded)


def sentences_of(article: Article) -> tuple[Sentence, ...]:
    """Cut an article into sentences; the title's parts come first."""
    folded_title = view(article.title)
    found = [Sentence(folded_title[start:end], article.title[start:end], 0) for start, end in _cuts(folded_title)]
    body = article.body[:MOST_READ]
    folded = view(body)
    paragraph, last_end = 1, 0
    for number, (start, end) in enumerate(_cuts(folded), start=1):
        newlines = folded.count("\n", last_end, start)
        paragraph += newlines
        starts_line = newlines > 0 or not last_end
        last_end = start
        found.append(Sentence(folded[start:end], body[start:end], number, paragraph, starts_line))
    return tuple(found)


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        for begin in range(start, end, _LONGEST):
            piece = text[begin : min(end, begin + _LONGEST)]
            if piece.strip():
                yield begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip())
        start = end


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blank_title(match: re.Match[str]) -> str:
    return "□" * len(match[0])


def _blank_reporter(match: re.Match[str]) -> str:
    # “据某某此前报道” tells that what follows is old; that word must stay.
    return match[0] if _RECALLING.search(match[0]) else " " * len(match[0])
