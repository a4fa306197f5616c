"""A seed → launches of made-up organisations, and the articles that tell of them, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from monitor.fingerprint import launch_key
from monitor.model import Status

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from monitor.knowledge import Knowledge

PLACES = ("云岭", "霜桥", "澜江", "柏溪", "朔原", "棠浦", "砚湖", "樟屿", "麓川", "汐港", "苇洲", "岫岩")
TRADES = ("智能", "智算", "认知")
COLOURS, BIRDS = "青白玄赤银墨碧素金紫", "鸾鹭雁隼鹤鸥鹇雀鸢鹬鸫鹮鹃鹂鹄鹩鸲鹀鹈鸬鹕鹞"
HEADS = ("Bram", "Cor", "Dul", "Fen", "Hal", "Jor", "Kel", "Mav", "Nor", "Tiv")
TAILS = ("oria", "ander", "umo", "etta", "isk", "ovel", "ira", "enne")
LIVES = (
    (Status.RELEASED,),
    (Status.UPCOMING, Status.RELEASED),
    (Status.RELEASED, Status.OPEN_SOURCED),
    (Status.UPCOMING, Status.RELEASED, Status.OPEN_SOURCED),
)
# Title and first sentence; {o} is the organisation, {m} the model with its version.
WORDINGS = {
    ("zh", Status.UPCOMING): (
        ("{o}将于下月发布{m}", "{o}今日表示，{m}将于下月发布。"),
        ("{m}下月亮相", "{o}透露，{m}将于下月发布，目前正在做最后的测试。"),
    ),
    ("zh", Status.RELEASED): (
        ("{o}发布{m}", "{o}今日正式发布{m}，面向开发者开放。"),
        ("{m}来了", "{o}今日宣布推出{m}，多家企业已经开始试用。"),
        ("{o}：{m}正式上线", "记者获悉，{o}旗下{m}今日正式上线。"),
    ),
    ("zh", Status.OPEN_SOURCED): (
        ("{o}开源{m}", "{o}今日宣布开源{m}，权重可以免费下载。"),
        ("{o}宣布开源{m}", "{o}今日正式开源{m}，代码与权重一并公布。"),
    ),
    ("en", Status.UPCOMING): (
        ("{o} to release {m} next month", "{o} will release {m}, its new large language model, next month."),
    ),
    ("en", Status.RELEASED): (
        ("{o} launches {m}", "{o} has launched {m}, the new version of its large language model."),
        ("{o} releases {m}", "{o} today released {m}, its new large language model."),
    ),
    ("en", Status.OPEN_SOURCED): (
        ("{o} open-sources {m}", "{o} has open-sourced {m}, its large language model, under the Apache 2.0 licence."),
    ),
}
MORE = {
    "zh": (
        "公司称，新模型在长文本理解上比上一代更快。",
        "价格尚未公布。",
        "有用户说，回答比过去简短。",
        "团队有二百人。",
    ),
    "en": ("Prices were not given.", "Customers can apply for access.", "The team has two hundred people."),
}


@dataclass(frozen=True, slots=True)
class Story:
    """One launch and the statuses that it takes one after the other."""

    organisation: str
    model: str
    version: str
    language: str
    life: tuple[Status, ...]

    def key(self, knowledge: Knowledge) -> str:
        """Give the key under which it must be known."""
        return str(launch_key(self.model, self.version, [self.organisation], knowledge))

    def article(self, status: Status, outlet: str, day: float, dice: random.Random) -> dict[str, Any]:
        """Write what one outlet tells of it at a status, as an article of the demo's world."""
        title, sentence = dice.choice(WORDINGS[self.language, status])
        names = {"o": self.organisation, "m": f"{self.model}{' ' * (self.language == 'en')}{self.version}"}
        more = dice.sample(MORE[self.language], 2)
        text = "\n".join((sentence.format(**names), *more))
        return {"day": day, "outlets": [outlet], "title": title.format(**names), "text": text}


def stories(dice: random.Random) -> Iterator[Story]:
    """Make up launch after launch, some hundreds; no name comes twice."""
    words = ["".join(parts) for parts in product(HEADS, TAILS)]
    models = [(f"{colour}{bird}大模型", "zh") for colour, bird in product(COLOURS, BIRDS)]
    models += [(word, "en") for word in words]
    dice.shuffle(models)
    for model, language in models:
        chinese = dice.choice(PLACES) + dice.choice(TRADES)
        organisation = chinese if language == "zh" else dice.choice([word for word in words if word != model])
        version = f"{dice.randint(1, 9)}.{dice.randint(0, 9)}"
        yield Story(organisation, model, version, language, dice.choice(LIVES))


def story(number: int) -> Story:
    """Make up the launch of this number; each name and version comes once among 11,700."""
    family, version = number % (len(COLOURS) * len(BIRDS)), number // (len(COLOURS) * len(BIRDS))
    model = f"{COLOURS[family % len(COLOURS)]}{BIRDS[family // len(COLOURS)]}大模型"
    organisation = PLACES[family % len(PLACES)] + TRADES[family % len(TRADES)]
    return Story(organisation, model, f"{1 + version // 10}.{version % 10}", "zh", (Status.RELEASED,))
