"""All that was announced of a launch → the texts that told of it, each with its copies. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.lookup.context import Context, in_context

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.model import Article, Verdict


@dataclass(frozen=True, slots=True)
class Telling:
    """One text that told of a launch.

    Args:
        verdict: What became of what it says.
        article: Where it stands.
        context: Its proving sentence where it stands.
        copies: Other articles of the same text, which count as sources and say nothing new.
    """

    verdict: Verdict
    article: Article
    context: Context
    copies: tuple[Article, ...] = ()


def coverage(history: Sequence[tuple[Verdict, Article]]) -> tuple[Telling, ...]:
    """Give the texts, the newest first; a copy whose original does not tell of the launch stands for itself.

    An article that says two things of the launch is told twice, since each has a sentence of its own.
    """
    leaders = {article.url for _, article in history if article.copy_of is None}
    return tuple(
        Telling(verdict, article, _context(verdict, article), _copies_of(article, history))
        for verdict, article in reversed(history)
        if article.copy_of not in leaders
    )


def outlets(history: Iterable[tuple[Verdict, Article]]) -> int:
    """Count the sources that told of it; articles without a source's name count by their address."""
    return len({article.source_name or article.url for _, article in history})


def _copies_of(article: Article, history: Iterable[tuple[Verdict, Article]]) -> tuple[Article, ...]:
    return tuple({other.url: other for _, other in history if other.copy_of == article.url}.values())


def _context(verdict: Verdict, article: Article) -> Context:
    sentence = verdict.announcement.evidence
    found = in_context(sentence, article.body)
    return found if found.before or found.behind else in_context(sentence, article.title)
