"""The name of a repository on a hub of models says what is announced; sizes and formats of one model are one launch."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from detect.known import KNOWLEDGE
from hypothesis import given
from hypothesis import strategies as st

from monitor.detect import announced_by_repository
from monitor.fingerprint import launch_key
from monitor.model import Announcement, Article, Modality, Moment, Status

AT = Moment(datetime(2026, 3, 1, 9, tzinfo=UTC))


def announced(identifier: str, organisation: str | None = None) -> Announcement | None:
    article = Article("https://hub.example/x", identifier, identifier, AT, organisation=organisation)
    found = announced_by_repository(article)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("identifier", "model", "version", "modality"),
    [
        ("yunling/Qingluan3-8B", "Qingluan", "3", Modality.TEXT),
        ("yunling/Qingluan-4.6", "Qingluan", "4.6", Modality.TEXT),
        ("yunling/Qingluan-K2-Instruct-0905", "Qingluan", "K2-0905", Modality.TEXT),
        ("yunling/Qingluan-V3.1-Base", "Qingluan", "V3.1", Modality.TEXT),
        ("yunling/Qingluan3-VL-30B-A3B-Instruct-FP8", "Qingluan", "3-VL", Modality.MULTIMODAL),
        ("yunling/Qingluan-V-4_5-gguf", "Qingluan-V", "4.5", Modality.TEXT),
        ("yunling/Qingluan2.5-Coder-1.5B-Instruct-GGUF", "Qingluan", "2.5-Coder", Modality.CODE),
        ("yunling/Qingluan-Flash-Chat", "Qingluan-Flash", None, Modality.TEXT),
        ("yunling/Qingluan-8x7B-v0.1", "Qingluan", "v0.1", Modality.TEXT),
        ("yunling/Qingluan3-8B-MLX-4bit", "Qingluan", "3", Modality.TEXT),
        ("yunling/Qing-Luan3-8B", "Qing-Luan", "3", Modality.TEXT),
        ("yunling/Qingluan-3+Plus", "Qingluan-3+Plus", None, Modality.TEXT),
        ("Qingluan", "Qingluan", None, Modality.TEXT),
    ],
)
def test_a_name_is_cut_into_model_and_version(
    identifier: str, model: str, version: str | None, modality: Modality
) -> None:
    found = announced(identifier, "云岭智能")

    assert found is not None
    assert (found.model, found.version, found.modality) == (model, version, modality)
    assert (found.organisations, found.status, found.date) == (("云岭智能",), Status.OPEN_SOURCED, "2026-03-01")
    assert (found.evidence, found.parameters) == (identifier, None)


def test_the_owner_of_a_repository_speaks_where_nobody_else_does() -> None:
    found = announced("yunling/Qingluan3")

    assert found is not None
    assert found.organisations == ("yunling",)


@pytest.mark.parametrize("name", ["Qingluan3-lora", "Qingluan-Tokenizer", "Qingluan3-8B-eagle3", "test", ""])
def test_what_is_a_part_or_a_trial_announces_nothing(name: str) -> None:
    assert announced(f"yunling/{name}") is None


def test_all_sizes_and_formats_of_a_release_are_one_launch() -> None:
    names = (
        "Qingluan3-0.6B",
        "Qingluan3-8B-Instruct",
        "Qingluan3-32B-AWQ",
        "Qingluan3-235B-A22B-FP8",
        "Qingluan3-8B-GGUF",
    )
    keys = set()
    for name in names:
        found = announced(f"yunling/{name}")
        assert found is not None
        keys.add(str(launch_key(found.model, found.version, found.organisations, KNOWLEDGE)))

    assert len(keys) == 1


@given(st.text(max_size=80))
def test_no_identifier_is_a_crash(identifier: str) -> None:
    announced(identifier)


def test_a_repository_without_a_day_has_no_date() -> None:
    (found,) = announced_by_repository(Article("https://hub.example/x", "yunling/Qingluan-3", ""))

    assert (found.date, found.model, found.version) == (None, "Qingluan", "3")
