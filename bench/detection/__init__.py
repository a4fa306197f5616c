"""How good and how fast detection is, and how its weights are learned.

Run from the project's root:

    python -m bench.detection                     the table: development sets, labelled archive, speed
    python -m bench.detection.rows                labelled texts → rows.jsonl.xz (needs the texts)
    python -m bench.detection.train               rows.jsonl.xz → monitor/detect/lexicon/weights.toml
    python -m bench.detection.crossvalidation     what the weights are worth on articles that they were not fitted on
    python -m bench.detection.faults              our own items → what is read wrongly of each (faults.json)
    python -m bench.detection.seen                sentences, one rule each → all that is seen in them (seen.txt)

The texts lie beside the project in `../shared` (`--shared` for another place) and are never copied; rows hold features,
labels and addresses. After any change to names, frames or words: rows, train, faults and seen, in that order.
"""

from __future__ import annotations


def main() -> int:
    """Print the table; for `bench/run.py`."""
    from .__main__ import main as table

    return table([])
