"""Announcements and what is known → verdicts with reasons, and the messages that are due."""

from __future__ import annotations

from monitor.resolve.messages import is_prompt, left_for_digest, messages_due
from monitor.resolve.overdue import overdue
from monitor.resolve.verdicts import families_of, resolve

__all__ = ["families_of", "is_prompt", "left_for_digest", "messages_due", "overdue", "resolve"]
