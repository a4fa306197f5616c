"""Has a world served at every address of loopback, plain and over TLS: by nginx where it is installed, else by us."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .world import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .world import World

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0
NGINX = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/errors.log crit;
{user}
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  types {{ application/rss+xml xml; text/html html; text/plain txt; }}
  client_body_temp_path {folder}/temporary;
  log_format short '$msec $status $uri';
  access_log {log} short;
  sendfile on;
  tcp_nodelay on;
  keepalive_requests 1000000;
  server {{
    listen 0.0.0.0:{port} backlog=2048;
    listen 0.0.0.0:{tls_port} ssl backlog=2048;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_tickets off;
    root {root};
  }}
}}
"""
"""Everything else is nginx's default: validators, `if_modified_since exact`, 75 s of keep-alive."""


@contextmanager
def serving(world: World) -> Iterator[World]:
    """Serve a world for as long as it is needed; give it with what is known of it then."""
    folder = Path(world.folder)
    certificate, key = certificate_in(folder)
    log = folder / "asked.log"
    log.touch()
    known = served(world, certificate=certificate, log=str(log), server=_server_name())
    server = subprocess.Popen(_command(known, key), cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait_for(world.port, server)
        known.save()
        yield known
    finally:
        server.terminate()
        server.wait()


def free_ports() -> tuple[int, int]:
    """Find two ports that nobody holds."""
    with closing(socket.socket()) as one, closing(socket.socket()) as other:
        one.bind(("", 0))
        other.bind(("", 0))
        return one.getsockname()[1], other.getsockname()[1]


def certificate_in(folder: Path) -> tuple[str, str]:
    """Make a certificate of loopback's own, by the openssl that the system has."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-subj", "/CN=loopback", "-days", "2", "-keyout", key, "-out", certificate]
    subprocess.run([*made, *named], check=True, capture_output=True)
    return str(certificate), str(key)


def _nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")


def _server_name() -> str:
    found = _nginx()
    if not found:
        return "a server of our own, since nginx is not installed"
    told = subprocess.run([found, "-v"], capture_output=True, text=True, check=True)
    return told.stderr.strip().rpartition(" ")[2].replace("/", " ")


def _command(world: World, key: str) -> list[str]:
    if found := _nginx():
        file = Path(world.folder) / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""  # Else its worker cannot read what lies in a temporary folder.
        facts = {"folder": world.folder, "log": world.log, "root": world.root, "certificate": world.certificate}
        text = NGINX.format(user=user, key=key, port=world.port, tls_port=world.tls_port, **facts)
        file.write_text(text, encoding="utf-8")
        return [found, "-c", str(file), "-e", f"{world.folder}/errors.log"]
    own = [sys.executable, "-m", "bench.load.served", str(world.root), str(world.port), str(world.tls_port)]
    return [*own, world.log, world.certificate, key]


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError as error:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server of the load world does not answer") from error
            threading.Event().wait(0.05)
        else:
            return
