"""The JSON Schema that editors read: current, and of one mind with the loader."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from config.starting import delivered

from monitor import packs
from monitor.config import schema

ROOT = Path(__file__).parents[2]
TYPES = {"string": str, "number": (int, float), "integer": int, "boolean": bool, "array": list, "object": dict}
BEGINNERS = """\
channels: ["${FEISHU_URL}"]
follow: [华为, DeepSeek]
digest: "08:30"
sources: [{starter: zh}, https://example.org/rss/]
"""
WHOLE = """\
version: 1
defaults: {every: [5m, 6h], timezone: Asia/Shanghai}
hosts: {hub.example.org: {parallel: 4, spacing: 0.5s}}
sources:
  - {id: hub, preset: hf_org, org: Qwen, base: https://mirror.example.org}
  - {id: 360, kind: page, url: https://x.example.org/, select: {item: li}, article: {body: [p, div], date: .time}}
include: [sources.d/*.yaml]
routes: [{channels: [team], status: [released], min_confidence: 0.7, continue: true}]
messages: {wait: 0s}
web: "off"
"""


def fits(value: object, part: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Tell whether a value fits that part of JSON Schema which ours uses."""
    if "$ref" in part:
        part = whole["$defs"][part["$ref"].rpartition("/")[2]]
    if "anyOf" in part and not any(fits(value, choice, whole) for choice in part["anyOf"]):
        return False
    if value not in part.get("enum", [value]) or value != part.get("const", value):
        return False
    named = part.get("type", list(TYPES))
    types = [TYPES[name] for name in ([named] if isinstance(named, str) else named)]
    if not any(isinstance(value, kind) for kind in types):
        return False
    if isinstance(value, str):
        return re.search(part.get("pattern", ""), value) is not None
    if isinstance(value, list):
        return all(fits(item, part.get("items", {}), whole) for item in value)
    return not isinstance(value, dict) or fits_keys(value, part, whole)


def fits_keys(value: dict[str, object], part: dict[str, Any], whole: dict[str, Any]) -> bool:
    known, others = part.get("properties", {}), part.get("additionalProperties", {})
    if not set(part.get("required", ())) <= value.keys() or (others is False and value.keys() - known.keys()):
        return False
    return all(fits(inner, known.get(key, others), whole) for key, inner in value.items())


def test_the_file_beside_sources_yaml_is_current() -> None:
    stored = (ROOT / "sources.schema.json").read_text(encoding="utf-8")

    assert stored == json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def test_sources_yaml_tells_editors_of_it() -> None:
    first = delivered().partition("\n")[0]

    assert first == "# yaml-language-server: $schema=./sources.schema.json"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BEGINNERS, id="beginner"),
        pytest.param(WHOLE, id="whole"),
        pytest.param(delivered(), id="start"),
        *[pytest.param(packs.read_pack(name), id=name) for name in packs.pack_names()],
    ],
)
def test_what_loads_fits_the_schema(text: str) -> None:
    whole = schema()

    assert fits(yaml.safe_load(text), whole, whole)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("chanels: []", id="key"),
        pytest.param("sources: [{starter: zz}]", id="pack"),
        pytest.param("sources: [{url: a, every: 5}]", id="interval"),
        pytest.param("sources: [{url: a, select: {itm: li}}]", id="inner-key"),
        pytest.param("routes: [{channels: [a], status: [gone]}]", id="status"),
        pytest.param("web: maybe", id="web"),
    ],
)
def test_what_does_not_load_does_not_fit_the_schema(text: str) -> None:
    whole = schema()

    assert not fits(yaml.safe_load(text), whole, whole)
