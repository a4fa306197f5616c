"""What keeps the memory well over the years: copies of it are made, put back, and what is old is forgotten."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.moving import holding
from monitor.cli.output import counted, print_json, say
from monitor.cli.session import session_of

if TYPE_CHECKING:
    from monitor.ports import Store
    from monitor.settings import Retention

DryRun = Annotated[bool, typer.Option("--dry-run", help="Forget nothing; say what would be.")]
OneObject = Annotated[bool, typer.Option("--json", help="JSON: one object.")]

KINDS = {"articles": "article", "entries": "entry", "notices": "notice", "digests": "digest"}
"""What people are told of, in their order; the rest is what these are found by."""

PAUSE = 0.05
"""Seconds between two steps, in which a daemon that waits for the database has it."""


Backup = Annotated[
    Path | None,
    typer.Argument(metavar="PATH", help="A file, or a folder for one with the time.", show_default="this folder"),
]
Whence = Annotated[Path, typer.Argument(metavar="PATH", help="What `monitor backup` wrote.")]


def backup(context: typer.Context, target: Backup = None) -> None:
    """Write all that is known into one file, while the daemon runs; it is read back and compared before it is named.

    One of the same name is replaced, so that a nightly one may keep its name. Of PostgreSQL it is a file, too, which
    `restore` puts into any database.
    """
    from monitor import wiring

    session = session_of(context)
    session.start_logging()
    target = target or Path()
    if target.is_dir():
        target /= f"monitor-{wiring.utc_now().astimezone():%Y%m%d-%H%M%S}.db"
    rows = wiring.back_up_store(session.database, target)
    say(f"{target}: {holding(rows)}, {target.stat().st_size / 1e6:.1f} MB, read back and compared")


def restore(context: typer.Context, source: Whence) -> None:
    """Put a backup in the database's place; stop the monitor first.

    What was there is kept beside it. PostgreSQL's must be empty: make one, and name it with --database. What was told
    since the backup was written may be told again, since it does not know of that.
    """
    from monitor import wiring

    session = session_of(context)
    session.start_logging()
    rows, before = wiring.restore_store(source, session.database)
    say(f"restored: {holding(rows)}" + (f"; what was there is kept as {before}" if before else ""))


def prune(context: typer.Context, *, dry_run: DryRun = False, as_json: OneObject = False) -> None:
    """Forget what is old: articles in which nothing was announced, notices that were delivered; give their room back.

    The daemon does so by itself each night. Launches, their texts, and who was told of them stay for ever, so that
    nothing is told twice; how long the rest stays, `keep:` in sources.yaml says (90 days). It may run beside a daemon.
    """
    session = session_of(context)
    session.start_logging()
    settings = session.settings_if_any()
    from monitor.settings import Retention

    keep = settings.keep if settings else Retention()
    if keep is None:
        say("nothing is forgotten: `keep: forever` says so")
        return
    with session.memory() as store:
        forgotten = _pruned(store, keep, dry_run=dry_run)
    if as_json:
        print_json({kind: forgotten[kind] for kind in (*KINDS, "bytes")} | {"dry_run": dry_run})
    else:
        say(_told(forgotten, dry_run=dry_run))


def _pruned(store: Store, keep: Retention, *, dry_run: bool) -> Counter[str]:
    from monitor import wiring

    forgotten: Counter[str] = Counter()
    never = threading.Event()
    for kind, number in store.pruning(keep, wiring.utc_now(), dry_run=dry_run):
        forgotten[kind] += number
        if not dry_run:
            never.wait(PAUSE)
    if not dry_run:
        with ExitStack() as rights:
            alone = all(rights.enter_context(right) for right in (store.watching(), store.delivering()))
            for freed in store.shrink(alone=alone):
                forgotten["bytes"] += freed
                never.wait(0 if alone else PAUSE)
    return forgotten


def _told(forgotten: Counter[str], *, dry_run: bool) -> str:
    found = [counted(forgotten[kind], one, kind) for kind, one in KINDS.items() if forgotten[kind]]
    said = ", ".join(found) or "nothing"
    if dry_run:
        return f"would be forgotten: {said}"
    freed = forgotten["bytes"] / 1e6
    return f"forgotten: {said}" + (f"; {freed:.1f} MB given back" if freed else "")
