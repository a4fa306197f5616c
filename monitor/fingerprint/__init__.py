"""The values by which two things are the same thing: the canonical URL of an article, the key of a launch."""

from __future__ import annotations

from monitor.fingerprint.launch import launch_key
from monitor.fingerprint.url import canonical

__all__ = ["canonical", "launch_key"]
