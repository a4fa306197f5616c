"""What docs/page.md says of the page is what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from pydantic import SecretStr

from monitor.config import load
from monitor.web import PageOptions
from monitor.web.app import FORMS, OPEN, PAGES

if TYPE_CHECKING:
    from web.world import World

MANUAL = (Path(__file__).parents[2] / "docs" / "page.md").read_text("utf-8")
NAMES = {"{number}": "NUMBER", "{code}": "CODE", "{key:path}": "KEY"}
UNTOLD = {"/sign-in", "/preferences", "/do/sign-in", "/do/sign-out"}
"""What nobody types: links and forms of the page lead there."""


def written(path: str) -> str:
    for name, word in NAMES.items():
        path = path.replace(name, word)
    return path


def test_the_manual_names_every_address_and_no_other() -> None:
    told = set(re.findall(r"`(/(?:[a-z][\w./-]*(?:NUMBER|KEY|CODE)?)?)`", MANUAL))
    there = {written(path) for path in (*PAGES, *OPEN, *FORMS)} - UNTOLD

    assert told | {"/do/correct"} == there
    assert "/do/correct" in MANUAL


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", MANUAL, re.DOTALL)


def test_the_settings_of_the_manual_are_settings(tmp_path: Path) -> None:
    [text] = blocks("yaml")
    file = tmp_path / "sources.yaml"
    file.write_text(f"sources: []\n{text}", "utf-8")

    web = load(file, {"WEB_TOKEN": "0123456789abcdef"}).web

    assert web is not None
    assert (web.listen, web.is_local, web.hosts) == ("0.0.0.0:8080", False, ("monitor.example.org",))


@pytest.mark.anyio
async def test_the_questions_of_the_manual_are_answered(world: World) -> None:
    asked = [address for text in blocks("sh") for address in re.findall(r"'http://127\.0\.0\.1:8080(/[^']*)'", text)]

    codes = [(await world.ask(address)).status_code for address in asked]

    assert codes == [200, 200]


@pytest.mark.anyio
async def test_the_correction_of_the_manual_is_obeyed(world: World) -> None:
    [form] = [dict(parse_qsl(data)) for text in blocks("sh") for data in re.findall(r"--data '([^']*)'", text)]
    token = SecretStr("0123456789abcdef")
    world.options = PageOptions(token=token, correct=lambda said: f"{said.which} is called {said.kind}")
    headers = {"authorization": f"Bearer {token.get_secret_value()}", "accept": "application/json"}

    answer = await world.ask("/do/correct", method="POST", form=form, **headers)

    assert (answer.status_code, answer.json()) == (200, {"said": "17 is called wrong"})
