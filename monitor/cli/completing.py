"""What Tab completes beyond commands and options: names that stand in the settings file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer  # noqa: TC002 -- it reads the annotations at run time.

from monitor.cli.session import DEFAULT_CONFIG
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.settings import Settings


def source_ids(context: typer.Context, incomplete: str) -> list[str]:
    """Give the sources that begin as what was typed; none where the file cannot be used."""
    settings = _settings(context)
    return [source.id for source in settings.sources if source.id.startswith(incomplete)] if settings else []


def channel_names(context: typer.Context, incomplete: str) -> list[str]:
    """Give the channels that begin as what was typed; none where the file cannot be used."""
    settings = _settings(context)
    return [channel.name for channel in settings.channels if channel.name.startswith(incomplete)] if settings else []


def _settings(context: typer.Context) -> Settings | None:
    from monitor import wiring

    try:
        return wiring.load_settings(Path(context.find_root().params.get("config") or DEFAULT_CONFIG))
    except MonitorError:  # Who types a command wants no complaint about a file in the middle of the line.
        return None
