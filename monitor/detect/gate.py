"""An article → whether it can hold an announcement at all: a few substring searches, since most articles hold none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.model import Article

# Verbs of CHINESE and ENGLISH lexicon entries, cut to what they share.
_VERBS = (
    *(
        "发布",
        "推出",
        "开源",
        "上线",
        "升级",
        "更新",
        "研发",
        "推送",
        "开放",
        "亮相",
        "问世",
        "训练",
        "测",
        "官宣",
        "登场",
        "发了",
        "首创",
    ),
    *("打造", "揭晓", "面世", "公开", "首发", "开发"),
)
_ENGLISH = re.compile(
    r"\b(?:releas|launch|introduc|announc|unveil|roll(?:s|ed|ing)? out|drop(?:s|ped)|open[- ]?sourc|debut|train|updat|"
    r"upgrad|new model|large language model|generative model|multimodal|previewing|is now available)",
    re.IGNORECASE,
)
_NOUNS = ("模型", "model", "Model", "MODEL", "LLM", "checkpoint")
# Up to two words and a version, `Grok-4`, `Claude Opus 4.5`. Products share the form: one word must be a known family.
_VERSIONED = re.compile(r"([A-Za-z]{2,12})(?:[- ]([A-Z][A-Za-z]{1,11}))?[- ]?[vV]?\d")


def may_announce(article: Article, stems: frozenset[str], names: tuple[str, ...]) -> bool:
    """Tell whether an article is worth reading closely.

    Args:
        article: As extracted.
        stems: Folded Latin names of known families; a version behind one is as good as the noun.
        names: Chinese names of known families.
    """
    text = f"{article.title}\n{article.body}"
    if not any(verb in text for verb in _VERBS) and not _ENGLISH.search(text):
        return False
    if any(noun in text for noun in _NOUNS) or any(name in text for name in names):
        return True
    return any(word.casefold() in stems for match in _VERSIONED.finditer(text) for word in match.groups("") if word)
