"""What pip-audit printed → what it means: clean, found, and not looked at are three things."""

from __future__ import annotations

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

import pytest
from audit import CLEAN, FOUND, NOT_LOOKED_AT, report_of
from supply.conftest import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

CLEAN_PACKAGE = {"name": "alder", "version": "1.0", "vulns": []}
KNOWN = {"id": "PYSEC-2030-1", "fix_versions": ["2.1"], "aliases": [], "description": ""}
FAULTY_PACKAGE = {"name": "birch", "version": "2.0", "vulns": [KNOWN]}
LEFT_OUT = {"name": "cedar", "skip_reason": "is not on the index"}


def printed(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        pytest.param([CLEAN_PACKAGE], CLEAN, "nothing is known against 1 packages", id="clean"),
        pytest.param([CLEAN_PACKAGE, FAULTY_PACKAGE], FOUND, "birch 2.0: PYSEC-2030-1, mended in 2.1", id="found"),
        pytest.param(
            [CLEAN_PACKAGE, LEFT_OUT], NOT_LOOKED_AT, "NOT LOOKED AT: cedar: is not on the index", id="partly"
        ),
        pytest.param([FAULTY_PACKAGE, LEFT_OUT], FOUND, "NOT LOOKED AT: cedar", id="found and partly"),
        pytest.param([], NOT_LOOKED_AT, "no package to look at", id="nothing"),
    ],
)
def test_what_was_printed_is_told(packages: list[object], code: int, words: str) -> None:
    report = report_of(printed(*packages), "")

    assert report.code == code
    assert words in "\n".join(report.lines)


def test_where_nobody_could_be_asked_it_says_so_and_is_not_clean() -> None:
    report = report_of("", "Traceback…\nConnectionError: the name is not known")

    assert report.code == NOT_LOOKED_AT
    assert (
        "NOT LOOKED AT: the advisory service gave no data (ConnectionError: the name is not known)" in report.lines[0]
    )


class Advisories(BaseHTTPRequestHandler):
    """Knows of one faulty package, as OSV would tell it."""

    faulty: ClassVar[str] = ""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
        affected = {"package": {"name": asked, "ecosystem": "PyPI"}, "ranges": [], "versions": []}
        known = (
            [{"id": "GHSA-xxxx-yyyy-zzzz", "summary": "bad", "affected": [affected]}] if asked == self.faulty else []
        )
        body = json.dumps({"vulns": known} if known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[str]:
    handler = type("Known", (Advisories,), {"faulty": request.param})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()
            thread.join()


def asked(address: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FOLDER / "audit.py"), "--osv-url", address, "--timeout", "5", *options]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)


needs_pip_audit = pytest.mark.skipif(find_spec("pip_audit") is None, reason="pip-audit comes with `make audit`")


@needs_pip_audit
@pytest.mark.parametrize("service", ["", "h11"], indirect=True, ids=["clean", "faulty"])
def test_pip_audit_itself_is_read_rightly(service: str, request: pytest.FixtureRequest) -> None:
    is_clean = "clean" in request.node.name

    told = asked(service)

    assert told.returncode == (CLEAN if is_clean else FOUND), told.stdout + told.stderr
    assert ("nothing is known against" if is_clean else "h11 0.16.0: GHSA-xxxx-yyyy-zzzz") in told.stdout


@needs_pip_audit
@pytest.mark.parametrize(("options", "code"), [((), NOT_LOOKED_AT), (("--may-lack-data",), 0)], ids=["release", "ci"])
def test_without_a_service_it_says_that_nothing_was_looked_at(options: tuple[str, ...], code: int) -> None:
    told = asked("http://127.0.0.1:9/v1/query", *options)

    assert told.returncode == code
    assert "NOT LOOKED AT" in told.stdout
