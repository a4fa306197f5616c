"""A short Chinese text → its words with their parts of speech, by jieba, or by rjieba where the extra `fast` is there.

A segmenter takes a second to load and 162 MiB (rjieba 0.2 s and 57 MiB; bench/detection/segmentation.py), and most
articles need none. So it is loaded at the first text that asks for it, has a dictionary of its own with the knowledge
base's names, and is never let near jieba's cache: the file in the shared temporary folder is unmarshalled unchecked.
"""

from __future__ import annotations

import logging
import threading
import warnings
from functools import cached_property, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from monitor.text import has_han

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Tagger = Callable[[str], Iterable[tuple[str, str]]]

# Tags of the ICTCLAS set, which both libraries use: d adverb, c conjunction, p preposition, u auxiliary, v verb,
# r pronoun, t time, m number, q measure, y particle, f direction, a adjective, x other.
_NO_BEGINNING = frozenset("dcpur")
_NO_NAME = frozenset("vdprcumqytfa")
_NO_END = frozenset("vdprcumqyt")
_BRACKETS = frozenset("()（） ")
_CLAUSE = frozenset("vp")
_ADVERBIAL = "ad"
_ORGANISATION, _OTHER_NAME = "nt", "nz"
_REMEMBERED = 512

# jieba's loading touches its modules' globals, and detection runs in threads.
_loading = threading.Lock()


class Segmenter:
    """Cuts Chinese text into words.

    Args:
        organisations: Names that are whole words, tagged as organisations.
        names: Further names that are whole words.
        fast: Whether rjieba cuts; by default where it is installed.
    """

    def __init__(self, organisations: Iterable[str], names: Iterable[str], *, fast: bool | None = None) -> None:
        self._organisations = tuple(filter(has_han, organisations))
        self._names = tuple(filter(has_han, names))
        self._fast = find_spec("rjieba") is not None if fast is None else fast
        self.words = lru_cache(maxsize=_REMEMBERED)(self._words)

    def _words(self, text: str) -> tuple[tuple[str, str], ...]:
        """Give the words of a text, each with its part of speech."""
        return tuple(self._tagger(text))

    def is_name(self, said: str) -> bool:
        """Tell whether the words of a phrase can make a name; 但如果, 再一次获得 and 能用自然语言回答 cannot."""
        kinds = [tag[:1] for _, tag in self.words(said)]
        if not kinds or kinds[0] in _NO_BEGINNING or _NO_NAME.issuperset(kinds):
            return False
        return kinds[0] not in _CLAUSE or _CLAUSE.isdisjoint(kinds[1:])

    def without_tail(self, said: str) -> str:
        """Take the words off that end no name: 某大学牵头 is 某大学, 某中心昨（11）日 is 某中心."""
        words = list(self.words(said))
        while words and _ends_no_name(*words[-1]):
            words.pop()
        return "".join(word for word, _ in words)

    @cached_property
    def _tagger(self) -> Tagger:
        tables = ((_OTHER_NAME, self._names), (_ORGANISATION, self._organisations))
        entries = tuple((name, tag) for tag, names in tables for name in names)
        with _loading:
            return _loaded(entries, fast=self._fast)


@lru_cache(maxsize=2)
def _loaded(entries: tuple[tuple[str, str], ...], *, fast: bool) -> Tagger:
    """Load a tagger; kept, so that settings which name the same makers as before need no second one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's sources hold escapes and imports that newer Pythons deprecate.
        return _rjieba(entries) if fast else _jieba(entries)


def _ends_no_name(word: str, tag: str) -> bool:
    return tag[:1] in _NO_END or tag == _ADVERBIAL or word in _BRACKETS


def _rjieba(entries: Iterable[tuple[str, str]]) -> Tagger:
    import rjieba

    tokenizer = rjieba.Jieba()
    for name, tag in entries:
        tokenizer.add_word(name, None, tag)
    return tokenizer.tag


def _jieba(entries: Iterable[tuple[str, str]]) -> Tagger:
    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    # What `initialize` does, without looking for a cache or writing one.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for name, tag in entries:
        tokenizer.add_word(name, None, tag)
    tagger = jieba.posseg.POSTokenizer(tokenizer)
    return lambda text: ((one.word, one.flag) for one in tagger.cut(text))
