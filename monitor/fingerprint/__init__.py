"""The values by which two things are the same thing: an article's URL, its text's sketch, a listing, a launch's key."""

from __future__ import annotations

from monitor.fingerprint.launch import launch_key
from monitor.fingerprint.listing import PARTS, listing_of, lists, marks_of
from monitor.fingerprint.page import is_elsewhere, is_same_story, leads_astray, own_key
from monitor.fingerprint.released import KNOWN_BEFORE, releases_of
from monitor.fingerprint.sketch import Kinship, Likeness, Sketch, compare, sketch, sketch_of
from monitor.fingerprint.url import canonical

__all__ = [
    "KNOWN_BEFORE",
    "PARTS",
    "Kinship",
    "Likeness",
    "Sketch",
    "canonical",
    "compare",
    "is_elsewhere",
    "is_same_story",
    "launch_key",
    "leads_astray",
    "listing_of",
    "lists",
    "marks_of",
    "own_key",
    "releases_of",
    "sketch",
    "sketch_of",
]
