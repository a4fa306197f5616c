"""Twenty secrets in a life of the daemon: none in its log at DEBUG, its database, its page, the list of processes.

Nor in what commands print of it, and none dressed up: as base64 (as a login is sent), hexadecimal, percent-encoded.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from typing import IO, TYPE_CHECKING

import httpx
import pytest
from end_to_end.scene import a_scene

from monitor.web.access import COOKIE
from monitor.web.app import PAGES
from monitor.web.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from end_to_end.scene import Scene

DATE = "2026-11-20T08:00:00+08:00"
MAIL_DATE = "Fri, 20 Nov 2026 08:00:00 +0800"
SECRETS = {f"SECRET_{number:02}": f"planted{number:02}x7Kq2mVt9Lw4Zr8Np" for number in range(1, 21)}
TOKEN = SECRETS["SECRET_01"]
SETTINGS = """
defaults: {{every: 1s}}
web: {{listen: '127.0.0.1:{port}', token: "${{SECRET_01}}"}}
heartbeat: "http://127.0.0.1:9/beat/${{SECRET_02}}"
second_opinion: {{base_url: "http://127.0.0.1:9/${{SECRET_03}}", model: m, api_key: "${{SECRET_04}}"}}
hosts: {{127.0.0.1: {{parallel: 4, spacing: 0s}}}}
channels:
  - {{name: hook, url: "{hook}/${{SECRET_05}}", secret: "${{SECRET_06}}"}}
  - {{name: mail, url: "mailto://me:${{SECRET_07}}@127.0.0.1:9?from=a@example.org&to=b@example.org&mode=insecure"}}
  - {{name: feishu, url: "https://open.feishu.cn/open-apis/bot/v2/hook/${{SECRET_08}}", endpoint: "{hook}/f"}}
  - {{name: dingtalk, url: "https://oapi.dingtalk.com/robot/send?access_token=${{SECRET_09}}", endpoint: "{hook}/d"}}
  - {{name: wecom, url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${{SECRET_10}}", endpoint: "{hook}/w"}}
  - {{name: slack, url: "https://hooks.slack.com/services/T0000000A/B0000000A/${{SECRET_11}}", endpoint: "{hook}/s"}}
  - {{name: discord, url: "https://discord.com/api/webhooks/1234567890/${{SECRET_12}}", endpoint: "{hook}/e"}}
  - {{name: dead, url: "http://127.0.0.1:9/${{SECRET_13}}?key=${{SECRET_14}}"}}
sources:
  - {{id: good, url: '{feed}', kind: feed, allow_private: true, headers: {{X-Key: "${{SECRET_15}}"}}}}
  - {{id: login, url: "{outlet}/a.xml", kind: feed, allow_private: true, headers: {{Authorization: "${{SECRET_16}}"}}}}
  - {{id: query, url: "http://127.0.0.1:9/feed.xml?token=${{SECRET_17}}", kind: feed, allow_private: true}}
  - {{id: moved, url: "{outlet}/gone.xml?token=${{SECRET_18}}", kind: feed, allow_private: true}}
  - {{id: proxied, url: "http://127.0.0.1:9/p.xml", kind: feed, allow_private: true, proxy: "${{PROXY}}"}}
  - {{id: cookie, url: "{outlet}/no.xml", kind: feed, allow_private: true, headers: {{Cookie: "s=${{SECRET_20}}"}}}}
"""


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as scene:
        scene.outlets.page("/1.html", "云岭智能发布青鸾大模型2.0", ["云岭智能今日正式发布青鸾大模型2.0。"] * 3, DATE)
        values = SECRETS | {"PROXY": f"http://me:{SECRETS['SECRET_19']}@127.0.0.1:9"}
        dotenv = "".join(f"{name}={value}\n" for name, value in values.items())
        (tmp_path / ".env").write_text(dotenv, encoding="utf-8")
        yield scene


@dataclass
class Watched:
    """The daemon, with all that it logged so far."""

    lines: list[str] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)

    def read(self, stream: IO[str]) -> None:
        for line in stream:
            with self.came:
                self.lines.append(line)
                self.came.notify_all()

    def says(self, phrase: str, seconds: float = 180) -> str:
        """Wait for a line that holds a phrase, and give it."""
        with self.came:
            assert self.came.wait_for(lambda: any(phrase in line for line in self.lines), seconds), self.lines[-9:]
            return next(line for line in self.lines if phrase in line)


@contextmanager
def running(scene: Scene) -> Iterator[Watched]:
    options = ["--config", str(scene.config), "--database", scene.database, "--log-level", "debug"]
    command = [sys.executable, "-m", "monitor", *options, "run"]
    watched = Watched()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        reader = threading.Thread(target=watched.read, args=(process.stdout,), daemon=True)
        reader.start()
        try:
            yield watched
        finally:
            process.terminate()
            process.wait(20)
            reader.join(20)


def command_lines() -> str:
    """Give what the list of processes shows to everybody on this machine."""
    lines = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # It ended meanwhile.
            lines.append(file.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
    return "\n".join(lines)


def guises(secret: str) -> set[str]:
    """Give a secret as it is and as what programs make of it, wherever in a longer text it stands."""
    plain = secret.encode()
    within = {base64.b64encode(bytes(before) + plain)[4:-4].decode() for before in range(3)}
    return {secret, secret[::-1], plain.hex(), "".join(f"%{byte:02X}" for byte in plain), *within}


COMMANDS = (("check",), ("sources", "--json"), ("outbox", "--json"), ("channels",), ("launches", "--json"))


def printed(scene: Scene) -> str:
    """Give what commands say of the settings and of what happened, on both streams, at DEBUG."""
    done = [scene.monitor("--log-level", "debug", *command) for command in COMMANDS]
    assert all(one.stdout for one in done), [one.stderr for one in done]
    return "\n".join(one.stdout + one.stderr for one in done)


def seen(url: str) -> str:
    """Read every page that there is, as somebody who came in with the token."""
    cookies = {COOKIE: Keys(TOKEN).session(datetime.now(UTC))}  # noqa: TID251 -- the daemon's own clock.
    with httpx.Client(base_url=url, cookies=cookies, trust_env=False, headers={"accept-language": "en"}) as client:
        code = client.get("/api/messages").json()["messages"][0]["id"]
        filled = {
            "{number}": "1",
            "{code}": code,
            "{key:path}": client.get("/api/organisations").json()["organisations"][0]["key"],
        }
        told = []
        for path in (*PAGES, "/healthz", "/sign-in"):
            answer = client.get(reduce(lambda address, pair: address.replace(*pair), filled.items(), path))
            assert answer.status_code in {200, 303, 503}, path
            told.append(f"{answer.headers} {answer.text}")
    return "\n".join(told)


def test_no_secret_of_twenty_is_in_log_database_page_or_process_list(scene: Scene) -> None:
    scene.webhook.status, scene.webhook.answer = 400, b'{"errcode": 93000, "errmsg": "invalid"}'
    feed = scene.outlets.feed("/feed.xml", "Outlet", [])
    settings = SETTINGS.format(port=0, hook=scene.webhook.url, feed=feed, outlet=scene.outlets.address)
    scene.config.write_text(settings, encoding="utf-8")

    with running(scene) as daemon:
        url = daemon.says("page served").partition("url=")[2].split()[0]
        assert scene.outlets.was_asked("/feed.xml", 2)
        scene.outlets.feed("/feed.xml", "Outlet", [("/1.html", "one", MAIL_DATE)])
        assert scene.webhook.has(5)
        daemon.says("/1.html")
        pages = seen(url)
        processes = command_lines()
        scene.config.write_text(settings.replace("url:", "ulr:").replace("every: 1s", "evry: 1s"), encoding="utf-8")
        daemon.says("settings refused")
    scene.config.write_text(settings, encoding="utf-8")
    stored = b"".join(file.read_bytes() for file in scene.folder.glob("monitor.db*"))

    assert pages.count("青鸾大模型2.0") > 5
    assert "青鸾大模型2.0".encode() in stored
    log = "".join(daemon.lines)
    assert "debug" in log
    assert "monitor --config" in processes
    places = {"log": log, "database": stored.decode("utf-8", "replace"), "page": pages, "processes": processes}
    places["commands"] = printed(scene)
    found = [
        (place, name)
        for place, text in places.items()
        for name, secret in SECRETS.items()
        if any(guise in text for guise in guises(secret))
    ]
    assert found == []


def test_a_secret_in_a_login_would_have_been_found() -> None:
    login = base64.b64encode(b"me:planted19x7Kq2mVt9Lw4Zr8Np").decode()

    assert any(guise in f"Basic {login}" for guise in guises(SECRETS["SECRET_19"]))
