"""Settings → which lock each source is checked under: its server's, or one of several where `hosts:` allows that."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.settings import HostManners

if TYPE_CHECKING:
    from monitor.settings import Settings, Source

USUAL_PORTS = {None, 80, 443}
USUAL = HostManners()


def shard_of(source: Source, settings: Settings) -> str:
    """Give the lock of a source: `host`, `host:port` beside the usual ones, `host#2` where three may ask at a time.

    The same server is the same for `fetch`; which of its locks a source has goes by its id alone, so that all machines
    agree.
    """
    address = urlsplit(source.url)
    host = address.hostname or ""
    server = host if address.port in USUAL_PORTS else f"{host}:{address.port}"
    parallel = manners_of(source, settings).parallel
    if parallel == 1:
        return server
    number = int.from_bytes(blake2b(source.id.encode(), digest_size=4).digest(), "big")
    return f"{server}#{number % parallel}"


def manners_of(source: Source, settings: Settings) -> HostManners:
    """Give how a source's host wants to be asked."""
    return settings.hosts.get(urlsplit(source.url).hostname or "", USUAL)


def edition_of(settings: Settings) -> str:
    """Give what differs where two machines watch other sources, or in other ways."""
    watched = "\n".join(
        f"{source.id} {source.url} {source.every} {source.tier} {source.kind}"
        for source in settings.sources
        if source.enabled
    )
    return blake2b(watched.encode(), digest_size=8).hexdigest()
