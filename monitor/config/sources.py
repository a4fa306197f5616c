"""Entries of `sources:` turned into sources: defaults filled in, ids derived, doubles refused."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from pydantic import SecretStr

from monitor.config import values
from monitor.config.secrets import is_kept_elsewhere
from monitor.config.shapes import SourceShape
from monitor.settings import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.config.faults import Location
    from monitor.config.reader import Reader
    from monitor.config.secrets import Secrets
    from monitor.config.shapes import DefaultsShape

_ADDRESS_FROM_ELSEWHERE = ("starter", "preset")
_POLLED = (SourceKind.FEED, SourceKind.ARTICLE)  # The other kinds need `select` and `match`, which are not read yet.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2.
_OURS = {"host", "content-length", "transfer-encoding", "connection"}  # They frame the request; the client writes them.
_CREDENTIAL = re.compile(r"auth|cookie|key|token|secret|password|session", re.IGNORECASE)
_LONGEST_ID = 60


def read_sources(
    reader: Reader, items: Sequence[object], defaults: DefaultsShape, secrets: Secrets
) -> tuple[Source, ...]:
    """Read all sources of a file, in its order; those that cannot be polled are left out and said."""
    first: dict[tuple[str, str], int] = {}
    sources = []
    for index, shape in reader.shapes(SourceShape, ("sources",), items):
        location: Location = ("sources", index)
        if not _is_pollable(reader, location, shape, items[index]):
            continue
        source = _source(reader, location, shape, defaults, secrets)
        if source and not _is_double(reader, index, source, first):
            sources.append(source)
    return tuple(sources)


def source_id(url: str) -> str:
    """Derive an id from an address: `https://www.example.org/rss/ai/` gives `example-org-rss-ai`.

    The scheme does not count, so a site that moves to https keeps its id; a query counts by its hash.
    """
    parts = urlsplit(url)
    port = f"-{parts.port}" if parts.port else ""
    words = re.findall(r"\w+", f"{_bare_host(url)}{port} {unquote(parts.path)}")
    slug = "-".join(words).casefold()
    if parts.query or len(slug) > _LONGEST_ID:
        digest = hashlib.blake2b(f"{parts.path}?{parts.query}".encode("utf-8", "surrogatepass"), digest_size=4)
        slug = f"{slug[:_LONGEST_ID]}-{digest.hexdigest()}"
    return slug


def _is_pollable(reader: Reader, location: Location, shape: SourceShape, item: object) -> bool:
    """Tell whether there is an address of a kind that can be polled; say why not."""
    if shape.kind and shape.kind not in _POLLED:
        reader.note((*location, "kind"), f"{shape.kind} is not supported yet, the source is left out")
        return False
    if shape.url is not None:
        return True
    given = item if isinstance(item, dict) else {}
    if given.get("url") is None and not any(key in given for key in _ADDRESS_FROM_ELSEWHERE):
        advice = 'missing: write url: "https://…", or give the source as one line, its address'
        reader.fault((*location, "url"), advice)
    return False


def _source(
    reader: Reader, location: Location, shape: SourceShape, defaults: DefaultsShape, secrets: Secrets
) -> Source | None:
    url = reader.value((*location, "url"), secrets.web_address, shape.url)
    headers = _headers(reader, (*location, "headers"), shape.headers, secrets)
    if url is None:
        return None
    given = dict(defaults) | {key: value for key, value in shape if value is not None}
    given |= {
        "id": shape.id or source_id(url),
        "name": shape.name or _bare_host(url),
        "url": url,
        "headers": headers,
        "kind": SourceKind(shape.kind or SourceKind.FEED),
        "zone": given.pop("timezone"),
    }
    return Source(**{key: value for key, value in given.items() if value is not None})


def _headers(reader: Reader, location: Location, written: dict[str, str], secrets: Secrets) -> dict[str, SecretStr]:
    headers = {}
    for name, text in written.items():
        value = reader.value((*location, name), partial(_header, name, secrets), text)
        if value is not None:
            headers[name] = SecretStr(value)
    return headers


def _header(name: str, secrets: Secrets, text: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise ValueError("is no name of a header: write letters, digits and -")
    if name.lower() in _OURS:
        raise ValueError("this header is written by the program itself: take it out")
    if _CREDENTIAL.search(name) and not is_kept_elsewhere(text):
        raise ValueError('is a secret: write "${NAME}" here and NAME=… into .env beside this file')
    return values.header_value(secrets.reveal(text))


def _is_double(reader: Reader, index: int, source: Source, first: dict[tuple[str, str], int]) -> bool:
    """Refuse a second source with an address or id that an earlier one has."""
    for key, value, what, advice in (
        ("url", _compared(source.url), "the same address", ": take one of them out"),
        ("id", source.id, f"the same id, {source.id},", ": give one of them another `id:`"),
    ):
        earlier = first.setdefault((key, value), index)
        if earlier != index:
            reader.double(("sources", index, key), earlier, what, advice)
            return True
    return False


def _compared(url: str) -> str:
    """Give the form in which two spellings of one address are equal (RFC 3986 §6.2.2.1, §6.2.3; fragments aside)."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))


def _bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
