"""Check the subjects of the commits: `area: what is now true`, at most 72 characters, no full stop."""

from __future__ import annotations

import re
import subprocess
import sys

SUBJECT = re.compile(r"(?P<area>[a-z0-9_, .-]+): \S.*[^.]$")
LIMIT = 72


def fault(subject: str) -> str | None:
    """Say what is wrong with a subject; None where nothing is."""
    if subject.startswith(("Merge ", "Revert ")):
        return None
    if len(subject) > LIMIT:
        return f"{len(subject)} characters, at most {LIMIT}"
    return None if SUBJECT.fullmatch(subject) else "not of the form `area: what is now true`, without a full stop"


def main() -> int:
    """Look at the last 200 commits; give 1 where one is at fault."""
    command = ["git", "log", "--no-merges", "-200", "--format=%h %s"]  # A shallow clone simply has fewer.
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    faults = [(line, said) for line in lines if (said := fault(line.partition(" ")[2]))]
    for line, said in faults:
        print(f"{line}: {said}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
