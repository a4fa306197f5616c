"""Templates are well-formed: what a browser builds is what they say."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from web.world import make_launch

from monitor.lookup import Pace, SourceView
from monitor.model import SourceHealth, Status, Tier

if TYPE_CHECKING:
    from web.world import World

pytestmark = pytest.mark.anyio
ALONE = {"meta", "link", "input", "br", "line", "rect", "path"}
NOT_IN_A_PARAGRAPH = {
    "div",
    "form",
    "p",
    "ul",
    "ol",
    "table",
    "section",
    "h1",
    "h2",
    "h3",
    "blockquote",
    "dl",
    "details",
}
"""What ends an open paragraph (HTML §13.1.2.4)."""


class Nesting(HTMLParser):
    """Remembers which elements are open; takes down what does not fit."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if "p" in self.open and tag in NOT_IN_A_PARAGRAPH:
            self.faults.append(f"<{tag}> within <p> at {self.getpos()}")
        if tag not in ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ALONE and (not self.open or self.open.pop() != tag):
            self.faults.append(f"</{tag}> at {self.getpos()}")


@pytest.mark.parametrize(
    "path",
    ["/", "/?search=x", "/launches/1", "/calendar", "/organisations", "/organisations/acme", "/sources", "/messages",
     "/messages/CODE", "/figures", "/sign-in", "/nowhere"],
)  # fmt: skip
async def test_what_is_opened_is_closed_and_no_name_stands_twice(world: World, path: str) -> None:
    world.tell(make_launch(), "team")
    world.tell(make_launch("Egret", Status.UPCOMING, date="2030-07-20"), "team")
    world.views = [
        SourceView("a", "A", Tier.MEDIA, SourceHealth.ERROR, "timeout", reckon=lambda: Pace(entries_by_day=(1,)))
    ]
    code = world.store.messages()[0].code

    answer = await world.ask(path.replace("CODE", code))

    nesting = Nesting()
    nesting.feed(answer.text)
    assert nesting.faults == []
    assert nesting.open == []
    assert len(nesting.ids) == len(set(nesting.ids))
