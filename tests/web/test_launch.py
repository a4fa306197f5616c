"""One launch: its texts and their copies, its members, who was told and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from web.world import NOW, make_launch

from monitor.html import parse
from monitor.model import (
    Announcement,
    Article,
    Entry,
    LaunchKey,
    MessageDue,
    Moment,
    SourceState,
    Status,
    Tier,
    Verdict,
    VerdictKind,
    Wait,
)
from monitor.web import PageOptions, Written
from monitor.web.launches import MOST_TEXTS

if TYPE_CHECKING:
    from web.world import World

pytestmark = pytest.mark.anyio


def read(world: World, name: str, text: str, *verdicts: Verdict, due: MessageDue | None = None) -> None:
    """Let a source tell something in a text of its own."""
    url = f"https://{name}.example.org/"
    world.store.record_check(SourceState(name), [Entry("1", url, "On birds")], NOW)
    [pending] = world.store.unread(name, NOW, 1)
    article = Article(url, "On birds", text, Moment(NOW), source_id=name, source_name=name.title(), tier=Tier.MEDIA)
    with world.store.reading(pending, NOW) as reading:
        assert reading is not None
        reading.save(article, list(verdicts), [due] if due else [])


def said(status: Status = Status.RELEASED, kind: VerdictKind = VerdictKind.NEW, **changes: object) -> Verdict:
    told = Announcement("Heron", "2", ("Acme",), status, evidence="Acme releases Heron 2.")
    return Verdict(kind, "in a test", told, make_launch(status=status), **changes)


async def test_a_text_stands_in_its_context_and_its_reprints_beneath_it(world: World) -> None:
    text = " ".join(f"The {number}th bird of the year was seen at the lake." for number in range(20))
    read(world, "alpha", f"{text}\nIt rained. Acme releases Heron 2. It flew.", said())
    read(world, "beta", f"{text}\nIt rained. Acme releases Heron 2. It flew.", said(kind=VerdictKind.REPEATED))
    read(world, "gamma", "Something else: Acme releases Heron 2.", said(kind=VerdictKind.REPEATED))

    page = parse((await world.ask("/launches/1")).text)

    texts = page.select(".life > li")
    assert len(texts) == 2
    assert "sources: 3, different texts: 2" in page.text
    quoted = texts[1].select("blockquote")[0]
    assert quoted.text.strip() == "It rained. Acme releases Heron 2. It flew."
    assert [mark.text for mark in quoted.select("mark")] == ["Acme releases Heron 2."]
    assert "Reprinted as it is by 1 more" in texts[1].text
    assert [link.attribute("href") for link in texts[1].select("details a")] == ["https://beta.example.org/"]


async def test_a_loud_launch_shows_what_was_news_and_the_newest_texts_until_all_are_asked_for(world: World) -> None:
    read(world, "first", "Acme releases Heron 2.", said())
    for number in range(MOST_TEXTS + 5):
        read(world, f"outlet{number}", f"Outlet {number} on it.", said(kind=VerdictKind.REPEATED))

    some, whole = [
        parse((await world.ask(f"/launches/1{query}")).text).select(".life > li") for query in ("", "?texts=all")
    ]

    assert (len(some), len(whole)) == (MOST_TEXTS + 1, MOST_TEXTS + 6)
    assert "First seen" in some[-1].text


async def test_members_of_the_release_are_named(world: World) -> None:
    world.tell(make_launch())
    world.tell(make_launch("Heron", key=LaunchKey("acme", "heron", "2", "", "8b"), parameters="8B"))

    page = parse((await world.ask("/launches/1")).text)

    assert [link.attribute("href") for link in page.select(".lines .name")] == ["/launches/2"]


async def test_it_is_said_who_was_told_because_of_what_and_who_was_not_and_why(world: World) -> None:
    kept = (said(), Wait.UNFOLLOWED)
    read(world, "alpha", "", said(Status.UPCOMING), due=MessageDue("team", (said(Status.UPCOMING),), NOW))
    world.store.record_accepted(world.store.messages()[0].id, "ok", NOW + timedelta(minutes=1))
    risen = said(kind=VerdictKind.ADVANCED, previous=Status.UPCOMING)
    read(world, "beta", "", risen, due=MessageDue("mail", (), NOW, kept=((risen, kept[1]),)))
    world.options = PageOptions(written=lambda message: Written(f"To {message.channel}", ""))

    page = parse((await world.ask("/launches/1")).text)

    [told, waiting] = page.select(".messages li")
    assert "To team" in told.text
    assert "delivered" in told.text
    assert "Because of On birds · First seen" in told.text
    assert "mail" in waiting.text
    assert "of no organisation that is followed" in waiting.text
    assert "Upcoming → Released" in page.text


async def test_chinese_pages_hold_no_english_sentence_of_ours(world: World) -> None:
    read(world, "alpha", "", said(kind=VerdictKind.ADVANCED, previous=Status.UPCOMING))

    page = parse((await world.ask("/launches/1", accept_language="zh-CN")).text)

    assert "预告 → 发布" in page.text
    assert "in a test" not in page.text
