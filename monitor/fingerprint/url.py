"""A URL → the key that says which article it leads to. The key is never fetched and never shown."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from urllib.parse import SplitResult

_DEFAULT_PORT = {"http": 80, "https": 443}
_PATH_SAFE = "/:@!$&'()*+,;=-._~"


def canonical(url: str) -> str:
    """Give the key of the article behind a URL: `host/path?query`, for any string, without raising.

    Left out: scheme, `www.`, default port, trailing slash, anchors, tracking parameters. Kept as written: the path's
    case and every other parameter (never decoded: re-encoding breaks sites, miniflux issue 2760), sorted. Fragments
    that are routes (`#/`, `#!`) are identity. The tables are data: `url.toml`.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    host = _host(host)
    port_part = f":{port}" if port and port != _DEFAULT_PORT.get(parts.scheme.lower()) else ""
    query = _query(host, parts)
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""
    return f"{host}{port_part}{_path(parts.path)}{f'?{query}' if query else ''}{fragment}"


def _host(host: str) -> str:
    with suppress(UnicodeError):  # Not a name that DNS knows; the text itself still tells it from others.
        host = host.encode("idna").decode()
    host = host.lower()
    return _tables().same_host.get(host, host).removeprefix("www.")


def _path(path: str) -> str:
    segments: list[str] = []
    for segment in _percent_folded(path).split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in {".", ""}:
            segments.append(segment)
    return "".join(f"/{segment}" for segment in segments)


def _percent_folded(path: str) -> str:
    # %2F inside a segment is not a separator, so it must survive unquoting.
    pieces = re.split(r"(%2[fF]|%25)", path)
    return "".join(
        piece.upper()
        if index % 2
        else quote(unquote(piece, errors="surrogateescape"), safe=_PATH_SAFE, errors="surrogateescape")
        for index, piece in enumerate(pieces)
    )


def _query(host: str, parts: SplitResult) -> str:
    tables = _tables()
    keep = next((names for site, names in tables.keep.items() if host == site or host.endswith(f".{site}")), None)
    kept = []
    for item in parts.query.split("&"):
        name = item.partition("=")[0].lower()
        wanted = name in keep if keep is not None else not tables.tracking.fullmatch(name)
        if item and wanted:
            kept.append(item)
    return "&".join(sorted(kept))


class _Tables:
    """What is known of parameters and hosts, read once."""

    def __init__(self) -> None:
        data = tomllib.loads(resources.files(__name__.rpartition(".")[0]).joinpath("url.toml").read_text("utf-8"))
        prefixes = "|".join(map(re.escape, data["tracking"]["prefixes"]))
        names = "|".join(map(re.escape, data["tracking"]["names"]))
        self.tracking = re.compile(rf"(?:(?:{prefixes}).*)|(?:{names})")
        self.same_host: dict[str, str] = data["same_host"]
        self.keep: dict[str, frozenset[str]] = {host: frozenset(names) for host, names in data["keep"].items()}


@cache
def _tables() -> _Tables:
    return _Tables()
