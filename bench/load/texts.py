"""A seed → articles that nobody wrote: Chinese and English sentences made of parts, hardly one of them twice.

Real bodies share no sentences, so that what is compared here (copies, sketches) meets what it would meet in the world.
One article in twenty-five announces a model, one in twenty names some in passing; all others name none.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from stories import stories

from monitor.model import Status

if TYPE_CHECKING:
    from stories import Story

LAUNCHES, PASSING = 25, 20
"""One article in so many announces a model; one in so many of the others names one."""

ENGLISH = 5
"""One article in so many is English."""

WHO = {
    "zh": (
        "市轨道交通集团", "沿江的三家造船厂", "县里的农机合作社", "一家做冷链的老字号", "省水文站", "城东的屋顶菜园",
        "港务局调度室", "两家区域银行", "北坡风电场", "老城区改造办公室", "几位退休教师", "一支登山救援队",
        "高校图书馆联盟", "社区食堂的运营方", "出口家具的小厂", "海岛民宿协会", "盲文出版社", "蔬菜批发市场",
        "省博物馆修复组", "新开的夜间诊所", "棉纺三厂", "近郊的奶牛场", "公交第七车队", "青年足球学校",
    ),
    "en": (
        "The harbour authority", "A cooperative of beekeepers", "The night ferry's operator", "Two regional banks",
        "The county's water board", "A maker of prosthetic hands", "The orchestra's archive", "Four upland villages",
        "The tram depot", "An insurer of small farms", "The observatory", "A chain of repair shops",
    ),
}  # fmt: skip
WHEN = {
    "zh": (
        "今年三季度", "上个月底", "入冬以来", "在最近一次听证会上", "经过半年试行", "受连续降雨影响", "按照新的排班",
        "与去年同期相比", "在邻省同行的建议下", "考虑到运费上涨", "为了赶上春耕", "在第二轮招标之后",
    ),
    "en": (
        "In the third quarter", "After a wet spring", "By the end of last month", "At its latest hearing",
        "Compared with a year ago", "Under the new timetable", "Because freight has become dearer", "Since October",
    ),
}  # fmt: skip
DID = {
    "zh": (
        "把检修窗口挪到了凌晨", "新增{n}个停靠点", "将库存压缩到{n}天", "补贴了{n}户居民的管线", "收回{n}份旧合同",
        "公布了{n}页的账目", "拆除{n}处违章棚屋", "训练了{n}名新手", "更换{n}公里电缆", "发现{n}处渗漏",
        "退还了{n}万元押金", "把票价下调{n}个百分点", "修好{n}台老式纺机", "借出{n}件藏品", "为{n}个班级送去教具",
        "推迟了{n}号线的通车", "核对{n}年前的地契", "恢复{n}亩湿地", "把交货期缩短{n}天", "接待了{n}批访客",
    ),
    "en": (
        "moved {n} crews to the night shift", "replaced {n} miles of cable", "returned {n} deposits",
        "put {n} pages of accounts on its site", "taught {n} beginners", "lent out {n} pieces of its collection",
        "found {n} leaks in the old main", "cut its stock to {n} days", "reopened {n} stops", "planted {n} acres",
    ),
}  # fmt: skip
SO = {
    "zh": (
        "附近居民多数表示欢迎", "具体时间要等下一次会议", "成本因此多出一成", "但仓库里仍缺人手", "账面上看不出差别",
        "有商户担心客流", "投诉少了三分之一", "这与原先的预算相差不大", "两个部门的说法并不一致", "细则将在下周贴出",
        "学生们最先发现了变化", "邻县打算照着做", "一位值班员说晚上终于安静了", "照片在走廊里展出",
    ),
    "en": (
        "most neighbours welcome it", "nobody has costed the second phase", "complaints are down by a third",
        "the warehouse is still short of hands", "the next county means to copy it", "the ledger shows no difference",
        "two departments disagree about that", "shopkeepers fear for their trade",
    ),
}  # fmt: skip
PASSING_BY = {
    "zh": "其客服此前接入了 Qwen3-Max 与 DeepSeek-V3.2，本次没有变化。",
    "en": "Its help desk has been answering with GPT-5 and Claude Sonnet 4.5 since spring; that has not changed.",
}


@dataclass(frozen=True, slots=True)
class Text:
    """What an article says.

    Args:
        announces: It tells of the launch of a model.
    """

    title: str
    paragraphs: tuple[str, ...]
    language: str
    announces: bool = False


def article(number: int) -> Text:
    """Write the article of a number: some 1,300 characters in Chinese, 3,000 in English; always the same one."""
    writer = Writer(number)
    if number % LAUNCHES == LAUNCHES - 1:
        story = _launches()[number // LAUNCHES % len(_launches())]
        told = story.article(Status.RELEASED, "", 0, writer.dice)
        paragraphs = (*told["text"].splitlines(), *writer.paragraphs(story.language))
        return Text(told["title"], paragraphs, story.language, announces=True)
    language = "en" if number % ENGLISH == 0 else "zh"
    paragraphs = writer.paragraphs(language)
    if number % PASSING == 1:
        paragraphs = (*paragraphs[:4], PASSING_BY[language], *paragraphs[4:])
    return Text(writer.title(language), paragraphs, language)


class Writer:
    """Writes headlines and paragraphs; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 -- the same texts in each run.

    def title(self, language: str = "zh") -> str:
        """Write a headline."""
        who, said = self.dice.choice(WHO[language]), self._filled(language)
        return f"{who}{said}" if language == "zh" else f"{who} {said}"

    def paragraph(self, language: str = "zh", sentences: int = 3) -> str:
        """Write a paragraph."""
        return ("" if language == "zh" else " ").join(self._sentence(language) for _ in range(sentences))

    def paragraphs(self, language: str) -> tuple[str, ...]:
        """Write the body of an article."""
        return tuple(self.paragraph(language) for _ in range(self.dice.randint(8, 13)))

    def _sentence(self, language: str) -> str:
        when, who = self.dice.choice(WHEN[language]), self.dice.choice(WHO[language])
        said, so = self._filled(language), self.dice.choice(SO[language])
        return f"{when}，{who}{said}，{so}。" if language == "zh" else f"{when}, {who.lower()} {said}, and {so}."

    def _filled(self, language: str) -> str:
        return self.dice.choice(DID[language]).format(n=self.dice.randint(3, 980))


@cache
def _launches() -> tuple[Story, ...]:
    return tuple(stories(random.Random(5)))  # noqa: S311
