"""What is known, as pages, JSON and a health answer over HTTP: read-only; it sees the store through ports alone."""

from __future__ import annotations

from monitor.web.app import PageOptions, create_app
from monitor.web.guard import LOOPBACK_HOSTS
from monitor.web.serving import serve

__all__ = ["LOOPBACK_HOSTS", "PageOptions", "create_app", "serve"]
