"""What the tests of this room may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from detect.known import KNOWLEDGE, OWN

from monitor.detect.lore import Lore, lore_of

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return KNOWLEDGE


@pytest.fixture(scope="session")
def lore() -> Lore:
    return lore_of(KNOWLEDGE)


@pytest.fixture(scope="session")
def own() -> Lore:
    """What is known where a person's settings add an organisation and a family."""
    return lore_of(OWN)
