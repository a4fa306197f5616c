"""What people ask of the memory: launches, their lives, messages, sources, and (`why`) why something was told or not.

Pure reading through ports; the command line and the page write down what is given here, each in its own way. `why` is
imported from its module by who asks: it brings the detector along, which takes 90 ms to load.
"""

from __future__ import annotations

from monitor.lookup.life import LaunchLife, MessageLife, look_up
from monitor.lookup.records import LAUNCH_FIELDS, correction_record, iso, launch_record, message_record
from monitor.lookup.sources import Pace, SourceView

__all__ = [
    "LAUNCH_FIELDS",
    "LaunchLife",
    "MessageLife",
    "Pace",
    "SourceView",
    "correction_record",
    "iso",
    "launch_record",
    "look_up",
    "message_record",
]
