"""Environments of peers: made once under the user's cache folder, by pip; each gives its interpreter."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

CACHE = Path.home() / ".cache" / "monitor"


def interpreter_with(name: str, requirements: tuple[str, ...]) -> Path:
    """Make an environment where it is not there yet, or holds something else; give its interpreter.

    Raises:
        OSError: It cannot be written.
        subprocess.CalledProcessError: A package cannot be had; its `stderr` says why.
    """
    place, wanted = CACHE / name, " ".join(requirements)
    stamp, interpreter = place / "ready", place / "bin" / "python"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return interpreter
    venv.create(place, with_pip=True, clear=True)
    for requirement in requirements:  # One by one: pip's resolver fails on all of some sets at once.
        installed = [interpreter, "-m", "pip", "install", "--quiet", requirement]
        subprocess.run(installed, check=True, capture_output=True, text=True)
    stamp.write_text(wanted, encoding="utf-8")
    return interpreter
