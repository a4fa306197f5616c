"""What outlets do to a text that they reprint: one function an edit, text in, text out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.text.characters import each_simplified

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    Edit = Callable[[random.Random, str], str]

OUTLETS = ("滇池晚报", "西山商报", "翠湖新闻网", "官渡在线")
NOTICE = "\n声明：本文为转载，文章仅代表作者观点，不代表本站立场，也不构成投资建议。责任编辑：小满。"
# Words of a reworder who agrees with nobody: none of them stands in the archive in this order.
REWORDED = "业内有人对此并不意外，他们说这样的做法早晚会来，至于能走多远，还要看以后几个季度里大家愿不愿意接着掏钱。"
TRADITIONAL = {ord(each_simplified(one)): one for one in map(chr, range(0x4E00, 0xA000)) if each_simplified(one) != one}
WIDE = str.maketrans({"，": ",", "。": ". ", "：": ":", "“": '"', "”": '"', "（": "(", "）": ")", "！": "!"})

_SENTENCE = re.compile(r"[^。！？\n]+[。！？\n]*")


def _source_line(dice: random.Random, text: str) -> str:
    return f"来源：{dice.choice(OUTLETS)}　发布时间：{dice.randint(1, 12)}月{dice.randint(1, 28)}日\n{text}{NOTICE}"


def _with(replacement: str) -> Edit:
    """Give what puts something else in the place of a sentence; lists and tables that run on for half a text stay."""

    def edit(dice: random.Random, text: str) -> str:
        sentences = _SENTENCE.findall(text)
        places = [place for place, sentence in enumerate(sentences) if len(sentence) * 3 <= len(text)]
        if places:
            place = dice.choice(places)
            sentences[place] = replacement[: len(sentences[place])]
        return "".join(sentences)

    return edit


def _excerpt(share: float) -> Edit:
    def cut(dice: random.Random, text: str) -> str:
        length = int(len(text) * share)
        start = dice.randrange(len(text) - length + 1)
        return text[start : start + length]

    return cut


EDITS: dict[str, Edit] = {
    "title changed": lambda _dice, text: text,
    "source line and notice added": _source_line,
    "a sentence dropped": _with(""),
    "a sentence reworded": _with(REWORDED * 9),
    "punctuation of another width": lambda _dice, text: text.translate(WIDE),
    "traditional characters": lambda _dice, text: text.translate(TRADITIONAL),
}
EXCERPTS: dict[str, Edit] = {
    "the first half": lambda _dice, text: text[: len(text) // 2 + 1],
    "some half": _excerpt(0.5),
    "some three quarters": _excerpt(0.75),
}
