"""What every test may use."""

from __future__ import annotations

import pytest
from hypothesis import settings

# Laws are about what comes out, never about how long it takes: machines that run tests are busy.
settings.register_profile("laws", deadline=None)
settings.load_profile("laws")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
