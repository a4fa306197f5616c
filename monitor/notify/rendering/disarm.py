"""Turns text and links of strangers into what may stand in a chat or mail: no controls, no mention, no mark-up."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from monitor.text import one_line

# Slack, Discord and Feishu read a mention or an entity out of `<!`, `<@`, `<#`, `<:`, `<at` and the like.
_TAG = re.compile(r"<(?=[!@#:/a-zA-Z])")
# Discord and DingTalk make a link of `[words](address)`, whose words may name another place than it leads to.
_LINK = re.compile(r"\]\(")
_UNSAFE_IN_LINKS = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?A-Z_a-z~]")
_SENTENCE_ENDS = re.compile(r"[。！？；!?;](?=.)|[.](?=\s)|，|, ")
_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
LONGEST_LINK = 2000
"""Characters; what browsers and chats are known to open. A longer address is left out rather than cut."""


def disarm(text: str | None) -> str:
    """Give text of an article, if any, as one line that pings nobody and formats nothing."""
    harmless = _TAG.sub("＜", one_line(text or "")).replace("@", "＠")
    return _LINK.sub("] (", harmless)


def clip(text: str, length: int) -> str:
    """Cut a text to at most `length` characters, with an ellipsis, before an address rather than within it."""
    if len(text) <= length:
        return text
    end = max(length - 1, 0)
    torn = next((found for found in _ADDRESS.finditer(text) if found.start() < end < found.end()), None)
    return text[: torn.start() if torn else end].rstrip() + "…"[:length]


def clip_sentence(text: str, length: int) -> str:
    """Cut a text to at most `length` characters at the last border of a sentence or clause, else anywhere."""
    if len(text) <= length:
        return text
    torn = [found.span() for found in _ADDRESS.finditer(text)]
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(text, 0, length)]
    borders = [end for end in ends if not any(first < end < last for first, last in torn)]
    if not borders or borders[-1] < length // 2:
        return clip(text, length)
    return text[: borders[-1]].rstrip(" ，,；;") + "…"


def safe_link(url: str) -> str:
    """Give an http(s) address without user, password and anything a chat could read as a mention; else nothing."""
    try:
        parts = urlsplit(one_line(url))
        host, port = parts.hostname or "", parts.port
        shown = host if host.isascii() else host.encode("idna").decode()
    except ValueError:  # Covers UnicodeError, which a host that IDNA refuses raises.
        return ""
    if parts.scheme not in {"http", "https"} or not shown or _UNSAFE_IN_LINKS.search(shown):
        return ""
    place = f"[{shown}]" if ":" in shown else shown
    rest = (_quoted(part) for part in (parts.path, parts.query, parts.fragment))
    link = urlunsplit((parts.scheme, f"{place}:{port}" if port else place, *rest))
    return link if len(link) <= LONGEST_LINK else ""


def host_of(link: str) -> str:
    """Give the host of a safe link as people name it, without `www.`; empty where there is no link."""
    return (urlsplit(link).hostname or "").removeprefix("www.") if link else ""


def _quoted(part: str) -> str:
    return _UNSAFE_IN_LINKS.sub(lambda found: quote(found[0], safe=""), part)
