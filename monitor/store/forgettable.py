"""What of the store may be forgotten, as conditions: never what was announced, told, corrected, or has the last number.

A number that was given once must not be given again: digests and corrections know by numbers what came after them, and
SQLite gives the number behind the last row that is there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, not_, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from monitor.model import MessageState
from monitor.store.digests import BEGINNING
from monitor.store.tables import (
    AlertRow,
    AnnouncementRow,
    ArticleAliasRow,
    ArticleRow,
    CorrectionRow,
    DigestRow,
    MessageRow,
)
from monitor.store.values import article_key

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlmodel import Session

LONG_AGO = datetime.min.replace(tzinfo=UTC)
DONE = (MessageState.ACCEPTED, MessageState.DISMISSED)


def articles(session: Session, before: datetime) -> ColumnElement[bool]:
    """Give the condition of articles that were published and read before a time, and in which nothing was announced.

    An article that leads a cluster stays with the last of its copies: who tells of a launch is counted by clusters.
    One that a person called missed stays, too: it is gold.
    """
    urls = session.exec(select(CorrectionRow.url).where(col(CorrectionRow.url) != "")).all()
    named = select(ArticleAliasRow.article_id).where(col(ArticleAliasRow.key).in_([article_key(url) for url in urls]))
    said, copy, said_by_copy = AnnouncementRow, aliased(ArticleRow), aliased(AnnouncementRow)
    lasting_copy = exists().where(
        col(copy.cluster_id) == col(ArticleRow.id),
        col(copy.id) != col(ArticleRow.id),
        or_(
            col(copy.sort_at) >= before,
            col(copy.read_at) >= before,
            exists().where(col(said_by_copy.article_id) == col(copy.id)),
            col(copy.id).in_(named),
        ),
    )
    return and_(
        col(ArticleRow.sort_at) < before,
        col(ArticleRow.read_at) < before,
        not_(exists().where(col(said.article_id) == col(ArticleRow.id))),
        col(ArticleRow.id).not_in(named),
        not_(lasting_copy),
        col(ArticleRow.id) < select(func.max(ArticleRow.id)).scalar_subquery(),
    )


def digests(before: datetime) -> ColumnElement[bool]:
    """Give the condition of digests of before a time that are not the last of their channel."""
    last = select(func.max(DigestRow.id)).group_by(col(DigestRow.channel))
    return and_(col(DigestRow.written_at) < before, col(DigestRow.name) != BEGINNING, col(DigestRow.id).not_in(last))


def messages(before: datetime) -> ColumnElement[bool]:
    """Give the condition of messages of before a time that are done with, bear no alert and no digest that stays."""
    last = select(func.max(MessageRow.id)).group_by(col(MessageRow.channel))
    kept_digest = exists().where(col(DigestRow.message_id) == col(MessageRow.id), not_(digests(before)))
    return and_(
        col(MessageRow.state).in_(DONE),
        col(MessageRow.next_at) < before,
        col(MessageRow.created_at) < before,
        not_(exists().where(col(AlertRow.message_id) == col(MessageRow.id))),
        not_(kept_digest),
        col(MessageRow.id).not_in(last),
    )
