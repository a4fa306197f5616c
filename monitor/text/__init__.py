"""Plain text, cleaned and folded: one normaliser for names, shared by detection, fingerprints and the store."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from monitor.text.characters import each_simplified

# C0 and C1 controls but tab and newline; lone surrogates, which no database takes; NUL is among them.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Bidirectional controls and invisible joiners can make a line read other than it is (CVE-2021-42574).
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]")
_QUOTES = re.compile(r"[“”„‟\"'‘’‚‛`´″′«»‹›「」『』《》〈〉【】]")
_DASHES = dict.fromkeys("‐‑‒–—―−－_·•・‧∙⋅", "-")
_ALIKE = str.maketrans(_DASHES | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"))
# Cyrillic and Greek letters drawn as Latin ones are: in a word with Latin letters they stand for them (UTS #39).
_LETTERS = re.compile(r"[A-Za-z\u0370-\u04ff]+")
_LOOK_ALIKES = str.maketrans("АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo")


def clean(text: str) -> str:
    """Take out what no database, terminal or chat should see; keep tabs and newlines."""
    if text.isprintable():  # Most titles are; this spares them two passes.
        return text
    return _INVISIBLE.sub("", _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str) -> str:
    """Clean a text and fold all its white space to single blanks."""
    if text.isprintable() and "  " not in text:  # So blanks are all its white space, and each stands alone.
        return text.strip(" ")
    folded = " ".join(text.split())
    return folded if folded.isprintable() else " ".join(clean(folded).split())


def fold(name: str) -> str:
    """Give the form in which two spellings of a name are equal: width, case, dashes, quotes, blanks folded.

    Sources: Unicode NFKC and casefold; `research/deduplication.md` §3.2 for dashes and quotes. Traditional characters
    are folded to simplified ones, Cyrillic and Greek look-alikes among Latin letters to those.
    """
    if name.isascii():  # Most names are; this spares them five passes.
        folded = name.replace("_", "-").casefold()
    else:
        folded = each_simplified(unicodedata.normalize("NFKC", name)).translate(_ALIKE)
        folded = _LETTERS.sub(_without_look_alikes, folded).casefold()
    return " ".join(_QUOTES.sub("", folded).split())


def _without_look_alikes(word: re.Match[str]) -> str:
    return word[0].translate(_LOOK_ALIKES) if _LATIN.search(word[0]) else word[0]


@lru_cache(maxsize=4096)  # Every mention of a name asks for it several times.
def compact(name: str) -> str:
    """Fold a name and drop blanks and dashes: `GLM-4.5` and `glm 4.5` are one."""
    return fold(name).replace(" ", "").replace("-", "")


def han_count(text: str) -> int:
    """Count the Han characters of a text."""
    return len(_HAN.findall(text))


def has_han(text: str) -> bool:
    """Tell whether a text holds a Han character."""
    return _HAN.search(text) is not None


def language_of(text: str) -> str:
    """Guess `zh` or `en` by script; empty where there is neither.

    A Han character carries about what four Latin letters do, so Chinese texts full of model names stay Chinese.
    """
    sample = text[:4000]
    han, latin = len(_HAN.findall(sample)), len(_LATIN.findall(sample))
    if not han and not latin:
        return ""
    return "zh" if han * 4 >= latin else "en"
