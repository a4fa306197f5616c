"""What stands before a Chinese verb → the organisations that are its subject: known ones, else a fitting noun phrase.

A phrase ends before the first adverb, auxiliary or verb, loses what describes it (“编程平台 X” is X), and is none if it
is a time, a place alone or a common noun. Better no organisation than a clause.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.detect.words import chinese
from monitor.text import has_han

if TYPE_CHECKING:
    from monitor.detect.lore import Lore

_DAYS = (
    r"\d{1,4}\s?年|\d{1,2}\s?月(?:份|底|初|中旬|上旬|下旬)?|\d{1,2}\s?[日号]|[今明昨前]日|[今明昨前]天|近日|日前|近期|最近|上午|下午|晚间|凌晨|"
    r"刚刚|[今明去]年|[上下本]个?月|[上下本]周|[上下]半年|[一二三四]季度"
)
_LEADING = re.compile(
    rf"^(?:[\s,、“”·:\-()]|{_DAYS}|目前|此外|同时|另外|随后|其中|会上|现场|据悉|据介绍|据了解|同日|当天|当日|与此同时|紧接着|"
    r"周[一二三四五六日]|星期[一二三四五六日]|在[^,。]{1,24}?(?:上|期间|中|现场|之后|后)|由|据|曝(?!光)|网传|北京时间|当地时间|美东时间|(?:中国(?=的)|日本|美国|法国|"
    r"英国|德国|加拿大|以色列|韩国)的?|国产|国内|海外|活动现场|大会期间|大公司|而|并|也|又|则|宣布|以及|包括|包含|只有|连|就连|"
    r"(?:新|刚刚?)?(?:成立|创立|发布|上市)的|(?:总部|位于|来自)[^,。的]{1,10}的|(?:原|前|知名|著名|老牌|头部|全球)(?=[一-鿿A-Z]{3}))+"
)
# Where a noun phrase ends. One character only where no name of an organisation holds it.
_BOUNDARY = re.compile(
    rf"{_DAYS}|正式|正在|已经|现已|宣布|官宣|宣称|全新|首次|重磅|表示|透露|称|计划|即将|拟|将|再次|同步|现场|全面|秘密|积极|面?向|"
    r"(?<!也)也(?!门)|又|还(?!原)|则|方面(?![,，])|今(?![一-鿿]*(?:公司|科技))|首发|首次|首家|悄然|悄悄|对(?!外经贸)|开始|着手|并|可能|有望|预计|在(?!线)|"
    r"于(?=[^一-鿿]|\s|此|本|今|[一二三四五六七八九十上下])|已|凭借|通过|依托|基于|这家|这一|这个|把|会(?=[考在将有])|有(?![道限])|正(?=[准积与推研开加全式埋])|"
    r"没有|不会|不再|可以|能够|携(?!手|程)|率先|独家|陆续|先后|终于|曾|刚|就|才|都(?=[在将会已])|均(?=[在将会已])|发布|推出|上线|开源|亮相|研发|开发|"
    r"打造|训练|出品|研制|发行|倾力|全力|潜心|历时|耗时|牵头|主导|争相|分别|共同|一起|一道|一同|达成|完成|聚焦|致力|成立|创立|签约|签署|"
    r"(?<!自)由|最[强新大快]|再[获度次]|获得?|因|让|为(?=[^一-鿿]|了|其|用户|开发者|开源|国产)"
)
_TRAILING = re.compile(
    rf"(?:\s|,|等(?:企业|公司|厂商|机构|巨头|团队)?|{_DAYS}|正|于|的|上|旗下|官方|研究人员|联合|携手|联手|共同|合作|"
    r"在[^,。的]{1,10}|(?<=[A-Za-z])\s?新|[\d ]+年内)+$"
)
# “某公司将多模态模型 X 开源”, “某公司的语音大模型 X”: what is done to it, what is whose.
_RULED = re.compile(r"(?<=[一-鿿]{2})(?:[将把给](?=[^,]*模型).*|的[^的,]*模型[“\s]*)$")
_TEAM = re.compile(
    r"(?:旗下|人工智能)?(?:研究|算法|大模型|基座)?(?:团队|小组|研究人员|研究员|负责人|官方|官微|公众号|平台|App|APP)$"
)
# What describes an organisation and stands before its name.
_KIND = (
    r"(?:初创|创业|科技|人工智能|大模型|AI|机器人|自动驾驶|芯片|互联网|软件|游戏|汽车|安全|数据)*\s?"
    r"(?:公司|企业|厂商|巨头|初创|创企|独角兽|实验室|研究机构|机构|团队|品牌|服务商|开发商|制造商|车企)+"
)
_BEFORE_LATIN = re.compile(
    rf"^[一-鿿A-Z\s]{{0,12}}?(?:{_KIND}|平台|工具|软件|应用|社区|媒体|网站|新锐|新秀)\s?(?=[A-Z])"
)
_BEFORE_HAN = re.compile(
    rf"^[一-鿿]{{0,6}}?(?:{_KIND})\s?(?=[一-鿿]{{2}})(?!(?:负责|创始|高管|内部|自研|总部|旗下|表))"
)
_PRODUCT = re.compile(r"(?<=[一-鿿])\s?[A-Z][A-Za-z]*\d[\w-]*$")  # “某汽车 E7”: a product of theirs.
_PRONOUN = re.compile(
    r"该(?:公司|校|团队|机构|模型|项目)|公司|官方|大家|他们|其|我们|前者|后者|团队|他|她|它|我|研究团队|本次|此次|这|那|自己|用户|"
    r"开发者|企业|模型|业内|中国(?![一-鿿]{2,14}$)|首个|全国|全球|计划|预计|将|很|较|以及|成为|通过|希望|同时|从|如|若|未来|名为|号称|助力|为|"
    r"内部|另有|还有|一|仍|众|各|多|并|而|且|部分|某|最|会|对|把|被|让|使|仅|下|上个|许多|不少|所有|任何|每|更|新一|全新|再|当|随着|因|除|与|和|用|以|"
    r"[两三四五六七八九十\d]+[家个款位种名项大]|来自|拥有|外界|近[日期]|年[内底]|月[底初]|同样|目前|专为|面向|针对|后续|此后|随后|接下来|中美|国内外|各大|顶尖|头部|领先"
)
_COMMON = re.compile(
    r"(?:节|季|者|们|人士|人员|科学家|专家|商家|政府|部门|机构|用户|网友|行业|领域|市场|时|后|前|期间|方案|功能|版本|能力|项目|产品|模型|"
    r"系统|应用|技术|业务|生态|战略|比赛|大赛|榜单|榜|榜首|第一|冠军|报告|文件|博客|博文|消息|视频|文章|数据|体系|矩阵|阶段|方式|方向|架构|显示|目标|成果|版|"
    r"需求|时间|世界|未来|此前|之外|层面|玩家|学生|老师|同学|医生|客户|家长|媒体|记者|作者|工具|产业|经济|社会|国家|芯片|手机|发布会)$"
)
_PLACE = re.compile(
    "(?:中国|我国|美国|日本|韩国|英国|法国|德国|欧盟|欧洲|俄罗斯|印度|以色列|加拿大|北京|上海|深圳|广州|杭州|成都|南京|武汉|苏州|"
    "合肥|西安|香港|台湾|新加坡|硅谷|国内|海外)+"
)
_JOINTS = re.compile("联合|携手|联手|、")
_TOGETHER_WITH = re.compile("联合|携手|联手|、|与|和")
_JOINED = re.compile(r"(?:\s|、|,|，|和|与|及|联合|携手|&|/|and|等|团队|集团|公司|科技|实验室)*")
_GLUED = re.compile(r"\s?")
# Where something happens, or to whom: no place for a subject.
_ASIDE = re.compile(
    r"(?:在|于|从|基于|依托|搭载|接入|面向)[^,。;:]{1,24}?(?:平台上|平台|生态中|芯片上|商店|集群上|大会上|大会|上|中)|向[^,。;:的]{2,16}?(?=开放|提供|推送|推出|发布)"
)
_SPEAKER = re.compile(
    r"(?:^|[,。;]\s?)([^,。;]{2,16}?)(?:方面)?(?:也|则|均|还|亦)?(?:向[^,。;]{1,6})?"
    r"(?:表示|透露|称|说|确认|证实|宣布|介绍),\s?$"
)
# What the names of organisations end with.
_LEGAL_WORDS = (
    "(?:公司|集团|科技|智能|实验室|研究院|研究所|大学|学院|医院|中心|机器人|生物|医疗|健康|汽车|股份|控股|网络|信息|软件|银行|证券|保险|海洋|能源|基地|工作室|"
    "航空|物流|教育|动力|视界|计算|智联|云|AI|Labs?)"
)
_LEGAL = re.compile(f"{_LEGAL_WORDS}$")
_LEGAL_INSIDE = re.compile(f".{{2,}}{_LEGAL_WORDS}(?!$)|.+团队(?!$)")
# “甲宣布与乙联合”: what stands before 宣布 and behind 与 acts together.
_ANNOUNCED_WITH = re.compile(
    r"(?:^|[,。;])(?P<first>[^,。;]{2,20}?)(?:宣布|官宣|表示),?\s?(?:将|已)?(?:与|和|同|跟|联合|携手|联手)(?P<second>[^,。;]{2,30}?)"
    r"(?:正式|今日|将|已|全新|首次|联合|共同|合作|携手|联手|一起|一道|一同)*$"
)
_TOPIC = re.compile(r"(?:方面|上|中|时|后|之后|以来|领域|层面)\s?$")
_CLAUSES = re.compile(r"[,;:]")
_TOGETHER = re.compile(r"(?:一道|一起|一同|共同|携手|联手|合作)[,\s]*$")
_MADE_OF = re.compile(
    r"[颗块台张片款枚万]\s?[A-Za-z一-鿿]{2,10}?\s?[A-Za-z]*(?:芯片|显卡|处理器|服务器|GPU|机器人|手机)"
)
_SHORTEST, _LONGEST = 2, 14


def subjects_before(text: str, start: int, end: int, lore: Lore) -> tuple[str, ...]:
    """Read the subject of a Chinese clause: known organisations before its verb, else what the clause begins with.

    Args:
        text: The sentence.
        start: Where the clause begins.
        end: Where its verb does.
        lore: What is known of organisations.
    """
    if (met := _ANNOUNCED_WITH.search(text, 0, end)) and (pair := _announced_together(met, lore)):
        return pair
    clause = _ASIDE.sub(lambda match: "," * len(match[0]), text[start:end])
    if known := known_in(clause, lore):
        joined = described(clause, lore, _TOGETHER_WITH) if _TOGETHER_WITH.search(clause) else ()
        return joined if all(any(one in other for other in joined) for one in known) else known
    if found := described(text[start:end], lore):
        return found
    before = text[:start]
    if (speaker := _SPEAKER.search(before)) and (found := described(speaker[1], lore)):
        return known_in(speaker[1], lore) or found
    if _TOGETHER.search(before):
        return _earlier(before, lore) or known_in(before, lore)
    return _earlier(before, lore) or known_in(_MADE_OF.sub(" ", before), lore)[-1:]


def _announced_together(met: re.Match[str], lore: Lore) -> tuple[str, ...]:
    """Give who announces and whom it names beside itself; empty where one of the two is no organisation."""
    first, second = (described(met[side], lore) or known_in(met[side], lore) for side in ("first", "second"))
    return (*first, *second) if first and second else ()


def known_in(text: str, lore: Lore) -> tuple[str, ...]:
    """Give the last group of known organisations of a text: those joined by 联合, 和 or 、.

    Of two that nothing divides (“阿里通义”) the first owns the second.
    """
    group: list[str] = []
    last_end = -1
    for match in lore.organisations.finditer(text):
        if lore.is_family(match[0]) and lore.is_part_of_word(text, match.start()):
            continue  # 豆包 in 红豆包.
        between = text[last_end : match.start()]
        glued = bool(group) and _GLUED.fullmatch(between) is not None
        if not _JOINED.fullmatch(between):
            group = []
        if not glued:
            group.append(match[0])
        last_end = match.end()
    return tuple(dict.fromkeys(group))


@lru_cache(maxsize=512)
def described(clause: str, lore: Lore, joints: re.Pattern[str] = _JOINTS) -> tuple[str, ...]:
    """Read organisations that nobody knows from where a subject stands, cut at what joins them."""
    said = _LEADING.sub("", clause)
    said = _RULED.sub("", said)
    if boundary := _BOUNDARY.search(said):
        said = said[: boundary.start()]
    person = chinese().organisation_words["persons"].search(said)
    if person and person.start() >= _SHORTEST:
        said = said[: person.start()]
    said = _TRAILING.sub("", said)
    parts = [name for part in joints.split(said) if part.strip() for name in _apart(part, lore)]
    return tuple(parts) if parts and all(_is_organisation(part, lore) for part in parts) else ()


def _apart(part: str, lore: Lore) -> list[str]:
    """Cut what 与 and 和 join where each side is an organisation: 和 may stand in a name, too."""
    sides = [_bare(side, lore) for side in re.split("[与和]", part)]
    return sides if len(sides) > 1 and all(_is_organisation(side, lore) for side in sides) else [_bare(part, lore)]


@lru_cache(maxsize=512)
def introduced_in(text: str, lore: Lore) -> str | None:
    """Find the organisation that a sentence before is about: one that it begins with, else any known one.

    Args:
        text: The sentence.
        lore: What is known of organisations.
    """
    if found := lore.organisations.search(text):
        return found[0]
    opening = next((clause for clause in _CLAUSES.split(text) if clause.strip()), "")
    subject = (
        described(opening, lore) if has_han(opening) and _BOUNDARY.search(_LEADING.sub("", opening), _SHORTEST) else ()
    )
    return subject[0] if subject and (_LEGAL.search(subject[0]) or not has_han(subject[0])) else None


def _earlier(before: str, lore: Lore) -> tuple[str, ...]:
    """Give the subject of the nearest earlier clause of the sentence that has one of its own."""
    for clause in reversed(_CLAUSES.split(before)):
        if _TOPIC.search(clause):
            continue
        opening = _LEADING.sub("", clause)
        found = described(clause, lore) if _BOUNDARY.search(opening, _SHORTEST) else ()
        if (known := lore.organisations.match(opening)) and _BOUNDARY.search(opening, known.end()) and len(found) <= 1:
            return (known[0],)
        if found:
            return found
    return ()


def _bare(said: str, lore: Lore) -> str:
    """Take off an organisation's name what describes it, its team, its product and what is no part of any name."""
    said = _TEAM.sub("", _TRAILING.sub("", said.strip()).split("旗下")[0].strip())
    said = _BEFORE_LATIN.sub("", said)
    said = _BEFORE_HAN.sub("", said)
    said = _PRODUCT.sub("", said).strip()
    legal = _LEGAL_INSIDE.match(said)
    whole = lore.segmenter.without_tail(said) if legal else said
    return whole if legal and len(whole) >= legal.end() else said


def _is_organisation(said: str, lore: Lore) -> bool:
    words = chinese()
    return (
        _SHORTEST <= len(said) <= _LONGEST + 12 * (not has_han(said))
        and re.fullmatch(r"[\w一-鿿·&. \-()]+", said) is not None
        and not re.search(r"[的了是]|大模型|\d{3,}|版本|[一-鿿] 新$|[和与及]$", said)
        and not _PLACE.fullmatch(said)
        and not _PRONOUN.match(said)
        and not _COMMON.search(said)
        and not words.roles.match(said)
        and (lore.segmenter.is_name(said) if has_han(said) else said[0].isupper())
    )
