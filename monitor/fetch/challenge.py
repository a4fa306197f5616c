"""Tells a page that stands before another, since its server wants to see a browser, a person or a login, from it.

The words are those of products that many sites use. A page that says much is none: an article may speak of them all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.charset import decode
from monitor.html import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 64 * 1024  # Such pages have 1 to 30 KB; to look through articles of 90 KB would cost 0.1 ms each.
MOST_TEXT = 800
"""Characters that such a page says at most: Cloudflare's say some 300, a login form with its fine print 600."""

_HEADERS = (("cf-mitigated", ("challenge",)), ("x-amzn-waf-action", ("challenge", "captcha")))


def _words(*words: str) -> tuple[bytes, ...]:
    """Give how words are written, Chinese ones in UTF-8 and GBK, the encodings of nearly all Chinese pages.

    They are looked for one by one: a pattern of them all took twelve times as long, 1 ms for a page of 8 KB.
    """
    return tuple({form: None for word in words for form in (word.encode(), word.encode("gb18030"))})


_SIGNS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    (
        "a challenge for browsers",
        _words(
            "_cf_chl_opt",
            "just a moment...",
            "checking your browser",
            "enable javascript and cookies to continue",
            "_incapsula_resource",
            "sucuri_cloudproxy_js",
            "/.well-known/ddos-guard/",
            "acw_sc__v2",
            "__jsl_clearance",
            "gokuprops",
            "sec-if-cpt-container",
            "anubis_challenge",
            "anubis_version",
        ),
    ),
    (
        "a test for people",
        _words(
            "captcha-delivery.com",
            "px-captcha",
            "verify you are human",
            "verify you are a human",
            "are you a robot",
            "not a robot",
            "unusual traffic",
            "滑动验证",
            "拖动滑块",
            "安全验证",
            "人机验证",
            "访问验证",
            "完成验证",
        ),
    ),
)
_LOGIN = re.compile(rb"<input\b[^>]{0,200}\btype\s*=\s*[\"']?password\b")


def challenge_in(headers: Mapping[str, str], body: bytes) -> str | None:
    """Say what stands before the page that was asked for; None where the reply is, or may be, the page itself.

    Args:
        headers: Of the reply, by lower-case name.
        body: Decompressed.
    """
    for name, values in _HEADERS:
        if headers.get(name, "").strip().lower() in values:
            return "a challenge for browsers"
    if len(body) > LARGEST or "html" not in headers.get("content-type", "html"):
        return None
    found = _sign_in(body.lower())
    return found if found and _says_little(body) else None


def _sign_in(body: bytes) -> str | None:
    """Say what speaks for a challenge in a body whose ASCII letters are small."""
    found = next((said for said, words in _SIGNS if any(word in body for word in words)), None)
    return found or ("a login page" if _LOGIN.search(body) else None)


def _says_little(body: bytes) -> bool:
    return len(plain_text(decode(body, None))) <= MOST_TEXT
