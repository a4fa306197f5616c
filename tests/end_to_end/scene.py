"""The world on loopback with a settings file that watches it, and the program that is run on them."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from end_to_end.world import Outlets, Webhook, outlets, webhook
from notify.serving import Mailbox, mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIL_PARAMETERS = "from=monitor@example.org&to=team@example.org&mode=insecure"


@dataclass
class Scene:
    """A world of three outlets, one mail server and one webhook, with the file that watches them."""

    folder: Path
    outlets: Outlets
    mailbox: Mailbox
    webhook: Webhook
    server: str = ""
    """The address of a database on a server; without one the memory is a file of this folder."""

    @property
    def config(self) -> Path:
        return self.folder / "sources.yaml"

    @property
    def database(self) -> str:
        return self.server or f"sqlite:///{self.folder / 'monitor.db'}"

    def write(self, addresses: list[str], kind: str = "feed", more: str = "", digest: str = "off") -> None:
        """Write the settings that watch these addresses and tell both channels; a digest would come by the clock."""
        sources = "".join(
            f"  - {{url: '{address}', kind: {kind}, allow_private: true{more}}}\n" for address in addresses
        )
        self.config.write_text(
            f"digest: {digest}\n"
            "channels:\n"
            f"  - {{name: mail, url: 'mailto://127.0.0.1:{self.mailbox.port}?{MAIL_PARAMETERS}'}}\n"
            f"  - {{name: hook, url: '{self.webhook.url}'}}\n"
            f"sources:\n{sources}",
            encoding="utf-8",
        )

    def monitor(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "monitor", "--config", str(self.config), "--database", self.database]
        return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=120, check=False)

    @contextmanager
    def daemon(self) -> Iterator[Daemon]:
        """Start `monitor run`; whatever happens, it does not outlive the test."""
        command = [sys.executable, "-m", "monitor", "--config", str(self.config), "--database", self.database, "run"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
            try:
                yield Daemon(process)
            finally:
                process.kill()

    def pass_killed_at(self, step: str, count: int, minutes: int = 0) -> int:
        script = str(Path(__file__).with_name("killed.py"))
        command = [sys.executable, script, str(self.config), self.database, step, str(count), str(minutes)]
        return subprocess.run(command, capture_output=True, timeout=120, check=False).returncode


@dataclass
class Daemon:
    """`monitor run` while it runs."""

    process: subprocess.Popen[str]

    def says(self, phrase: str) -> bool:
        """Read its log until a line holds a phrase; False where it ends before."""
        assert self.process.stderr is not None
        return any(phrase in line for line in self.process.stderr)

    def stop(self) -> int:
        """Ask it to stop as a service manager does, and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


@contextmanager
def a_scene(folder: Path) -> Iterator[Scene]:
    """Open the world; every server in it is closed at the end."""
    with outlets() as world, mailbox() as box, webhook() as hook:
        yield Scene(folder, world, box, hook)
