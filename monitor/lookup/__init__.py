"""What people ask of the memory: launches, their lives, messages, sources, and why something was told or not.

Pure reading through ports; the command line and the page write down what is given here, each in its own way.
"""

from __future__ import annotations

from monitor.lookup.life import LaunchLife, MessageLife, look_up
from monitor.lookup.records import LAUNCH_FIELDS, iso, launch_record, message_record
from monitor.lookup.sources import SourceView

__all__ = [
    "LAUNCH_FIELDS",
    "LaunchLife",
    "MessageLife",
    "SourceView",
    "iso",
    "launch_record",
    "look_up",
    "message_record",
]
