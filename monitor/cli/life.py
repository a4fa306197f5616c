"""The lives of launches and messages → the lines that `show` prints for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.cli.output import local_time
from monitor.lookup import LaunchLife
from monitor.model import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.lookup import MessageLife
    from monitor.model import Message, Moment


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
    facts = [launch.date, launch.parameters, launch.domain or launch.modality, launch.rumour and "rumour"]
    yield launch.who_and_what
    yield " · ".join([launch.status, *(str(fact) for fact in facts if fact)])
    yield f"{launch.key} · launch {launch.id} · release {launch.release}"
    for correction in life.corrections:
        about = " ".join([*map(str, correction.keys), correction.url]).strip()
        yield f"a person said: {correction.kind} · {about} · {local_time(correction.created_at)}"
    for verdict, article in life.history:
        announcement = verdict.announcement
        status = f"{announcement.status} (rumour)" if announcement.rumour else announcement.status
        yield ""
        yield " · ".join(
            filter(None, [_day_or_time(article.published), article.source_name, article.tier, article.title])
        )
        yield f"    {status} · {announcement.confidence:.2f} · {verdict.kind}: {verdict.reason}"
        yield f"    {announcement.evidence}"
        yield f"    {article.url}"
    for one in life.waiting:
        yield ""
        yield f"waits for the digest of {one.channel} · {one.reason} · {local_time(one.since)}"
    for message in life.messages:
        yield ""
        yield from _message(message)


def _day_or_time(moment: Moment | None) -> str:
    """Write a time in the reader's zone; a date alone stays that date."""
    if moment is None:
        return ""
    return local_time(moment.at) if moment.precision is Precision.TIME else moment.isoformat()


def _message(message: Message) -> Iterator[str]:
    yield f"#{message.code} · to {message.channel} · {message.state} · {local_time(message.created_at)}"
    if message.reply:
        yield f"    {message.reply}"
    if message.digest:
        yield f"    the digest of {message.digest.day}, lines without a launch: {len(message.digest.doubts)}"
        for doubt in message.digest.doubts:
            yield f"    not sure, not sent: {doubt.title} · {doubt.why} · {doubt.url}"
    if message.notice:
        yield f"{message.notice.kind} · {message.notice.about} · {message.notice.count}"
        yield from message.notice.lines
        for one in message.notice.ailments:
            yield f"{one.name} · {one.cause} · since {local_time(one.since)} · {one.reason}"
