"""Write docs/reference.md anew from the code: every command with its options, every key of the settings file.

Run from the project's root: `python docs/write_reference.py`. A test holds the page against what this gives.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from monitor import settings
from monitor.cli import EVERYDAY, MANY, UPKEEP, WORKBENCH, app
from monitor.config import schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGE = Path(__file__).with_name("reference.md")
PANELS = (EVERYDAY, WORKBENCH, UPKEEP, MANY)
HEAD = """# Reference

Written from the code by `python docs/write_reference.py`, and held against it by a test. The manual for people begins
with [five minutes](en/five-minutes.md) ([中文](zh/five-minutes.md)).
"""
DEFAULTS: Mapping[str, type] = {
    "sources": settings.Source, "channels": settings.Channel, "messages": settings.MessageTimes,
    "hosts": settings.HostManners, "keep": settings.Retention, "web": settings.Web,
    "second_opinion": settings.SecondOpinion, "defaults": settings.Source, "the file": settings.Settings,
}  # fmt: skip
"""Whose defaults hold for the keys beneath a key of the file."""
BY_OTHER_NAMES = {"timezone": "zone", "lists": "lists_models", "robots": "obeys_robots"}
OF_THE_READER = {"timezone": "Asia/Shanghai", "lists": "articles", "robots": "obey", "kind": "feed", "version": "1"}
"""Defaults that the reader of the file knows, or spells otherwise than the program."""


def written() -> str:
    """Give the whole page."""
    return "\n".join([HEAD, *_commands(), *_settings()])


def _commands() -> Iterator[str]:
    root: Any = typer.main.get_command(app)
    yield "## Commands\n"
    yield "Before any command: `monitor [OPTIONS] COMMAND`.\n"
    yield from _parameters(root)
    for panel in PANELS:
        yield f"\n### {panel.capitalize()}"
        for name, command in root.commands.items():
            if command.rich_help_panel == panel:
                yield from _command(name, command)
    yield "\nExit codes: 0 done · 1 some source, article or channel failed, all else is done ·"
    yield "2 wrong usage or settings · 3 the database cannot be used."


def _command(name: str, command: Any) -> Iterator[str]:  # noqa: ANN401 -- typer's own.
    arguments = " ".join(_argument(each) for each in command.params if each.param_type_name == "argument")
    yield f"\n#### `monitor {f'{name} {arguments}'.strip()}`\n"
    yield from (line.strip() for line in command.help.strip().splitlines())
    rows = list(_parameters(command))
    yield from ["", *rows] if rows else []
    for below, each in getattr(command, "commands", {}).items():
        yield from _command(f"{name} {below}", each)


def _argument(parameter: Any) -> str:  # noqa: ANN401 -- typer's own.
    return str(parameter.metavar) if parameter.required else f"[{parameter.metavar}]"


def _parameters(command: Any) -> Iterator[str]:  # noqa: ANN401 -- typer's own.
    told = [each for each in command.params if each.help]
    if told:
        yield "| option | does | default |\n|---|---|---|"
    for each in told:
        is_argument = each.param_type_name == "argument"
        names = each.metavar if is_argument else ", ".join([*each.opts, *each.secondary_opts])
        value = "" if is_argument or each.is_flag else f" {each.metavar or 'TEXT'}"
        yield f"| `{_cell(f'{names}{value}')}` | {_cell(each.help)} | {_cell(_usual(each))} |"


def _usual(parameter: Any) -> str:  # noqa: ANN401 -- typer's own.
    if isinstance(parameter.show_default, str):
        return parameter.show_default
    if parameter.default is None or isinstance(parameter.default, bool) or parameter.required:
        return ""
    variable = f" or `{parameter.envvar}`" if parameter.envvar else ""
    return f"`{_plain(parameter.default)}`{variable}"


def _settings() -> Iterator[str]:
    whole = schema()
    yield "\n## `sources.yaml`\n"
    yield "A key left out has its default. Secrets stand in `.env` beside the file, as `NAME=…`, and here as `${NAME}`."
    yield from _mapping("the file", whole, whole["$defs"])
    for key, about in whole["properties"].items():
        for shape in _shapes(about, whole["$defs"]):
            yield from _mapping(key, shape, whole["$defs"])


def _shapes(about: Any, known: Any) -> Iterator[Any]:  # noqa: ANN401 -- whatever JSON Schema holds.
    """Give the mappings that may stand at a key, in a list or by name."""
    if "$ref" in about:
        about = known[about["$ref"].rpartition("/")[2]]
    if "properties" in about:
        yield about
    inner = [about.get("items"), about.get("additionalProperties"), *about.get("anyOf", ())]
    for each in inner:
        if isinstance(each, dict):
            yield from _shapes(each, known)


def _mapping(place: str, shape: Any, known: Any) -> Iterator[str]:  # noqa: ANN401 -- whatever JSON Schema holds.
    title = "the file" if place == "the file" else f"`{place}:`"
    yield f"\n### {title}{', a packaged list' if 'starter' in shape['properties'] else ''}\n"
    yield "| key | means | holds | default |\n|---|---|---|---|"
    needed = shape.get("required", ())
    below = []
    for key, about in shape["properties"].items():
        default = "must be given" if key in needed else _default(place, key)
        yield f"| `{key}` | {_cell(about['description'])} | {_cell(_holds(about, known))} | {default} |"
        below += [(f"{place}: {key}", each) for each in _shapes(about, known) if place != "the file"]
    for name, each in below:
        yield from _mapping(name, each, known)


def _holds(about: Any, known: Any) -> str:  # noqa: ANN401, PLR0911 -- whatever JSON Schema holds.
    if "$ref" in about:
        return _holds(known[about["$ref"].rpartition("/")[2]], known)
    if "enum" in about:
        return ", ".join(f"`{value}`" for value in dict.fromkeys(map(str, about["enum"])))
    if "const" in about:
        return f"`{about['const']}`"
    if "examples" in about:
        return "an interval: " + ", ".join(f"`{example}`" for example in about["examples"])
    if "anyOf" in about or "allOf" in about:
        return " or ".join(dict.fromkeys(_holds(each, known) for each in about.get("anyOf") or about["allOf"]))
    if about.get("type") == "array":
        if about.get("maxItems") == 2:  # noqa: PLR2004 -- bounds.
            return "two of them"
        return "a list of mappings" if list(_shapes(about, known)) else f"a list: {_holds(about['items'], known)}"
    if about.get("type") == "object":
        return "a mapping"
    return {"string": "text", "boolean": "`true`, `false`", "number": "a number", "integer": "a whole number"}.get(
        _main_type(about), "text"
    )


def _main_type(about: Any) -> str:  # noqa: ANN401 -- whatever JSON Schema holds.
    kind = about.get("type", "string")
    if isinstance(kind, str):
        return kind
    return "string" if "minimum" not in about else str(kind[0])


def _default(place: str, key: str) -> str:
    holder = DEFAULTS.get(place)
    if holder is None or (place == "the file" and key in DEFAULTS):
        return ""
    if key in OF_THE_READER:
        return f"`{OF_THE_READER[key]}`"
    found = {each.name: each.default for each in fields(holder)}.get(BY_OTHER_NAMES.get(key, key), MISSING)
    shown = _plain(found)
    return f"`{shown}`" if shown else ""


def _plain(value: Any) -> str:  # noqa: ANN401 -- of any setting.
    """Write a default as it would stand in the file; nothing where none is set."""
    if value is MISSING or value is None or value in ((), {}):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, timedelta):
        return _interval(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, settings.DigestTimes):
        return f"{value.at:%H:%M}"
    if isinstance(value, settings.Storm):
        return f"{value.most} in {_interval(value.within)}"
    if isinstance(value, Enum):
        return str(value.value)
    return str(value) if isinstance(value, str | int | float) else ""


def _interval(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    sizes = (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1))
    unit, size = next((unit, size) for unit, size in sizes if seconds % size == 0)
    return f"{seconds // size}{unit}" if seconds else "0s"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(written() + "\n", "utf-8")
