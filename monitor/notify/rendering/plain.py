"""What is to be said → text of at most so many bytes, cut between launches or sentences, never in a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.notify.rendering.digest import shortened
from monitor.notify.rendering.disarm import clip_sentence
from monitor.notify.rendering.item import LONGEST_EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.notify.rendering.digest import DigestStory, Line
    from monitor.notify.rendering.item import Item
    from monitor.notify.rendering.notice import NoticeStory
    from monitor.notify.rendering.story import Story
    from monitor.notify.rendering.words import Words

EVIDENCE_LENGTHS = (LONGEST_EVIDENCE, 120, 60, 0)
"""Characters that a proof may take, tried in turn; providers of text messages limit bytes, mail does not."""

ALL = 1 << 30
DIGEST_LENGTHS = (
    (LONGEST_EVIDENCE, ALL),
    (60, ALL),
    (40, ALL),
    (40, 10),
    (24, 6),
    (0, 6),
    *((0, most) for most in range(4, -1, -1)),
)
"""The same for a digest, with how many lines of each section: rather a few with their proof than all without."""


def plain_text(story: Story, limit: int | None) -> str:
    """Write a story as lines of text: headline, launches, source, link; as much as fits into `limit` bytes of UTF-8."""
    return first_that_fits(shorter_and_shorter(story), story.headline, limit)


def plain_notice(story: NoticeStory, limit: int | None) -> str:
    """Write a notice as lines of text: headline, details, code; as much as fits into `limit` bytes of UTF-8."""
    bodies = [story.body(most) for most in range(len(story.lines), -1, -1)]
    texts = ("\n".join([story.headline, *body, story.source]) for body in (*bodies, ()))
    return first_that_fits(texts, story.headline, limit)


def plain_digest(story: DigestStory, limit: int | None) -> str:
    """Write a digest as lines of text under their labels; as much as fits into `limit` bytes of UTF-8."""
    bodies = (_digest(story, length, most) for length, most in DIGEST_LENGTHS)
    texts = ("\n".join([story.headline, *body, story.source]) for body in (*bodies, ()))
    return first_that_fits(texts, story.headline, limit)


def _digest(story: DigestStory, length: int, most: int) -> Iterator[str]:
    for section in story.sections:
        yield f"\n{section.label}"
        for line in section.lines[:most]:
            yield _line(shortened(line, length), story.words)
        if left := section.more + len(section.lines[most:]):
            yield story.words.more_lines.format(count=left)
    if story.sections:
        yield ""


def _line(line: Line, words: Words) -> str:
    said = words.colon.join([line.said, words.quotes.format(inside=line.proof)]) if line.proof else line.said
    return words.separator.join(part for part in (said, line.reason, line.host) if part)


def first_that_fits(texts: Iterable[str], headline: str, limit: int | None) -> str:
    """Give the first text within the limit; where none is, as much of the headline as fits."""
    for text in texts:
        if limit is None or len(text.encode()) <= limit:
            return text
    return headline.encode()[:limit].decode(errors="ignore")  # Whole characters only.


def shorter_and_shorter(story: Story) -> Iterator[str]:
    """Give less and less of a story; the source and the link are the last to go."""
    if story.is_short:
        bodies = (_proofs(story, length) for length in EVIDENCE_LENGTHS)
    else:
        bodies = (_sections(story, most) for most in range(len(story.items), -1, -1))
    for body in bodies:
        yield "\n".join([story.headline, *body, story.source, *story.links])
    for links in (story.links, story.links[:1], ()):
        yield "\n".join([story.headline, story.source, *links])


def _proofs(story: Story, length: int) -> list[str]:
    """Write each launch with the sentence that proves it; launches that one sentence proves share it."""
    words = story.words
    proved: dict[tuple[str, int], list[Item]] = {}
    for place, item in enumerate(story.items):
        evidence = clip_sentence(item.evidence, length)
        proved.setdefault((evidence, 0 if evidence else place), []).append(item)
    lines = []
    for (evidence, _), items in proved.items():
        names = words.enumeration.join(story.line(item) for item in items) if len(story.items) > 1 else ""
        quoted = words.quotes.format(inside=evidence) if evidence else ""
        lines.append(words.colon.join(part for part in (names, quoted) if part))
    return [line for line in lines if line]


def _sections(story: Story, most: int) -> list[str]:
    words = story.words
    lines = [
        f"{label}{words.label_gap}{words.item.join(story.line(item) for item in items)}"
        for label, items in story.sections(most)
    ]
    left = len(story.items) - most
    return [*lines, words.more.format(count=left)] if left else lines
