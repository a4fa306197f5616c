"""One machine: a single pass, or day and night: the ticker, reload, drain."""

from __future__ import annotations

from monitor.daemon.once import PassReport, once
from monitor.daemon.page import page_alone
from monitor.daemon.run import FirstLook, run

__all__ = ["FirstLook", "PassReport", "once", "page_alone", "run"]
