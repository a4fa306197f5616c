"""Traditional Chinese → simplified, character for character: what patterns match on; evidence is quoted as written."""

from __future__ import annotations

from functools import cache

from monitor.detect.words import character_pairs

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
    return text.translate(_table()) if any(one in text for one in _TELLING) else text


@cache
def _table() -> dict[int, int]:
    pairs = character_pairs()
    return {ord(one): ord(other) for one, other in zip(pairs[::2], pairs[1::2], strict=True) if one != other}
