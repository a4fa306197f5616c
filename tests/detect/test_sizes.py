from __future__ import annotations

import pytest

from monitor.detect.sizes import folded
from monitor.model import Announcement, Modality, Status


def told(version: str | None, confidence: float = 0.9, status: Status = Status.RELEASED) -> Announcement:
    return Announcement(
        model="Larkspur",
        version=version,
        organisations=(),
        status=status,
        date=None,
        modality=Modality.TEXT,
        confidence=confidence,
        evidence="",
    )


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        pytest.param(["2-7B", "2-13B"], [("2", "7B、13B")], id="sizes"),
        pytest.param(["2-7B-Base", "2-7B-Chat", "2-13B-Chat-4bits"], [("2", "7B、13B")], id="sizes and packaging"),
        pytest.param(["30B-A3B", "235B-A22B"], [(None, "30B-A3B、235B-A22B")], id="total and active size"),
        pytest.param(["2", "2-7B", "2-13B"], [("2", "7B、13B")], id="the family beside its sizes"),
        pytest.param(["2-7B", "2-Math-7B"], [("2-7B", None), ("2-Math-7B", None)], id="a member of its own"),
        pytest.param(["2-7B-Base", "2-7B-Chat"], [("2-7B-Base", None), ("2-7B-Chat", None)], id="one size alone"),
        pytest.param(["2-7B-1M", "2-14B-1M"], [("2-7B-1M", None), ("2-14B-1M", None)], id="a context is no size"),
    ],
)
def test_sizes_and_packaging_of_one_model_are_one_record(
    versions: list[str], expected: list[tuple[str | None, str | None]]
) -> None:
    found = folded([told(version) for version in versions])

    assert [(one.version, one.parameters) for one in found] == expected


def test_what_is_in_doubt_is_not_folded_into_what_is_told() -> None:
    sure, doubted = told("2-7B"), told("2-13B", confidence=0.3)

    assert folded([sure, doubted]) == [sure, doubted]


def test_a_plan_is_not_folded_into_what_is_out() -> None:
    out, planned = told("2-7B"), told("2-72B", status=Status.UPCOMING)

    assert folded([out, planned]) == [out, planned]
