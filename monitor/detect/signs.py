"""A name and its sentence → signs that it names a model, or something else, where no noun beside it says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect.grammar import Kind, has_other_part, is_architecture
from monitor.detect.words import chinese, english
from monitor.text import has_han

if TYPE_CHECKING:
    from monitor.detect.grammar import Name

# Billions alone: `ET5T` is a car, `OV32B40` a sensor, `+1T` a disk.
_SIZED = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?B(?![A-Za-z\d])")
_COINED = re.compile(r"[A-Za-z]-[A-Z]|[a-z][A-Z]")  # No word: `LocateAnything`, `GPT-Rosalind`.
# What only models have, right behind a name; and what is hardly said of anything else, near it.
_TRAINED = re.compile(
    r"[”\s]{0,2}(?:系列|全系)?(?:的|已经?|正在?|仍在|还在|现已|同步|\s)*(?:模型|全部|全量|开源|开放|公开)?"
    r"(?:权重|预训练|[后後]训练|训练(?=[已正在也仍还刚中,。;)]|完|启|开|收|进|过|结|及|$)|参数|checkpoints?|weights?)",
    re.IGNORECASE,
)
_OF_MODELS = re.compile(
    r"权重|参数[量为规]|亿参数|预训练|[后後]训练|微调|蒸馏|上下文|词元|推理能力|多模态|智能体能力|混合专家|架构|\d\s?[BT](?![A-Za-z])|"
    r"Hugging ?Face|魔搭|ModelScope|tokens?\b|weights\b|parameters?\b|benchmark|open[- ](?:source|weight)",
    re.IGNORECASE,
)
# Weights that a later clause of the sentence opens are those of the model that it began with.
_OPENED_BEHIND = re.compile(
    r"[^。;]{0,120}?(?:权重|模型|检查点)(?:(?![不未暂])[^。;]){0,40}?(?:上传|放[到上出在]|挂[到上在]|发布[到在]|托管|公开|开放下载|可下载|开源(?!社区|框架))"
    r"[^。;]{0,12}?(?:Hugging ?Face|魔搭|ModelScope|GitHub|GitCode|Gitee|HF|(?=[,。;]|$))"
)

# “A vs. B”, “(vs. A, B)”: none of them is news by that.
_VERSUS = r"(?:\b(?:vs\.?|versus)(?![\w])|对比|对决|大战|[Pp][Kk](?!\w))"
_VERSUS_BEHIND = re.compile(rf"[”\s]{{0,2}}(?:\([^()]*\)\s?)?{_VERSUS}", re.IGNORECASE)
_VERSUS_BEFORE = re.compile(
    rf"{_VERSUS}[\s“]*$|\([^()]{{0,20}}(?:\bvs\.?|\bversus|\bcompared (?:to|with))[^()]*$", re.IGNORECASE
)
# “开源版的‘X’”, “国产版 X”: something else is likened to it.
# A figure stands beside it: a row of results, “Foo 91.2, Bar 90.4”.
_SCORED = re.compile(
    r"[”\s]{0,3}(?:\([^()|]{1,16}\))?\s*(?:\|\s*[*\u2009]*\d{1,3}(?:\.\d+)?\s?%?[*\u2009]*\s*(?:\||$)|[:(]?\s?\d{1,3}\.\d{1,2}\s?%?\)?\s?(?:[,;、)|]|$))"
)
_SPELT_OUT = re.compile(r"[一-鿿·]+大模型")
_LIKENED = re.compile(
    r"(?:开源|国产|中国|平民|平价|低配|高配|山寨|本土|迷你|手机|企业|医疗|法律|编程)版(?:本)?的?\s?“?$|平替\s?“?$"
)


def signs_of(name: Name, text: str, *, is_about_models: bool) -> frozenset[str]:
    """Give the signs of a name as features.

    Args:
        name: Where it stands.
        text: Its sentence's view.
        is_about_models: Whether the article's title speaks of a trained model.
    """
    alone = name.version is None and name.kind is not Kind.QUOTED
    said = {
        "trained": _TRAINED.match(text, name.end) is not None,
        "sized": _SIZED.search(name.version or "") is not None,
        "opened": _OPENED_BEHIND.match(text, name.end) is not None,
        "other_part": not name.known and has_other_part(name.model),
        "coined": alone and not name.known and _COINED.search(name.model) is not None,
        "of_models": not name.known and _OF_MODELS.search(text) is not None,
        "versus": _VERSUS_BEHIND.match(text, name.end) is not None
        or _VERSUS_BEFORE.search(text, 0, name.start) is not None,
        "scored": _SCORED.match(text, name.end) is not None,
        "likened": _LIKENED.search(text, 0, name.start) is not None,
        "architecture": not name.known and is_architecture(name),
        "spelt_out": not name.known and name.kind is Kind.HAN and _SPELT_OUT.fullmatch(name.model),
        "models_titled": not name.known and is_about_models,
    }
    return frozenset(feature for feature, is_so in said.items() if is_so)


def speaks_of_models(title: str) -> bool:
    """Tell whether a title has a model's noun that no other noun follows: not “大模型平台”."""
    words = chinese() if has_han(title) else english()
    return any(words.is_trained(title, noun) for noun in words.model_noun.finditer(title))
