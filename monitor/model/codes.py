"""A message's number ↔ the code that people see and type."""

from __future__ import annotations

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U, so nothing is misread.
CODE_BITS = 20
CODE_FACTOR = 0x9E375  # Any odd factor permutes the numbers below 2**20, so that neighbours do not look alike.


def message_code(number: int) -> str:
    """Write a message's number as four (later more) letters and digits; different numbers give different codes."""
    high, low = divmod(number, 1 << CODE_BITS)
    mixed = (high << CODE_BITS) | (low * CODE_FACTOR % (1 << CODE_BITS))
    code = ""
    while mixed or len(code) < CODE_BITS // 5:
        mixed, digit = divmod(mixed, 32)
        code = CODE_ALPHABET[digit] + code
    return code


def message_number(code: str) -> int | None:
    """Give back the number behind a code, or None where it is not one. `#`, case and I L O are forgiven."""
    folded = code.strip().lstrip("#").upper().translate(str.maketrans("ILO", "110"))
    if not folded or any(letter not in CODE_ALPHABET for letter in folded):
        return None
    mixed = 0
    for letter in folded:
        mixed = mixed * 32 + CODE_ALPHABET.index(letter)
    if mixed >= 1 << 63:  # No database numbers its rows that high.
        return None
    high, low = divmod(mixed, 1 << CODE_BITS)
    return (high << CODE_BITS) | (low * pow(CODE_FACTOR, -1, 1 << CODE_BITS) % (1 << CODE_BITS))
