"""The rules of the house name every room, so that none is forgotten when it is added."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {
    path.stem for path in (ROOT / "monitor").iterdir() if path.suffix in {"", ".py"} and not path.stem.startswith("__")
}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
HOUSES = [contract for contract in CONTRACTS if contract["name"].endswith("has one house")]


@pytest.mark.parametrize("contract", HOUSES, ids=[contract["name"] for contract in HOUSES])
def test_every_room_but_the_house_itself_is_forbidden_a_library(contract: dict[str, list[str]]) -> None:
    forbidden = {name.removeprefix("monitor.") for name in contract["source_modules"]}

    assert len(ROOMS - forbidden) == 1
    assert forbidden < ROOMS
