"""A model's written name → its words, folded so that spellings of one name give the same words, and its size."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

from monitor.text import compact, fold

_TABLES = tomllib.loads(resources.files(__package__).joinpath("names.toml").read_text("utf-8"))
VARIANTS = frozenset(_TABLES["variants"])
SYNONYMS: dict[str, str] = _TABLES["synonyms"]
_PACKAGING = frozenset(_TABLES["packaging"])
_CHINESE_VARIANTS: dict[str, str] = _TABLES["chinese_variants"]

_HAN = "㐀-鿿"
_CHINESE_VARIANT = re.compile("|".join(sorted(_CHINESE_VARIANTS, key=len, reverse=True)))
_DIGITS = dict(zip("零〇一二三四五六七八九两", "001234567892", strict=True))
_NUMERAL = "[零〇一二三四五六七八九十两]{1,12}"
_POINT = re.compile(rf"(\d+|{_NUMERAL})\s*点\s*(\d+|{_NUMERAL})")
_ORDINAL = re.compile(rf"(?<![新下上同])第?({_NUMERAL})\s*(?=代|版)")
_EDITION = re.compile(r"(?<=[\d.])\s*(?:代|正式)|(?<=[a-z\d.])\s*版本?|版本")
_PLUS = re.compile(r"(?<=[a-z\d])\+(?![a-z\d])")
# An address or an interface writes 4.7 as `claude-opus-4-7`; longer numbers are dates and sizes.
_SLUG = re.compile(r"(?<![\d.])(?<!\d-)([1-9])-(\d)(?![\d.a-z]|-\d)")
_SIZE = re.compile(
    r"(?:(?<![a-z\d.])|(?<=[a-z]{2}))(\d+x)?([1-9]\d*(?:\.\d+)?|0\.\d+)\s*(b|t|亿|万亿|(?<=\d\d)m|billion|trillion)"
    r"(?:[ -]?a(\d+(?:\.\d+)?)b)?(?![a-z\d])(?:级?的?参数(?:规模)?|级)?的?"
)
_MILLIONS = {"m": 1, "亿": 100, "b": 1e3, "billion": 1e3, "万亿": 1e6, "t": 1e6, "trillion": 1e6}
_MAGNITUDE = re.compile(r"[十百千万]+亿级?(?:参数)?的?")
_MODEL = re.compile(r"大?模型")
_GENERIC = re.compile(
    rf"(?:{'|'.join(_TABLES['nouns'])})*大?模型|{'|'.join(_TABLES['generic'])}|通用(?=\s|$)"
    r"|\b(?:large language|foundation) models?\b|\bearly access\b"
)
_FIELD = re.compile(rf"(?<=[a-z\d])[ -]*(?:{'|'.join(_TABLES['nouns'] + _TABLES['fields'])})+大?模型")
# A letter and its number are one word however they are glued (`k2`, `k-2`), as are a number and its letter (`4o`).
_LETTER_NUMBER = re.compile(r"(?<![^\W_])([a-z])[ -](?=\d)")
_NUMBER_LETTER = re.compile(r"(?<=\d)[ -](?=[a-z](?![a-z\d]))")
_WORD = re.compile(
    rf"[{_HAN}]+"
    r"|(?:fp|bf|int)\d+(?![a-z\d])"
    r"|\d+(?:\.\d+)*[ -]?bit(?![a-z\d])|\d+(?:\.\d+)*[a-z](?![a-z])"  # 1.25bit; 4o, 3n, 3d, 128k.
    r"|[a-z]\d+(?:\.\d+)*[a-z]?(?![a-z\d])"  # K2, o3, M2.5, V3; E4B.
    rf"|[^\W\d_{_HAN}]+|\d+(?:\.\d+)*"
)
_BITS = re.compile(r"\d+(?:\.\d+)*[ -]?bit")  # How its weights are stored, as int4 says: the same model.
_PLAIN_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)")
_SERIES = re.compile(r"[a-z]\d+(?:\.\d+)*")
_VERSION = re.compile(r"\d+(?:\.\d+)*(?![kdm])[a-z]?")


def folded(name: str) -> str:
    """Fold a name and write its numerals, editions and points in one way: 第三代 as 3, 三点五 as 3.5, Pro版 as pro."""
    text = fold(name)
    if not text.isascii():
        text = _CHINESE_VARIANT.sub(lambda match: f" {_CHINESE_VARIANTS[match[0]]} ", text)
        text = _POINT.sub(lambda match: f"{_number(match[1])}.{_decimals(match[2])}", text)
        text = _ORDINAL.sub(lambda match: _number(match[1]), text)
        text = _EDITION.sub(" ", text)
    return _SLUG.sub(r"\1.\2", _PLUS.sub(" plus", text))


def without_size(name: str) -> tuple[str, str]:
    """Take the sizes out of a folded name; several in one name are one launch without a size (the contract, §4)."""
    sizes = {_size(match) for match in _SIZE.finditer(name)}
    return _MAGNITUDE.sub(" ", _SIZE.sub(" ", name)), sizes.pop() if len(sizes) == 1 else ""


def words_of(name: str) -> list[str]:
    """Give the words of a folded name that tell it from others; none where it only describes (通用大模型)."""
    telling = _LETTER_NUMBER.sub(r"\1", _NUMBER_LETTER.sub("", _GENERIC.sub(" ", name)))
    words = (word for word in _WORD.findall(telling) if word not in _PACKAGING and not _BITS.fullmatch(word))
    return [_version_of(word) for word in words]


def without_field(name: str) -> str:
    """Take the description behind the Latin name of an unknown family off: PonyWorld世界模型 is PonyWorld."""
    return _FIELD.sub(" ", name)


def described(name: str) -> list[str]:
    """Give the words of a name that is nothing but a description (通用大模型), or no words at all."""
    whole = compact(name)
    return _WORD.findall(_MODEL.sub("", whole)) or _WORD.findall(whole) or [whole.replace("/", "-")]


def is_version(word: str) -> bool:
    """Tell whether a word is a version: a number, perhaps with a letter (3.5, 4o, k2), but no measure (3d, 128k)."""
    return bool(_VERSION.fullmatch(word) or _SERIES.fullmatch(word))


def is_series(word: str) -> bool:
    """Tell whether a word is a letter and a number (k2, o3)."""
    return _SERIES.fullmatch(word) is not None


def _version_of(word: str) -> str:
    """`v3` and `v3.0` are `3`; `3.0` is `3`; `k2`, `4o` and `0324` stay."""
    bare = match[1] if (match := _PLAIN_VERSION.fullmatch(word)) else word
    return re.sub(r"(?:\.0)+$", "", bare)


def _number(numeral: str) -> str:
    """Read 三, 十二 or 二〇二三 as digits; digits stay."""
    if numeral.isdigit():
        return numeral
    if "十" not in numeral:
        return _decimals(numeral)
    tens, _, ones = numeral.partition("十")
    return str(int(_decimals(tens) or "1") * 10 + int(_decimals(ones.replace("十", "")) or "0"))


def _decimals(numeral: str) -> str:
    return "".join(_DIGITS.get(digit, digit) for digit in numeral if digit != "十" or numeral == "十")


def _size(match: re.Match[str]) -> str:
    """Write 720亿, 72B and 72 billion as 72b, 0.5B and 500M as 500m, 1000B as 1t."""
    experts, number, unit, active = match.groups()
    millions = float(number) * _MILLIONS[unit]
    scale, letter = next((scale, letter) for scale, letter in ((1e6, "t"), (1e3, "b"), (0, "m")) if millions >= scale)
    return f"{experts or ''}{millions / (scale or 1):.10g}{letter}{f'-a{active}b' if active else ''}"
