"""The timeline of launches, and one launch with its life."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from monitor.lookup import LaunchLife
from monitor.lookup.board import Board
from monitor.lookup.coverage import coverage, outlets
from monitor.lookup.figures import name_of
from monitor.lookup.life import NEWS
from monitor.web.question import Question, number_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.lookup.coverage import Telling
    from monitor.model import Launch
    from monitor.ports import Store
    from monitor.web.room import Room

MOST_TEXTS = 40
"""Texts that a launch shows at first, beside those that were news; the loudest of the archive has some hundred."""
MOST_TO_MERGE = 60
"""Launches of the same organisation that a person may choose from; any other is named by its number."""


@dataclass(frozen=True, slots=True)
class LaunchView:
    """A launch with all that its page shows.

    Args:
        tellings: All texts that told of it, the newest first.
        shown: Those of them that are shown.
        members: Of its release.
        mergeable: Those that a person may say it is one with.
    """

    life: LaunchLife
    tellings: tuple[Telling, ...]
    shown: tuple[Telling, ...]
    members: list[Launch]
    mergeable: list[Launch]

    @classmethod
    def of(cls, store: Store, number: int, *, is_correctable: bool, is_whole: bool) -> LaunchView | None:
        """Look a launch up; None where there is none of this number."""
        launch = store.launch(number)
        if launch is None:
            return None
        life, members = LaunchLife.of(launch, store), store.members(launch.id)
        mergeable = _mergeable(launch, members, store) if is_correctable else []
        tellings = coverage(life.history)
        return cls(life, tellings, tellings if is_whole else _telling_most(tellings), members, mergeable)

    @property
    def outlets(self) -> int:
        """Count the sources that told of it."""
        return outlets(self.life.history)


async def board(room: Room, request: Request) -> Response:
    """Show launches by day, the latest change first."""
    asked = Question.read(request.query_params)

    def read() -> tuple[Board, list[str]]:
        narrowed = asked.filters() | {"aliases": room.options.wordings(asked.search), "after": asked.after}
        return Board.of(room.store, asked.limit, narrowed), [name_of(one) for one in room.counts.busiest()]

    found, names = await room.call(read)
    organisations = dict.fromkeys(filter(None, (*names, asked.organisation)))
    local = room.times(request).local
    days = [list(day) for _, day in groupby(found.launches, lambda launch: local(launch.status_at).date())]
    onward = asked.address(after=found.goes_on) if found.goes_on else ""
    shown: dict[str, Any] = {"question": asked, "days": days, "proofs": found.proofs, "onward": onward}
    return room.page(request, "board", organisations=organisations, **shown)


async def launch(room: Room, request: Request) -> Response:
    """Show one launch with its life, its members, and what was told of it to whom and why."""
    number = number_in(request.path_params["number"])
    is_whole = request.query_params.get("texts") == "all"
    read = partial(LaunchView.of, room.store, is_correctable=bool(room.access.form_key(request)), is_whole=is_whole)
    view = None if number is None else await room.call(read, number)
    if view is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such launch")
    written = {message.id: room.options.written(message) for message in view.life.messages}
    done = request.query_params.get("done", "")
    return room.page(request, "launch", view=view, launch=view.life.launch, written=written, done=done)


def _mergeable(launch: Launch, members: Sequence[Launch], store: Store) -> list[Launch]:
    """Give the launches that one may be the same as: those of its release, then the latest of its organisation."""
    owner = next(iter(launch.organisations), launch.key.organisation)
    others = [*members, *store.launches(organisation=owner, limit=MOST_TO_MERGE)]
    return list({other.id: other for other in others if other.id != launch.id}.values())


def _telling_most(tellings: Sequence[Telling]) -> tuple[Telling, ...]:
    """Give the newest texts, and those that were news."""
    return tuple(one for place, one in enumerate(tellings) if place < MOST_TEXTS or one.verdict.kind in NEWS)
