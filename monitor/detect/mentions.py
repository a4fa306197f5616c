"""All mentions of an article → what each knows from the others: a fuller name, that it is a model, that it is none."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.detect.grammar import stem_of
from monitor.text import compact, has_han

if TYPE_CHECKING:
    from monitor.detect.candidates import Candidate
    from monitor.detect.lore import Lore

_PROVEN = frozenset(
    {"called", "noun", "defined", "colon", "model_word", "trained", "sized", "parameters", "echo_model"}
)
_OF_UNPROVEN = frozenset({"about_models", "about_other"})  # Who is called a model needs no hint that it may be one.
_HOSTED = frozenset({"foreign", "served"})
_OTHERWISE = frozenset({"other_before", "other_behind", "defined_other", "product", "agent"})


def with_full_names(found: list[Candidate], lore: Lore) -> list[Candidate]:
    """Give a bare version the model that the article elsewhere writes before it: M2.7 → MiniMax M2.7."""
    full = {one.name.version: one.name for one in found if one.name.known and one.name.version}
    result = []
    for one in found:
        whole = full.get(one.name.model)
        name = replace(one.name, model=whole.model, version=whole.version, known=True) if whole else one.name
        result.append(replace(one, name=name, key=lore.key_of(name.model, name.version)) if whole else one)
    return result


def with_article_features(found: list[Candidate]) -> list[Candidate]:
    """Let every mention of a name know what its other mentions show: that it is a model, or that it is none."""
    company = {one.key for one in found if one.name.known and one.name.version}
    in_title = frozenset().union(*(one.features for one in found if one.sentence.in_title))
    versus = {compact(one.name.full) for one in found if one.sentence.in_title and "versus" in one.features}
    by_model: dict[str, set[str]] = {}
    by_name: dict[str, set[str]] = {}
    for one in found:
        by_model.setdefault(compact(stem_of(one.name.model)), set()).update(one.features)
        by_name.setdefault(compact(one.name.full), set()).update(one.features)
    enriched = []
    for one in found:
        told = by_name[compact(one.name.full)]
        first = compact(re.split("[ -]", one.name.model)[0])
        shown = by_model[compact(stem_of(one.name.model))] | by_model.get(first, set())
        is_proven = one.name.known or shown & _PROVEN
        extra = set() if is_proven else {"unproven", *told & {"field"}}
        otherwise = told & _OTHERWISE or "defined_other" in shown
        extra |= {"is_other"} if otherwise and not one.name.known else set()
        extra |= {"known_other"} if told & {"other_before", "other_behind"} and one.name.known else set()
        extra |= {"hosted"} if told & _HOSTED else set()
        extra |= {"versus"} if compact(one.name.full) in versus else set()
        extra |= {"defined_elsewhere"} if _is_defined_otherwise(one, by_model) else set()
        extra |= {"hosted_in_title"} if "served" in in_title and told & _HOSTED else set()
        extra |= {"among_models"} if not is_proven and company and not has_han(one.sentence.text) else set()
        features = (one.features | extra) - (frozenset() if "unproven" in extra else _OF_UNPROVEN)
        enriched.append(replace(one, features=features))
    return enriched


def _is_defined_otherwise(one: Candidate, by_model: dict[str, set[str]]) -> bool:
    """Tell whether a name that nobody knows is defined as something else elsewhere, and nowhere as a model."""
    shown = by_model[compact(stem_of(one.name.model))]
    proven = one.name.known or shown & {"defined", "noun", "called"}
    return not proven and "defined_other" in shown and "defined_other" not in one.features
