"""What is known, as pages, feeds and JSON over HTTP: through ports alone; who has the token may correct it."""

from __future__ import annotations

from monitor.web.app import create_app
from monitor.web.counts import Lately
from monitor.web.guard import LOOPBACK_HOSTS
from monitor.web.options import PageOptions, Said, Written
from monitor.web.serving import serve

__all__ = ["LOOPBACK_HOSTS", "Lately", "PageOptions", "Said", "Written", "create_app", "serve"]
