"""The read API: what is known, as JSON for programs; described in docs/page.md."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from monitor.lookup import LaunchLife, correction_record, launch_record, message_record
from monitor.lookup.agenda import Agenda
from monitor.lookup.board import Board
from monitor.lookup.figures import name_of
from monitor.web import outbox, watching
from monitor.web.agenda import upcoming
from monitor.web.question import Question, cursor_of, number_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.model import Message
    from monitor.web.room import Room


async def launches(room: Room, request: Request) -> Response:
    """Give launches, the latest change first, with the cursor behind which further ones stand."""
    asked = Question.read(request.query_params)
    narrowed = asked.filters() | {"aliases": room.options.wordings(asked.search), "after": asked.after}
    found = await room.call(Board.of, room.store, asked.limit, narrowed)
    records = [launch_record(launch) for launch in found.launches]
    onward = asked.address("/api/launches", after=found.goes_on) if found.goes_on else ""
    return _listed("launches", records, cursor_of(found.goes_on) if found.goes_on else "", onward)


async def launch(room: Room, request: Request) -> Response:
    """Give one launch with its life, its members, its messages and corrections."""
    number = number_in(request.path_params["number"])
    found = None if number is None else await room.call(room.store.launch, number)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such launch")
    life = await room.call(LaunchLife.of, found, room.store)
    members = await room.call(room.store.members, found.id)
    return JSONResponse(life.record() | {"members": [launch_record(member) for member in members]})


async def organisations(room: Room, _request: Request) -> Response:
    """Give all organisations that announced something, those with the most launches first."""
    every = await room.call(room.counts.organisations)
    records = [
        {
            "key": one.key,
            "name": known.name if (known := room.options.known(one.key)) else name_of(one),
            "aliases": list(known.aliases) if known else [],
            "families": one.families,
            "launches": one.launches,
            "latest": launch_record(one.latest),
        }
        for one in every
    ]
    return JSONResponse({"organisations": records})


async def calendar(room: Room, request: Request) -> Response:
    """Give what is announced for later: overdue, coming by the last day that it may be, without a date."""
    times = room.times(request)
    agenda = Agenda.of(await upcoming(room), times.local(times.now).date())
    return JSONResponse(
        {
            name: [launch_record(one.launch) for one in appointments]
            for name, appointments in (
                ("overdue", agenda.overdue),
                ("coming", agenda.coming),
                ("undated", agenda.undated),
            )
        }
    )


async def sources(room: Room, _request: Request) -> Response:
    """Give how the sources are, those that somebody should look at first."""
    return JSONResponse([view.record() for view in await watching.in_order(room)])


async def messages(room: Room, request: Request) -> Response:
    """Give messages, the newest first, with the cursor behind which further ones stand."""
    found, cursor = await outbox.some(room, request, outbox.A_PAGE)
    onward = str(request.url.include_query_params(cursor=cursor)) if cursor else ""
    records = [_message(room, message) for message in found]
    return _listed("messages", records, cursor, onward.removeprefix(f"{request.url.scheme}://{request.url.netloc}"))


async def message(room: Room, request: Request) -> Response:
    """Give one message as it is read."""
    found = await outbox.named(room, request.path_params["code"])
    return JSONResponse(_message(room, found) | {"text": room.options.written(found).text})


async def figures(room: Room, _request: Request) -> Response:
    """Give what the charts show."""
    found = await room.call(room.counts.figures)
    return JSONResponse(found.record())


async def corrections(room: Room, _request: Request) -> Response:
    """Give all that people said of what was told, the oldest first."""
    found = await room.call(room.store.corrections)
    return JSONResponse({"corrections": [correction_record(one) for one in found]})


def _message(room: Room, message: Message) -> dict[str, Any]:
    launches = list(dict.fromkeys(alert.launch.id for alert in message.alerts))
    return message_record(message) | {"subject": room.options.written(message).subject, "launches": launches}


def _listed(name: str, records: list[dict[str, Any]], cursor: str, onward: str) -> Response:
    """Write a part of a list; `next` is null at its end, and a Link header (RFC 8288) names the next part."""
    headers = {"link": f'<{onward}>; rel="next"'} if onward else {}
    return JSONResponse({name: records, "next": cursor or None}, headers=headers)
