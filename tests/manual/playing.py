"""The sessions of a page, played in a folder as they stand there: what is typed is run, what is printed is kept."""

from __future__ import annotations

import io
import re
import shlex
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import typer
import yaml
from manual.pages import ROOT
from manual.stage import ANSWERS, REFUSALS

from monitor.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from manual.pages import Block
    from manual.stage import Stage

PROGRAM = typer.main.get_command(app)
_ADDRESSED = {"add", "test", "read"}
FIRST_SOURCE = "sources: [https://tide.example/feed.xml]\n"
LOOKED_FIRST = "<!-- played after a first look at tide.example -->"
_FILE = re.compile(r"# (sources\.yaml|\.env|[\w.]+\.j2)\n")


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        return True


class Aside(io.StringIO):
    """Standard error that is written onto the same screen, and no place for a bar."""

    def __init__(self, screen: Terminal) -> None:
        super().__init__()
        self.screen = screen

    def write(self, text: str) -> int:
        return self.screen.write(text)


@dataclass(frozen=True, slots=True)
class Step:
    """A command as it is typed, and what the page shows behind it."""

    command: str
    shown: str


def steps_of(block: Block) -> Iterator[Step]:
    """Give a session's commands; one may go on behind a backslash."""
    for typed in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = re.sub(r"\\\n\s*", "", typed).partition("\n")
        yield Step(re.sub(r"\s+#\s.*", "", command), shown)


@dataclass(slots=True)
class Player:
    """Plays a page's blocks in its own folder.

    Args:
        stage: What answers to the page's addresses.
        daemon: The one that the page starts; it lives until the page ends.
    """

    folder: Path
    stage: Stage
    daemon: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.daemon is not None:
            self.daemon.send_signal(signal.SIGTERM)
            self.daemon.communicate(timeout=60)

    def look_first(self) -> None:
        """Let the memory hold what an outlet lists, for pages that begin there."""
        self._put_settings(FIRST_SOURCE)
        self.run(Step("monitor once", ""))

    def put(self, block: Block) -> None:
        """Write a block that begins with a file's name, led to the stage."""
        named = _FILE.match(block.text)
        if named and named[1] == "sources.yaml":
            self._put_settings(block.text)
        elif named:
            (self.folder / named[1]).write_text(self._led(block.text), "utf-8")

    def _put_settings(self, text: str) -> None:
        if any(host in text for host in self.stage.hosts):
            whole = yaml.safe_load(self._led(text))
            whole["sources"] = [_opened(source) for source in whole.get("sources", ())]
            text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)
        (self.folder / "sources.yaml").write_text(text, "utf-8")

    def keep_watch(self, last: str) -> str:
        """Start the daemon as `make run` does, and give what it prints up to a line."""
        with (self.folder / "sources.yaml").open("a", encoding="utf-8") as settings:
            settings.write(f"web: {{listen: '{self.stage.hosts['127.0.0.1:8080']}'}}\n")
        command = [sys.executable, "-m", "monitor", "run"]
        self.daemon = subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.daemon.stdout is not None
        printed: list[str] = []
        while last not in "".join(printed[-1:]):
            line = self.daemon.stdout.readline()
            assert line, f"the daemon ended: {printed}"
            printed.append(line)
        return self.plain("".join(printed))

    def run(self, step: Step) -> str:
        """Run a command and give what it prints, in the words of the manual."""
        words = shlex.split(step.command)
        program = words[0].removeprefix(".venv/bin/")
        if words == ["make", "run"]:
            said, _, shown = step.shown.partition("\n")
            assert said.removesuffix(".") in (ROOT / "Makefile").read_text("utf-8").replace("$(BIN)", ".venv/bin")
            return f"{said}\n{self.keep_watch(shown.splitlines()[-1])}"
        if program == "cat":
            return self.plain((self.folder / words[1]).read_text("utf-8"))
        assert program == "monitor", f"nobody knows how to run {program}: say why it is not run"
        return self.plain(printed_by([self._led(word) for word in words[1:]] + self._beside(words[1:])))

    def _beside(self, words: list[str]) -> list[str]:
        """Give the options that lead a command to this machine."""
        address = next((word for word in words if ":" in word), "")
        if words[0] == "connect":
            return self._gateway(address)
        ours = any(host in address for host in self.stage.hosts)
        return ["--allow-private"] if ours and words[0] in _ADDRESSED else []

    def _gateway(self, address: str) -> list[str]:
        place = urlsplit(address)
        answer = ANSWERS.get(place.hostname or "") or ANSWERS.get(place.scheme)
        if answer is None:
            return []
        refusal = REFUSALS.get(place.hostname or "") if "refused" in address else None
        self.stage.provider.answer = (refusal or answer).encode()
        return ["--endpoint", self.stage.provider.url]

    def _led(self, text: str) -> str:
        if text.startswith("mailtos://"):  # The stage's mail server knows no accounts and no TLS.
            text = re.sub(r"^mailtos://[^@/]*@", "mailto://", text) + "&mode=insecure"
        for host, place in self.stage.hosts.items():
            text = text.replace(host, place)
        return text

    def plain(self, printed: str) -> str:
        """Write the manual's hosts for those of the stage."""
        for host, place in self.stage.hosts.items():
            name = urlsplit(host).hostname or host
            bare = place.removeprefix("http://")
            printed = printed.replace(place, host).replace(bare, name)
            printed = printed.replace(re.sub(r"[.:]", "-", bare), name.replace(".", "-"))
        printed = re.sub(r"\b127\.0\.0\.1\b(?!:\d|\.)", "tide.example", printed)
        printed = re.sub(r", (allow_private: true|endpoint: [^},]+)", "", printed)
        return re.sub(r'\{url: ("[^"]*"|\S+)\}', r"\1", printed)


def _opened(source: object) -> object:
    entry = {"url": source} if isinstance(source, str) else dict(source)  # type: ignore[call-overload]
    return entry | ({"allow_private": True} if "url" in entry else {})


def printed_by(arguments: list[str]) -> str:
    """Run the program as on a terminal; both streams, as a person sees them."""
    screen = Terminal()
    with redirect_stdout(screen), redirect_stderr(Aside(screen)), suppress(SystemExit):
        PROGRAM.main(arguments, prog_name="monitor")
    return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", screen.getvalue())


_SAME = (
    (r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", "TIME"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d)?", "TIME"),
    (r"\b\d\d-\d\d \d\d:\d\d\b", "TIME"),
    (r"\b\d{4}-\d\d(-\d\d)?\b", "DAY"),
    (r"\b\d\d:\d\d(:\d\d)?\b", "TIME"),
    (r"\b\d\d-\d\d\b", "DAY"),
    (r"\b\d\d?月\d\d?日", "DAY"),
    (r"#[0-9A-Z]{4}\b", "#CODE"),
    (r"[ \t]+", " "),
    (r"[─━┄]+", "─"),
)


def modulo_times(text: str) -> list[str]:
    """Give the lines of an output without what is another each time, and without a table's widths."""
    for pattern, sign in _SAME:
        text = re.sub(pattern, sign, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def agrees(shown: str, printed: str) -> bool:
    """Tell whether a page shows what was printed; a line `…` stands for any lines, `…` within one for any text."""
    want, have = modulo_times(shown), modulo_times(printed)
    pattern = "".join(r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in want)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in have)) is not None
