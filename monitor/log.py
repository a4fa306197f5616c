"""Log lines a person can follow: a fixed phrase and key=value pairs, or JSON; secrets never pass."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "•••"
# httpx logs every URL with its query at INFO, apprise and urllib3 log tokens at DEBUG (research/trust.md §1).
# asyncio warns of worker processes that anyio, which ended them, waited for first.
TALKATIVE = (
    "apprise",
    "urllib3",
    "httpx",
    "httpcore",
    "alembic",
    "markdown",
    "charset_normalizer",
    "procrastinate",
    "psycopg",
    "asyncio",
)

SAID_ALREADY = "procrastinate.utils"
"""Logs with a traceback what ended a listener, which is the server's going away; it comes out as a StoreError, too."""


def get_logger(name: str) -> Any:  # noqa: ANN401 -- structlog's own type for a lazy logger.
    """Give the logger of a module."""
    return structlog.get_logger(name)


class SecretFilter:
    """Masks every known secret wherever it stands in a log line; short ones would garble ordinary words."""

    shortest = 6

    def __init__(self) -> None:
        self._secrets: list[str] = []

    def hide(self, secrets: Iterable[str]) -> None:
        """Know of more; what was known stays so, since an older line's thread may still be at work."""
        known = {*self._secrets, *(secret for secret in secrets if len(secret) >= self.shortest)}
        self._secrets = sorted(known, key=len, reverse=True)

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Mask, as a structlog processor."""
        return {key: self._masked(value) for key, value in event.items()}

    def _masked(self, value: object) -> object:
        if isinstance(value, (tuple, list)):
            return [self._masked(one) for one in value]
        if not isinstance(value, (str, Exception)):
            return value
        text = str(value)
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text


_FILTER = SecretFilter()


def hide(secrets: Iterable[str]) -> None:
    """Let values appear in no line from now on, whoever logs it; whoever reads settings says what is secret in them."""
    _FILTER.hide(secrets)


class _Of:
    """Says of which run a line is, whatever thread it comes from."""

    def __init__(self, run: str) -> None:
        self._run = run

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {**event, "run": self._run}


def _drop_sources(_logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Drop what speaks of a single source, faults of our own aside, as a structlog processor."""
    if "source" in event and method != "error":
        raise structlog.DropEvent
    return event


def configure_logging(
    *,
    level: str = "info",
    as_json: bool = False,
    of_sources: bool = True,
    run: str = "",
) -> None:
    """Send log lines to stderr in one form for the whole process.

    Args:
        level: `debug`, `info`, `warning` or `error`.
        as_json: One JSON object a line instead of text.
        of_sources: Log what happens at single sources.
        run: The id of this run, in every line; empty for none.
    """
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=32)
    )
    ours: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        *((_Of(run),) if run else ()),
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _FILTER,
    ]
    structlog.configure(
        processors=[*(() if of_sources else (structlog.contextvars.merge_contextvars, _drop_sources)), *ours, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    if logging.lastResort:  # What libraries log comes here: else Python would print their bare words among our lines.
        formatter = structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=ours)
        logging.lastResort.setFormatter(formatter)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger(SAID_ALREADY).setLevel(logging.CRITICAL)
