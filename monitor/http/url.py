"""Turns text into addresses that may be asked for: http and https, with a host, nothing else."""

from __future__ import annotations

import socket
from functools import lru_cache
from ipaddress import ip_address

import httpx

from monitor.errors import FetchError, FetchReason
from monitor.http.address import is_public

PORTS = {"http": 80, "https": 443}
MOST_PORT = 65_535

Origin = tuple[str, str, int]


@lru_cache(maxsize=4096)  # One request asks three times (turn, request, home), at 50 µs each, and again next minute.
def parsed(text: str) -> httpx.URL:
    """Read an address.

    Raises:
        FetchError: It is none that may be asked for.
    """
    try:
        return _checked(httpx.URL(text))
    except (httpx.InvalidURL, ValueError) as error:  # A host's name is decoded only when it is looked at.
        raise FetchError(FetchReason.BAD_URL, text, str(error)) from error


def joined(base: httpx.URL, location: str) -> httpx.URL:
    """Give where a Location header leads.

    Args:
        base: The address that sent it.
        location: The header's value as Latin-1; many servers write raw UTF-8.

    Raises:
        FetchError: Nowhere that may be asked for.
    """
    try:
        return _checked(base.join(location.encode("latin-1").decode("utf-8", "replace")))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(FetchReason.BAD_URL, shown(base), f"redirects to {location[:200]!r}") from error


def origin(url: httpx.URL) -> Origin:
    """Give what two addresses share if they belong to one server: scheme, host, port."""
    return url.scheme, url.host, url.port or PORTS[url.scheme]


def origin_of(text: str) -> Origin:
    """Give the origin of an address.

    Raises:
        FetchError: It is none that may be asked for.
    """
    return origin(parsed(text))


def refuse_private(url: httpx.URL) -> None:
    """Refuse an address that a proxy must not be sent to: one that names no public host, as far as its text tells.

    Raises:
        FetchError: It is a private address, in whatever spelling systems read, or a name without a dot.
    """
    host = url.host
    try:
        address = ip_address(host) if ":" in host else ip_address(socket.inet_aton(host))
    except (ValueError, OSError):
        if "." in host.strip("."):
            return
    else:
        if is_public(address):
            return
    raise FetchError(FetchReason.REFUSED_ADDRESS, shown(url), f"{host} is not public, and a proxy is not sent there")


def shown(url: httpx.URL) -> str:
    """Write an address without its user and password."""
    return str(url.copy_with(userinfo=b"") if url.userinfo else url)


def _checked(url: httpx.URL) -> httpx.URL:
    if url.scheme not in PORTS:
        raise FetchError(FetchReason.BAD_URL, shown(url), f"cannot ask for {url.scheme or 'no'} addresses")
    if not url.host:
        raise FetchError(FetchReason.BAD_URL, shown(url), "names no host")
    if url.port is not None and not 0 < url.port <= MOST_PORT:
        raise FetchError(FetchReason.BAD_URL, shown(url), f"port {url.port}")
    return url
