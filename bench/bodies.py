"""5,000 bodies for every provider: naughty strings, Chinese, emoji → over a limit, broken, or with a live mention: 0.

The naughty strings are the Big List's (`../shared`), where it is at hand, else a few dozen of our own.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.model import Status

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # What providers take is counted by the tests' own rules.
from notify.making import SHANGHAI, a_message, an_alert, an_article
from notify.rendering.limits import DEAD, MENTIONS, texts_of, within

from monitor.notify.rendering import render, render_form
from monitor.notify.rendering.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Message

BODIES, SHORT = 5000, 300
NAUGHTY = Path(__file__).parents[2] / "shared" / "data" / "hostile" / "blns" / "blns.json"
OWN = (
    "@all", "@everyone", "<!channel>", "<!here|x>", '<at user_id="all">所有人</at>', "<@U024BE7LH>", "<users/all>",
    "**粗** _斜_ `码` ~~删~~ [链](http://evil.example)", "# 标题", "> 引", "||剧透||", ":smile:", "\u202e反", "\x00",
    "</b><script>alert(1)</script>", "&lt;b&gt;", "{{ 7*7 }}", "%s%n", "🦙🧪" * 40, "一" * 4000, "👩‍👩‍👧" * 30,
    "\ud800",
    "https://example.org/" + "a" * 900, "é" * 700, "ﷺ" * 300, "",
)  # fmt: skip
PLAIN = (
    "云岭智能",
    "青鸾大模型",
    "盘古",
    "Qwen3-VL",
    "GLM 4.5",
    "2.0",
    "发布",
    "面向开发者开放，权重可以免费下载。",
    "医疗",
    "千亿",
)


def main(bodies: int = SHORT) -> int:
    """Measure and print; give 1 where anything was found."""
    dice, began = random.Random(11), time.perf_counter()  # noqa: S311 -- the same bodies in each run.
    naughty = [*OWN, *(json.loads(NAUGHTY.read_text(encoding="utf-8")) if NAUGHTY.exists() else ())]
    messages = [_message(dice, naughty) for _ in range(bodies)]
    over = broken = live = 0
    for provider in FORMS:
        for message in messages:
            payload = render_form(message, provider, language=dice.choice(("zh", "en")), zone=SHANGHAI)
            over += not within(provider, payload)
            try:
                json.dumps(payload, ensure_ascii=False).encode()
            except UnicodeEncodeError:
                broken += 1
            live += any(MENTIONS.search(text) or DEAD.search(text) for text in texts_of(payload))
    heads = sum(_misses_its_head(message) for message in messages)
    seconds = time.perf_counter() - began
    print(f"{bodies:,} bodies ({len(naughty)} naughty strings) for {len(FORMS)} providers in {seconds:.0f} s")
    print(f"  over a limit {over}, not UTF-8 {broken}, live mentions or controls {live}, without its headline {heads}")
    return 1 if over or broken or live or heads else 0


def _message(dice: random.Random, naughty: Sequence[str]) -> Message:
    def text(most: int) -> str:
        return "".join(dice.choice(naughty if dice.random() < 0.5 else PLAIN) for _ in range(dice.randint(1, most)))  # noqa: PLR2004

    alerts = [
        an_alert(
            text(2),
            dice.choice((None, "2.0", text(1))),
            *(text(1) for _ in range(dice.randint(0, 3))),
            status=dice.choice(list(Status)),
            article=an_article(
                source_name=text(1), title=text(3), url=f"https://example.org/{dice.random()}?{text(1)}"
            ),
            evidence=text(6),
            domain=dice.choice((None, text(1))),
        )
        for _ in range(dice.choice((1, 1, 2, 3, 8, 40)))
    ]
    return a_message(*alerts)


def _misses_its_head(message: Message) -> bool:
    """Tell whether the plain text does not begin with the headline, or says nothing."""
    rendered = render(message, language="zh", zone=SHANGHAI, limit=2048)
    return not rendered.subject or not rendered.text.startswith(rendered.subject)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else BODIES))
