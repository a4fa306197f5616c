"""What is known, as pages, feeds and JSON over HTTP: through ports alone; who has the token may correct it."""

from __future__ import annotations

from monitor.web.access import Access
from monitor.web.app import create_app
from monitor.web.guard import LOOPBACK_HOSTS
from monitor.web.keys import Keys
from monitor.web.options import PageOptions, Said, Written
from monitor.web.probes import Probes, create_observatory
from monitor.web.room import vitals_of_pass
from monitor.web.serving import serve

__all__ = [
    "LOOPBACK_HOSTS",
    "Access",
    "Keys",
    "PageOptions",
    "Probes",
    "Said",
    "Written",
    "create_app",
    "create_observatory",
    "serve",
    "vitals_of_pass",
]
