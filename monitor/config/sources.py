"""Entries of `sources:` turned into sources: defaults filled in, ids derived, doubles refused."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from pydantic import SecretStr

from monitor.config import values
from monitor.config.gathering import said
from monitor.config.presets import expanded
from monitor.config.secrets import KEEP_ELSEWHERE, is_kept_elsewhere
from monitor.config.selectors import article_selectors, check_belongings, kind_of, list_selectors
from monitor.config.shapes import DEFAULT_ZONE, SourceShape
from monitor.model import Tier
from monitor.settings import OFFICIAL_EVERY, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.config.faults import Location
    from monitor.config.gathering import Written
    from monitor.config.reader import Reader, Spot
    from monitor.config.secrets import Secrets
    from monitor.config.selectors import Check

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2.
_OURS = {"host", "content-length", "transfer-encoding", "connection"}  # They frame the request; the client writes them.
_CREDENTIAL = re.compile(r"auth|cookie|key|token|secret|password|session", re.IGNORECASE)
_LONGEST_ID = 60


def read_sources(entries: Iterable[Written], check: Check | None) -> tuple[Source, ...]:
    """Read all entries, in their order; what packs and lists of feeds hold gives way to a person's own entry.

    `check` refuses what is no CSS.
    """
    entries = list(entries)
    listed = {
        entry.item["id"]: entry
        for entry in entries
        if not entry.is_own and isinstance(entry.item, dict) and "id" in entry.item
    }
    first: dict[tuple[str, str], Spot] = {}
    read = {}
    for index, entry in sorted(enumerate(entries), key=lambda numbered: not numbered[1].is_own):
        source = _read(_completed(entry, listed), check)
        if source and not _is_double(entry, source, first):
            read[index] = source
    return tuple(read[index] for index in sorted(read))


def _completed(entry: Written, listed: Mapping[str, Written]) -> Written:
    """Let an own entry without an address, `{id: …, enabled: false}`, change the listed one that has its id."""
    item = entry.item
    if not entry.is_own or not isinstance(item, dict) or "url" in item or "preset" in item:
        return entry
    other = listed.get(str(item.get("id")))
    return replace(entry, item=other.item | item, defaults=other.defaults) if other else entry


def _read(entry: Written, check: Check | None) -> Source | None:
    reader, location, item = entry.reader, entry.location, entry.item
    if isinstance(item, str):
        item = {"url": item}
    if isinstance(item, dict) and item.get("preset") is not None:
        item = expanded(reader, location, item, entry.secrets)
        if item is None:
            return None
    shape = reader.shape(SourceShape, location, item)
    if shape is None or not _is_addressed(reader, location, shape, item):
        return None
    check_belongings(reader, location, shape)
    return _source(entry, shape, check)


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


def _is_addressed(reader: Reader, location: Location, shape: SourceShape, item: Mapping[str, object]) -> bool:
    """Tell whether there is an address; say what to write where there is none."""
    if shape.url is None and item.get("url") is None:
        advice = 'missing: write url: "https://…", or give the source as one line, its address'
        reader.fault((*location, "url"), advice)
    return shape.url is not None


def _source(entry: Written, shape: SourceShape, check: Check | None) -> Source | None:
    reader, location, secrets = entry.reader, entry.location, entry.secrets
    url = reader.value((*location, "url"), secrets.web_address, shape.url)
    proxy = reader.value((*location, "proxy"), secrets.proxy, shape.proxy)
    given = dict(said(entry.defaults)) | {key: value for key, value in shape if value is not None}
    if given.get("tier") is Tier.OFFICIAL:
        given.setdefault("every", OFFICIAL_EVERY)
    given |= {
        "headers": _headers(reader, (*location, "headers"), shape.headers, secrets),
        "select": list_selectors(reader, location, shape, secrets, check),
        "article": article_selectors(reader, location, shape, check),
        "kind": kind_of(shape),
        "zone": given.pop("timezone", DEFAULT_ZONE),
        "lists_models": given.pop("lists", "articles") == "models",
        "obeys_robots": given.pop("robots", "obey") == "obey",
        "proxy": SecretStr(proxy) if proxy else None,
    }
    if shape.robots == "ignore":
        reader.note((*location, "robots"), "its server's robots.txt is not asked for: have its owner's consent")
    if url is None:
        return None
    given |= {"url": url, "id": shape.id or source_id(url), "name": shape.name or _bare_host(url)}
    given["is_named"] = shape.name is not None
    return Source(**given)


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
        raise ValueError(KEEP_ELSEWHERE)
    return values.header_value(secrets.reveal(text))


def _is_double(entry: Written, source: Source, first: dict[tuple[str, str], Spot]) -> bool:
    """Refuse a second source with an address or id that an earlier one has; a listed one is left out silently."""
    for key, value, what, advice in (
        ("url", _compared(source.url), "the same address", ": take one of them out"),
        ("id", source.id, f"the same id, {source.id},", ": give one of them another `id:`"),
    ):
        here = (entry.reader, entry.location)
        earlier = first.setdefault((key, value), here)
        if earlier != here:
            if entry.is_own:
                entry.reader.double((*entry.location, key), earlier, what, advice)
            return True
    return False


def _compared(url: str) -> str:
    """Give the form in which two spellings of one address are equal (RFC 3986 §6.2.2.1, §6.2.3; fragments aside)."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))


def _bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
