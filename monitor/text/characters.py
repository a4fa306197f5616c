"""Traditional Chinese → simplified, character for character: what patterns match on; evidence is quoted as written."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

# Characters that nearly every traditional text holds and no simplified one: most articles need no folding at all.
_TELLING = (
    "發",
    "開",
    "與",
    "國",
    "個",
    "說",
    "這",
    "為",
    "會",
    "機",
    "學",
    "實",
    "業",
    "對",
    "將",
    "語",
    "訊",
    "釋",
    "於",
)


def simplified(text: str) -> str:
    """Give a text in simplified characters; its length stays, so that offsets point into the original."""
    return each_simplified(text) if any(one in text for one in _TELLING) else text


def each_simplified(text: str) -> str:
    """Give a text in simplified characters, a part of a text as in the whole: what fingerprints are made of."""
    return text.translate(_table())


@cache
def _table() -> dict[int, int]:
    data = tomllib.loads(resources.files(__package__).joinpath("traditional.toml").read_text("utf-8"))
    pairs = "".join(data["pairs"].split())
    return {ord(one): ord(other) for one, other in zip(pairs[::2], pairs[1::2], strict=True) if one != other}
