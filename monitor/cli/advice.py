"""What is wrong with a source, in a person's words and in detail, and what to do about it: one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.errors import DiscoverError, FetchError
    from monitor.health import Judgement


def advised(error: FetchError | DiscoverError) -> str:
    """Say why an address gave nothing, and what to do."""
    from monitor import health

    return advice_on(health.of_failure(error))


def advice_on(found: Judgement) -> str:
    """Say how a source was found that is not well, and what to do."""
    from monitor.notify import words_for

    words, cause = words_for("en"), found.cause or ""
    return f"{words.causes[cause]}: {found.reason} → {words.advice[cause]}"
