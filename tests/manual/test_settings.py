"""Every YAML block of the manual is read by the reader of the settings file."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

import pytest
from manual.pages import Block, all_blocks

from monitor import config, html, notify
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "https://hooks.example.org/services/0123456789abcdef"  # noqa: S105 -- of nobody.
"""Serves as an address, a token and a key alike."""
MAIL = "mailto://me:password@smtp.example.org?to=me@example.org"
SOURCES = "sources: [https://example.org/feed]\n"
"""What a block that speaks of something else leaves out."""

BLOCKS = all_blocks("yaml")


def test_there_are_blocks() -> None:
    assert len(BLOCKS) > 5


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.place)
def test_the_reader_takes_it_and_has_nothing_to_say(block: Block, tmp_path: Path) -> None:
    whole = block.text if re.search(r"^(sources|include):", block.text, re.MULTILINE) else block.text + SOURCES
    written = tmp_path / "sources.yaml"
    written.write_text(whole, "utf-8")
    for template in re.findall(r"template: ([\w.]+)", whole):
        (tmp_path / template).write_text("{{ headline }}\n", "utf-8")
    environment = {name: MAIL if "MAIL" in name else SECRET for name in re.findall(r"\$\{(\w+)\}", whole)}
    expected = pytest.raises(SettingsError) if block.is_faulty else contextlib.nullcontext()

    with expected:
        settings = config.load(
            written, environment, check_channel=notify.check_channel, check_selector=html.check_selector
        )
        assert settings.sources
