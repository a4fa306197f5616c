from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.tree import Tree, UnreadableTreeError, parse_tree


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("no", "no", id="norway"),
        pytest.param("on", "on", id="on"),
        pytest.param("y", "y", id="y"),
        pytest.param("12:30", "12:30", id="clock"),
        pytest.param("010", "010", id="octal"),
        pytest.param("1_000", "1_000", id="underscore"),
        pytest.param("2024-05-01", "2024-05-01", id="date"),
        pytest.param("1e3", "1e3", id="float"),
        pytest.param("true", True, id="true"),
        pytest.param("False", False, id="title-case-false"),
        pytest.param('"true"', "true", id="quoted-true"),
        pytest.param("~", None, id="tilde"),
        pytest.param("", None, id="nothing"),
        pytest.param('""', "", id="empty-text"),
        pytest.param("${KEY}", "${KEY}", id="variable"),
    ],
)
def test_scalars_stay_what_they_look_like(written: str, meant: object) -> None:
    tree = parse_tree(f"key: {written}\n")

    assert tree.value == {"key": meant}


def test_every_value_and_key_knows_its_line_and_column() -> None:
    tree = parse_tree("a:\n  - 盘古: x\n    b: [1, 2]\n")

    assert tree.value == {"a": [{"盘古": "x", "b": ["1", "2"]}]}
    assert (tree.places["a", 0, "盘古"].line, tree.places["a", 0, "盘古"].column) == (2, 9)
    assert (tree.key_places["a", 0, "b"].line, tree.key_places["a", 0, "b"].column) == (3, 5)
    assert (tree.places["a", 0, "b", 1].line, tree.places["a", 0, "b", 1].column) == (3, 12)


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    levels = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]

    with pytest.raises(UnreadableTreeError, match="anchors") as caught:
        parse_tree("\n".join(levels))

    assert (caught.value.fault.place.line, caught.value.fault.place.column) == (1, 5)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 100_000, id="lists"),
        pytest.param("- " * 100_000, id="blocks"),
        pytest.param("{a: " * 99, id="maps"),
    ],
)
def test_depth_is_refused_before_anything_recurses(text: str) -> None:
    with pytest.raises(UnreadableTreeError, match="deeper than 20"):
        parse_tree(text)


@given(st.text(alphabet=st.sampled_from("abc: -[]{}\"'\n#&*!|>?%@`~${}，：\t\r\x85\u2028"), max_size=60))
def test_any_text_gives_a_tree_or_one_fault(text: str) -> None:
    said = ""

    try:
        tree = parse_tree(text)
    except UnreadableTreeError as error:
        tree, said = Tree(), error.fault.message

    assert "\n" not in said
    assert all(place.line >= 1 and place.column >= 1 for place in tree.places.values())
