"""A launch or a message → its whole life: what was announced of it, where, and what was told to whom."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from monitor.errors import UsageError
from monitor.lookup.records import (
    correction_record,
    event_record,
    iso,
    launch_record,
    message_record,
    notice_record,
)
from monitor.model import VerdictKind, Wait, message_number
from monitor.text import compact

if TYPE_CHECKING:
    from monitor.model import Article, Correction, Launch, Message, Verdict, Waiting
    from monitor.ports import Store

LONGEST_NUMBER = 19  # Digits; a database numbers its rows below 2**63.
_NAMED = 5
NEWS = frozenset({VerdictKind.NEW, VerdictKind.ADVANCED})
NEVER_TOLD = frozenset({Wait.ROUTED, Wait.OVERTAKEN})
"""Why a channel is not told at once, nor by its digest."""


@dataclass(frozen=True, slots=True)
class LaunchLife:
    """A launch, all that was announced of it, what told of it, what people said of it, and who waits; oldest first."""

    launch: Launch
    history: list[tuple[Verdict, Article]]
    messages: list[Message]
    corrections: tuple[Correction, ...] = ()
    waiting: tuple[Waiting, ...] = ()

    @classmethod
    def of(cls, launch: Launch, store: Store) -> Self:
        """Look a launch's life up."""
        messages = store.messages(launch_id=launch.id)[::-1]
        said = tuple(one for one in store.corrections() if one.undone_at is None and launch.key in one.keys)
        waiting = tuple(one for one in store.waiting(launch.id) if one.reason not in NEVER_TOLD)
        return cls(launch, store.history(launch.id), messages, said, waiting)

    def summary(self) -> dict[str, Any]:
        """Give it as the record of `launches --json`: the contract's fields of a launch, and what else is known."""
        return {
            **launch_record(self.launch),
            "statuses": [
                {"status": verdict.launch.status, "at": iso(verdict.launch.status_at), "item": article.url}
                for verdict, article in self.history
                if verdict.kind in NEWS and verdict.launch
            ],
            "items": list(dict.fromkeys(article.url for _, article in self.history)),
            "copies": list(dict.fromkeys(article.url for _, article in self.history if article.copy_of)),
            "messages": [message.code for message in self.messages],
        }

    def record(self) -> dict[str, Any]:
        """Give it with all its proofs, and with what became of each message."""
        life = [event_record(*event) for event in self.history]
        told, corrections = [*map(message_record, self.messages)], [*map(correction_record, self.corrections)]
        waiting = [{"channel": one.channel, "reason": one.reason, "since": iso(one.since)} for one in self.waiting]
        return {**self.summary(), "life": life, "told": told, "corrections": corrections, "for_digest": waiting}


@dataclass(frozen=True, slots=True)
class MessageLife:
    """A message and the launches it told of."""

    message: Message
    launches: list[LaunchLife]

    def record(self) -> dict[str, Any]:
        """Give it with the lives of its launches."""
        notice = notice_record(self.message.notice) if self.message.notice else None
        doubts = [asdict(doubt) for doubt in self.message.digest.doubts] if self.message.digest else []
        launches = [launch.record() for launch in self.launches]
        return {**message_record(self.message), "launches": launches, "notice": notice, "doubts": doubts}


def look_up(which: str, store: Store) -> LaunchLife | MessageLife:
    """Find what a person named: a launch's number or key, or a message's code.

    A code of digits alone is a launch's number unless it begins with `#`.

    Raises:
        UsageError: There is no such launch or message.
    """
    found = named_launch(which, store) or named_message(which, store) or _called(which, store)
    if found is None:
        raise UsageError(f"{which} is no launch and no message; `monitor launches` and `monitor outbox` list them")
    if isinstance(found, LaunchLife):
        return found
    told = {alert.launch.id: alert.launch for alert in found.alerts}.values()
    return MessageLife(found, [LaunchLife(launch, store.history(launch.id), []) for launch in told])


def named_launch(which: str, store: Store) -> LaunchLife | None:
    """Find the launch of a number or key."""
    launch = None
    if _is_number(which):
        launch = store.launch(int(which)) if len(which) < LONGEST_NUMBER else None
    elif which.startswith("v1:"):
        launch = next((one for one in store.launches(search=which, wrong=True) if str(one.key) == which), None)
    return LaunchLife.of(launch, store) if launch else None


def named_message(which: str, store: Store) -> Message | None:
    """Find the message of a code."""
    number = None if _is_number(which) else message_number(which)
    return None if number is None else store.message(number)


def _called(name: str, store: Store) -> LaunchLife | None:
    """Find the launch that a name means.

    Raises:
        UsageError: It may mean several.
    """
    found = store.launches(search=name) if name.strip() else []
    exact = [launch for launch in found if compact(name) in _names_of(launch)]
    found = exact if len(exact) == 1 else found
    if len(found) > 1:
        several = ", ".join(f"{launch.id} ({launch.full_name})" for launch in found[:_NAMED])
        raise UsageError(f"{name} may mean several launches: {several}; name one by its number")
    return LaunchLife.of(found[0], store) if found else None


def _names_of(launch: Launch) -> set[str]:
    """Give what a launch may be called in full, folded: with and without each of its organisations."""
    name = launch.full_name
    return {compact(name), *(compact(f"{organisation}{name}") for organisation in launch.organisations)}


def _is_number(which: str) -> bool:
    return which.isascii() and which.isdecimal()
