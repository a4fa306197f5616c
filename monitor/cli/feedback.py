"""`feedback`: what a person says of what was told, obeyed at once, remembered, taken back, given out as gold."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.output import complain, local_time, print_json, print_json_lines, print_table, say
from monitor.cli.session import FAILED, NO_SETTINGS, session_of
from monitor.errors import UsageError
from monitor.model import CorrectionKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.cli.session import Session
    from monitor.correcting import Corrector
    from monitor.model import Correction
    from monitor.ports import Store
    from monitor.settings import Settings

Which = Annotated[
    str | None,
    typer.Argument(metavar="ID|URL|missed", help="A launch's number or key; an article of which a doubt is lifted."),
]
Word = Annotated[
    str | None, typer.Argument(metavar="WORD", help="wrong, right, merge OTHER or split; behind missed, the address.")
]
Other = Annotated[str | None, typer.Argument(metavar="OTHER", help="The launch that a merged one becomes.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take it back.")]
Export = Annotated[bool, typer.Option("--export", help="Corrected articles as gold for detect, JSON, one a line.")]
Model = Annotated[str | None, typer.Option(metavar="NAME", help="Which of several that are doubted in an article.")]
Private = Annotated[bool, typer.Option("--allow-private", help="Admit an address of this machine or network.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON: one array of all corrections.")]

USAGE = "say `feedback ID wrong|right|merge OTHER|split`, `feedback URL right` or `feedback missed URL`"


def feedback(  # noqa: PLR0913 -- each is a word or option of the command.
    context: typer.Context,
    *,
    which: Which = None,
    word: Word = None,
    other: Other = None,
    undo: Undo = False,
    export: Export = False,
    model: Model = None,
    allow_private: Private = False,
    as_json: AsJson = False,
) -> None:
    """Correct what was told: no launch, a sure one, two that are one, one that is two, one that was missed.

    It is obeyed at once and from then on, and --undo takes it back. Without words, all corrections are listed.
    A doubted announcement is named by its article: monitor feedback URL right.
    """
    session = session_of(context)
    session.start_logging()
    if export:
        _export(session)
    elif which is None:
        _list(session, as_json=as_json)
    elif which == CorrectionKind.MISSED:
        _missed(context, session, _only(word, other), undo=undo, allow_private=allow_private)
    else:
        say(
            _taken_back(session, which)
            if undo and word is None
            else _corrected(session, which, _words(word, other), model, undo=undo)
        )


def _words(word: str | None, other: str | None) -> tuple[CorrectionKind, str | None]:
    kinds = {kind.value: kind for kind in CorrectionKind if kind is not CorrectionKind.MISSED}
    if word not in kinds:
        raise UsageError(f"{word} is no correction; {USAGE}" if word else USAGE)
    return kinds[word], other


def _only(word: str | None, other: str | None) -> str:
    if word is None or other is not None:
        raise UsageError(USAGE)
    return word


def _corrected(
    session: Session, which: str, words: tuple[CorrectionKind, str | None], model: str | None, *, undo: bool
) -> str:
    kind, other = words
    if (kind is CorrectionKind.MERGE) != (other is not None) and not (undo and other is None):
        raise UsageError(USAGE)
    with session.memory() as store, _corrector(store, session.settings_if_any()) as corrector:
        if "://" in which:
            if kind is not CorrectionKind.RIGHT:
                raise UsageError(f"an article is held right or missed; name the launch that is {kind}")
            return corrector.forget(kind, which) if undo else corrector.vouch(which, model)
        return corrector.obey(kind, which, other, undo=undo)


def _taken_back(session: Session, which: str) -> str:
    """Take back what was last said of a launch or an article, whatever it was."""
    with session.memory() as store, _corrector(store, session.settings_if_any()) as corrector:
        return corrector.undo_last(which) if "://" in which else corrector.undo_last(corrector.named(which))


def _missed(context: typer.Context, session: Session, url: str, *, undo: bool, allow_private: bool) -> None:
    from monitor.cli.reading import read

    if "://" not in url:
        raise UsageError(f"{url} is no address; {USAGE}")
    settings = session.settings_if_any()
    with session.store() as store, _corrector(store, settings) as corrector:
        said = corrector.forget(CorrectionKind.MISSED, url) if undo else corrector.miss(url)
    if said is not None:
        say(said)
    elif settings is not None:
        read(context, url, allow_private=allow_private)
    else:
        complain(f"remembered as missed, but not read: there are no settings to read it with; {NO_SETTINGS}")
        raise typer.Exit(FAILED)


@contextmanager
def _corrector(store: Store, settings: Settings | None) -> Iterator[Corrector]:
    from monitor import wiring

    with wiring.correcting(settings, store) as corrector:
        yield corrector


def _list(session: Session, *, as_json: bool) -> None:
    from monitor.lookup import correction_record

    with session.memory() as store:
        corrections = store.corrections()
    if as_json:
        print_json([correction_record(one) for one in corrections])
        return
    if not corrections:
        complain("no correction yet: `monitor feedback ID wrong` makes one, `monitor launches` shows the IDs")
        return
    columns = ("at", "kind", "of", "undone")
    print_table(columns, [_row(one) for one in corrections])


def _row(correction: Correction) -> tuple[str, ...]:
    about = " ".join(filter(None, [*map(str, correction.keys), correction.url]))
    return local_time(correction.created_at), correction.kind, about, local_time(correction.undone_at)


def _export(session: Session) -> None:
    from monitor import wiring
    from monitor.lookup.gold import gold

    with session.memory() as store:
        records: list[dict[str, Any]] = gold(store, wiring.load_knowledge(session.settings_if_any()))
    print_json_lines(records)
