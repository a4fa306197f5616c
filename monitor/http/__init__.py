"""Turns requests into replies: the only door to httpx and httpcore, for documents and webhooks alike.

What every request gets here, whoever makes it: an address that was checked before a socket was opened, one deadline for
the whole of it, a limit on what it may cost, no cookies, no proxies from the environment, and one error, `FetchError`.
"""

from __future__ import annotations

from monitor.http.client import DEADLINE, Home, HttpClient
from monitor.http.reply import Reply
from monitor.http.url import origin_of

__all__ = ["DEADLINE", "Home", "HttpClient", "Reply", "origin_of"]
