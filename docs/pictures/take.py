"""Take the pictures of this folder anew: the demo's world, the real program in a terminal, its page in a browser.

Run from the project's root: `python docs/pictures/take.py`, or `… take.py terminal` for those of the terminal alone. It
needs Debian's Chromium and a font with Chinese letters.
"""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text
from rooms import take_rooms

from monitor import wiring
from monitor.demo.world import FIRST_DAY, open_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.demo.world import World

HERE = Path(__file__).resolve().parent
COLUMNS, ROWS = 110, 40
LINE = 22  # Pixels from one line to the next.
PATIENCE = 60  # Seconds until something that must come has come.
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAGE = "127.0.0.1:8099"
NEWS = (
    (5, "chaoxi", "云岭智能发布青鸾大模型2.0", "云岭智能今日正式发布青鸾大模型2.0，面向开发者开放。"),
    (3, "lanfeng", "霜桥智算开源玄鹭大模型3.1", "霜桥智算今日宣布开源玄鹭大模型3.1，权重可以免费下载。"),
    (2, "chaoxi", "澜江认知将于下月发布墨鹤大模型5.0", "澜江认知将于下月发布墨鹤大模型5.0，目前正在做最后的测试。"),
    (1, "lanfeng", "云岭智能开源青鸾大模型2.0", "云岭智能今日宣布开源青鸾大模型2.0，代码与权重一并公布。"),
)


def main() -> int:
    """Write every picture; give 1 where there is no browser."""
    if CHROMIUM is None:
        print("no chromium: the pictures stay as they are")
        return 1
    with tempfile.TemporaryDirectory() as folder, open_world() as world:
        _add_news(world)
        world.publish(world.days[-1])
        _write_settings(Path(folder), world)
        with _terminal(Path(folder), "run") as screen:
            first = screen.until("no channel yet")
            _picture_of_terminal("first-start", "$ make run\n" + first)
        for name, words in (
            ("sources", ["sources"]),
            ("launches", ["launches"]),
            ("why", ["why", "盘古3.0"]),
            ("check", ["check", "--live"]),
        ):
            with _terminal(Path(folder), *words) as screen:
                _picture_of_terminal(name, f"$ monitor {' '.join(words)}\n" + screen.until(None))
        with _terminal(Path(folder), "demo") as screen:
            _picture_of_terminal("demo", "$ make demo\n" + screen.until("Ctrl-C ends it"))
    if sys.argv[1:] != ["terminal"]:
        take_rooms(CHROMIUM, HERE)
    return 0


def _add_news(world: World) -> None:
    """Let the world's outlets tell of launches of these days, too, so that a first look has a week to show."""
    today = (wiring.utc_now() - FIRST_DAY).days
    for ago, outlet, title, text in NEWS:
        lines = f"{text}\n{'公司没有公布价格，业内人士在等待更多细节。'}"
        world.articles.append({"day": today - ago, "outlets": [outlet], "title": title, "text": lines})


def _write_settings(folder: Path, world: World) -> None:
    sources = "".join(
        f"  - {{id: {outlet['id']}, name: {outlet['name']}, url: '{world.address}/{outlet['id']}/feed.xml',"
        f" kind: feed, allow_private: true, tier: {outlet.get('tier', 'media')}}}\n"
        for outlet in world.outlets
    )
    hosts = "hosts: {127.0.0.1: {parallel: 4, spacing: 0s}}\n"
    (folder / "sources.yaml").write_text(f"web: {{listen: '{PAGE}'}}\n{hosts}sources:\n{sources}", encoding="utf-8")


class Screen:
    """What a program writes to a terminal of its own."""

    def __init__(self, master: int) -> None:
        self.master = master
        self.written = b""

    def until(self, phrase: str | None) -> str:
        """Read until a phrase stands there, or to the end; give all lines as they stand then."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends and (phrase is None or phrase.encode() not in self.written):
            if not self._read(1.0) and phrase is None:
                break
        if phrase is not None and phrase.encode() not in self.written:
            raise SystemExit(f"{phrase!r} did not come within {PATIENCE} s")
        self._read(0.5)  # What stands behind the phrase.
        return _as_it_stands(self.written.decode(errors="replace"))

    def _read(self, seconds: float) -> bool:
        """Take what comes within some seconds; give False where the program has ended."""
        try:
            ready, _, _ = select.select([self.master], [], [], seconds)
            piece = os.read(self.master, 65536) if ready else b""
        except OSError:  # The other side is closed.
            return False
        self.written += piece
        return bool(piece) or not ready


@contextmanager
def _terminal(folder: Path, *words: str) -> Iterator[Screen]:
    """Run the program in a terminal of its own; it does not outlive the block."""
    master, slave = pty.openpty()
    size = {"COLUMNS": str(COLUMNS), "LINES": str(ROWS), "TERM": "xterm-256color", "FORCE_COLOR": "1"}
    command = [sys.executable, "-m", "monitor", *words]
    environment = os.environ | size | {"PYTHONPATH": str(HERE.parents[1])}  # noqa: TID251 -- a child needs its parent's.
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    try:
        yield Screen(master)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        os.close(master)


def _as_it_stands(written: str) -> str:
    """Play what moves the cursor: lines that a progress bar erased are gone."""
    lines = [""]
    for piece in re.split(r"(\r\n|\n|\r|\x1b\[\d*[AK]|\x1b\[\?\d+[hl])", written):
        if piece in {"\r\n", "\n"}:
            lines.append("")
        elif piece == "\r":
            continue
        elif piece.endswith("A") and piece.startswith("\x1b["):
            lines.pop()
        elif piece.endswith("K") and piece.startswith("\x1b["):
            lines[-1] = ""
        elif not piece.startswith("\x1b[?"):
            lines[-1] += piece
    return "\n".join(lines).rstrip()


def _picture_of_terminal(name: str, text: str) -> None:
    """Draw what a terminal shows: a Han character is exactly two letters wide in the font."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True, color_system="truecolor")
        for line in text.splitlines():
            console.print(Text.from_ansi(line), soft_wrap=False)
    written = console.export_html(inline_styles=True, theme=DIMMED_MONOKAI, code_format="{code}")
    lines = written.rstrip().count("\n") + 1
    frame = (
        "<meta charset=utf-8><body style='margin:0;background:#191919;color:#d9d9d9'>"
        f"<pre style=\"margin:16px;font:15px/{LINE}px 'Noto Sans Mono CJK SC',monospace\">{written}</pre>"
    )
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "terminal.html"
        page.write_text(frame, encoding="utf-8")
        picture_of_page(page.as_uri(), HERE / f"{name}.png", (COLUMNS * 8 + 32, lines * LINE + 32))


def picture_of_page(address: str, target: Path, size: tuple[int, int]) -> None:
    """Draw a page as a window of that size shows it."""
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=3000")
    command = [str(CHROMIUM), *options, f"--window-size={size[0]},{size[1]}", f"--screenshot={target}", address]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    print(f"{target.name}: {size[0]} x {size[1]}")


if __name__ == "__main__":
    sys.exit(main())
