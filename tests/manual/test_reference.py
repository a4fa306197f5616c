"""The reference says what the code says, and the code says something of everything."""

from __future__ import annotations

import runpy
from typing import TYPE_CHECKING, Any

from manual.pages import ROOT
from manual.playing import PROGRAM

from monitor.config import schema

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_the_reference_is_current() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "write_reference.py"))

    assert (ROOT / "docs" / "reference.md").read_text("utf-8") == script["written"]() + "\n"


def commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 -- typer's own.
    yield name, command
    for below, each in getattr(command, "commands", {}).items():
        yield from commands(f"{name} {below}", each)


def test_every_command_and_option_says_what_it_does() -> None:
    all_of_them = list(commands("monitor", PROGRAM))
    silent = [name for name, command in all_of_them if not command.help]
    silent += [f"{name} {each.name}" for name, command in all_of_them for each in command.params if not each.help]

    assert len(all_of_them) > 25
    assert silent == []


def keys(part: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 -- whatever JSON Schema holds.
    if isinstance(part, dict):
        yield from part.get("properties", {}).items()
        for each in part.values():
            yield from keys(each)
    elif isinstance(part, list):
        for each in part:
            yield from keys(each)


def test_every_key_of_the_settings_file_has_a_meaning() -> None:
    found = dict(keys(schema()))
    silent = [key for key, about in found.items() if not about.get("description")]

    assert len(found) > 60
    assert silent == []
