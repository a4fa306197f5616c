"""Whether two things are known as one: each module measures one of the keys and prints its own table."""

from __future__ import annotations

from deduplication import texts


def main() -> int:
    """Give 1 where a goal is missed."""
    return texts.main()
