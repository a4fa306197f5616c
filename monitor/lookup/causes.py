"""What happened to a piece of news on its way, and so why it was told or not: causes, findings, answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from monitor.lookup.records import iso

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Cause(StrEnum):
    """What happened; the order is that of the stages, and the last one that was reached decides."""

    NOT_UNDERSTOOD = "not_understood"
    SOURCE_OFF = "source_off"
    NEVER_CHECKED = "never_checked"
    SOURCE_DOWN = "source_down"
    NOT_LISTED = "not_listed"
    NOT_WATCHED = "not_watched"
    NOT_SEEN = "not_seen"
    WINDOW_OVERRUN = "window_overrun"
    LISTED = "listed"
    UNREADABLE = "unreadable"
    GIVEN_UP = "given_up"
    NOT_READ_YET = "not_read_yet"
    READ = "read"
    JUDGED_TODAY = "judged_today"
    NO_ANNOUNCEMENT = "no_announcement"
    FORGOTTEN = "forgotten"
    DOUBTED = "doubted"
    BACKGROUND = "background"
    TOLD_MORE_FULLY = "told_more_fully"
    TOLD_BEFORE = "told_before"
    REPEATED = "repeated"
    MORE_ARTICLES = "more_articles"
    NEWS = "news"
    NO_CHANNEL = "no_channel"
    ROUTED = "routed"
    NOT_FOLLOWED = "not_followed"
    UNSURE = "unsure"
    FOR_DIGEST = "for_digest"
    DATE_MOVED = "date_moved"
    OVERTAKEN = "overtaken"
    BASELINE = "baseline"
    HELD_RIGHT = "held_right"
    MERGED = "merged"
    SPLIT = "split"
    CALLED_WRONG = "called_wrong"
    DISMISSED = "dismissed"
    PARKED = "parked"
    REFUSED = "refused"
    HELD = "held"
    SENDING = "sending"
    DELIVERED = "delivered"


# Fields in braces are the finding's facts; a time among them is written by the reader's clock.
SENTENCES: dict[Cause, str] = {
    Cause.NOT_UNDERSTOOD: "this names no model, article, launch or message",
    Cause.SOURCE_OFF: "{source} is off",
    Cause.NEVER_CHECKED: "{source} was not checked yet",
    Cause.SOURCE_DOWN: "{source}: {state} since {since}, {reason}",
    Cause.NOT_LISTED: "{source} is well and did not list it; last checked {checked_at}",
    Cause.NOT_WATCHED: "not watched: {reason}",
    Cause.NOT_SEEN: "not seen: {reason}",
    Cause.WINDOW_OVERRUN: "not seen: the window of {source} was overrun at {overrun_at}",
    Cause.LISTED: "listed by {source}: {title}",
    Cause.UNREADABLE: "not read (attempts: {attempts}, next at {again_at}): {reason}",
    Cause.GIVEN_UP: "not read (attempts: {attempts}, no more but by `monitor read`): {reason}",
    Cause.NOT_READ_YET: "listed but not read yet; its turn comes with the check after {again_at}",
    Cause.READ: "read: {url}",
    Cause.JUDGED_TODAY: "today's judgement: {reason}",
    Cause.NO_ANNOUNCEMENT: "read, and nothing in it was judged an announcement{of_model}",
    Cause.FORGOTTEN: "read, and nothing in it was judged an announcement; its text is so old that it was forgotten",
    Cause.DOUBTED: "{model}: {reason}",
    Cause.BACKGROUND: "{model}: {reason}",
    Cause.TOLD_MORE_FULLY: "{model}: {reason}",
    Cause.TOLD_BEFORE: "launch {launch} was told to {channel} at {delivered_at} (#{message})",
    Cause.REPEATED: "{model}: tells again of launch {launch}, {reason}",
    Cause.MORE_ARTICLES: "told again by {count} more; they count as sources",
    Cause.NEWS: "{model}: {kind}, judged {confidence}, {reason}: {evidence}",
    Cause.NO_CHANNEL: "there was no channel to hear of it when it was read",
    Cause.ROUTED: "routed elsewhere: no route gives it to {channel}",
    Cause.NOT_FOLLOWED: "of no organisation that is followed: not told to {channel} at once",
    Cause.UNSURE: "judged {confidence}: not sure enough for {channel}, which would hear if a second source told of it",
    Cause.FOR_DIGEST: "only a rumour or in development: not told to {channel} at once",
    Cause.DATE_MOVED: "its date moved: not told to {channel} at once",
    Cause.OVERTAKEN: "{channel} had heard of more before its digest came",
    Cause.BASELINE: "known but not told: it stood in the first listing of its source, or came with its archive",
    Cause.HELD_RIGHT: "a person holds it right since {at}",
    Cause.MERGED: "{launch} is one with {other} since {at}, a person says",
    Cause.SPLIT: "split since {at}, a person says: {launch} is not {other}",
    Cause.CALLED_WRONG: "a person called this wrong on {at}",
    Cause.DISMISSED: "#{message}{digest} to {channel} was dismissed by a person",
    Cause.PARKED: "refused by {channel} (#{message}{digest} waits for `monitor outbox retry {message}`): {reply}",
    Cause.REFUSED: "refused by {channel} (#{message}{digest}, attempts: {attempts}, next at {again_at}): {reply}",
    Cause.HELD: "held until {again_at}, then #{message}{digest} goes to {channel}",
    Cause.SENDING: "#{message}{digest} to {channel} goes out with the next pass",
    Cause.DELIVERED: "delivered to {channel} at {delivered_at} (#{message}{digest}): {reply}",
}

HELD_FOR_DIGEST = "; held until {held_until}, for the digest"
NO_DIGEST = "; {channel} has no digest"

KEPT = frozenset({Cause.ROUTED, Cause.NOT_FOLLOWED, Cause.UNSURE, Cause.FOR_DIGEST, Cause.DATE_MOVED, Cause.OVERTAKEN})
"""Why a channel was not told at once."""

TELLINGS = frozenset(cause for cause in Cause if list(Cause).index(cause) >= list(Cause).index(Cause.DISMISSED))
STILL_OPEN = frozenset(
    {Cause.UNREADABLE, Cause.NOT_READ_YET, Cause.FOR_DIGEST, Cause.REFUSED, Cause.HELD, Cause.SENDING}
)
"""What ends in a telling without anybody's doing; so does all that is held for a digest."""

