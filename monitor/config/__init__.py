"""`sources.yaml` turned into settings, or into all that is wrong with it, each with its line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.config import values
from monitor.config.channels import digest_of, read_channels
from monitor.config.files import read_text
from monitor.config.gathering import Gathering
from monitor.config.reader import Reader
from monitor.config.schema import schema
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
from monitor.config.telling import read_heartbeat, read_hosts, read_keep, read_routes, read_second_opinion, read_web
from monitor.config.tree import UnreadableTreeError, parse_tree
from monitor.errors import SettingsError
from monitor.settings import KnownModel, KnownOrganisation, MessageTimes, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitor.config.selectors import Check

__all__ = ["load", "schema", "secrets_of"]


def load(
    path: Path,
    environment: Mapping[str, str],
    *,
    check_channel: Check | None = None,
    check_selector: Check | None = None,
) -> Settings:
    """Read a settings file and all that it includes; keys that this version does not act on yet become notes.

    Args:
        path: The file; `.env` is looked for beside it.
        environment: The process's variables, for `${NAME}`.
        check_channel: Raises ValueError or MonitorError, in words that a person can act on, where nothing here can
            send to a channel's address.
        check_selector: Raises the same where a text is no CSS selector.

    Raises:
        SettingsError: A file cannot be read or does not say what can be done; it holds every fault found.
    """
    try:
        reader = Reader(parse_tree(read_text(path)), path)
    except UnreadableTreeError as error:
        raise SettingsError((error.fault.written(path),)) from error
    gathering = Gathering()
    secrets = Secrets(path.parent, environment, _dotenv(path.parent / ".env"))
    settings = _read(reader, gathering, secrets, check_channel, check_selector)
    if gathering.lines:
        raise SettingsError(gathering.lines)
    return settings


def _dotenv(path: Path) -> dict[str, str]:
    return parse_dotenv(read_text(path)) if path.exists() else {}


def _read(
    reader: Reader, gathering: Gathering, secrets: Secrets, check_channel: Check | None, check_selector: Check | None
) -> Settings:
    file = reader.shape(FileShape, (), reader.root) or FileShape(sources=[])
    if _says_no_sources(reader) and not file.include:
        reader.fault(("sources",), 'missing: write sources: and below it one address a line, each after "- "')
    defaults = reader.shape(DefaultsShape, ("defaults",), file.defaults) or DefaultsShape()
    messages = reader.shape(MessagesShape, ("messages",), file.messages) or MessagesShape()
    channels, names = read_channels(reader, file, defaults, secrets, check_channel)
    routes = read_routes(reader, file, names)
    second_opinion = read_second_opinion(reader, file.second_opinion, secrets)
    sources = read_sources(gathering.entries(reader, file, defaults, secrets), check_selector)  # It fills gathering.
    return Settings(
        sources=sources,
        channels=channels,
        digest=digest_of(file),
        hosts=read_hosts(reader, file.hosts),
        **read_web(reader, file, secrets),
        **read_keep(reader, file),
        files=(*gathering.files, *dict.fromkeys(each.template.file for each in channels if each.template)),
        folders=frozenset(gathering.folders),
        messages=_message_times(messages),
        **_knowledge(reader, file),
        public_url=reader.value(("public_url",), secrets.web_address, file.public_url),
        routes=routes,
        follow=file.follow,
        notices=file.notices,
        heartbeat=read_heartbeat(reader, file.heartbeat, secrets),
        second_opinion=second_opinion,
        notes=gathering.notes,
    )


def _says_no_sources(reader: Reader) -> bool:
    """Tell whether nothing at all is said of sources; what is said wrongly is another fault."""
    return isinstance(reader.root, dict) and reader.root.get("sources") is None


def _message_times(shape: MessagesShape) -> MessageTimes:
    given = {key: value for key, value in shape if value is not None}
    return MessageTimes(**given | ({"storm": values.storm_limit(shape.storm)} if shape.storm else {}))


def _knowledge(reader: Reader, file: FileShape) -> dict[str, Any]:
    knowledge = reader.shape(KnowledgeShape, ("knowledge",), file.knowledge) or KnowledgeShape()
    organisations = reader.shapes(OrganisationShape, ("knowledge", "organisations"), knowledge.organisations)
    models = reader.shapes(ModelShape, ("knowledge", "models"), knowledge.models)
    return {
        "organisations": tuple(KnownOrganisation(**dict(organisation)) for _, organisation in organisations),
        "models": tuple(KnownModel(**dict(model)) for _, model in models),
    }
