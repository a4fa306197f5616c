"""Copies find their leader, parts are linked, and a source's own lines make no copies: what every store answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import col, func, select
from store.samples import NOW, article, due, entry, launch, told, verdict

from monitor.model import Moment, SourceState, VerdictKind
from monitor.store.residue import LINES_A_SOURCE, LINES_AN_ARTICLE
from monitor.store.tables import ArticleRow, PartRow, ShingleRow, SourceLineRow

if TYPE_CHECKING:
    from monitor.store import SqlStore


def story(seed: int, sentences: int = 6) -> str:
    """Write sentences of Han characters that no other seed has."""
    return "".join(
        "".join(chr(0x4E00 + (seed * 7919 + line * 613 + place * (31 + seed % 97)) % 20_000) for place in range(40))
        + "。"
        for line in range(sentences)
    )


def read(store: SqlStore, name: str, body: str, *, source: str = "alpha", at: object = NOW, title: str = "") -> None:
    store.record_check(SourceState(source), [entry(name)], NOW)
    [pending] = [each for each in store.unread(source, NOW, 9) if each.entry.identity == name]
    with store.reading(pending, NOW) as reading:
        assert reading is not None
        reading.save(article(name, body=body, title=title or name, published=Moment(at)), [verdict(launch())], [])


def clusters(store: SqlStore) -> dict[str, str | None]:
    """Give the title of each article's leader."""
    with store._database.reading() as session:
        rows = session.exec(select(ArticleRow.id, ArticleRow.title, ArticleRow.cluster_id)).all()
    titles = {article_id: title for article_id, title, _ in rows}
    return {title: titles.get(cluster_id) for _, title, cluster_id in rows}


def count(store: SqlStore, table: type) -> int:
    with store._database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_a_reprint_joins_the_cluster_of_the_first_and_another_text_leads_its_own(store: SqlStore) -> None:
    read(store, "first", story(1))
    read(store, "other", story(2))
    read(store, "reprint", f"来源：滇池晚报\n{story(1)}", source="beta")

    assert clusters(store) == {"first": "first", "other": "other", "reprint": "first"}


def test_history_says_whose_text_an_article_copies(store: SqlStore) -> None:
    read(store, "first", story(1))
    read(store, "reprint", story(1), source="beta")

    assert [source.copy_of for _, source in store.history(1)] == [None, "https://news.example.org/first"]


def test_a_copy_that_announces_another_launch_hides_nothing(store: SqlStore) -> None:
    told(store, "first", [verdict(launch("heron"))], body=story(1))
    news = verdict(launch("egret"))
    told(store, "reprint", [news], due("team", news), body=story(1))

    assert [each.model for each in store.launches()] == ["Egret", "Heron"]
    assert [alert.launch.model for message in store.messages() for alert in message.alerts] == ["Egret"]
    assert store.history(2)[0][1].copy_of == "https://news.example.org/first"


def test_a_copy_of_a_copy_joins_the_leader_and_leaves_no_rows(store: SqlStore) -> None:
    read(store, "first", story(1))
    shingles = count(store, ShingleRow)
    read(store, "cut", story(1, 5), source="beta")
    read(store, "cut again", story(1, 4), source="gamma")

    assert set(clusters(store).values()) == {"first"}
    assert count(store, ShingleRow) == shingles


def test_a_reprint_of_a_follow_up_joins_the_leader_that_it_is_less_like(store: SqlStore) -> None:
    follow_up = story(1, 4) + story(2, 2)
    read(store, "first", story(1))
    read(store, "follow-up", follow_up)
    read(store, "reprint", follow_up[: 41 * 5] + story(3, 1), source="beta")

    assert set(clusters(store).values()) == {"first"}


def test_likenesses_make_no_chains(store: SqlStore) -> None:
    read(store, "first", story(1))
    read(store, "second", story(1, 4) + story(2, 2))
    read(store, "third", story(1, 2) + story(2, 4), source="beta")

    assert clusters(store) == {"first": "first", "second": "first", "third": "third"}


def test_parts_are_linked_and_lead_clusters_of_their_own(store: SqlStore) -> None:
    read(store, "excerpt", story(1, 4))
    read(store, "round-up", story(1, 4) + story(2) + story(3), source="beta")
    read(store, "second", story(2), source="gamma")

    assert clusters(store) == {name: name for name in ("excerpt", "round-up", "second")}
    with store._database.reading() as session:
        links = [(row.part_id, row.whole_id) for row in session.exec(select(PartRow))]
    assert links == [(1, 2), (3, 2)]


@pytest.mark.parametrize(("days", "leader"), [(59, "first"), (-59, "first"), (61, "late"), (-61, "late")])
def test_copies_are_looked_for_within_a_window_of_the_articles_own_time(
    store: SqlStore, days: int, leader: str
) -> None:
    read(store, "first", story(1))
    read(store, "late", story(1), source="beta", at=NOW + timedelta(days=days))

    assert clusters(store)["late"] == leader


@pytest.mark.parametrize("body", ["", "短讯。", story(1, 2)], ids=["empty", "short", "below_a_hundred"])
def test_a_short_text_is_in_no_cluster(store: SqlStore, body: str) -> None:
    read(store, "first", body)
    read(store, "second", body, source="beta")

    assert set(clusters(store).values()) == {None}
    assert {source.copy_of for _, source in store.history(1)} == {None}


def test_lines_that_stand_under_three_titles_of_a_source_make_no_copies(store: SqlStore) -> None:
    notice = story(99)
    for number in range(5):
        read(store, f"news {number}", f"{story(number, 3)}\n{notice}")

    found = clusters(store)

    assert [found[f"news {number}"] for number in range(2, 5)] == ["news 2", "news 3", "news 4"]


def test_pages_of_a_sources_own_lines_alone_are_in_no_cluster(store: SqlStore) -> None:
    for number in range(4):
        read(store, f"video {number}", story(99))

    assert [clusters(store)[f"video {number}"] for number in (2, 3)] == [None, None]


def test_what_one_source_writes_under_every_title_is_news_in_another(store: SqlStore) -> None:
    for number in range(3):
        read(store, f"news {number}", story(99))
    read(store, "elsewhere", story(99), source="beta")

    assert clusters(store)["elsewhere"] == "news 0"


def test_one_title_read_thrice_makes_no_line_the_sources_own(store: SqlStore) -> None:
    for number in range(4):
        read(store, f"address {number}", story(1), title="One title")

    assert count(store, PartRow) == 0
    with store._database.reading() as session:
        assert set(session.exec(select(ArticleRow.cluster_id))) == {1}


def test_the_memory_of_a_sources_lines_is_bounded(store: SqlStore) -> None:
    for number in range(LINES_A_SOURCE // LINES_AN_ARTICLE + 3):
        read(store, f"long {number}", "\n".join(f"第{number}篇第{line}行的文字各不相同。" for line in range(500)))
    read(store, "elsewhere", story(1), source="beta")

    with store._database.reading() as session:
        counted = select(SourceLineRow.source_id, func.count(), func.max(col(SourceLineRow.titles)))
        held = {source: number for source, number, _ in session.exec(counted.group_by(SourceLineRow.source_id))}
    assert held["alpha"] <= LINES_A_SOURCE + LINES_AN_ARTICLE
    assert held["beta"] == 6


def test_an_article_read_again_through_another_address_keeps_its_cluster(store: SqlStore) -> None:
    read(store, "first", story(1))
    told(store, "again", [verdict(launch(), VerdictKind.REPEATED)], body=story(2), url="https://news.example.org/first")

    assert clusters(store) == {"first": "first"}
