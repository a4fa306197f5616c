"""Many machines: one elected scheduler defers what is due, any number of workers check it. The house of procrastinate.

Due-ness lives in the store. A job only carries it: the due sources of one host, so that no host is asked by two workers
at a time; it is never scheduled ahead, and one that is lost is deferred again, since its sources remain due.
"""

from __future__ import annotations

from monitor.cluster.limits import Limits
from monitor.cluster.queue import address_of, open_queue
from monitor.cluster.scheduling import schedule
from monitor.cluster.schema import prepare
from monitor.cluster.standing import Standing, standing
from monitor.cluster.working import CONCURRENCY, work

__all__ = ["CONCURRENCY", "Limits", "Standing", "address_of", "open_queue", "prepare", "schedule", "standing", "work"]
