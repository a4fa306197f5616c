"""The texts that told of a launch, with their copies."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.lookup.coverage import coverage, outlets
from monitor.model import Announcement, Article, Launch, LaunchKey, Status, Verdict, VerdictKind

NOW = datetime(2030, 7, 9, 8, 0, tzinfo=UTC)
LAUNCH = Launch(LaunchKey("acme", "heron", "2", "", ""), "r", "Heron", "2", ("Acme",), Status.RELEASED, NOW, NOW, NOW)


def told(name: str, *, copy_of: str | None = None, body: str = "", source: str = "") -> tuple[Verdict, Article]:
    said = Announcement("Heron", "2", ("Acme",), Status.RELEASED, evidence="Acme releases Heron 2.")
    article = Article(f"https://{name}.example/", "Acme releases Heron 2.", body, source_name=source, copy_of=copy_of)
    return Verdict(VerdictKind.NEW, "new", said, LAUNCH), article


def test_copies_stand_with_their_text_and_the_newest_text_first() -> None:
    history = [told("a"), told("b"), told("c", copy_of="https://a.example/"), told("d", copy_of="https://a.example/")]

    texts = coverage(history)

    assert [text.article.url for text in texts] == ["https://b.example/", "https://a.example/"]
    assert [copy.url for copy in texts[1].copies] == ["https://c.example/", "https://d.example/"]


def test_a_copy_without_its_original_stands_for_itself() -> None:
    [text] = coverage([told("c", copy_of="https://elsewhere.example/")])

    assert (text.article.url, text.copies) == ("https://c.example/", ())


def test_a_sentence_is_looked_for_in_the_text_and_then_in_the_title() -> None:
    in_text, in_title = coverage([told("a"), told("b", body="Today: Acme releases Heron 2.")])

    assert (in_text.context.before, in_title.context.before) == ("Today: ", "")


def test_outlets_are_counted_once() -> None:
    assert outlets([told("a", source="News"), told("b", source="News"), told("c"), told("d")]) == 3
