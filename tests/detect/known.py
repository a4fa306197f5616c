"""The knowledge base that the tests of this room share: it is never changed, and what is built from it is kept."""

from __future__ import annotations

from monitor.knowledge import load_knowledge
from monitor.settings import KnownModel, KnownOrganisation

KNOWLEDGE = load_knowledge()
OWN = load_knowledge((KnownOrganisation("云岭智能"),), (KnownModel("Lite", "云岭智能"),))
