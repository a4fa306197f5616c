"""Turns the data that a page carries for its own programs into HTML: where a browser would first have to run them.

Frameworks write the article into the page a second time, as JSON (`__NEXT_DATA__`, `__NUXT_DATA__`), as rows of a
component tree (`self.__next_f.push`) or as a program that builds an object (`window.__NUXT__`, `__INITIAL_STATE__`).
Written as HTML, objects as blocks named by their keys, it is read by the rules for any page.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.html import Node

_LONGEST_DATA = 1_500_000
_DEEPEST = 60
_MOST_VALUES = 50_000
_SHORTEST_SCRIPT, _MOST_SCRIPTS = 200, 200
_STATE = re.compile(r"__NUXT__|__INITIAL_STATE__|__PRELOADED_STATE__|__APOLLO_STATE__|__INITIAL_DATA__|__DATA__\s*=")
# Other names, where a program begins with them: `window.initialState = {`, `var pageData = {`.
_ASSIGNED = re.compile(r"(?:state|data|store|props)_{0,2}[\"'\]]*\s*=\s*[\[{(\"]", re.IGNORECASE)
_OPENING = 400
_ROWS = re.compile(r'self\.__next_f\.push\(\s*\[\s*1\s*,\s*("[^"\\]*(?:\\.[^"\\]*)*")')
_ROW = re.compile(r"^[0-9a-f]*:(?=[\[{])(.*)$", re.MULTILINE)
_LITERAL = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_MARKUP = re.compile(
    r"</?(?:p|div|br|h[1-6]|section|article|ul|ol|li|blockquote|table|figure|span|strong|em|a)\b[^<>]*>", re.IGNORECASE
)
# Values under these keys are shown to readers, however short; others only where they read like a sentence.
_SHOWN_KEYS = (
    "text content contents body html value children title headline heading subtitle summary paragraph paragraphs "
    "article description caption markdown articlebody"
)
_SHOWN = frozenset(_SHOWN_KEYS.split())
_SENTENCE = re.compile(r"[，。！？；,.!?;]")
_HAN_OR_BLANK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\s]")
_SHORTEST_SENTENCE = 20
_ADDRESS = re.compile(r"^(?:https?:)?//\S+$|^/\S*$")
_TAG = re.compile(r"^[a-z][a-z0-9]{0,9}$")
# Data names with these words hold what a page says elsewhere.
_UNSHOWN = frozenset(("script", "style", "noscript", "template"))


def embedded_html(root: Node, described: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Give what a page's scripts hold, each as the HTML of a page; what it describes to machines first.

    Args:
        root: The page.
        described: Its JSON-LD objects.
    """
    for item in described:
        if isinstance(body := item.get("articleBody"), str) and body.strip():
            yield f"<h1>{escape(str(item.get('headline') or ''))}</h1><div>{_as_html(body)}</div>"
    rows = []
    for script in root.select("script:not([src])")[:_MOST_SCRIPTS]:
        text = script.raw_text
        if not _SHORTEST_SCRIPT <= len(text) <= _LONGEST_DATA:
            continue
        if script.attribute("type") == "application/json":
            yield _from_json(text, numbered=script.attribute("id") == "__NUXT_DATA__")
        elif "__next_f" in text:
            rows.extend(_ROWS.findall(text))
        elif (found := _STATE.search(text)) or (found := _ASSIGNED.search(text[:_OPENING])):
            yield _from_program(text[found.start() :])
    if rows:
        yield _from_rows("".join(map(_unquoted, rows)))


def _from_json(text: str, *, numbered: bool = False) -> str:
    try:
        value = json.loads(text, strict=False)
        if numbered and isinstance(value, list):
            value = _assembled(value, 0, _DEEPEST)
        return "".join(_written(value, "", _DEEPEST))
    except (ValueError, RecursionError):
        return ""


