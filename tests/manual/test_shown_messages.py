"""The messages that the README shows are those that the program writes."""

from __future__ import annotations

import json
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from manual.pages import ROOT, Block, blocks_of
from manual.playing import agrees, printed_by

if TYPE_CHECKING:
    from pathlib import Path

SHORT = {
    "id": "https://tide.example/2026/11/23/qingluan.html",
    "title": "云岭智能发布青鸾大模型2.0",
    "text": "云岭智能今日正式发布青鸾大模型2.0，面向开发者开放接口。",
    "date": "2026-11-23",
    "source": "潮汐观察",
}


def round_up() -> dict[str, str]:
    """The demo's first article, as the outlet of the manual would tell it."""
    stories = tomllib.loads(resources.files("monitor.demo").joinpath("stories.toml").read_text("utf-8"))
    first = stories["articles"][0]
    place = {"id": "https://tide.example/2023/07/09/expo.html", "source": "潮汐观察", "date": "2023-07-09"}
    return {"title": first["title"], "text": first["text"], **place}


def shown(page: str) -> list[Block]:
    return [block for block in blocks_of(ROOT / page) if block.language == "" and "tide.example" in block.text]


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_readme_shows_messages_as_they_are_written(page: str, tmp_path: Path) -> None:
    blocks, items = shown(page), [SHORT, round_up()]

    assert len(blocks) == len(items)
    for block, item in zip(blocks, items, strict=True):
        file = tmp_path / "items.jsonl"
        file.write_text(json.dumps(item, ensure_ascii=False) + "\n", "utf-8")
        printed = printed_by(["replay", str(file)])

        assert agrees(f"…\n{block.text}…\n", printed), printed
