"""Turns a story into text of at most so many bytes, cut between launches or sentences, never in a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.notify.rendering.disarm import clip_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.notify.rendering.item import Item
    from monitor.notify.rendering.story import Story

EVIDENCE_LENGTHS = (300, 120, 60, 0)
"""Characters that a proof may take, tried in turn; providers of text messages limit bytes, mail does not."""


def plain_text(story: Story, limit: int | None = None) -> str:
    """Write a story as lines of text: headline, launches, source, link.

    Args:
        story: What is to be said.
        limit: Most bytes of UTF-8; as much as needed if None.
    """
    if limit is None:
        return next(_shorter_and_shorter(story))
    for text in _shorter_and_shorter(story):
        if len(text.encode()) <= limit:
            return text
    return _cut(story.headline, limit)


def _shorter_and_shorter(story: Story) -> Iterator[str]:
    """Give less and less of a story; the source and the link are the last to go."""
    if story.is_short:
        for length in EVIDENCE_LENGTHS:
            yield _joined(story, _proofs(story, length))
    else:
        for most in range(len(story.items), -1, -1):
            yield _joined(story, _sections(story, most))
    yield _joined(story, [])
    yield "\n".join([story.headline, story.source, *story.links[:1]])
    yield f"{story.headline}\n{story.source}"


def _joined(story: Story, body: list[str]) -> str:
    return "\n".join([story.headline, *body, story.source, *story.links])


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


def _cut(text: str, limit: int) -> str:
    """Keep whole characters only."""
    return text.encode()[: max(limit, 0)].decode(errors="ignore")
