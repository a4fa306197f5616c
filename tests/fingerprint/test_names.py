"""What reading a name gives before anything is known of it."""

from __future__ import annotations

import pytest

from monitor.fingerprint.names import described, folded, is_series, is_version, without_size, words_of


@pytest.mark.parametrize(
    ("size", "written"),
    [
        ("72b", "720亿"),
        ("500m", "0.5B"),
        ("0.5m", "0.0005B"),
        ("3b", "3 billion"),
        ("2t", "2 trillion"),
        ("1t", "1万亿"),
        ("8x7b", "8x7B"),
        ("235b-a22b", "235B A22B"),
        ("", "7B 72B"),
    ],
)
def test_a_size_is_written_in_one_way(size: str, written: str) -> None:
    assert without_size(folded(f"Heron {written}"))[1] == size


@pytest.mark.parametrize("word", ["3", "3.5", "4o", "k2", "m2.5", "0324"])
def test_numbers_with_or_without_a_letter_are_versions(word: str) -> None:
    assert is_version(word)


@pytest.mark.parametrize("word", ["3d", "128k", "1m", "pro", "e4b", "1.25bit"])
def test_measures_and_words_are_no_versions(word: str) -> None:
    assert not is_version(word)


def test_a_description_has_no_words_of_its_own() -> None:
    assert words_of(folded("通用大模型")) == []
    assert words_of(folded("新一代盘古大模型3.0版")) == ["盘古", "3"]


@pytest.mark.parametrize(
    ("name", "words"), [("通用大模型", ["通用"]), ("大模型", ["大模型"]), ("/", ["-"]), ("?", ["?"])]
)
def test_a_name_without_words_of_its_own_has_some_for_its_key(name: str, words: list[str]) -> None:
    assert described(name) == words


def test_a_letter_and_a_number_are_a_series_and_nothing_behind_them() -> None:
    assert [is_series(word) for word in ("k2", "m2.5", "e4b", "4o", "pro")] == [True, True, False, False, False]
