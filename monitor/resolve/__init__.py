"""Announcements and what is known → verdicts with reasons, and the messages that are due."""

from __future__ import annotations

from monitor.resolve.corrected import Standing
from monitor.resolve.interrupting import is_prompt
from monitor.resolve.messages import left_for_digest, messages_due
from monitor.resolve.overdue import overdue
from monitor.resolve.retold import Saying, retold
from monitor.resolve.verdicts import TOLD, families_of, new_launch, resolve

__all__ = [
    "TOLD",
    "Saying",
    "Standing",
    "families_of",
    "is_prompt",
    "left_for_digest",
    "messages_due",
    "new_launch",
    "overdue",
    "resolve",
    "retold",
]
