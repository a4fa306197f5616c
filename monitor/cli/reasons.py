"""Why something was told or not: the question typed, the answer printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.output import conclude, local_time, print_json, say
from monitor.cli.session import session_of
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.lookup.causes import Answer

What = Annotated[
    str,
    typer.Argument(
        metavar="NAME|URL", help="A model's name, an article's address, a launch's number or key, a message's code."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON: one object.")]


def why(context: typer.Context, what: What, *, as_json: AsJson = False) -> None:
    """Say why something was told or was not."""
    from monitor import wiring
    from monitor.lookup.why import why as ask

    session = session_of(context)
    session.start_logging()
    settings = session.settings_if_any()
    sources, channels = (settings.sources, wiring.channels_of(settings)) if settings else ((), ())
    with session.memory() as store:
        answer = ask(what, store, sources, wiring.load_knowledge(settings), wiring.utc_now(), channels)
    if as_json:
        print_json(answer.record())
        return
    for line in _lines(answer):
        say(line)
    conclude(answer.verdict(local_time), good=any(subject.is_told for subject in answer.subjects))


def _lines(answer: Answer) -> Iterator[str]:
    for subject in answer.subjects:
        yield one_line(subject.title)
        for finding in subject.findings:
            yield f"  {local_time(finding.at):16}  {one_line(finding.sentence(local_time))}"
        if len(answer.subjects) > 1:
            yield f"  {one_line(subject.verdict(local_time))}"
            yield ""
