"""A short entry, `preset: hf_org`, turned into the long one that it stands for; the head of presets.yaml says how."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from monitor import packs
from monitor.config import values
from monitor.config.faults import did_you_mean, quoted
from monitor.config.shapes import SourceShape
from monitor.config.tree import parse_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.config.faults import Location
    from monitor.config.reader import Reader
    from monitor.config.secrets import Secrets

_BRACES = re.compile(r"\{(\w+)\}")


@cache
def presets() -> dict[str, Any]:
    """Give all presets by name, as presets.yaml has them."""
    found: dict[str, Any] = parse_tree(packs.read_presets()).value["presets"]
    return found


def expanded(reader: Reader, location: Location, entry: Mapping[str, Any], secrets: Secrets) -> dict[str, Any] | None:
    """Expand an entry with a preset; None where it cannot be, which is taken down."""
    name = entry["preset"]
    if name not in presets():
        hint = did_you_mean(str(name), presets()) or f": write one of {', '.join(sorted(presets()))}"
        reader.fault((*location, "preset"), f"{quoted(name)} is no preset{hint}")
        return None
    preset = presets()[name]
    routes = preset.get("routes", ())
    filling = {
        key: _parameter(reader, (*location, key), entry.get(key), usual, partial(_revealed, secrets, key in routes))
        for key, usual in preset["parameters"].items()
    }
    known = {*SourceShape.model_fields, *filling, "preset"}
    for key in entry.keys() - known:
        reader.unknown_key((*location, key), known)
    if None in filling.values():
        return None
    own = {key: value for key, value in entry.items() if key in SourceShape.model_fields}
    made: dict[str, Any] = _filled(preset["source"], filling)
    return made | own


def _parameter(
    reader: Reader, location: Location, given: object, usual: str | None, read: Callable[[str], str]
) -> str | None:
    if given is None:
        if usual is None:
            reader.fault(location, "missing: the preset needs it")
        return usual
    if not isinstance(given, str):
        reader.fault(location, "must be text")
        return None
    return reader.value(location, read, given)


def _revealed(secrets: Secrets, is_route: bool, text: str) -> str:  # noqa: FBT001 -- a preset's word on a parameter.
    expanded = secrets.expand(text)
    try:
        return values.route(expanded) if is_route else values.parameter(expanded)
    except ValueError as error:  # It quotes what it refuses, which may be a secret.
        raise ValueError(str(error).replace(quoted(expanded), quoted(text))) from error


def _filled(part: Any, filling: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- whatever YAML holds.
    if isinstance(part, dict):
        return {key: _filled(inner, filling) for key, inner in part.items()}
    if isinstance(part, list):
        return [_filled(inner, filling) for inner in part]
    return _BRACES.sub(lambda found: filling.get(found[1], found[0]), part) if isinstance(part, str) else part
