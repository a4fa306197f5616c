"""Turns JSON text into values, and dotted paths into what they lead to within them."""

from __future__ import annotations

import json

from monitor.discover.document import quoted
from monitor.errors import DiscoverError
from monitor.text import clean

MOST_KEYS = 12  # In an error; enough to see which key was meant.


def json_value(text: str, url: str) -> object:
    """Parse a JSON document.

    Raises:
        DiscoverError: It is no JSON, or nested too deeply.
    """
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        if not text.strip():
            raise DiscoverError(url, "an empty document, not JSON") from error
        raise DiscoverError(url, f"text that begins “{quoted(text[:200])}”, not JSON ({error})") from error
    return value


def at_path(value: object, path: str) -> object:
    """Follow a dotted path (`data.items`, `authors.0.name`); give None where it leads to nothing."""
    for step in filter(None, path.split(".")):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def word_at(value: object, path: str | None) -> str:
    """Give the text or number at a path as text, clean; empty where there is neither."""
    found = at_path(value, path) if path else None
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return ""
    if isinstance(found, float) and found.is_integer():
        found = int(found)  # Epochs come as 1772359200.0, too.
    return clean(str(found)).strip()


def keys_of(value: object) -> str:
    """Say in words what stands at a place: the keys of an object, or its type."""
    if isinstance(value, dict):
        names = [quoted(str(key)) for key in list(value)[:MOST_KEYS]]
        more = ", …" if len(value) > MOST_KEYS else ""
        return f"there are the keys {', '.join(names)}{more}" if names else "there is an empty object"
    if isinstance(value, list):
        return f"there is a list of {len(value)}"
    return "there is nothing" if value is None else f"there is “{quoted(str(value))}”"
