"""Polls a list of feeds twice with one peer, in whatever environment holds it; says what the second time cost.

Called by `bench/polling.py` with the interpreter of the peer's environment, `python bench/pollers.py NAME URLS FOLDER`,
URLS being a file with an address a line. It prints JSON: CPU milliseconds a check of the second pass, in which nothing
had changed, its own share of the start left out; and the most memory.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

WORKERS = 10
LONGEST = 300.0
"""Seconds that a pass may take."""


def reader(urls: list[str], folder: Path) -> dict[str, float]:
    """Update by lemon24/reader, its database on disk; in this process."""
    library = importlib.import_module("reader").make_reader(str(folder / "reader.db"))
    for url in urls:
        library.add_feed(url)
    library.update_feeds(workers=WORKERS, scheduled=False)
    started = _cpu()
    library.update_feeds(workers=WORKERS, scheduled=False)
    return {"cpu": _cpu() - started, "megabytes": _peak(resource.RUSAGE_SELF)}


def urlwatch(urls: list[str], folder: Path) -> dict[str, float]:
    """Run urlwatch as its users do, a process a pass; the start of one with a single job is taken off."""
    script = shutil.which("urlwatch", path=str(Path(sys.executable).parent))
    if script is None:
        raise RuntimeError("no command urlwatch beside its interpreter")
    config, hooks = folder / "urlwatch.yaml", folder / "hooks.py"
    config.write_text("report: {stdout: {enabled: false}}\n", encoding="utf-8")
    hooks.write_text("", encoding="utf-8")

    def ran(jobs: list[str], name: str) -> float:
        listed = folder / f"{name}.txt"
        listed.write_text("\n---\n".join(f"url: {url}" for url in jobs), encoding="utf-8")
        command = [script, "--urls", listed, "--config", config, "--hooks", hooks, "--cache", folder / f"{name}.db"]
        before = _cpu(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=False, capture_output=True, timeout=LONGEST)
        return _cpu(resource.RUSAGE_CHILDREN) - before

    start = min(ran(urls[:1], "one") for _ in range(3))
    ran(urls, "all")
    return {"cpu": ran(urls, "all") - start, "megabytes": _peak(resource.RUSAGE_CHILDREN)}


def changedetection(urls: list[str], folder: Path) -> dict[str, float]:
    """Run changedetection.io's own server without a browser, and let it recheck all watches by its API."""
    script = shutil.which("changedetection.io", path=str(Path(sys.executable).parent))
    if script is None:
        raise RuntimeError("no command changedetection.io beside its interpreter")
    port, own = "5999", {"ALLOW_IANA_RESTRICTED_ADDRESSES": "true", "FETCH_WORKERS": str(WORKERS)}
    environment = {**os.environ, **own}  # noqa: TID251 -- a stranger's program in a process of its own.
    command = [script, "-C", "-d", str(folder), "-h", "127.0.0.1", "-p", port]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        api = _Api(f"http://127.0.0.1:{port}/api/v1", folder)
        for url in urls:
            api.call("POST", "/watch", {"url": url, "fetch_backend": "html_requests"})
        api.wait_until_checked(len(urls), since=0.0)
        began, started = time.time(), _cpu_of(server.pid)
        api.call("GET", "/watch?recheck_all=1")
        api.wait_until_checked(len(urls), since=began)
        return {"cpu": _cpu_of(server.pid) - started, "megabytes": _peak_of(server.pid)}
    finally:
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

    def wait_until_checked(self, count: int, since: float) -> None:
        """Wait until so many watches were checked after a time."""
        until = time.monotonic() + LONGEST
        while True:
            watches = self.call("GET", "/watch")
            if not isinstance(watches, dict):
                raise TypeError("it lists no watches")
            if sum(float(watch["last_checked"] or 0) > since for watch in watches.values()) >= count:
                return
            if time.monotonic() > until:
                raise RuntimeError("it did not check all watches in time")
            threading.Event().wait(1)

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


PEERS = {"urlwatch": urlwatch, "reader": reader, "changedetection.io": changedetection}


def main(name: str, listing: str, folder: str) -> int:
    """Print what a peer's second pass cost."""
    urls = Path(listing).read_text(encoding="utf-8").split()
    found = PEERS[name](urls, Path(folder))
    cost = {"ms": found["cpu"] / len(urls) * 1000, "megabytes": found["megabytes"]}
    print(json.dumps(cost | {"version": importlib.metadata.version(name)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
