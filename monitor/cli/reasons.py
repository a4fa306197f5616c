"""Why something was told or not: the question typed, the answer printed."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli.output import conclude, local_time, print_json, print_story, say
from monitor.cli.session import session_of
from monitor.text import one_line

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
    for subject in answer.subjects:
        say(one_line(subject.title))
        print_story((local_time(finding.at), finding.sentence(local_time)) for finding in subject.findings)
        if len(answer.subjects) > 1:
            conclude(f"  {one_line(subject.verdict(local_time))}", good=subject.is_told)
            say()
    conclude(answer.verdict(local_time), good=any(subject.is_told for subject in answer.subjects))
