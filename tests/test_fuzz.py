"""What strangers may send is asked a hundred times here what `bench/fuzz` asks for minutes: the same properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fuzz.__main__ import targets

if TYPE_CHECKING:
    from bench.fuzz import Target

TARGETS = {target.name: target for target in targets()}
EXAMPLES = 60
"""Of each target, a few seconds in all; what is rarer, the long run finds."""


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Give seeds with pieces cut out and put in, words of the format put together, and bytes of any kind."""
    piece = st.sampled_from(list(target.words)) | st.binary(max_size=4)
    pieces = st.lists(piece, max_size=12).map(b"".join)
    place = st.integers(0, target.longest)

    def changed(seed: bytes, one: int, other: int, put: bytes) -> bytes:
        first, last = sorted((one % (len(seed) + 1), other % (len(seed) + 1)))
        return seed[:first] + put + seed[last:]

    return pieces | st.builds(changed, st.sampled_from([*target.seeds, *target.findings]), place, place, pieces)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_what_is_well_formed_or_broke_a_promise_once_keeps_every_promise(target: Target) -> None:
    for data in (*target.seeds, *target.findings, b""):
        target.check(data)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_whatever_strangers_send_keeps_every_promise(target: Target) -> None:
    @settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
    @given(inputs(target))
    def asked(data: bytes) -> None:
        target.check(data)

    asked()
