"""What a person says of a launch: wrong, right, merge, split, and taking it back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse

from monitor.errors import UsageError
from monitor.log import get_logger
from monitor.model import CorrectionKind
from monitor.text import one_line
from monitor.web.forms import fields_of
from monitor.web.options import Said
from monitor.web.question import number_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.web.room import Room

log = get_logger(__name__)

KINDS = tuple(kind.value for kind in CorrectionKind if kind is not CorrectionKind.MISSED)


async def correct(room: Room, request: Request) -> Response:
    """Obey a form of the launch's page, or a program that has the token; the browser goes back to that page."""
    fields = await fields_of(request)
    if room.options.correct is None or room.access.keys is None:
        raise HTTPException(HTTPStatus.FORBIDDEN, "corrections need a token: give web.token")
    if not room.access.may_correct(request, fields.get("key", "")):
        raise HTTPException(HTTPStatus.FORBIDDEN, "this form is not of your session; sign in and try again")
    number = number_in(fields.get("launch", ""))
    if number is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "launch is a number")
    said = _said(fields)
    try:
        answer = await room.call(room.options.correct, said)
    except UsageError as error:
        raise HTTPException(HTTPStatus.CONFLICT, str(error)) from error
    log.info("launch corrected", stage="web", launch=number, kind=said.kind, undone=said.undo)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"said": answer})
    done = "undone" if said.undo else said.kind.value
    return RedirectResponse(f"/launches/{number}?done={done}#corrections", HTTPStatus.SEE_OTHER)


def _said(fields: Mapping[str, str]) -> Said:
    """Read what is said.

    Raises:
        HTTPException: It is no correction (400).
    """
    kind, other = fields.get("kind", ""), one_line(fields.get("other", "")).strip().lstrip("#") or None
    if kind not in KINDS:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"kind is one of: {', '.join(KINDS)}")
    undo = fields.get("undo", "") == "yes"
    if kind == CorrectionKind.MERGE and other is None and not undo:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "say which launch it is one with")
    which = one_line(fields.get("of", "")).strip() or fields["launch"]
    return Said(CorrectionKind(kind), which, other if kind == CorrectionKind.MERGE else None, undo)
