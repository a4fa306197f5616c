from __future__ import annotations

import math

from bench.detection.rows import Group, Row, read_rows, write
from bench.detection.train import BIAS, as_toml, descend, fit, prior
from monitor.detect.scorer import confidence
from monitor.detect.words import weights

SMALL = 0.05


def row(number: int, *groups: Group) -> Row:
    return Row(f"https://news.example/{number}", "own", "2026-05-01", number % 5, (), groups)


def test_weights_of_the_package_are_those_that_the_published_rows_give() -> None:
    packaged = weights()

    again = fit(read_rows(), start=packaged)

    moved = {feature: weight for feature, weight in again.items() if abs(weight - packaged.get(feature, 0.0)) > SMALL}
    assert moved == {}
    assert packaged.keys() <= again.keys()


def test_weights_file_stays_small_enough_to_read() -> None:
    assert len(as_toml(weights()).encode()) < 200_000


def test_a_word_that_only_right_records_have_speaks_for_them() -> None:
    right = Group(right=True, candidates=(frozenset({"object", "behind:lantern"}),))
    wrong = Group(right=False, candidates=(frozenset({"object", "behind:harbour"}),))

    learned = fit([row(number, right, wrong) for number in range(20)])

    assert learned["behind:lantern"] > 0 > learned["behind:harbour"]
    assert confidence(right.candidates[0], learned) > confidence(wrong.candidates[0], learned)


def test_a_feature_that_no_article_has_keeps_its_hand_set_weight() -> None:
    learned = fit([row(number, Group(right=True, candidates=(frozenset({"object"}),))) for number in range(5)])

    assert learned["denied"] == prior()["denied"]


def test_a_feature_of_two_articles_is_not_learned() -> None:
    group = Group(right=True, candidates=(frozenset({"object", "behind:rare"}),))

    learned = fit([row(1, group), row(2, group)])

    assert "behind:rare" not in learned


def test_the_bias_alone_learns_the_share_of_right_examples() -> None:
    learned = descend([frozenset({BIAS})] * 100, [True] * 20 + [False] * 80, {}, {})

    assert math.isclose(learned[BIAS], math.log(20 / 80), abs_tol=0.01)


def test_rows_are_read_as_they_were_written(tmp_path) -> None:  # noqa: ANN001
    group = Group(right=True, candidates=(frozenset({"object", "behind:平台"}), frozenset({"subject", "object"})))
    rows = [row(number, group) for number in range(1, 4)]

    write(rows, tmp_path / "rows.jsonl.xz")

    kept = Group(right=True, candidates=group.candidates)
    frequent = {"object", "behind:平台", "subject"}
    assert {feature for one in kept.candidates for feature in one} == frequent
    assert read_rows(tmp_path / "rows.jsonl.xz") == rows
