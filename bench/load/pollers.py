"""Polls a list of feeds with one peer, in whatever environment holds it, as often as it is told to.

    python pollers.py NAME URLS FOLDER

URLS is a file with an address a line. It polls all of them once, so that the peer knows them, and says `ready`; then,
for each line that comes in, it polls all once more and prints JSON: CPU milliseconds a check of the whole process, its
start left out, and the most memory. Each peer keeps connections, or does not, as it does by its defaults.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORKERS = 10
LONGEST = 900.0
"""Seconds that a pass may take."""

Cost = tuple[float, float]
"""CPU seconds of a pass, and the most megabytes."""


@contextmanager
def reader(urls: list[str], folder: Path) -> Iterator[Callable[[], Cost]]:
    """Update by lemon24/reader, its database on disk; in this process."""
    library = importlib.import_module("reader").make_reader(str(folder / "reader.db"))
    for url in urls:
        library.add_feed(url)

    def poll() -> Cost:
        started = _cpu()
        library.update_feeds(workers=WORKERS, scheduled=False)
        return _cpu() - started, _peak(resource.RUSAGE_SELF)

    poll()
    yield poll
    library.close()


@contextmanager
def urlwatch(urls: list[str], folder: Path) -> Iterator[Callable[[], Cost]]:
    """Run urlwatch as its users do, a process a pass; the start of one with a single job is taken off."""
    script = _script("urlwatch")
    config, hooks = folder / "urlwatch.yaml", folder / "hooks.py"
    config.write_text("report: {stdout: {enabled: false}}\n", encoding="utf-8")
    hooks.write_text("", encoding="utf-8")

    def ran(jobs: list[str], name: str) -> float:
        listed = folder / f"{name}.txt"
        listed.write_text("\n---\n".join(f"url: {url}" for url in jobs), encoding="utf-8")
        cache = folder / f"{name}.db"
        return _of_process([script, "--urls", listed, "--config", config, "--hooks", hooks, "--cache", cache])

    ran(urls, "all")

    def poll() -> Cost:
        return ran(urls, "all") - ran(urls[:1], "one"), _peak(resource.RUSAGE_CHILDREN)

    yield poll


@contextmanager
def scrapy(urls: list[str], folder: Path) -> Iterator[Callable[[], Cost]]:
    """Crawl with Scrapy and its cache by RFC 2616, a process a pass; the start is taken off."""
    yield _crawling(urls, folder, str(folder / "cache"))


@contextmanager
def scrapy_articles(urls: list[str], folder: Path) -> Iterator[Callable[[], Cost]]:
    """Crawl articles with Scrapy: their paragraphs' text into lines of JSON, and nothing else."""
    yield _crawling(urls, folder, "")


def _crawling(urls: list[str], folder: Path, cache: str) -> Callable[[], Cost]:
    def ran(some: list[str], name: str) -> float:
        listed = folder / f"{name}.txt"
        listed.write_text("\n".join(some), encoding="utf-8")
        spider = Path(__file__).parent / "spider.py"
        return _of_process([sys.executable, spider, listed, folder / f"{name}.jsonl", cache and f"{cache}-{name}"])

    def poll() -> Cost:
        return ran(urls, "all") - ran(urls[:1], "one"), _peak(resource.RUSAGE_CHILDREN)

    poll()
    return poll


@contextmanager
def changedetection(urls: list[str], folder: Path) -> Iterator[Callable[[], Cost]]:
    """Run changedetection.io's own server without a browser, and let it recheck all watches by its API."""
    script, port = _script("changedetection.io"), str(_free_port())
    own = {"ALLOW_IANA_RESTRICTED_ADDRESSES": "true", "FETCH_WORKERS": str(WORKERS)}
    environment = {**os.environ, **own}  # noqa: TID251 -- a stranger's program in a process of its own.
    command = [script, "-C", "-d", str(folder), "-h", "127.0.0.1", "-p", port]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        api = _Api(f"http://127.0.0.1:{port}/api/v1", folder)
        for url in urls:
            api.call("POST", "/watch", {"url": url, "fetch_backend": "html_requests"})
        api.wait_until_checked(len(urls), since=0.0)

        def poll() -> Cost:
            began, started = time.time(), _cpu_of(server.pid)
            api.call("GET", "/watch?recheck_all=1")
            looks = api.wait_until_checked(len(urls), since=began)
            polled = _cpu_of(server.pid)
            for _ in range(looks):
                api.call("GET", "/watch")
            looking = _cpu_of(server.pid) - polled  # That we looked is no cost of its own.
            return polled - started - looking, _peak_of(server.pid)

        yield poll
    finally:
        _end(server)


def _script(name: str) -> str:
    script = shutil.which(name, path=str(Path(sys.executable).parent))
    if script is None:
        raise RuntimeError(f"no command {name} beside its interpreter")
    return script


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _of_process(command: list[str | Path]) -> float:
    """Give the CPU seconds of a whole process."""
    before = _cpu(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=False, capture_output=True, timeout=LONGEST)
    return _cpu(resource.RUSAGE_CHILDREN) - before


def _end(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


class _Api:
    """changedetection.io's API, once it answers."""

    def __init__(self, base: str, folder: Path) -> None:
        self.base, self.key = base, ""
        until = time.monotonic() + LONGEST
        while not self.key:
            settings = [*folder.glob("changedetection.json"), *folder.glob("url-watches.json")]
            for file in settings:
                held = json.loads(file.read_text(encoding="utf-8"))
                self.key = held["settings"]["application"].get("api_access_token", "")
            if time.monotonic() > until:
                raise RuntimeError("it did not write its key")
            threading.Event().wait(0.5)
        while not self._answers():
            if time.monotonic() > until:
                raise RuntimeError("it did not answer")
            threading.Event().wait(0.5)

    def call(self, method: str, path: str, body: object = None) -> object:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"x-api-key": self.key, "content-type": "application/json"}
        asked = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)  # noqa: S310 -- loopback.
        with urllib.request.urlopen(asked, timeout=60) as reply:  # noqa: S310
            text = reply.read().decode()
        try:
            return json.loads(text)
        except ValueError:
            return text

    def wait_until_checked(self, count: int, since: float) -> int:
        """Wait until so many watches were checked after a time; give how often that was looked at."""
        until, looks = time.monotonic() + LONGEST, 0
        while time.monotonic() < until:
            watches, looks = self.call("GET", "/watch"), looks + 1
            if not isinstance(watches, dict):
                raise TypeError("it lists no watches")
            if sum(float(watch["last_checked"] or 0) > since for watch in watches.values()) >= count:
                return looks
            threading.Event().wait(1)
        raise RuntimeError("it did not check all watches in time")

    def _answers(self) -> bool:
        try:
            self.call("GET", "/systeminfo")
        except OSError:
            return False
        return True


def _cpu(who: int = resource.RUSAGE_SELF) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _peak(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def _cpu_of(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _peak_of(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


PEERS = {
    "urlwatch": urlwatch,
    "reader": reader,
    "changedetection.io": changedetection,
    "scrapy": scrapy,
    "scrapy articles": scrapy_articles,
}


def main(name: str, listing: str, folder: str) -> int:
    """Poll whenever a line comes in, and print what that cost."""
    urls = Path(listing).read_text(encoding="utf-8").split()
    version = importlib.metadata.version(name.split(maxsplit=1)[0])
    with PEERS[name](urls, Path(folder)) as poll:
        print("ready", flush=True)
        for _ in sys.stdin:
            seconds, megabytes = poll()
            cost = {"ms": seconds / len(urls) * 1000, "megabytes": megabytes, "version": version}
            print(json.dumps(cost), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
