"""The demo's world and made-up launches beside it → what outlets publish in each cycle, and what is due by that."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

from stories import Story, stories

from monitor.demo.world import World
from monitor.knowledge import load_knowledge
from monitor.model import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from end_to_end.reckoning import News

    from monitor.knowledge import Knowledge

NEWCOMERS = (0, 1, 1, 2)
RISING = 0.3
"""How many launches a cycle brings, and how many of those that may rise do: about one piece of news a cycle."""
MORE_OUTLETS = [
    {"id": "outlet-1", "name": "Outlet 1"},
    {"id": "outlet-2", "name": "Outlet 2"},
    {"id": "outlet-3", "name": "Outlet 3", "language": "en"},
]


@dataclass(slots=True)
class Unfolding:
    """A world that goes on from cycle to cycle.

    Args:
        due: What must be told of the made-up launches that were published up to now.
        first: Addresses of what stood there at first.
        rising: Launches with statuses still to come, each with what was told of it last, and on which day.
    """

    world: World
    dice: random.Random
    knowledge: Knowledge
    coming: Iterator[Story]
    first: frozenset[str]
    due: set[News] = field(default_factory=set)
    rising: list[tuple[Story, int, float]] = field(default_factory=list)

    @property
    def feeds(self) -> set[str]:
        """Give the paths of all feeds; one that is broken is rightly asked ever less often."""
        return {path for path, (media_type, _) in self.world.pages.items() if "rss" in media_type}

    def publish(self, passed: float, told: Collection[News]) -> None:
        """Publish what one more cycle brings.

        Args:
            passed: Which part of the time is over, 0 to 1; the demo's days are spread over it.
            told: What people know; only what is known rises, since an overtaken status rightly stays untold.
        """
        day = self.world.days[-1] * passed
        ready = [one for one in self.rising if self._rises(*one, day, told) and self.dice.random() < RISING]
        for story, step, since in ready:
            self.rising.remove((story, step, since))
            self._tell(story, step + 1, day)
        for _ in range(self.dice.choice(NEWCOMERS)):
            if story := next(self.coming, None):
                self._tell(story, 0, day)
        self.world.publish(day)

    def _tell(self, story: Story, step: int, day: float) -> None:
        self.due.add(self._news(story, step))
        if step + 1 < len(story.life):
            self.rising.append((story, step, day))
        outlets = [outlet["id"] for outlet in self.world.outlets if _tells(outlet, story)]
        for outlet in self.dice.sample(outlets, self.dice.randint(1, min(3, len(outlets)))):
            self.world.articles.append(story.article(story.life[step], outlet, day, self.dice))

    def _rises(self, story: Story, step: int, since: float, day: float, told: Collection[News]) -> bool:
        # Weights opened on the day of the release are a part of it, and told of with the round-up alone.
        part = story.life[step + 1] is Status.OPEN_SOURCED and day < since + 1
        return not part and self._news(story, step) in told

    def _news(self, story: Story, step: int) -> News:
        return story.key(self.knowledge), story.life[step].value


def unfold(address: str, pages: dict[str, tuple[str, bytes]], seed: int) -> Unfolding:
    """Open the world on a server that shows `pages`, with the demo's first day published."""
    dice = random.Random(seed)  # noqa: S311 -- the same stories in each run.
    told = tomllib.loads(resources.files("monitor.demo").joinpath("stories.toml").read_text("utf-8"))
    world = World(told["outlets"] + MORE_OUTLETS, told["articles"], address, pages)
    world.publish(world.days[0])
    first = frozenset(address + path for path in pages)
    return Unfolding(world, dice, load_knowledge(), stories(dice), first)


def _tells(outlet: dict[str, Any], story: Story) -> bool:
    """Tell whether an outlet would: in its language, and not of others if it is an organisation's own."""
    is_open = "organisation" not in outlet and outlet["id"] != "broken"
    return is_open and outlet.get("language", "zh") == story.language
