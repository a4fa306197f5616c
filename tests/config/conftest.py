"""A settings file in a folder of its own, and what `load` makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from monitor.config import load
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from monitor.settings import Settings


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    def settings(
        self,
        text: str | bytes,
        environment: Mapping[str, str] | None = None,
        check_channel: Callable[[str], None] | None = None,
        check_selector: Callable[[str], None] | None = None,
    ) -> Settings:
        file = self.path / "sources.yaml"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return load(file, environment or {}, check_channel=check_channel, check_selector=check_selector)

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def faults(
        self,
        text: str | bytes,
        environment: Mapping[str, str] | None = None,
        check_channel: Callable[[str], None] | None = None,
        check_selector: Callable[[str], None] | None = None,
    ) -> list[str]:
        with pytest.raises(SettingsError) as caught:
            self.settings(text, environment, check_channel, check_selector)
        return [fault.replace(f"{self.path}/", "") for fault in caught.value.faults]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
