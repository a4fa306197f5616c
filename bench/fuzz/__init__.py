"""What strangers may send us, and what must hold whatever they do: one property a target, asked by two engines.

Targets are plain functions of bytes. `tests/test_fuzz.py` asks each a hundred times in CI, by hypothesis;
`python -m bench.fuzz` asks for minutes, by atheris, which looks for bytes that reach new lines of the program.
"""

from __future__ import annotations

from bench.fuzz.target import Target

__all__ = ["Target"]
