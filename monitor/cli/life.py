"""The lives of launches and messages → the lines that `show` prints for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.cli.output import local_time
from monitor.lookup import LaunchLife
from monitor.model import joined_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.lookup import MessageLife
    from monitor.model import Message


def lines_of(found: LaunchLife | MessageLife) -> Iterator[str]:
    """Give all that is known of a launch or message."""
    if isinstance(found, LaunchLife):
        yield from _launch(found)
        return
    yield from _message(found.message)
    for launch in found.launches:
        yield ""
        yield from _launch(launch)


def _launch(life: LaunchLife) -> Iterator[str]:
    launch = life.launch
    who_and_what = f"{'、'.join(launch.organisations)} {joined_name(launch.model, launch.version)}".strip()
    facts = [launch.date, launch.parameters, launch.domain or launch.modality, launch.rumour and "rumour"]
    yield who_and_what
    yield " · ".join([launch.status, *(str(fact) for fact in facts if fact)])
    yield f"{launch.key} · launch {launch.id} · release {launch.release}"
    for correction in life.corrections:
        about = " ".join([*map(str, correction.keys), correction.url]).strip()
        yield f"a person said: {correction.kind} · {about} · {local_time(correction.created_at)}"
    for verdict, article in life.history:
        announcement, at = verdict.announcement, article.published.isoformat() if article.published else ""
        yield ""
        yield " · ".join(filter(None, [at, article.source_name, article.tier, article.title]))
        yield f"    {announcement.status} · {announcement.confidence:.2f} · {verdict.kind}: {verdict.reason}"
        yield f"    {announcement.evidence}"
        yield f"    {article.url}"
    for message in life.messages:
        yield ""
        yield from _message(message)


def _message(message: Message) -> Iterator[str]:
    yield f"#{message.code} · to {message.channel} · {message.state} · {local_time(message.created_at)}"
    if message.reply:
        yield f"    {message.reply}"
    if message.notice:
        yield f"{message.notice.kind} · {message.notice.about} · {message.notice.count}"
        yield from message.notice.lines
