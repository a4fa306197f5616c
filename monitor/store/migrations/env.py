"""Tells alembic which connection to migrate: the one, with its open transaction, that `schema` hands over."""

from __future__ import annotations

from alembic import context

from monitor.store.migrations import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # SQLite's tables can be made and altered in a transaction, whatever alembic assumes.
    render_as_batch=True,
)
context.run_migrations()
