"""`replay`: items of the past, what the program would have known and told of them, and when."""

from __future__ import annotations

import lzma
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.bulk import parsed_lines, unreadable
from monitor.cli.output import counted, print_json_lines, say
from monitor.cli.session import FAILED, session_of
from monitor.cli.workbench import told_article
from monitor.errors import MonitorError, UsageError
from monitor.model import VerdictKind, joined_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from monitor.model import Launch
    from monitor.ports import Store
    from monitor.replay import Item, Replay

What = Annotated[str, typer.Argument(metavar="FILE|-", help="Items as for detect --jsonl; .xz is read as it is.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, one launch a line, the summary last.")]
Keep = Annotated[
    Path | None,
    typer.Option("--keep", metavar="FILE", help="Keep what was learned as a new database, for show, why and launches."),
]
Record = dict[str, Any]


def replay(context: typer.Context, what: What, *, keep: Keep = None, as_json: AsJson = False) -> None:
    """Say what would have been told of items of the past, message by message; nothing is sent."""
    from monitor import wiring
    from monitor.replay import CHANNEL, Replay
    from monitor.settings import Audience, MessageTimes

    session = session_of(context)
    session.start_logging()
    settings = session.settings() if session.config else None
    if keep and keep.exists():
        raise UsageError(f"--keep {keep}: this file exists; a replay begins with nothing, so name a new one")
    items, failures = _items(what)
    store = wiring.open_store(f"sqlite:///{keep}" if keep else "sqlite://")
    try:
        times = settings.messages if settings else MessageTimes()
        audience = wiring.audience_of(settings) if settings else Audience((CHANNEL.name,))
        channels = wiring.channels_of(settings) if settings else (CHANNEL,)
        run = Replay(store, wiring.load_knowledge(settings), times, audience, channels=channels)
        started = time.perf_counter()
        with _progress(len(items)) as on_item:
            run.run(items, on_item)
        launches, summary = _report(run, store, len(items), time.perf_counter() - started)
    finally:
        store.close()
    if as_json:
        print_json_lines([*failures, *launches, summary])
    else:
        _show(launches, summary, failures)
    if failures:
        raise typer.Exit(FAILED)


def _items(what: str) -> tuple[list[Item], list[Record]]:
    """Read all items; give those that can be used, and a record of each that cannot."""
    from dataclasses import replace

    from monitor.replay import Item

    items: list[Item] = []
    failures: list[Record] = []
    names: set[str] = set()
    with _opened(what) as lines:
        for name, outcome in parsed_lines(lines):
            if isinstance(outcome, MonitorError):
                failures.append({"id": name, "error": str(outcome)})
                continue
            if str(name) in names:  # An article is known by it: the second would be taken for the first, and be lost.
                failures.append({"id": name, "error": "an item before has this id; give each its own"})
                continue
            names.add(str(name))
            try:
                article = told_article(outcome)
            except MonitorError as error:
                failures.append({"id": name, "error": str(error)})
                continue
            items.append(Item(str(name), replace(article, url=article.url or str(name))))
    return items, failures


@contextmanager
def _opened(what: str) -> Iterator[Iterable[bytes]]:
    if what == "-":
        yield sys.stdin.buffer
        return
    try:
        with _binary(what) as lines:
            yield lines
    except (OSError, ValueError, lzma.LZMAError, EOFError) as error:
        raise UsageError(unreadable(what, error)) from error


def _binary(what: str) -> IO[bytes]:
    return lzma.open(what) if what.endswith(".xz") else Path(what).open("rb")


def _report(run: Replay, store: Store, items: int, seconds: float) -> tuple[list[Record], Record]:
    launches = sorted(store.launches(), key=lambda launch: launch.id)
    records = [_launch(launch, run, store) for launch in launches]
    keys = {launch.id: str(launch.key) for launch in launches}
    messages = [
        {
            "id": sent.id,
            "at": _iso(sent.at),
            "launches": [keys[number] for number in sent.launch_ids],
            "reason": sent.reason,
            "item": sent.item,
            "text": sent.text,
        }
        for sent in run.messages
    ]
    digests = [
        {
            "at": _iso(digest.at),
            "launches": [keys[number] for number in digest.launch_ids],
            "id": digest.id,
            "channel": digest.channel,
            "text": digest.text,
        }
        for digest in run.digests
    ]
    counts = {"items": items, "launches": len(records), "seconds": round(seconds, 3)}
    return records, {"messages": messages, "digests": digests, **counts}


def _launch(launch: Launch, run: Replay, store: Store) -> Record:
    history = store.history(launch.id)
    risen = [
        (verdict.launch, article)
        for verdict, article in history
        if verdict.launch and verdict.kind in {VerdictKind.NEW, VerdictKind.ADVANCED}
    ]
    return {
        "launch": str(launch.key),
        "release": launch.release,
        "organisations": list(launch.organisations),
        "model": launch.model,
        "version": launch.version,
        "statuses": [
            {"status": known.status.value, "at": _iso(known.status_at), "item": run.names[article.url]}
            for known, article in risen
        ],
        "items": list(dict.fromkeys(run.names[article.url] for _, article in history)),
        "copies": list(dict.fromkeys(run.names[article.url] for _, article in history if article.copy_of)),
        "messages": [sent.id for sent in run.messages if launch.id in sent.launch_ids],
    }


def _show(launches: list[Record], summary: Record, failures: list[Record]) -> None:
    """Print messages and digests in the order in which they would have come, and the counts."""
    for told in sorted((*summary["messages"], *summary["digests"]), key=lambda one: str(one["at"])):
        what = f"{told['reason']} · {told['item']}" if "reason" in told else "digest"
        say(f"━━ {told['at']} · {what}")
        say(f"{told['text']}\n")
    for failure in failures:
        say(f"item {failure['id']}: {failure['error']}")
    told = {key for message in (*summary["messages"], *summary["digests"]) for key in message["launches"]}
    quiet = [record for record in launches if record["launch"] not in told]
    for record in quiet:
        say(f"not sent: {record['launch']}  {joined_name(record['model'], record['version'])}")
    counts = (counted(summary["items"], "item"), counted(len(launches), "launch", "launches"))
    sent = (counted(len(summary["messages"]), "message"), counted(len(summary["digests"]), "digest"))
    say(f"{' · '.join((*counts, *sent))} · {summary['seconds']:.1f} s")


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """Show a bar on a terminal while items are read."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("items"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("items", total=total)
        yield lambda: progress.advance(task)


def _iso(at: datetime) -> str:
    from monitor import wiring

    return at.astimezone(wiring.HOME_ZONE).isoformat(timespec="seconds")
