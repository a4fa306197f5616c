"""An entry written into `sources.yaml`, a secret into `.env`: every other byte of both files stays as it is.

The composer of ruamel.yaml says where a list ends; its round trip would move comments that stand behind the last entry
to a place after the new one. What is written is read again as settings before it takes the old file's place.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from monitor.errors import MonitorError, SettingsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping
    from pathlib import Path

    from monitor.settings import Settings

Fields: TypeAlias = "Mapping[str, str | bool]"

NEW_FILE = """\
# What `monitor` watches and whom it tells; `monitor check` says what is wrong with it.
# Secrets never stand in this file: write NAME=value into .env beside it and "${NAME}" here.
sources:
  - starter: zh  # The packaged sources in Chinese, updated with the software.
"""

_PLACE = re.compile(r"^.*?:\d+:\d+: (?:\w+\[\d+\]\.?)?")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_NO_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_SECRET_MODE = 0o600
_READABLE_MODE = 0o644


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """One settings file and the `.env` beside it.

    Args:
        path: The file; it need not exist.
        read: Reads a settings file; raises SettingsError.
    """

    path: Path
    read: Callable[[Path], Settings]

    def settings(self) -> Settings | None:
        """Read the file as it is; None where there is none.

        Raises:
            SettingsError: It does not say what can be done.
        """
        return self.read(self.path) if self.path.exists() else None

    def add(self, part: str, fields: Fields) -> Settings:
        """Write an entry behind the last one of a list, or begin the list; give what the file says then.

        Raises:
            SettingsError: The file would not say what can be done; it stays as it was.
            UsageError: It cannot be written.
        """
        return self.add_all(part, (fields,))

    def add_all(self, part: str, entries: Iterable[Fields]) -> Settings:
        """Write entries behind the last one of a list, all or none of them; give what the file says then.

        Raises:
            SettingsError: The file would not say what can be done; it stays as it was.
            UsageError: It cannot be written.
        """
        text = _text_of(self.path) if self.path.exists() else NEW_FILE
        draft = self.path.with_name(f"{self.path.name}.new")
        mode = self.path.stat().st_mode & 0o777 if self.path.exists() else _READABLE_MODE
        try:
            for fields in entries:
                text = inserted(text, part, fields)
            _write(draft, text, mode)
            settings = self.read(draft)
            _replace(self.path, text, mode)
        except SettingsError as error:
            raise SettingsError(tuple(fault.replace(draft.name, self.path.name) for fault in error.faults)) from error
        except OSError as error:
            raise UsageError(f"{self.path} cannot be written: {error.strerror or error}") from error
        finally:
            _leave_nothing(draft)
        return settings

    def fault_of(self, part: str, fields: Fields) -> str | None:
        """Say why an entry could not be written; None where it can. The file stays as it is."""
        text = _text_of(self.path) if self.path.exists() else NEW_FILE
        trial = self.path.with_name(f"{self.path.name}.trial")
        try:
            _write(trial, inserted(text, part, fields), _SECRET_MODE)
            self.read(trial)
        except SettingsError as error:
            return _PLACE.sub("", error.faults[0])
        except OSError as error:
            raise UsageError(f"{trial} cannot be written: {error.strerror or error}") from error
        finally:
            _leave_nothing(trial)
        return None

    @contextmanager
    def secret(self, stem: str, value: str) -> Iterator[str]:
        """Write a secret into `.env` and give its name: the one it has there, else a free one that begins with `stem`.

        Where what follows fails, `.env` is as it was before.

        Raises:
            UsageError: It cannot be written.
        """
        from monitor.config.secrets import parse_dotenv

        dotenv = self.path.with_name(".env")
        try:
            before = _text_of(dotenv) if dotenv.exists() else None
            text = before or ""
            taken = parse_dotenv(text)
            name = next((name for name in taken if taken[name] == value), "") or _free_name(stem, taken)
            if name not in taken:
                behind = "" if not text or text.endswith("\n") else "\n"
                _replace(dotenv, f"{text}{behind}{name}={value}\n", _SECRET_MODE)
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{dotenv} cannot be written: {getattr(error, 'strerror', None) or error}") from error
        try:
            yield name
        except MonitorError:
            if before is None:
                dotenv.unlink()
            else:
                _replace(dotenv, before, _SECRET_MODE)
            raise


def _leave_nothing(draft: Path) -> None:
    """Take a draft away; where nothing can be written there is none, and what was wrong has been said."""
    with suppress(OSError):
        draft.unlink(missing_ok=True)


def inserted(text: str, part: str, fields: Fields) -> str:
    """Give the text of a settings file with one more entry in the list that is named `part`.

    Raises:
        UsageError: The text is no YAML 1.2.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    try:
        root = YAML(typ="rt").compose(text)
    except YAMLError as error:
        raise UsageError(f"the settings file cannot be edited, it is no YAML 1.2: {error}") from error
    pairs = root.value if isinstance(root, MappingNode) else []
    key, held = next(((key, node) for key, node in pairs if key.value == part), (None, None))
    if key is None:
        behind = "" if not text or text.endswith("\n") else "\n"
        return f"{text}{behind}{part}:\n  - {_entry(fields)}\n"
    if not isinstance(held, SequenceNode):  # The key stands there alone.
        return _with_line(text, key.end_mark.line, f"  - {_entry(fields)}")
    if held.flow_style:
        glue, end = (", ", held.value[-1].end_mark.index) if held.value else ("", held.start_mark.index + 1)
        return f"{text[:end]}{glue}{_entry(fields)}{text[end:]}"
    last = _last_line(held.value[-1])
    return _with_line(text, last, f"{' ' * held.start_mark.column}- {_entry(fields)}")


def _last_line(node: object) -> int:
    """Give the line on which an entry ends; a block's own end mark stands behind the comments that follow it."""
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    while isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
    mark = node.end_mark  # type: ignore[attr-defined] # Every node has one.
    return int(mark.line if mark.column else mark.line - 1)


def _with_line(text: str, number: int, line: str) -> str:
    lines = text.splitlines(keepends=True)
    if not lines[number].endswith("\n"):
        lines[number] += "\n"
    return "".join([*lines[: number + 1], f"{line}\n", *lines[number + 1 :]])


def _entry(fields: Fields) -> str:
    """Write an entry: its address alone where there is nothing else, as people do."""
    if list(fields) == ["url"]:
        return _scalar(fields["url"])
    return "{" + ", ".join(f"{key}: {_scalar(value)}" for key, value in fields.items()) + "}"


def _scalar(value: str | bool) -> str:  # noqa: FBT001 -- a value of a setting.
    if isinstance(value, bool):
        return str(value).lower()
    if _PLAIN.fullmatch(value) and value.lower() not in _NO_TEXT:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _free_name(stem: str, taken: Container[str]) -> str:
    names = (stem if number == 1 else f"{stem}_{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def _text_of(file: Path) -> str:
    """Read a file with the line breaks that it has."""
    return file.read_bytes().decode("utf-8")


def _replace(file: Path, text: str, mode: int) -> None:
    """Put a text in a file's place at one stroke; where that is a link, into what it leads to: it stays one."""
    place = file.resolve()
    draft = place.with_name(f"{place.name}.new")  # Without an ending for which `monitor run` watches.
    _write(draft, text, mode)
    draft.replace(place)


def _write(path: Path, text: str, mode: int) -> None:
    """Write a file that is never readable to more people than `mode` says, on disk before it is renamed."""
    path.unlink(missing_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8", newline=""
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
