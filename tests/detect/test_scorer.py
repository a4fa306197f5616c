from __future__ import annotations

import pytest

from monitor.detect.scorer import confidence

TABLE = {"bias": -1.0, "object": 2.5, "denied": -3.0}


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ((), 0.269),
        (("object",), 0.818),
        (("object", "denied"), 0.182),
        (("object", "of_nothing"), 0.818),
    ],
    ids=["the bias alone", "a sign", "a sign against it", "a sign without a weight"],
)
def test_a_candidate_is_as_sure_as_the_sum_of_what_was_seen(features: tuple[str, ...], expected: float) -> None:
    assert confidence(features, TABLE) == expected
