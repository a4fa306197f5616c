"""The body of a form → its fields; an address to go back to → one of this page."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from starlette.requests import Request

LONGEST = 8_192
"""Bytes of a form; the longest holds a key of 600 characters."""
MOST_FIELDS = 16
FORM = "application/x-www-form-urlencoded"

# A backslash or a second slash would lead to another host.
_LOCAL = re.compile(r"/(?![/\\])[^\\\s]*", re.ASCII)


async def fields_of(request: Request) -> dict[str, str]:
    """Read a form.

    Raises:
        HTTPException: It is no form (415), too long (413), or of another site (403).
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send {FORM}")
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(HTTPStatus.FORBIDDEN, "this form is of another site")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the form is too long")
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=MOST_FIELDS, errors="replace"))
    except ValueError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "the form cannot be read") from error


def local_address(written: str) -> str:
    """Give an address of this page; its front where it is none."""
    return written if _LOCAL.fullmatch(written) else "/"
