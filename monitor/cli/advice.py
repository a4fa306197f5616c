"""What is wrong with a source, in a person's words and in detail, and what to do about it: one line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.errors import FetchError

if TYPE_CHECKING:
    from monitor.errors import DiscoverError
    from monitor.health import Judgement


def advised(error: FetchError | DiscoverError) -> str:
    """Say why an address gave nothing, and what to do."""
    from monitor import health

    found = health.of_failure(error)
    words = error.words if isinstance(error, FetchError) else str(error)
    return advice_on(replace(found, reason=words))


def advice_on(found: Judgement) -> str:
    """Say how a source was found that is not well, and what to do."""
    from monitor.notify import words_for

    words, cause = words_for("en"), found.cause or ""
    return f"{words.causes[cause]}: {found.reason} → {words.advice[cause]}"
