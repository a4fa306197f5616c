"""Messages in the outbox → people: rendered, sent by the sender of their channel, and recorded as accepted or refused.

The only house of apprise. A message leaves the outbox only with the provider's own words of acceptance.
"""

from __future__ import annotations

from monitor.notify.lane import Lane
from monitor.notify.outbox import DeliveryReport, deliver
from monitor.notify.rendering import Rendered, render
from monitor.notify.rendering.words import words_for
from monitor.notify.senders import check_channel, lane_for, make_sender, provider_of

__all__ = [
    "DeliveryReport",
    "Lane",
    "Rendered",
    "check_channel",
    "deliver",
    "lane_for",
    "make_sender",
    "provider_of",
    "render",
    "words_for",
]
