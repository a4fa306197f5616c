"""Turns a story, a notice or plain lines into richer and shorter forms of itself, in one provider's mark-up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from monitor.notify.rendering.digest import shortened
from monitor.notify.rendering.disarm import clip_sentence, host_of, safe_link
from monitor.notify.rendering.plain import DIGEST_LENGTHS, EVIDENCE_LENGTHS, shorter_and_shorter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.notify.rendering.digest import DigestStory
    from monitor.notify.rendering.item import Item
    from monitor.notify.rendering.markup import Markup
    from monitor.notify.rendering.notice import NoticeStory
    from monitor.notify.rendering.story import Story


@dataclass(frozen=True, slots=True)
class Rich:
    """What a provider's form is made of.

    Args:
        headline: Plain text, without mark-up.
        lines: Below it, in mark-up.
        source: Where it is from, with links, in mark-up; the last line.
        link: Where a touch leads; empty where nowhere.
    """

    headline: str
    lines: tuple[str, ...]
    source: str
    link: str
    markup: Markup

    @classmethod
    def of_text(cls, text: str, markup: Markup) -> Self:
        """Take lines that hold no mark-up and need none; each is made plain, the first is the headline."""
        headline, *lines = text.split("\n")
        return cls(headline, tuple(map(markup.plain, lines)), "", "", markup)

    def text(self) -> str:
        """Give all of it as one text, headline first and in bold."""
        return self.markup.line.join([self.markup.strong(self.headline), *self.below()])

    def below(self) -> list[str]:
        """Give what stands below the headline."""
        return [line for line in (*self.lines, self.source) if line]

    def bare(self, headline: str) -> Rich:
        """Give the headline alone, as much of it as is handed in."""
        return Rich(headline, (), "", "", self.markup)


def rich_story(story: Story, markup: Markup) -> Iterator[Rich]:
    """Give a story, then less and less of it; what says where it is from goes last."""
    hosts = [markup.linked(origin.host, origin.link) for origin in story.origins if origin.host]
    link = next(iter(story.links), "")
    source = story.source_line(markup.plain(story.told_by), hosts)
    if story.is_short:
        bodies = (list(_proofs(story, length, markup)) for length in EVIDENCE_LENGTHS)
    else:
        bodies = (_sections(story, most, markup) for most in range(len(story.items), -1, -1))
    for body in bodies:
        yield Rich(story.headline, tuple(body), source, link, markup)
    yield Rich(story.headline, (), markup.plain(story.source), link, markup)
    yield Rich(story.headline, (), markup.plain(story.mark), "", markup)


def rich_notice(story: NoticeStory, markup: Markup) -> Iterator[Rich]:
    """Give a notice, then fewer and fewer of its lines, and how many are left out."""
    bodies = [story.body(most) for most in range(len(story.lines), -1, -1)]
    for body in (*bodies, []):
        yield Rich(story.headline, tuple(_line(line, markup) for line in body), _line(story.source, markup), "", markup)


def rich_digest(story: DigestStory, markup: Markup) -> Iterator[Rich]:
    """Give a digest under its labels, then shorter proofs and fewer lines."""
    for length, most in DIGEST_LENGTHS:
        written = tuple(_digest_lines(story, length, most, markup))
        yield Rich(story.headline, written, _line(story.source, markup), "", markup)
    yield Rich(story.headline, (), _line(story.source, markup), "", markup)


def _digest_lines(story: DigestStory, length: int, most: int, markup: Markup) -> Iterator[str]:
    words = story.words
    for section in story.sections:
        yield markup.strong(section.label)
        for line in section.lines[:most]:
            short = shortened(line, length)
            proof = words.quotes.format(inside=short.proof) if short.proof else ""
            host = markup.linked(short.host, short.link) if short.link else markup.plain(short.host)
            said = words.colon.join(markup.plain(part) for part in (short.said, proof) if part)
            yield "· " + words.separator.join(part for part in (said, markup.plain(short.reason), host) if part)
        if left := section.more + len(section.lines[most:]):
            yield words.more_lines.format(count=left)


def plain_story(story: Story, markup: Markup) -> Iterator[Rich]:
    """Give the lines of a story as they are where nothing is marked up, then less and less of them."""
    link = next(iter(story.links), "")
    for text in shorter_and_shorter(story):
        yield replace(Rich.of_text(text, markup), link=link)


def _line(line: str, markup: Markup) -> str:
    """Write a line so that it begins no list, heading or quotation of its own; an address becomes a link."""
    if safe_link(line) == line:
        return markup.linked(host_of(line), line)
    begins_nothing = line[:1].isalpha() or markup.quote == "{text}"
    return markup.plain(line) if begins_nothing or not line else f"· {markup.plain(line)}"


def _proofs(story: Story, length: int, markup: Markup) -> Iterator[str]:
    """Write each launch with the sentence that proves it; launches that one sentence proves share it."""
    words = story.words
    proved: dict[tuple[str, int], list[Item]] = {}
    for place, item in enumerate(story.items):
        evidence = clip_sentence(item.evidence, length)
        proved.setdefault((evidence, 0 if evidence else place), []).append(item)
    for (evidence, _), items in proved.items():
        if len(story.items) > 1:
            yield words.enumeration.join(_named(story, item, markup) for item in items)
        if evidence:
            yield markup.quoted(words.quotes.format(inside=evidence))


def _named(story: Story, item: Item, markup: Markup) -> str:
    return markup.strong(item.name(" ")) + markup.plain(story.beside(item))


def _sections(story: Story, most: int, markup: Markup) -> list[str]:
    words = story.words
    lines = [
        f"{markup.strong(label)}{words.label_gap}{_listed(story, items, markup)}"
        for label, items in story.sections(most)
    ]
    left = len(story.items) - most
    return [*lines, markup.plain(words.more.format(count=left))] if left else lines


def _listed(story: Story, items: Sequence[Item], markup: Markup) -> str:
    return story.words.item.join(markup.plain(story.line(item)) for item in items)
