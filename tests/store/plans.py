"""Statements that were sent to a database → what of them goes through a whole table, by the database's own plan."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

Sent = dict[str, Any]

GROWING = frozenset(
    {
        *("article", "article_alias", "entry", "sketch", "shingle", "part", "source_line", "source_state"),
        *("launch", "announcement", "announcement_search", "message", "alert"),
    }
)
"""Tables that have a row more with each article, or for each source; corrections, digests and days are few."""

OF_FEW = frozenset({"message_by_acceptance", "message_by_lease", "notice_by_time"})
"""Indices that hold few rows of their table, and may be read whole."""

_ROWS = 1_000_000
_SCAN = re.compile(r"^SCAN (\w+?)(?:_\d+)?(?: USING (?:COVERING )?INDEX (\w+)| VIRTUAL TABLE INDEX 0:)?$")


@contextmanager
def heard() -> Iterator[Sent]:
    """Gather the statements that are sent to any database, each with one set of its values."""
    sent: Sent = {}

    def hear(_connection: object, _cursor: object, statement: str, values: Any, _context: object, many: bool) -> None:  # noqa: ANN401, FBT001 -- SQLAlchemy's own.
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            sent.setdefault(statement, values[0] if many else values)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def pretend_to_have_grown(connection: Connection) -> None:
    """Let PostgreSQL take its tables for large ones, since it reads small ones whole whatever index there is."""
    if connection.dialect.name == "postgresql":
        for table in GROWING:
            connection.exec_driver_sql(
                f"UPDATE pg_class SET reltuples = {_ROWS}, relpages = 1 WHERE relname = '{table}'"  # noqa: S608 -- a constant.
            )
        for way in ("seqscan", "hashjoin", "mergejoin"):  # Chosen by numbers that a small table cannot give.
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")


def walked(connection: Connection, statement: str, values: Any) -> set[str]:  # noqa: ANN401 -- the driver's own.
    """Give the growing tables that a statement reads from end to end, through an index or without."""
    if connection.dialect.name == "sqlite":
        lines = (row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values))
        found = {scan[1] for line in lines if (scan := _SCAN.match(line)) and scan[2] not in OF_FEW}
    else:
        read = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar()
        found = set(_walked_in((read if isinstance(read, list) else json.loads(read))[0]["Plan"]))
    return found & GROWING


def _walked_in(node: dict[str, Any], table: str = "") -> Iterator[str]:
    kind, table = node["Node Type"], node.get("Relation Name", table)
    is_whole = "Index Cond" not in node and node.get("Index Name") not in OF_FEW
    if kind == "Seq Scan" or (kind.endswith(("Index Scan", "Index Only Scan")) and is_whole):
        yield table
    for inner in node.get("Plans", ()):
        yield from _walked_in(inner, table)
