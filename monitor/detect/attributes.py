"""The words around a name → what the model works on, for which industry, and how large it is."""

from __future__ import annotations

import re

_INDUSTRIES = (
    "医疗|医学|金融|法律|教育|网络安全|安全|工业|制造|能源化工|能源|电力|政务|农业|交通|铁路|矿山|校对|企业软件|翻译|设计|客服|营销|电商|地理|遥感|"
    "轨道交通|轨道|化工|航运|物流|关务|保险|银行|证券|石油|钢铁|水利|林业|文旅|零售|司法|税务|港口|民航|航空|航天|核电|心理|中医|建筑|蛋白质|气象|汽车|"
    "药物|古籍修复|海洋|科学|生命科学|通信|自动驾驶|智能驾驶|辅助驾驶|抗体设计|材料"
)
# An industry's word counts beside the noun that it describes, or where the model is said to serve it.
_DOMAIN = re.compile(
    rf"(?P<described>{_INDUSTRIES})(?=[^,。;]{{0,10}}?(?:模型|行业|领域|垂直|场景))|"
    rf"(?:面向|专注|针对|专为|服务于)[^,。;]{{0,8}}?(?P<served>{_INDUSTRIES})"
)
_SIZE = r"\d[\d,]*(?:\.\d+)?\s?(?:万亿|千亿|百亿|亿|trillion|billion|B|M|T)(?:-A\d+(?:\.\d+)?B)?(?![A-Za-z])"
_GLUE = r"\s?(?:、|,|/|和|与|及|以及|\band\b|,\s?and\b)\s?"
# Several sizes tell a family's by themselves; one needs a word that says what is counted.
_PARAMETERS = re.compile(
    rf"(?<![\d.A-Za-z-])(?P<sizes>{_SIZE}(?:{_GLUE}{_SIZE})+)"
    r"|(?<![\d.A-Za-z])(?P<size>\d[\d,]*(?:\.\d+)?\s?(?:万亿|千亿|百亿|亿|trillion|billion|B|T)(?:-A\d+(?:\.\d+)?B)?)"
    r"(?!\s?(?:tokens?|词元|序列|元|美元|人|次|条|个|行|小时|用户|dollars|users))"
    r"(?=\s?(?:级|参数|参|规模|总|的|-?parameter|param|模型|MoE|$|[ ,。、)和及]))"
    r"|(?P<magnitude>(?:十|百|千|万|数)+亿)(?=级|参数|规模)"
)


def domain_of(phrase: str) -> str | None:
    """Give the industry that a model is made for, as written; None for a general-purpose one."""
    if "通用" in phrase:
        return None
    found = _DOMAIN.search(phrase)
    return (found["described"] or found["served"]) if found else None


def parameters_of(texts: list[str], size: str | None) -> str | None:
    """Give a model's size as written: from the sentences that speak of it, else from its name."""
    for text in texts:
        if found := _PARAMETERS.search(text):
            return (found["sizes"] or found["size"] or found["magnitude"]).strip()
    return size
