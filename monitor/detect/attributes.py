"""The words around a name → what the model works on, for which industry, and how large it is."""

from __future__ import annotations

import re

from monitor.model import Modality

# In order: the first that fits wins, since 具身多模态 is robotics and 视频音效 is audio.
_MODALITIES = (
    (Modality.ROBOTICS, r"具身|机器人|自动驾驶|智驾|辅助驾驶|\bVLA\b|robot|embodied"),
    (Modality.SCIENCE, r"蛋白质|分子|药物|气象|天气|材料科学|生命科学|基因|biolog|protein|weather|molecul|genom"),
    (Modality.EMBEDDING, r"嵌入模型|向量模型|重排|embedding|rerank"),
    (Modality.AUDIO, r"语音|音频|音乐|音效|配音|声音|\bTTS\b|\bASR\b|speech|audio|music|voice|text-to-speech|Audio"),
    (
        Modality.MULTIMODAL,
        r"多模态|全模态|视觉-?语言|视觉理解|\bVLM\b|\bOmni\b|multimodal|multi-modal|vision-language|omni",
    ),
    (Modality.VIDEO, r"视频|video|\bVideo\b"),
    (Modality.IMAGE, r"图像|影像|绘画|画画|作画|生图|文生图|图片|抠图|image|diffusion|\bImage\b"),
    (
        Modality.CODE,
        r"(?:代码|编程|编码|\bcoding\b|\bcode\b)[^,。;]{0,8}?(?:模型|models?\b)|coder\b|code(?=[A-Z])|codestral|devstral|codex",
    ),
    (Modality.OTHER, r"世界模型|3D|三维|world model|点云|时序"),
)
_PATTERNS = tuple((modality, re.compile(words, re.IGNORECASE)) for modality, words in _MODALITIES)
# Where the clause is silent, a word counts only beside the noun: an article on chips mentions 机器人, too.
_BESIDE_NOUN = tuple(
    (modality, re.compile(rf"(?:{words})[^,。;]{{0,8}}?(?:模型|models?\b)", re.IGNORECASE))
    for modality, words in _MODALITIES
)
_DOMAIN = re.compile(
    r"(医疗|医学|金融|法律|教育|网络安全|安全|工业|制造|能源|电力|政务|农业|交通|铁路|矿山|校对|企业软件|翻译|设计|客服|营销|电商|地理|遥感|"
    r"轨道|化工|航运|物流|关务|保险|银行|证券|石油|钢铁|水利|林业|文旅|零售|司法|税务|港口|民航|核电|心理|中医|建筑|蛋白质|气象|汽车|药物)"
)
_PARAMETERS = re.compile(
    r"(?<![\d.A-Za-z])(\d[\d,]*(?:\.\d+)?\s?(?:万亿|千亿|百亿|亿|trillion|billion|B|T)(?:-A\d+(?:\.\d+)?B)?)"
    r"(?=\s?(?:级|参数|参|规模|总|的|-?parameter|param|模型|MoE|$|[ ,。、)和及]))"
    r"|((?:十|百|千|万|数)+亿)(?=级|参数|规模)"
)


def modality_of(name: str, around: str, whole: str) -> Modality:
    """Give what a model works on.

    Args:
        name: Its full name.
        around: The clause that announces it.
        whole: The sentences that speak of it, which count only where the clause is silent.
    """
    for patterns, text in ((_PATTERNS, name), (_PATTERNS, around), (_BESIDE_NOUN, whole)):
        for modality, pattern in patterns:
            if pattern.search(text):
                return modality
    return Modality.TEXT


def domain_of(phrase: str) -> str | None:
    """Give the industry that a model is made for, as written; None for a general-purpose one."""
    if "通用" in phrase:
        return None
    found = _DOMAIN.search(phrase)
    return found[1] if found else None


def parameters_of(texts: list[str], size: str | None) -> str | None:
    """Give a model's size as written: from the sentences that speak of it, else from its name."""
    for text in texts:
        if found := _PARAMETERS.search(text):
            return (found[1] or found[2]).strip()
    return size
