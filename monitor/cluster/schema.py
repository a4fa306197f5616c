"""Makes procrastinate's tables beside ours, and brings them to the installed version, one step a transaction.

It ships the steps as SQL and leaves running them to its users. Which was the last stands in the comment of its table.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from procrastinate.schema import SchemaManager

from monitor.cluster.queue import speaking
from monitor.errors import StoreError
from monitor.log import get_logger

if TYPE_CHECKING:
    from psycopg import AsyncConnection

    from monitor.cluster.queue import Queue

log = get_logger(__name__)

SIGNED = "monitor: "
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('monitor queue', 0))"
THERE = "SELECT to_regclass('procrastinate_jobs'), obj_description(to_regclass('procrastinate_jobs'), 'pg_class')"


async def prepare(queue: Queue) -> list[str]:
    """Bring the queue's schema to the installed version, however many do so at a time; give the steps that it took.

    Raises:
        StoreError: A newer version made it, or the database does not let this user.
    """
    taken = []
    with speaking():
        while step := await _step(queue):
            log.info("queue's schema upgraded", step=step)
            taken.append(step)
    return taken


async def _step(queue: Queue) -> str | None:
    """Take the next step that is missing, in one transaction; give its name, or None where there is none."""
    steps = _steps()
    newest = max(steps)
    async with queue.pool.connection() as connection:
        await connection.execute(ALONE)
        [there, comment] = await (await connection.execute(THERE)).fetchone() or (None, None)
        if there is None:
            await connection.execute(SchemaManager.get_schema().encode())
            await _sign(connection, newest)
            return newest
        if comment is None or not comment.startswith(
            SIGNED
        ):  # Made by its own command, of the version that is installed.
            await _sign(connection, newest)
            return None
        last = comment.removeprefix(SIGNED)
        if last > newest:
            raise StoreError(
                f"the queue was made by a newer procrastinate (schema {last}, this one knows {newest}); "
                "update this machine's, too"
            )
        following = min((name for name in steps if name > last), default=None)
        if following:
            await connection.execute(steps[following].read_bytes())
            await _sign(connection, following)
        return following


async def _sign(connection: AsyncConnection[Any], step: str) -> None:
    await connection.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{SIGNED}{step}'".encode())


@cache
def _steps() -> dict[str, Path]:
    return {path.stem: path for path in Path(SchemaManager.get_migrations_path()).glob("*.sql")}
