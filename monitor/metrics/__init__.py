"""What happens, and how a process is, as values → Prometheus's words. The only house of prometheus-client.

Labels have few values, all known beforehand: no source, channel, model or address is one. A series costs whoever stores
it, for as long as it is kept, and a file may name 100,000 sources; which of them fails, the page, `monitor sources` and
the log tell.
"""

from __future__ import annotations

from monitor.metrics.counting import Metrics
from monitor.metrics.levels import CONTENT_TYPE, Identity

__all__ = ["CONTENT_TYPE", "Identity", "Metrics"]
