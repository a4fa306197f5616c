"""Every licence of what people install goes together with ours, and the page of them is of today."""

from __future__ import annotations

from email.message import Message

import pytest
from licences import ALLOWED, ALLOWED_WHERE_OPTIONAL, PAGE, Row, licence_of, permits, rows, written


def said(**fields: str | list[str]) -> Message:
    found = Message()
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            found[name.replace("_", "-")] = each
    return found


def test_what_people_install_goes_together_with_our_licence() -> None:
    assert [row for row in rows() if not row.is_allowed] == []


def test_the_page_of_licences_is_of_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(rows()), "python .ci/licences.py --write"


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        pytest.param(said(License_Expression="MIT OR Apache-2.0", License="GPL"), "MIT OR Apache-2.0", id="expression"),
        pytest.param(said(License="bsd-3-clause"), "BSD-3-Clause", id="field"),
        pytest.param(said(License="MIT", Classifier="License :: OSI Approved :: BSD License"), "MIT", id="field first"),
        pytest.param(
            said(License="a long text", Classifier="License :: OSI Approved :: MIT License"), "MIT", id="text"
        ),
        pytest.param(
            said(Classifier=[f"License :: OSI Approved :: {name}" for name in ("MIT License", "BSD License")]),
            "LicenseRef-BSD AND MIT",
            id="two classifiers",
        ),
        pytest.param(said(Classifier="License :: OSI Approved :: Sleepycat License"), "unknown", id="strange"),
        pytest.param(said(), "unknown", id="none"),
    ],
)
def test_a_licence_is_read_from_what_a_package_says(metadata: Message, licence: str) -> None:
    assert licence_of(metadata) == licence


@pytest.mark.parametrize(
    ("expression", "is_allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("GPL-3.0-only AND MIT OR ISC", True),
        ("MIT AND (GPL-3.0-only OR ISC)", False),
        ("AGPL-3.0-or-later", False),
        ("LGPL-3.0-only", False),
        ("unknown", False),
    ],
)
def test_only_what_can_be_met_with_allowed_licences_is_allowed(expression: str, is_allowed: bool) -> None:  # noqa: FBT001 -- a case's outcome.
    assert permits(expression, ALLOWED) is is_allowed


def test_copyleft_for_libraries_is_for_optional_parts_alone() -> None:
    optional, always = (Row("psycopg", "3", "LGPL-3.0-only", purpose) for purpose in ("cluster", "always"))

    assert permits("LGPL-3.0-only", ALLOWED_WHERE_OPTIONAL)
    assert optional.is_allowed
    assert not always.is_allowed
