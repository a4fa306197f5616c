"""Turns a source's address into a Document, or nothing where it has not changed: polite, conditional requests."""

from __future__ import annotations

from monitor.fetch.fetcher import HttpFetcher
from monitor.fetch.manners import Manners

__all__ = ["HttpFetcher", "Manners"]
