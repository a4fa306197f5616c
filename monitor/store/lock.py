"""A right that one process of a machine has at a time → a lock file, which the system frees however its holder dies."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from monitor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def sole_holder(path: Path) -> Iterator[bool]:
    """Hold the lock file at `path` by flock(2); give False where another process holds it.

    Raises:
        StoreError: The file cannot be opened.
    """
    try:
        lock = path.open("ab")
    except OSError as error:
        raise StoreError(f"the file {path} cannot be opened ({error.strerror}); let this user write it") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
