"""The values by which two things are the same thing: the canonical URL of an article, the key of a launch."""

from __future__ import annotations

from monitor.fingerprint.launch import launch_key
from monitor.fingerprint.page import is_elsewhere, is_same_story, leads_astray, own_key
from monitor.fingerprint.url import canonical

__all__ = ["canonical", "is_elsewhere", "is_same_story", "launch_key", "leads_astray", "own_key"]
