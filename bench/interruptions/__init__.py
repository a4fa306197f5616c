"""What a reader of the alerts would be told of the archive's 79 days, and how much of it is of no use.

Run from the project's root:

    python -m bench.interruptions                      replays the archive (two minutes) and prints the table
    python -m bench.interruptions --keep OUT.jsonl     keeps what the replay said; --replayed OUT.jsonl reads it again
    python -m bench.interruptions --family deepseek    the life of one family, message by message
    python -m bench.interruptions --messages           every message with what is said of it, to be read

`judgements.jsonl` holds what people who read the messages said of them, by address and launch, without texts. A message
that nobody has read yet is counted by the labels of its item, and listed.
"""

from __future__ import annotations


def main() -> int:
    """Print the table; for `bench/run.py`."""
    from .__main__ import main as table

    return table([])
