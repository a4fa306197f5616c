"""What was sent, what waits, and one message as its readers see it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from monitor.model import Message, MessageState, message_code, message_number
from monitor.web.question import limit_in, member_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.web.room import Room

A_PAGE = 40


async def messages(room: Room, request: Request) -> Response:
    """Show messages, the newest first."""
    state = member_in(request.query_params, "state", MessageState)
    found, onward = await some(room, request, A_PAGE)
    written = {message.id: room.options.written(message) for message in found}
    return room.page(request, "outbox", messages=found, written=written, state=state, onward=onward)


async def message(room: Room, request: Request) -> Response:
    """Show one message as it is read, with what it told and why."""
    found = await named(room, request.path_params["code"])
    return room.page(request, "message", message=found, written=room.options.written(found))


async def some(room: Room, request: Request, usual: int) -> tuple[list[Message], str]:
    """Give messages as the query asks for them, and the code behind which further ones stand; empty at the end.

    Raises:
        HTTPException: The query means nothing (400).
    """
    state = member_in(request.query_params, "state", MessageState)
    limit, cursor = limit_in(request.query_params, usual), request.query_params.get("cursor", "")
    before = message_number(cursor) if cursor else None
    if cursor and before is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "cursor is what the answer before gave")
    found = await room.call(lambda: room.store.messages(state, before=before, limit=limit + 1))
    return found[:limit], message_code(found[limit - 1].id) if len(found) > limit else ""


async def named(room: Room, code: str) -> Message:
    """Give the message of a code.

    Raises:
        HTTPException: There is none (404).
    """
    number = message_number(code)
    found = None if number is None else await room.call(room.store.message, number)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such message")
    return found
