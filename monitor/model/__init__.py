"""The vocabulary: the values that pass between stages, named as in the README's list of words.

All are frozen. Times that end in `_at` are aware and in UTC. A partial date is text, `2023-07-07` or `2023-07`.
"""

from __future__ import annotations

from monitor.model.ailing import Ailment, Cause
from monitor.model.codes import message_code, message_number
from monitor.model.correcting import Correction, CorrectionKind
from monitor.model.digests import Ailing, Digest, DigestDue, DigestKnown, Doubt, Kept
from monitor.model.launching import (
    Announcement,
    Launch,
    LaunchKey,
    Modality,
    ReadArticle,
    Status,
    Verdict,
    VerdictKind,
    Voice,
    Witness,
    joined_name,
)
from monitor.model.reading import (
    Article,
    ArticleReference,
    ArticleSeen,
    Document,
    Entry,
    ListedEntry,
    Moment,
    PendingEntry,
    Precision,
    Sighting,
    SourceHealth,
    SourceState,
    Tier,
    Validators,
)
from monitor.model.telling import (
    Alert,
    Known,
    Message,
    MessageDue,
    MessageState,
    Notice,
    NoticeKind,
    Telling,
    Undelivered,
    Wait,
    Waiting,
)

__all__ = [
    "Ailing",
    "Ailment",
    "Alert",
    "Announcement",
    "Article",
    "ArticleReference",
    "ArticleSeen",
    "Cause",
    "Correction",
    "CorrectionKind",
    "Digest",
    "DigestDue",
    "DigestKnown",
    "Document",
    "Doubt",
    "Entry",
    "Kept",
    "Known",
    "Launch",
    "LaunchKey",
    "ListedEntry",
    "Message",
    "MessageDue",
    "MessageState",
    "Modality",
    "Moment",
    "Notice",
    "NoticeKind",
    "PendingEntry",
    "Precision",
    "ReadArticle",
    "Sighting",
    "SourceHealth",
    "SourceState",
    "Status",
    "Telling",
    "Tier",
    "Undelivered",
    "Validators",
    "Verdict",
    "VerdictKind",
    "Voice",
    "Wait",
    "Waiting",
    "Witness",
    "joined_name",
    "message_code",
    "message_number",
]
