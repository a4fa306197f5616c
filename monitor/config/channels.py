"""Entries of `channels:` turned into channels: secrets fetched from where they are kept, names derived."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from itertools import chain, count
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from monitor.config.faults import quoted
from monitor.config.files import read_text
from monitor.config.secrets import REFERENCE, is_kept_elsewhere, may_stand_open
from monitor.config.shapes import DEFAULT_ZONE, ChannelShape
from monitor.config.values import digest_times
from monitor.errors import MonitorError, SettingsError
from monitor.settings import Channel, DigestTimes, Template

if TYPE_CHECKING:
    from monitor.config.reader import Reader
    from monitor.config.secrets import Secrets
    from monitor.config.selectors import Check
    from monitor.config.shapes import DefaultsShape, FileShape

_TERMINAL = "console:"
_MESSAGE_LANGUAGES = ("zh", "en")
_WORDS_FOR_ADDRESS = re.compile(r"(?i)[_-]?(url|uri|webhook|hook|address|channel)$")


def read_channels(
    reader: Reader,
    file: FileShape,
    defaults: DefaultsShape,
    secrets: Secrets,
    check: Check | None,
) -> tuple[tuple[Channel, ...], frozenset[str]]:
    """Read all channels of a file, in its order, and give all names, those of channels at fault among them.

    `check` refuses an address that nothing here can send to.
    """
    taken: dict[str, int] = {}
    channels = []
    # An unquoted `- console:` is a mapping to YAML.
    items = [_TERMINAL if item == {"console": None} else item for item in file.channels]
    for index, shape in reader.shapes(ChannelShape, ("channels",), items):
        url = reader.value(("channels", index, "url"), partial(_address, secrets, check), shape.url)
        endpoint = reader.value(("channels", index, "endpoint"), secrets.web_address, shape.endpoint)
        secret = reader.value(("channels", index, "secret"), secrets.hidden, shape.secret)
        template = reader.value(("channels", index, "template"), partial(_template, secrets), shape.template)
        name = _name(reader, index, shape, taken)
        if url is None:
            continue
        zone = shape.timezone or defaults.timezone or DEFAULT_ZONE
        channel = Channel(name, SecretStr(url), zone, endpoint=endpoint, quiet=shape.quiet)
        signs = SecretStr(secret) if secret else None
        channel = replace(
            channel, digest=digest_of(shape, file), form=shape.form or "rich", template=template, secret=signs
        )
        language = shape.language or defaults.language
        channels.append(replace(channel, language=language) if language in _MESSAGE_LANGUAGES else channel)
    return tuple(channels), frozenset(taken)


def digest_of(*shapes: ChannelShape | FileShape) -> DigestTimes | None:
    """Give when a digest is due, by the first that says so; the default where nobody does."""
    said = next((shape.digest for shape in shapes if shape.digest is not None), None)
    return DigestTimes() if said is None else digest_times(said)


def _name(reader: Reader, index: int, shape: ChannelShape, taken: dict[str, int]) -> str:
    """Give a channel's own name, which must be free, or else a free one derived from its address."""
    if shape.name in taken:
        reader.double(("channels", index, "name"), (reader, ("channels", taken[shape.name])), "the same name")
    name = shape.name or _free_name(channel_name(shape.url), taken)
    taken[name] = index
    return name


def _template(secrets: Secrets, text: str) -> Template:
    path = secrets.folder / text
    try:
        return Template(text, read_text(path), path)
    except SettingsError as error:
        raise ValueError(f"{quoted(text)} {error.faults[0].removeprefix(str(path)).lstrip(':0123456789 ')}") from error


def _address(secrets: Secrets, check: Check | None, text: str) -> str:
    address = _TERMINAL if text == "console" else secrets.reveal(text)
    if not is_kept_elsewhere(text) and not may_stand_open(address):
        raise ValueError('an address is a secret: write url: "${NAME}" here and NAME=… into .env beside this file')
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address):
        raise ValueError("is no address: it begins with https://, mailto: or another scheme")
    if check:
        try:
            check(address)
        except (ValueError, MonitorError) as error:
            raise ValueError(str(error).replace(address, "•••")) from error
    return address


def channel_name(written: str) -> str:
    """Derive a name from an address as written, never from the secret behind it.

    `${FEISHU_URL}` gives `feishu`, `file:/run/secrets/ops` gives `ops`, any other address its scheme.
    """
    reference = REFERENCE.fullmatch(written)
    if reference:
        return _WORDS_FOR_ADDRESS.sub("", reference[1]).lower() or reference[1].lower()
    if written.startswith("file:"):
        return PurePath(written.removeprefix("file:")).stem or "channel"
    if written == "console":
        return written
    try:
        return urlsplit(written).scheme or "channel"
    except ValueError:
        return "channel"


def _free_name(name: str, taken: dict[str, int]) -> str:
    numbered = (f"{name}-{number}" for number in count(2))
    return next(free for free in chain([name], numbered) if free not in taken)
