"""What every test of the page begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from web.world import World

from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world() -> Iterator[World]:
    store = open_store("sqlite://")
    yield World(store)
    store.close()
