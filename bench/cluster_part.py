"""`monitor` whose User-Agent tells its process, so that the world knows which worker asked."""

from __future__ import annotations

import os

from monitor.cli import main
from monitor.http import HttpClient

HttpClient.__init__.__kwdefaults__["contact"] = f"process {os.getpid()}"

if __name__ == "__main__":
    main()
