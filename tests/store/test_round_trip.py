"""Every field of the model's values comes back as it was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store.samples import NOW, due

from monitor.model import (
    Announcement,
    Article,
    ArticleReference,
    Entry,
    Launch,
    LaunchKey,
    Modality,
    Moment,
    Notice,
    NoticeKind,
    Precision,
    SourceHealth,
    SourceState,
    Status,
    Tier,
    Validators,
    Verdict,
    VerdictKind,
)
from monitor.store import open_store
from monitor.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.store import SqlStore

texts = st.text(max_size=40).map(clean)
maybe_texts = st.none() | texts
instants = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- as it asks.
maybe_instants = st.none() | instants
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.builds(Moment, st.datetimes(timezones=zones), st.sampled_from(Precision))
names = st.lists(texts, max_size=3).map(tuple)

states = st.builds(
    SourceState,
    source_id=texts,
    validators=st.builds(Validators, maybe_texts, maybe_texts, maybe_texts),
    checked_at=maybe_instants,
    next_at=maybe_instants,
    health=st.sampled_from(SourceHealth),
    reason=texts,
    since=maybe_instants,
    failures=st.integers(0, 2**31 - 1),
    newest_entry_at=maybe_instants,
    title=texts,
    listed_at=maybe_instants,
    last_window=st.binary(max_size=40),
    overrun_at=maybe_instants,
    overruns=st.integers(0, 2**31 - 1),
    noticed_at=maybe_instants,
)
entries = st.builds(Entry, texts, texts, texts, st.none() | moments, texts)
articles = st.builds(
    Article,
    url=texts,
    title=texts,
    body=texts,
    published=st.none() | moments,
    author=maybe_texts,
    language=texts,
    canonical_url=maybe_texts,
    source_id=texts,
    source_name=texts,
    tier=st.sampled_from(Tier),
    organisation=maybe_texts,
)
announcements = st.builds(
    Announcement,
    model=texts,
    version=maybe_texts,
    organisations=names,
    status=st.sampled_from(Status),
    date=maybe_texts,
    modality=st.sampled_from(Modality),
    domain=maybe_texts,
    parameters=maybe_texts,
    background=st.booleans(),
    named=st.booleans(),
    rumour=st.booleans(),
    confidence=st.floats(0, 1),
    evidence=texts,
)
launches = st.builds(
    Launch,
    key=st.builds(LaunchKey, texts, texts, texts, texts, texts),
    release=texts,
    model=texts,
    version=maybe_texts,
    organisations=names,
    status=st.sampled_from(Status),
    first_seen_at=instants,
    status_at=instants,
    seen_at=instants,
    confidence=st.floats(0, 1),
    date=maybe_texts,
    modality=st.sampled_from(Modality),
    domain=maybe_texts,
    parameters=maybe_texts,
    named=st.booleans(),
    rumour=st.booleans(),
)
news = st.builds(Verdict, st.sampled_from([VerdictKind.NEW, VerdictKind.ADVANCED]), texts, announcements, launches)
no_hurry = settings(deadline=None, max_examples=50)  # The disk and its neighbours decide how long a write takes.
fresh = count()  # What must be unique in a store that all examples share: to make one for each takes too long.


@pytest.fixture(scope="module")
def shared() -> Iterator[SqlStore]:
    store = open_store("sqlite://")
    yield store
    store.close()


@no_hurry
@given(state=states)
def test_a_source_state_comes_back(shared: SqlStore, state: SourceState) -> None:
    shared.record_check(state, [], NOW)

    assert shared.source_states([state.source_id]) == {state.source_id: state}


@no_hurry
@given(entry=entries)
def test_an_entry_comes_back(shared: SqlStore, entry: Entry) -> None:
    source = f"source{next(fresh)}"
    unread = replace(entry, url=f"https://news.example.org/{source}")
    shared.record_check(SourceState(source), [unread], NOW)

    [pending] = shared.unread(source, NOW, 9)

    assert pending.entry == unread
    assert _stated(pending.entry.published) == _stated(entry.published)


@no_hurry
@given(article=articles, verdict=news, at=instants)
def test_all_that_an_article_brings_comes_back(
    shared: SqlStore, article: Article, verdict: Verdict, at: datetime
) -> None:
    name = f"https://news.example.org/article{next(fresh)}"
    read = replace(article, url=name)
    assert verdict.launch is not None
    known = replace(verdict, launch=replace(verdict.launch, key=replace(verdict.launch.key, version=name)))
    shared.record_check(SourceState(name), [Entry(name, name, "")], NOW)
    [pending] = shared.unread(name, NOW, 1)

    with shared.reading(pending, NOW) as reading:
        assert reading is not None
        reading.save(read, [known], [due("team", known, at=at)])

    message = shared.messages()[0]
    [alert] = message.alerts
    stored = replace(known, launch=alert.launch)
    assert known.launch is not None
    assert alert.launch == replace(known.launch, id=alert.launch.id)
    assert shared.launch(alert.launch.id) == alert.launch
    assert shared.history(alert.launch.id) == [(stored, read)]
    assert (alert.announcement, alert.kind) == (known.announcement, known.kind)
    assert alert.article == ArticleReference(read.url, read.title, read.source_name, read.tier, read.published)
    assert _stated(alert.article.published) == _stated(read.published)
    assert (message.channel, message.next_at, message.created_at) == ("team", at, NOW)


@no_hurry
@given(kind=st.sampled_from(NoticeKind), about=texts, lines=names, more=st.integers(0, 2**31 - 1), at=instants)
def test_a_notice_comes_back(
    shared: SqlStore, kind: NoticeKind, about: str, lines: tuple[str, ...], more: int, at: datetime
) -> None:
    notice = Notice(kind, about, lines, more)

    shared.record_notice("team", notice, at)

    message = shared.messages()[0]
    assert (message.notice, message.alerts, message.next_at, message.created_at) == (notice, (), at, at)


def _stated(moment: Moment | None) -> str | None:
    """Equal times in two zones are equal to Python; what was written is not."""
    return moment.at.isoformat() if moment else None
