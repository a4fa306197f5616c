"""Coming in with the token, going out again, and what a reader prefers."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from monitor.log import get_logger
from monitor.web.access import COOKIE
from monitor.web.forms import fields_of, local_address
from monitor.web.keys import SESSION
from monitor.web.reader import all_words
from monitor.web.room import LANGUAGE, THEME, THEMES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.web.room import Room

log = get_logger(__name__)

A_YEAR = 365 * 24 * 3600


async def sign_in(room: Room, request: Request) -> Response:
    """Ask for the token."""
    back = local_address(request.query_params.get("back", "/"))
    if room.access.session(request):
        return RedirectResponse(back, HTTPStatus.SEE_OTHER)
    return room.page(request, "sign_in", back=back, refused=False)


async def signed_in(room: Room, request: Request) -> Response:
    """Give a session to whoever has the token."""
    fields, keys = await fields_of(request), room.access.keys
    back = local_address(fields.get("back", "/"))
    if keys is None or not keys.fits(fields.get("token", "")):
        log.warning("page refused a token", stage="web")
        return room.page(request, "sign_in", HTTPStatus.FORBIDDEN, back=back, refused=True)
    answer = RedirectResponse(back, HTTPStatus.SEE_OTHER)
    seconds = int(SESSION.total_seconds())
    secure = request.url.scheme == "https" or (room.options.public_url or "").startswith("https://")
    session = keys.session(room.clock())
    answer.set_cookie(COOKIE, session, max_age=seconds, httponly=True, samesite="strict", secure=secure)
    return answer


async def signed_out(room: Room, request: Request) -> Response:
    """Take the session back."""
    fields = await fields_of(request)
    if not room.access.may_correct(request, fields.get("key", "")):
        raise HTTPException(HTTPStatus.FORBIDDEN, "this form is not of your session")
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


async def preferences(_room: Room, request: Request) -> Response:
    """Remember the language and the light that a reader prefers, in cookies that tell nobody who he is."""
    answer = RedirectResponse(local_address(request.query_params.get("back", "/")), HTTPStatus.SEE_OTHER)
    wanted = {LANGUAGE: ("language", tuple(all_words())), THEME: ("theme", THEMES)}
    for cookie, (name, known) in wanted.items():
        value = request.query_params.get(name)
        if value in known:
            answer.set_cookie(cookie, value, max_age=A_YEAR, samesite="lax")
        elif value is not None:
            answer.delete_cookie(cookie, samesite="lax")
    return answer
