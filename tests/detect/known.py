"""The knowledge base that the tests of this room share: it is never changed, and what is built from it is kept."""

from __future__ import annotations

from monitor.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
