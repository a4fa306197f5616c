"""Announcements and what is known → verdicts with reasons, and the messages that are due."""

from __future__ import annotations

from monitor.resolve.corrected import Standing
from monitor.resolve.digest import STILL_OVERDUE, DigestTerms, digest_of, latest_of
from monitor.resolve.interrupting import is_prompt
from monitor.resolve.messages import messages_due
from monitor.resolve.overdue import overdue
from monitor.resolve.retold import Saying, retold
from monitor.resolve.routes import Hearing, applying_routes, hearing
from monitor.resolve.storm import gathered_at
from monitor.resolve.verdicts import TOLD, families_of, new_launch, recalled_by, resolve

__all__ = [
    "STILL_OVERDUE",
    "TOLD",
    "DigestTerms",
    "Hearing",
    "Saying",
    "Standing",
    "applying_routes",
    "digest_of",
    "families_of",
    "gathered_at",
    "hearing",
    "is_prompt",
    "latest_of",
    "messages_due",
    "new_launch",
    "overdue",
    "recalled_by",
    "resolve",
    "retold",
]
