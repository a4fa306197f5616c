"""The shapes turned into JSON Schema, with which editors complete and check `sources.yaml` while it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from monitor import packs
from monitor.config.presets import presets
from monitor.config.shapes import FileShape, add_meanings

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

_DIALECT = "http://json-schema.org/draft-07/schema#"  # What editors' YAML servers read in full.


class _Plain(GenerateJsonSchema):
    """Leaves out what helps nobody who writes: null for each key that may be left out, and our inner defaults."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Describe what a key may hold."""
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Describe what a key may hold."""
        return self.generate_inner(schema["schema"])


def schema() -> dict[str, Any]:
    """Give the JSON Schema of `sources.yaml`; names of starter packs and presets are in it."""
    whole = FileShape.model_json_schema(schema_generator=_Plain)
    add_meanings(whole, FileShape)
    _, starter, source = whole["properties"]["sources"]["items"]["anyOf"]
    starter["properties"]["starter"]["enum"] = list(packs.pack_names())
    parameters = {key for preset in presets().values() for key in preset["parameters"]}
    source["properties"] |= {
        "preset": {"enum": sorted(presets()), "description": "Stands for a longer entry"},
        **{key: {"type": ["string", "number"], "description": "Of a preset"} for key in sorted(parameters)},
    }
    plain: dict[str, Any] = _untitled(whole)
    return {"$schema": _DIALECT, "title": "sources.yaml of monitor"} | plain


def _untitled(part: Any) -> Any:  # noqa: ANN401 -- whatever JSON holds.
    """Leave out titles, which only repeat keys and the names of our classes; a key of the file may be called so."""
    if isinstance(part, dict):
        kept = {key: value for key, value in part.items() if key != "title" or isinstance(value, dict)}
        return {key: _untitled(value) for key, value in kept.items()}
    return [_untitled(value) for value in part] if isinstance(part, list) else part