def _assembled(values: list[Any], number: int, depth: int, room: list[int] | None = None) -> object:
    """Put together what Nuxt 3 writes as one list, in which members are named by their numbers (devalue's format).

    Args:
        values: The list.
        number: Of the value meant.
        depth: How many levels may still follow.
        room: How many values may still be put together: in a list a value may be named by many, itself among them.

    Raises:
        ValueError: There are too many.
    """
    room = [_MOST_VALUES] if room is None else room
    value = values[number] if 0 <= number < len(values) else None
    room[0] -= 1
    if room[0] < 0:
        raise ValueError("a list that names its members too often")
    if not depth:
        return None
    if isinstance(value, dict):
        named = ((key, one) for key, one in value.items() if isinstance(one, int))
        return {key: _assembled(values, one, depth - 1, room) for key, one in named}
    if isinstance(value, list):
        return [_assembled(values, one, depth - 1, room) for one in value if isinstance(one, int)]
    return value


def _from_program(text: str) -> str:
    """Write a program's assignment: as JSON where it is that, else its strings, in order."""
    start = text.find("=") + 1
    try:
        return "".join(_written(json.JSONDecoder(strict=False).raw_decode(text[start:].lstrip())[0], "", _DEEPEST))
    except (ValueError, RecursionError):
        texts = [_unquoted(found) for found in _LITERAL.findall(text) if len(found) > _SHORTEST_SENTENCE]
        # Which strings belong together only the program knows: where some are HTML, others are titles and teasers.
        return "".join(_written([text for text in texts if _MARKUP.search(text)] or texts, "", _DEEPEST))


def _from_rows(text: str) -> str:
    return "".join(_from_json(row) for row in _ROW.findall(text))


def _unquoted(literal: str) -> str:
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:  # JavaScript knows escapes that JSON does not.
        return re.sub(r"\\(.)", r"\1", literal[1:-1])


def _written(value: object, key: str, depth: int) -> Iterator[str]:
    """Write a value as HTML: objects and lists as blocks named by their key, elements of a component tree as such."""
    if isinstance(value, str):
        if _is_shown(value, key):
            yield _as_html(value)
    elif not depth:
        return
    elif isinstance(value, dict):
        yield f'<div class="{escape(key)}">'
        for name, member in value.items():
            yield from _written(member, name, depth - 1)
        yield "</div>"
    elif isinstance(value, list):
        tag = _element(value)
        yield f"<{tag}>" if tag else f'<div class="{escape(key)}">'
        for member in [value[3]] if tag else value:
            yield from _inline(member, depth - 1) if tag else _written(member, key, depth - 1)
        yield f"</{tag or 'div'}>"


def _element(value: list[Any]) -> str:
    """Give the tag of a row of a component tree, `["$", tag, key, properties]`; empty where it is none."""
    if len(value) < 4 or value[0] != "$" or not isinstance(value[1], str) or not isinstance(value[3], dict):  # noqa: PLR2004
        return ""
    return value[1] if _TAG.match(value[1]) and value[1] not in _UNSHOWN else "div"


def _inline(properties: dict[str, Any], depth: int) -> Iterator[str]:
    """Write the children of an element: their words belong to one line."""
    markup = properties.get("dangerouslySetInnerHTML")
    if isinstance(markup, dict):
        yield str(markup.get("__html", ""))
    children = properties.get("children")
    for child in children if isinstance(children, list) and not _element(children) else [children]:
        if isinstance(child, str):
            yield "" if child.startswith("$") else escape(child)
        elif child is not None:
            yield from _written(child, "", depth)


def _is_shown(text: str, key: str) -> bool:
    if _ADDRESS.match(text) or not text.strip():
        return False
    if key.lower() in _SHOWN:
        return not text.startswith("$")
    return len(text) >= _SHORTEST_SENTENCE and bool(_SENTENCE.search(text) and _HAN_OR_BLANK.search(text))


def _as_html(text: str) -> str:
    """Give a text as HTML: as it stands where it is that, else its lines as paragraphs."""
    if _MARKUP.search(text):
        return f"<div>{text}</div>"
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
