"""Providers on loopback: a receiver of webhooks and a mail server, both started and stopped by the test."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage


@dataclass
class Post:
    """What one request brought."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    raw: bytes = b""


@dataclass
class Receiver:
    """Answers POSTs with what it is set to, or with the status that `refuses` gives; not before `hung` is set."""

    status: int = 200
    answer: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    url: str = ""
    hung: threading.Event = field(default_factory=threading.Event)
    refuses: Callable[[dict[str, Any]], int | None] = lambda _: None

    def __post_init__(self) -> None:
        self.hung.set()

    def says(self, **fields: object) -> None:
        """Answer with a JSON object."""
        self.answer = json.dumps(fields, ensure_ascii=False).encode()


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Open a receiver on a free port of loopback."""
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.posts.append(Post(self.path, headers, json.loads(body), body))
            state.hung.wait(30)
            self.send_response(state.refuses(state.posts[-1].body) or state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(state.answer)))
            self.end_headers()
            self.wfile.write(state.answer)

        def log_message(self, *_: object) -> None:
            """Keep the terminal quiet."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:  # The client gave up on a hung answer.
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield state
    finally:
        state.hung.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Mailbox:
    """Takes mail and tells `on_mail` of it, or refuses recipients and mails with what it is set to."""

    port: int = 0
    refuses: dict[str, str] = field(default_factory=dict)
    answer: str = "250 2.0.0 queued as 7F3A"
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    on_mail: Callable[[EmailMessage], None] = lambda _: None

    # The library looks these up by their names.
    async def handle_RCPT(self, _server: object, _session: object, envelope: Any, *said: object) -> str:  # noqa: ANN401, N802
        """Take a recipient or refuse it."""
        address = str(said[0])
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802 -- the library's own.
        """Take a mail or refuse it."""
        if self.answer.startswith("2"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.recipients.append(envelope.rcpt_tos)
            self.on_mail(self.mails[-1])
        return self.answer


class _FreePort(Controller):
    """Looks where the system put a server that was asked for port 0."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Open a mail server on a free port of loopback."""
    box = Mailbox()
    controller = _FreePort(box, hostname="127.0.0.1", port=0, ready_timeout=10)
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()
