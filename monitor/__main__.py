"""`python -m monitor` is `monitor`."""

from __future__ import annotations

from monitor.cli import main

if __name__ == "__main__":  # A worker process loads this file, too, under another name.
    main()
