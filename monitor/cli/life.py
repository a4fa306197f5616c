"""The lives of launches and messages → the lines that `show` prints for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.cli.output import local_time
from monitor.cli.workbench import remarks
from monitor.lookup import LaunchLife
from monitor.model import Precision, Wait

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from monitor.lookup import MessageLife
    from monitor.model import Message, Moment
    from monitor.settings import Channel

WAITS = {
    Wait.UNFOLLOWED: "nobody follows its organisation",
    Wait.UNSURE: "not sure enough",
    Wait.UNPROMPT: "a rumour, or in development",
    Wait.MOVED: "its date moved",
    Wait.OVERDUE: "its date passed",
}
"""Why a digest tells it, in a few words; `monitor why` says more."""


def lines_of(found: LaunchLife | MessageLife, channels: Mapping[str, Channel], now: datetime) -> Iterator[str]:
    """Give all that is known of a launch or message; messages stand there as their channels get them."""
    if isinstance(found, LaunchLife):
        yield from _launch(found, channels, now)
        return
    yield from _message(found.message, channels, now)
    for launch in found.launches:
        yield ""
        yield from _launch(launch, channels, now)


def _launch(life: LaunchLife, channels: Mapping[str, Channel], now: datetime) -> Iterator[str]:
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
        yield from (f"    {remark}" for remark in remarks(article))
    if life.waiting:
        yield ""
    for one in life.waiting:
        yield f"waits for the digest of {one.channel} · {WAITS.get(one.reason, one.reason)} · {local_time(one.since)}"
    for message in life.messages:
        yield ""
        yield from _message(message, channels, now)


def _day_or_time(moment: Moment | None) -> str:
    """Write a time in the reader's zone; a date alone stays that date."""
    if moment is None:
        return ""
    return local_time(moment.at) if moment.precision is Precision.TIME else moment.isoformat()


def _message(message: Message, channels: Mapping[str, Channel], now: datetime) -> Iterator[str]:
    from monitor.cli.outbox import rendered
    from monitor.cli.standing import standing_of

    channel = channels.get(message.channel)
    state, when = standing_of(message, channel, now)
    stands, written = f"{state} {when}".strip(), local_time(message.created_at)
    yield f"#{message.code} · to {message.channel} · {stands} · written {written}"
    if message.reply:
        yield f"    provider said: {message.reply}"
    for line in rendered(message, channel).text.splitlines():
        yield f"    | {line}" if line else "    |"
    for doubt in message.digest.doubts if message.digest else ():
        yield f"    not sure, not sent: {doubt.title} · {doubt.why} · {doubt.url}"
