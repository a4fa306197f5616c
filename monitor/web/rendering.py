"""Values and words → HTML, in which everything is escaped and no odd address becomes a link."""

from __future__ import annotations

import re
from hashlib import blake2b
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.model import Modality, Status, message_code
from monitor.text import one_line
from monitor.web.charts import sparkline

# A backslash ends the host for browsers (WHATWG URL), though not for Python: the host shown would be another.
_WEB_ADDRESS = re.compile(r"https?://[^\s\\]+", re.IGNORECASE)


ASSETS = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}


def asset(name: str) -> bytes:
    """Give a packaged file that browsers load."""
    return (files(__package__) / "assets" / name).read_bytes()


def make_environment() -> Environment:
    """Build the environment of all templates."""
    environment = Environment(
        loader=PackageLoader(__package__ or ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_without_tricks,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # A changed file gets a new address, so that browsers may keep the old one for ever.
    environment.globals["version"] = {name: blake2b(asset(name), digest_size=6).hexdigest() for name in ASSETS}
    environment.globals["statuses"] = tuple(Status)
    environment.globals["modalities"] = tuple(Modality)
    environment.filters["sparkline"] = sparkline
    environment.filters["code"] = message_code
    environment.filters["full_name"] = lambda launch: launch.full_name
    environment.filters["host"] = host_of
    return environment


def host_of(url: str) -> str:
    """Give the host that a link leads to; empty where it is none that a page may offer."""
    if not _WEB_ADDRESS.fullmatch(url):
        return ""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _without_tricks(value: Any) -> Any:  # noqa: ANN401 -- whatever a template prints.
    """Take bidirectional and invisible characters out of a text."""
    return one_line(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
