"""Makes the first schema: sources, entries, articles, launches, announcements, messages, alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _make_polling_tables()
    _make_launch_tables()
    _make_outbox_tables()


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _whole(name: str, *, nullable: bool = False, refers_to: str | None = None) -> sa.Column[int]:
    references = [sa.ForeignKey(refers_to)] if refers_to else []
    return sa.Column(name, sa.Integer(), *references, nullable=nullable)


def _flag(name: str, *, nullable: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _make_polling_tables() -> None:
    op.create_table(
        "source_state",
        sa.Column("source_id", sa.Text(), primary_key=True),
        *(_text(name, nullable=True) for name in ("etag", "last_modified", "body_hash")),
        _time("checked_at", nullable=True),
        _time("next_at", nullable=True),
        _text("health"),
        _text("reason"),
        _time("since", nullable=True),
        _whole("failures"),
        _time("newest_entry_at", nullable=True),
    )
    op.create_table(
        "article",
        _number(),
        sa.Column("canonical", sa.Text(), nullable=False, unique=True),
        *(_text(name) for name in ("url", "title", "body")),
        *(_text(name, nullable=True) for name in ("published", "author")),
        _text("language"),
        _text("canonical_url", nullable=True),
        *(_text(name) for name in ("source_id", "source_name", "tier")),
        _text("organisation", nullable=True),
        _time("sort_at"),
        _time("read_at"),
    )
    op.create_table(
        "entry",
        _number(),
        *(_text(name) for name in ("source_id", "identity", "canonical", "url", "title")),
        _text("published", nullable=True),
        _text("summary"),
        _text("state"),
        _whole("attempts"),
        _time("next_at", nullable=True),
        _text("reason"),
        _whole("article_id", nullable=True, refers_to="article.id"),
        _time("sort_at"),
        _time("first_seen_at"),
        sa.UniqueConstraint("source_id", "identity", name="one_entry_a_source"),
    )
    op.create_index("entry_by_due", "entry", ["source_id", "next_at"])
    op.create_index("entry_by_canonical", "entry", ["canonical"])


def _make_launch_tables() -> None:
    op.create_table(
        "launch",
        _number(),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        *(_text(f"key_{part}") for part in ("organisation", "family", "version", "variant", "size")),
        *(_text(name) for name in ("release", "model")),
        _text("version", nullable=True),
        *(_text(name) for name in ("organisations", "status")),
        _time("first_seen_at"),
        _time("status_at"),
        _text("date", nullable=True),
        _text("modality"),
        *(_text(name, nullable=True) for name in ("domain", "parameters")),
        _flag("named"),
        _flag("rumour"),
        _text("names"),
    )
    op.create_index("launch_by_family", "launch", ["key_family"])
    op.create_index("launch_by_change", "launch", ["status_at"])
    op.create_table(
        "announcement",
        _number(),
        _whole("article_id", refers_to="article.id"),
        _whole("launch_id", nullable=True, refers_to="launch.id"),
        _text("model"),
        _text("version", nullable=True),
        *(_text(name) for name in ("organisations", "status")),
        _text("date", nullable=True),
        _text("modality"),
        *(_text(name, nullable=True) for name in ("domain", "parameters")),
        *(_flag(name) for name in ("background", "named", "rumour")),
        sa.Column("confidence", sa.Float(), nullable=False),
        *(_text(name) for name in ("evidence", "kind", "reason")),
        _text("previous", nullable=True),
        _text("launch_status", nullable=True),
        _time("launch_status_at", nullable=True),
        _text("launch_date", nullable=True),
        _flag("launch_rumour", nullable=True),
        _time("created_at"),
    )
    op.create_index("announcement_by_article", "announcement", ["article_id"])
    op.create_index("announcement_by_launch", "announcement", ["launch_id"])


def _make_outbox_tables() -> None:
    op.create_table(
        "message",
        _number(),
        *(_text(name) for name in ("channel", "state")),
        _whole("attempts"),
        _time("next_at"),
        _time("lease_until", nullable=True),
        _text("reply"),
        _time("created_at"),
        _time("accepted_at", nullable=True),
    )
    op.create_index("message_by_due", "message", ["state", "next_at"])
    op.create_table(
        "alert",
        _number(),
        _text("channel"),
        _whole("launch_id", refers_to="launch.id"),
        _whole("rank"),
        _whole("announcement_id", refers_to="announcement.id"),
        _whole("message_id", refers_to="message.id"),
        _time("created_at"),
        sa.UniqueConstraint("channel", "launch_id", "rank", name="one_alert_a_status"),
    )
    op.create_index("alert_by_launch", "alert", ["launch_id"])
    op.create_index("alert_by_message", "alert", ["message_id"])
