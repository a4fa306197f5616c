"""A URL → the key that says which article it leads to. The key is never fetched and never shown."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from ipaddress import IPv6Address
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = TypeVar("Value")

_SCHEME = re.compile(r"^(https?):/*", re.IGNORECASE)  # Browsers take any number of slashes, and of either kind.
_PLACE_ENDS = re.compile("([?#])")  # Behind it a backslash is no slash.
_DEFAULT_PORTS = (None, 80, 443)
_PATH_SAFE = "/:@!$&'()*+,;=-._~"
_PLAIN_PATH = re.compile(r"(?:/[\w~-][\w.~-]*)*/?", re.ASCII)
# The query as the WHATWG URL standard sends it: what is encoded stays, and so does all else that may stand in one.
_QUERY_SAFE = "%!$&()*+,;=:@/?[]{}|\\^`~-._"
_ROUTES = ("/", "!")
_NO_HOST = re.compile(r"[\0-\x20\"#%/:<>?@\[\\\]^`{|}\x7f]")  # https://url.spec.whatwg.org/#forbidden-domain-code-point


@lru_cache(maxsize=2_048)  # Each link of a list is asked for three times, and again when the list has changed.
def canonical(url: str) -> str:
    """Give the key of the article behind a URL: `host/path?query`, for any string, without raising.

    Left out: scheme, user, `www.` and mobile hosts, default ports, trailing slash, directory index, anchors, sessions,
    AMP forms, tracking parameters. Kept as written: the path's case and every other parameter (never decoded:
    re-encoding breaks sites, miniflux issue 2760), sorted. Fragments that are routes (`#/`, `#!`) are identity.
    What is known of single sites is data: `url.toml`.
    """
    folded = _folded(url)
    while folded is not None:  # An AMP cache wraps an AMP page: each rule may uncover another's case.
        key, plain = "".join(folded), _rewritten(*folded)
        if plain == key:
            return key
        folded = _folded(f"https://{plain}")
    return url.strip()


def _folded(url: str) -> tuple[str, str, str] | None:
    """Fold what the standards call equal, and drop what only tracks: host, path, the rest; None for no web address."""
    address, *rest = _PLACE_ENDS.split(url.strip(), maxsplit=1)
    address = _SCHEME.sub(r"\1://", address.replace("\\", "/"))
    try:
        parts = urlsplit("".join((address, *rest)))
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return None
    if not host or parts.scheme not in {"http", "https"}:
        return None
    query = _query(host, parts.query)
    fragment = f"#{quote(parts.fragment, _QUERY_SAFE, errors='replace')}" if parts.fragment.startswith(_ROUTES) else ""
    port_part = "" if port in _DEFAULT_PORTS else f":{port}"
    return f"{host}{port_part}", _path(parts.path), f"{f'?{query}' if query else ''}{fragment}"


def _host(host: str) -> str:
    if ":" in host:
        return f"[{IPv6Address(host)}]"
    host = unquote(host).lower().rstrip(".") if "%" in host else host.rstrip(".")
    if not host.isascii():
        with suppress(UnicodeError):  # Not a name that DNS knows; the text itself still tells it from others.
            host = host.encode("idna").decode().lower()
    if _NO_HOST.search(host):  # Of `%2F` would come a slash, and the key would be another's.
        raise ValueError("a sign that no host may hold")
    host, known = host.rstrip("."), tables()
    while (plain := _without_mirror(known.same_host.get(host, host), known.mirrors)) != host:
        host = plain
    return host


def _without_mirror(host: str, mirrors: frozenset[str]) -> str:
    label, _, site = host.partition(".")
    return site if label in mirrors and "." in site else host


def _path(path: str) -> str:
    if _PLAIN_PATH.fullmatch(path):  # Most are; this spares them the work.
        return path.rstrip("/")
    segments: list[str] = []
    for segment in _percent_folded(path).split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment != ".":
            segments.append(segment)
    return "".join(f"/{segment}" for segment in segments if segment)


def _percent_folded(path: str) -> str:
    # %2F inside a segment is not a separator, so it must survive unquoting.
    pieces = re.split(r"(%2[fF]|%25)", path)
    return "".join(
        piece.upper()
        if index % 2
        else quote(unquote(piece, errors="surrogateescape"), safe=_PATH_SAFE, errors="surrogateescape")
        for index, piece in enumerate(pieces)
    )


def _query(host: str, query: str) -> str:
    if not query:
        return ""
    known = tables()
    keep, drop = _of_site(known.keep, host), _of_site(known.drop, host) or frozenset()
    kept = []
    for written in query.split("&"):
        item = re.sub(r"^(?:amp;)+", "", written)  # Feeds escape an address twice.
        name = item.partition("=")[0].lower()
        wanted = name in keep if keep is not None else name not in drop and not known.tracks(name, item.lower())
        if item and wanted:
            kept.append(quote(item, _QUERY_SAFE, errors="replace"))
    return "&".join(sorted(kept))


def _rewritten(host: str, path: str, rest: str) -> str:
    """Apply the rules of the host's own site, or else take out what makes no difference in any site's path."""
    known = tables()
    key = written = f"{host}{path}{rest}"
    for pattern, same in _of_site(known.rewrite, host) or ():
        key = pattern.sub(same, key)
    return key if key != written else f"{host}{known.nothing.sub('', path)}{rest}"


def _of_site(table: Mapping[str, Value], host: str) -> Value | None:
    """Give what a table holds of a host, or else of the nearest site above it."""
    while host not in table:
        _, dot, host = host.partition(".")
        if not dot:
            return None
    return table[host]


@dataclass(frozen=True, slots=True)
class Tables:
    """What is known of parameters, hosts and paths; see `url.toml`."""

    prefixes: tuple[str, ...]
    names: frozenset[str]
    pairs: frozenset[str]
    mirrors: frozenset[str]
    same_host: dict[str, str]
    nothing: re.Pattern[str]
    keep: dict[str, frozenset[str]]
    drop: dict[str, frozenset[str]]
    rewrite: dict[str, tuple[tuple[re.Pattern[str], str], ...]]
    astray_hosts: frozenset[str]
    astray_segments: frozenset[str]
    fronts: frozenset[str]

    def tracks(self, name: str, item: str) -> bool:
        """Tell whether a parameter tells no article from another."""
        return name in self.names or item in self.pairs or name.startswith(self.prefixes)


@cache
def tables() -> Tables:
    """Read `url.toml`, once."""
    data = tomllib.loads(resources.files(__name__.rpartition(".")[0]).joinpath("url.toml").read_text("utf-8"))
    tracking = data["tracking"]
    return Tables(
        prefixes=tuple(tracking["prefixes"]),
        names=frozenset(tracking["names"]),
        pairs=frozenset(tracking["pairs"]),
        mirrors=frozenset(data["host"]["mirrors"]),
        same_host=data["host"]["same"],
        nothing=re.compile("|".join(data["path"]["nothing"])),
        keep={site: frozenset(names) for site, names in data["keep"].items()},
        drop={site: frozenset(names) for site, names in data["drop"].items()},
        rewrite={
            site: tuple((re.compile(pattern), same) for pattern, same in rules)
            for site, rules in data["rewrite"].items()
        },
        astray_hosts=frozenset(data["astray"]["hosts"]),
        astray_segments=frozenset(data["astray"]["segments"]),
        fronts=frozenset(data["astray"]["fronts"]),
    )
