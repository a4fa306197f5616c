"""An application and an address → a page that is served until it is told to stop."""

from __future__ import annotations

import asyncio
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from uvicorn import Config, Server

from monitor.errors import UsageError
from monitor.log import get_logger
from monitor.web.stand_in import STUCK_AFTER, standing_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

log = get_logger(__name__)

LAST_ANSWERS = 3
"""Seconds that answers under way get when the page is to stop; all that it asks are reads of some milliseconds."""
_MOST_PORTS = 65_535


class _QuietServer(Server):
    """Leaves the signals to the daemon."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    app: ASGIApp,
    listen: str,
    stop: asyncio.Event,
    *,
    on_ready: Callable[[str], None] | None = None,
    said: str = "page served",
    stuck_after: float = STUCK_AFTER,
) -> None:
    """Serve an application until `stop` is set.

    Args:
        app: What `create_app` gave.
        listen: `127.0.0.1:8080`, `[::1]:8080`; port 0 takes any that is free.
        stop: Ends it; requests under way are answered first.
        on_ready: Is told the page's URL once it can be asked for.
        said: What the log is told then.
        stuck_after: Seconds without a turn of the loop, after which somebody else says so here.

    Raises:
        UsageError: Nobody can listen there: taken, not ours, or no address.
    """
    with _listener(listen) as listener, standing_in(listener, stuck_after=stuck_after):
        host, port = listener.getsockname()[:2]
        url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        config = Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=LAST_ANSWERS,
        )
        server = _QuietServer(config)
        ending = asyncio.create_task(_end(server, stop))
        try:
            log.info(said, url=url)
            if on_ready:
                on_ready(url)
            await server.serve([listener])
        finally:
            ending.cancel()
            for opened in getattr(server, "servers", ()):  # A cancelled server leaves them open.
                opened.close()


async def _end(server: Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


def _listener(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdecimal() and int(port) <= _MOST_PORTS):
        raise UsageError(f"{listen} is no address to listen on; write it as 127.0.0.1:8080")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, int(port)), family=family)
        # asyncio sets this only where a socket names TCP, which `create_server` leaves open: without it the body of an
        # answer waits for the other side's word on its head, 40 ms each time. What is accepted inherits it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"cannot listen on {listen}: {reason}; give another address, by `web: {{listen: …}}` or `--observe`"
        ) from error
    return listener