MOST_SAID = 4  # Findings in a verdict; channels are few.


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that happened.

    Args:
        at: When, where that is known.
        facts: What the cause's sentence speaks of.
    """

    cause: Cause
    at: datetime | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, clock: Callable[[datetime], str]) -> str:
        """Say it; `clock` writes times."""
        said = {name: clock(fact) if isinstance(fact, datetime) else fact for name, fact in self.facts.items()}
        sentence = SENTENCES[self.cause].format(**said).rstrip(": ")
        if "held_until" not in said:
            return sentence
        return sentence + (HELD_FOR_DIGEST if said["held_until"] else NO_DIGEST).format(**said)

    @property
    def is_open(self) -> bool:
        """Tell whether it ends in a telling without anybody's doing."""
        return bool(self.facts["held_until"]) if "held_until" in self.facts else self.cause in STILL_OPEN

    def record(self) -> dict[str, Any]:
        """Give it as JSON."""
        facts = {name: iso(fact) if isinstance(fact, datetime) else fact for name, fact in self.facts.items()}
        return {"cause": self.cause, "at": iso(self.at), "sentence": self.sentence(_written), **facts}


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that the question may mean, with all that happened to it, the oldest stage first."""

    title: str
    findings: tuple[Finding, ...]

    @property
    def is_told(self) -> bool:
        """Tell whether any channel has heard of it."""
        return any(finding.cause is Cause.DELIVERED for finding in self.findings)

    @property
    def decisive(self) -> tuple[Finding, ...]:
        """Give what decides: all deliveries where there are any, else the last stage that was reached."""
        tellings = tuple(finding for finding in self.findings if finding.cause in TELLINGS)
        return tellings[-MOST_SAID:] or (max(self.findings, key=lambda finding: list(Cause).index(finding.cause)),)

    def verdict(self, clock: Callable[[datetime], str]) -> str:
        """Say in one line whether it was told, and what decided that."""
        decisive = self.decisive
        not_told = "Not told yet" if any(finding.is_open for finding in decisive) else "Not told"
        said = "; ".join(finding.sentence(clock) for finding in decisive)
        return f"{'Told' if self.is_told else not_told}: {said}."

    def record(self) -> dict[str, Any]:
        """Give it as JSON."""
        return {
            "subject": self.title,
            "told": self.is_told,
            "cause": self.decisive[-1].cause,
            "verdict": self.verdict(_written),
            "findings": [finding.record() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question is answered with.

    Args:
        subjects: At least one.
        left_out: How many more the question may mean.
    """

    question: str
    subjects: tuple[Subject, ...]
    left_out: int = 0

    def verdict(self, clock: Callable[[datetime], str]) -> str:
        """Give one plain line."""
        if len(self.subjects) == 1:
            return self.subjects[0].verdict(clock)
        told = sum(subject.is_told for subject in self.subjects)
        left_out = f"; {self.left_out} more not shown" if self.left_out else ""
        return f"Told: {told} of these {len(self.subjects)}{left_out}."

    def record(self) -> dict[str, Any]:
        """Give it as JSON."""
        return {
            "question": self.question,
            "verdict": self.verdict(_written),
            "subjects": [subject.record() for subject in self.subjects],
            "left_out": self.left_out,
        }


def _written(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
