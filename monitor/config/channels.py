"""Entries of `channels:` turned into channels: secrets fetched from where they are kept, names derived."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from monitor.config import values
from monitor.config.secrets import REFERENCE, is_kept_elsewhere, may_stand_open
from monitor.config.shapes import ChannelShape
from monitor.errors import MonitorError
from monitor.settings import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.config.faults import Location
    from monitor.config.reader import Reader
    from monitor.config.secrets import Secrets
    from monitor.config.shapes import DefaultsShape

_MESSAGE_LANGUAGES = ("zh", "en")
_WORDS_FOR_ADDRESS = re.compile(r"(?i)[_-]?(url|uri|webhook|hook|address|channel)$")


class ChannelReader:
    """Reads channels; `check` refuses an address that nothing here can send to."""

    def __init__(
        self, reader: Reader, defaults: DefaultsShape, secrets: Secrets, check: Callable[[str], None] | None
    ) -> None:
        self._reader = reader
        self._defaults = defaults
        self._secrets = secrets
        self._check = check

    def read(self, items: Sequence[object]) -> tuple[Channel, ...]:
        """Read all channels of a file, in its order."""
        taken: dict[str, int] = {}
        channels = (self._channel(index, item, taken) for index, item in enumerate(items))
        return tuple(channel for channel in channels if channel)

    def _channel(self, index: int, item: object, taken: dict[str, int]) -> Channel | None:
        location: Location = ("channels", index)
        shape = self._reader.shape(ChannelShape, location, {"url": item} if isinstance(item, str) else item)
        if shape is None:
            return None
        url = self._reader.value((*location, "url"), self._address, shape.url)
        endpoint = self._reader.value((*location, "endpoint"), self._endpoint, shape.endpoint)
        if shape.name in taken:
            earlier = taken[shape.name]
            line = self._reader.line(("channels", earlier))
            self._reader.fault((*location, "name"), f"the same name as channels[{earlier}] in line {line}")
        name = shape.name or _free_name(channel_name(shape.url), taken)
        taken[name] = index
        if url is None:
            return None
        language = self._defaults.language if self._defaults.language in _MESSAGE_LANGUAGES else None
        zone = shape.timezone or self._defaults.timezone
        given = {"language": shape.language or language, "endpoint": endpoint}
        return Channel(name, SecretStr(url), zone, **{key: value for key, value in given.items() if value is not None})

    def _address(self, text: str) -> str:
        address = self._secrets.reveal(text)
        if not is_kept_elsewhere(text) and not may_stand_open(address):
            raise ValueError('an address is a secret: write url: "${NAME}" here and NAME=… into .env beside this file')
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address):
            raise ValueError("is no address: it begins with https://, mailto: or another scheme")
        if self._check:
            try:
                self._check(address)
            except (ValueError, MonitorError) as error:
                raise ValueError(str(error).replace(address, "•••")) from error
        return address

    def _endpoint(self, text: str) -> str:
        return values.web_address(self._secrets.expand(text))


def channel_name(written: str) -> str:
    """Derive a name from an address as written, never from the secret behind it.

    `${FEISHU_URL}` gives `feishu`, `file:/run/secrets/ops` gives `ops`, any other address its scheme.
    """
    reference = REFERENCE.fullmatch(written)
    if reference:
        return _WORDS_FOR_ADDRESS.sub("", reference[1]).lower() or reference[1].lower()
    if written.startswith("file:"):
        return PurePath(written.removeprefix("file:")).stem or "channel"
    try:
        return urlsplit(written).scheme or "channel"
    except ValueError:
        return "channel"


def _free_name(name: str, taken: dict[str, int]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
