"""`sources.yaml` turned into settings, or into all that is wrong with it, each with its line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.config.channels import read_channels
from monitor.config.files import read_text
from monitor.config.reader import Reader
from monitor.config.secrets import Secrets, parse_dotenv, secrets_of
from monitor.config.shapes import (
    DefaultsShape,
    FileShape,
    KnowledgeShape,
    MessagesShape,
    ModelShape,
    OrganisationShape,
)
from monitor.config.sources import read_sources
from monitor.config.tree import UnreadableTreeError, parse_tree
from monitor.errors import SettingsError
from monitor.log import get_logger
from monitor.settings import KnownModel, KnownOrganisation, MessageTimes, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from monitor.config.tree import Tree

__all__ = ["load", "secrets_of"]

log = get_logger(__name__)


def load(path: Path, environment: Mapping[str, str], *, check_channel: Callable[[str], None] | None = None) -> Settings:
    """Read a settings file; keys that this version does not act on yet are logged.

    Args:
        path: The file; `.env` is looked for beside it.
        environment: The process's variables, for `${NAME}`.
        check_channel: Raises ValueError or MonitorError, in words that a person can act on, where nothing here can
            send to a channel's address.

    Raises:
        SettingsError: The file cannot be read or does not say what can be done; it holds every fault found.
    """
    try:
        tree = parse_tree(read_text(path))
    except UnreadableTreeError as error:
        raise SettingsError((error.fault.written(path),)) from error
    reader = Reader(tree)
    secrets = Secrets(path.parent, environment, _dotenv(path.parent / ".env"))
    settings = _read(reader, tree, secrets, check_channel)
    if reader.faults:
        raise SettingsError(tuple(fault.written(path) for fault in sorted(reader.faults)))
    for note in sorted(reader.notes):
        log.warning("setting without effect", setting=note.written(path))
    return settings


def _dotenv(path: Path) -> dict[str, str]:
    return parse_dotenv(read_text(path)) if path.exists() else {}


def _read(reader: Reader, tree: Tree, secrets: Secrets, check_channel: Callable[[str], None] | None) -> Settings:
    file = reader.shape(FileShape, (), {} if tree.value is None else tree.value) or FileShape(sources=[])
    if file.sources is None:
        reader.fault(("sources",), 'missing: write sources: and below it one address a line, each after "- "')
    defaults = reader.shape(DefaultsShape, ("defaults",), file.defaults) or DefaultsShape()
    messages = reader.shape(MessagesShape, ("messages",), file.messages) or MessagesShape()
    knowledge = reader.shape(KnowledgeShape, ("knowledge",), file.knowledge) or KnowledgeShape()
    organisations = reader.shapes(OrganisationShape, ("knowledge", "organisations"), knowledge.organisations)
    models = reader.shapes(ModelShape, ("knowledge", "models"), knowledge.models)
    return Settings(
        sources=read_sources(reader, file.sources or (), defaults, secrets),
        channels=read_channels(reader, file.channels, defaults, secrets, check_channel),
        messages=MessageTimes(**dict(messages)),
        organisations=tuple(KnownOrganisation(**dict(organisation)) for _, organisation in organisations),
        models=tuple(KnownModel(**dict(model)) for _, model in models),
        public_url=reader.value(("public_url",), secrets.web_address, file.public_url),
    )
