"""Feeds out: Atom and JSON Feed of launches, iCalendar of what is to come; narrowed as the timeline is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from monitor.lookup.agenda import Agenda
from monitor.lookup.board import Board
from monitor.model import Status
from monitor.web.agenda import MOST
from monitor.web.feed_forms import Feed
from monitor.web.icalendar import icalendar
from monitor.web.question import Question
from monitor.web.reader import words_for

if TYPE_CHECKING:
    from starlette.requests import Request

    from monitor.web.room import Room


async def atom(room: Room, request: Request) -> Response:
    """Give launches as Atom."""
    feed = await _feed(room, request)
    return Response(feed.atom(), media_type="application/atom+xml")


async def json_feed(room: Room, request: Request) -> Response:
    """Give launches as a JSON Feed."""
    feed = await _feed(room, request)
    return JSONResponse(feed.json(), media_type="application/feed+json")


async def calendar(room: Room, request: Request) -> Response:
    """Give what is to come as iCalendar."""
    asked = Question.read(request.query_params)
    narrowed = _narrowed(room, asked) | {"status": Status.UPCOMING, "limit": MOST}
    launches = await room.call(lambda: room.store.launches(**narrowed))
    times = room.times(request)
    words = _words(request)
    agenda = Agenda.of(launches, times.local(times.now).date())
    written = icalendar(
        (*reversed(agenda.overdue), *agenda.coming),
        name=words["calendar_name"],
        home=home(room, request),
        statuses=words["status"],
        now=times.now,
    )
    return Response(written, media_type="text/calendar; charset=utf-8")


def home(room: Room, request: Request) -> str:
    """Give the page's own address, as its readers know it, without a slash at its end."""
    return (room.options.public_url or f"{request.url.scheme}://{request.headers['host']}").rstrip("/")


async def _feed(room: Room, request: Request) -> Feed:
    asked = Question.read(request.query_params)
    found = await room.call(Board.of, room.store, asked.limit, _narrowed(room, asked))
    words, address = _words(request), home(room, request)
    filters = {"status": words["status"], "modality": words["modalities"]}
    narrowed = [str(filters.get(name, {}).get(value, value)) for name, value in asked.filters().items()]
    return Feed(
        " · ".join((words["feed_name"], *narrowed)),
        address,
        asked.address(f"{address}{request.url.path}"),
        words["language"],
        words["status"],
        room.clock(),
        found.launches,
        found.proofs,
    )


def _words(request: Request) -> Any:  # noqa: ANN401 -- data.
    """Choose the language: the one that the address names, since readers of feeds send none."""
    return words_for(request.query_params.get("language", "") or request.headers.get("accept-language", ""))


def _narrowed(room: Room, asked: Question) -> dict[str, Any]:
    return asked.filters() | {"aliases": room.options.wordings(asked.search)}
