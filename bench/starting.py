"""What it costs to start the program: `monitor --help` against a bare typer application of two commands."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 21
MOST_TIMES = 1.5
BARE = '''\
import typer

app = typer.Typer(help="Says hello and goodbye.")


@app.command()
def hello(name: str, *, loud: bool = False) -> None:
    """Say hello."""
    typer.echo(f"Hello {name}{'!' * loud}")


@app.command()
def goodbye(name: str) -> None:
    """Say goodbye."""
    typer.echo(f"Goodbye {name}")


app()
'''


def main() -> int:
    """Measure and print; give 1 where the goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bare.py"
        file.write_text(BARE, encoding="utf-8")
        bare, ours = [str(file), "--help"], ["-m", "monitor", "--help"]
        _seconds(bare), _seconds(ours)  # The first time writes the compiled files.
        pairs = [(_seconds(bare), _seconds(ours)) for _ in range(ROUNDS)]  # In turns: a busy machine slows both alike.
    times = statistics.median(one / other for other, one in pairs)
    other, one = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"monitor --help: {one:.3f} s, a bare typer application {other:.3f} s: {times:.2f} x (goal {MOST_TIMES})")
    return int(times > MOST_TIMES)


def _seconds(arguments: list[str]) -> float:
    """Give the time of one whole process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
