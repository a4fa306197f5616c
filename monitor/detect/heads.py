"""The noun phrase around a name → what it says that the name is: a model, or a device, a platform, a benchmark ….

The noun right behind a name is the head of its phrase; else the one right before it, in apposition. Each name of an
enumeration has its own: “仿真平台 A、B 深度模型” tells of a platform and a model.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect import patterns
from monitor.text import has_han

if TYPE_CHECKING:
    from monitor.detect.words import Words

_HEAD_WITHIN = 12  # Characters between a name and the noun that says what it is; chosen on the development set.
_RUN = re.compile(r"\s{0,5}[A-Za-z0-9][\w.+-]*(?:\s+[A-Za-z0-9][\w.+-]*)*\s?")  # More of the name, or other figures.
_LATIN_OTHER = re.compile(r"(?<![A-Za-z-])(?:App|APP|CLI|SDK|IDE|Harness)(?![A-Za-z-])")  # “X App 更新至 3.2”.
_INTERFACE = re.compile(r"\s?API")
_ITEM = re.compile(r"(?<=[一-鿿])、|、(?=[^、]*[一-鿿])|;|,?(?:以及|还有)(?=[^、]*[一-鿿]{2})")
# “X、‘Y’与‘Z’三大功能”: what is quoted behind a name shares its head.
_MORE_QUOTES = re.compile(r"(?:”?[、和与及]{1,2}\s?“[^“”]{1,14}”)+")
_TITLED = re.compile(r"\s*:\s*[一-鿿]{0,8}\s?|[\s“]{0,2}")  # “首款整车芯片：某某 X 发布”, “第二款眼镜 X 发布”.
# “serving engine options, such as X”.
_SUCH_AS = re.compile(r"(?:\s\w+){0,2},?\s(?:such as|like|including|e\.g\.,?)\s“?")
_WITHIN = re.compile("[端侧]|[上里内中](?![市线架新标程])")  # “手机端可跑”: where it runs.
_USES = re.compile("开发|应用|训练|评测|部署|管理|调用|一站式|加速|优化")  # “大模型开发平台”.
# “款” counts devices and models, “辆”, “颗”, “台” never models.
_CLASSIFIERS = (
    (re.compile(r"[一两三\d]\s?辆[^,。;]{0,12}$"), "vehicle"),
    (re.compile(r"[一两三\d]\s?颗[^,。;]{0,12}$"), "chip"),
)


def item_of(between: str) -> str:
    """Give the last item of an enumeration that stands between a verb and a name."""
    cuts = list(_ITEM.finditer(between))
    return between[cuts[-1].end() :] if cuts else between


def heads_between(between: str, words: Words) -> set[str]:
    """Read the nouns between a verb and the name that is its object.

    Args:
        between: What stands there.
        words: Of its language.
    """
    item = item_of(between)
    features: set[str] = set()
    others = list(words.other_noun.finditer(item))
    nouns = list(words.model_noun.finditer(item))
    if others:
        beside = patterns.NAME_GLUE.fullmatch(item, others[-1].end())
        features |= {"other_before", f"other:{others[-1].lastgroup}"} if beside else {"other_between"}
    trained = nouns and words.is_trained(item, nouns[-1])
    if trained and not (others and others[-1].start() > nouns[-1].start()):
        features.add("noun")
    features |= {f"other:{kind}" for pattern, kind in _CLASSIFIERS if pattern.search(item)}
    return features


def heads_around(written: str, before: str, right: str, words: Words) -> set[str]:
    """Read the noun behind a name and the one before it.

    Args:
        written: The name, which may hold the noun, too.
        before: The sentence up to it, or up to the first of an enumeration.
        right: The sentence behind it, or behind the last of an enumeration.
        words: Of the language.
    """
    features: set[str] = set()
    if (has_han(written) and words.model_noun.search(written)) or "GPT" in written:
        features.add("noun")
    bare = written.rstrip("” ")
    own = next((one for one in words.other_noun.finditer(bare) if one.end() == len(bare)), None)
    if own and has_han(own[0]):
        return features | {"other_behind", f"other:{own.lastgroup}"}
    quotes = _MORE_QUOTES.match(right)
    behind = right[quotes.end() :] if quotes else right
    features |= _heads_behind(written, behind, words)
    exemplified = next(
        (one for one in words.other_noun.finditer(before) if _SUCH_AS.fullmatch(before, one.end())), None
    )
    if exemplified:
        features |= {"other_before", f"other:{exemplified.lastgroup}"}
    nouns = list(words.model_noun.finditer(before))
    if nouns and words.is_trained(before, nouns[-1]) and patterns.APPOSITION.fullmatch(before, nouns[-1].end()):
        features.add("noun")
    titled = next(
        (other for other in words.other_noun.finditer(before) if _TITLED.fullmatch(before, other.end())), None
    )
    if titled and "noun" not in features:
        features |= {"other_before", f"other:{titled.lastgroup}"}
    return features


def _heads_behind(written: str, right: str, words: Words) -> set[str]:
    run = _RUN.match(right) if has_han(right) else None
    if run and (tool := _LATIN_OTHER.search(run[0]) or (not re.search(r"\d", written) and _INTERFACE.match(run[0]))):
        kind = words.other_noun.fullmatch(tool[0])
        return {"other_behind", f"other:{kind.lastgroup if kind else 'app'}"}
    shift = run.end() if run else 0
    phrase = patterns.PHRASE.match(right, max(shift - 1, 0))
    behind = phrase[0] if phrase else ""
    model = words.model_noun.search(behind)
    if model and words.roles.search(behind, 0, model.start()):
        model = None
    end = model.end() if model else 0
    other = words.other_noun.search(behind, end)
    if model and words.is_trained(behind, model) and not (other and _describes(behind[end : other.start()], words)):
        return {"noun"}
    if other is None or _WITHIN.match(behind, other.end()):
        return set()
    apart = other.start() - end > _HEAD_WITHIN or patterns.PLACE.search(behind, 0, other.start())
    ruled = any(
        not (role["verb"] and patterns.is_no_verb(role[0], behind[: role.start()], behind[role.end() :]))
        for role in words.roles.finditer(behind, end, other.start())
    )
    return set() if apart or (ruled and not model) else {"other_behind", f"other:{other.lastgroup}"}


def _describes(between: str, words: Words) -> bool:
    """Tell whether a model's noun only describes the head that follows: “大模型安全平台”, “模型推理框架”."""
    return not _USES.sub("", words.descriptors.sub("", between)).strip()
