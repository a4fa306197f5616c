"""The words around a name → what the model works on, for which industry, and how large it is."""

from __future__ import annotations

import re

_DOMAIN = re.compile(
    r"(医疗|医学|金融|法律|教育|网络安全|安全|工业|制造|能源|电力|政务|农业|交通|铁路|矿山|校对|企业软件|翻译|设计|客服|营销|电商|地理|遥感|"
    r"轨道|化工|航运|物流|关务|保险|银行|证券|石油|钢铁|水利|林业|文旅|零售|司法|税务|港口|民航|核电|心理|中医|建筑|蛋白质|气象|汽车|药物)"
)
_PARAMETERS = re.compile(
    r"(?<![\d.A-Za-z])(\d[\d,]*(?:\.\d+)?\s?(?:万亿|千亿|百亿|亿|trillion|billion|B|T)(?:-A\d+(?:\.\d+)?B)?)"
    r"(?=\s?(?:级|参数|参|规模|总|的|-?parameter|param|模型|MoE|$|[ ,。、)和及]))"
    r"|((?:十|百|千|万|数)+亿)(?=级|参数|规模)"
)


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
