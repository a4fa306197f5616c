from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from typer.testing import CliRunner

from monitor.cli import app
from monitor.settings import Settings, Web

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
UNIT = ROOT / "deploy" / "monitor.service"
PARTS = ROOT / "deploy" / "monitor@.service"
ROLES = ("scheduler", "worker", "web")
MOST_EXPOSED = 1.5  # Of 10; a unit without any hardening has 9.6 by systemd 252.


def dockerfile() -> list[tuple[str, str]]:
    """Give the Dockerfile's instructions: word and rest, continued lines joined, comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines if line.strip())]


def instructions(word: str) -> list[str]:
    return [rest for kind, rest in dockerfile() if kind == word]


def unit(path: Path = UNIT) -> dict[str, list[str]]:
    """Give a unit's settings; one that stands several times has several values."""
    settings: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
        settings.setdefault(key, []).append(value)
    return settings


def service() -> dict[str, Any]:
    compose = yaml.safe_load((ROOT / "deploy" / "docker-compose.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = compose["services"]["monitor"]
    return found


def parts() -> dict[str, dict[str, Any]]:
    """Give the services of many machines."""
    compose = yaml.safe_load((ROOT / "deploy" / "docker-compose.cluster.yml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, Any]] = compose["services"]
    return found


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response({"/healthz": 200}.get(self.path, 503))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def health() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(("path", "code"), [("/healthz", 0), ("/busy", 1)], ids=["healthy", "unhealthy"])
def test_the_containers_health_is_what_the_page_says_whatever_the_proxy(health: str, path: str, code: int) -> None:
    command = json.loads(instructions("HEALTHCHECK")[0].partition("CMD ")[2])

    asked = subprocess.run(
        [sys.executable, *command[1:]],
        env={"MONITOR_HEALTH_URL": f"{health}{path}", "http_proxy": "http://127.0.0.1:9"},
        capture_output=True,
        timeout=30,
        check=False,
    )

    assert command[0] == "python"
    assert asked.returncode == code


def test_the_image_is_built_in_stages_on_a_slim_python_of_one_version() -> None:
    base = instructions("ARG")[0]

    assert re.fullmatch(r"PYTHON_IMAGE=python:3\.11-slim-[a-z]+", base)
    assert instructions("FROM") == ["${PYTHON_IMAGE} AS build", "${PYTHON_IMAGE}"]


def test_everything_that_pip_fetches_for_the_image_has_a_hash() -> None:
    installs = re.findall(r"pip install [^&]*", " && ".join(instructions("RUN")))

    assert len(installs) == 2
    assert all("--require-hashes" in install or "--no-deps" in install for install in installs)
    for name in ("run", "cluster"):
        assert "--hash=sha256:" in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def test_the_container_runs_as_nobody_of_importance() -> None:
    after_last_stage = [word for word, _ in dockerfile()][::-1]

    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", instructions("USER")[-1])
    assert after_last_stage.index("USER") < after_last_stage.index("FROM")
    assert instructions("VOLUME") == ["/data"]


def test_no_secret_and_no_stray_file_gets_into_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in ignored if line and not line.startswith("#")]
    copied = [rest.split()[:-1] for rest in instructions("COPY") if not rest.startswith("--from")]
    let_in = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}

    assert rules[0] == "*"
    assert {name.rstrip("/") for names in copied for name in names} == let_in
    assert all((ROOT / name).exists() for name in let_in)
    assert not instructions("ADD")
    assert not re.search(r"(?i)password|secret|token|api_?key", " ".join(instructions("ENV") + instructions("ARG")))


def test_compose_starts_a_container_that_can_do_little_beyond_its_task() -> None:
    container = service()

    assert container["read_only"]
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert all("noexec" in mount for mount in container["tmpfs"])
    assert not {"privileged", "user", "network_mode", "cap_add", "environment"} & set(container)


def test_no_port_is_published_since_the_page_answers_loopback_alone() -> None:
    published = [*service().get("ports", ()), *instructions("EXPOSE")]

    assert Settings(()).web == Web("127.0.0.1:8080")
    assert published == []


def test_compose_mounts_settings_to_read_and_data_to_write() -> None:
    mounts = {mount["target"]: mount for mount in service()["volumes"]}

    assert set(mounts) == {instructions("WORKDIR")[-1], *instructions("VOLUME")}
    assert mounts["/etc/monitor"]["read_only"]
    assert service()["env_file"][0]["path"] not in {".env", "../.env"}  # Compose reads those for itself, too.


@pytest.mark.parametrize("prefix", ["service", "image"])
def test_what_is_started_is_a_command_that_exists(prefix: str) -> None:
    image = [*json.loads(instructions("ENTRYPOINT")[0]), *json.loads(instructions("CMD")[0])]
    command = shlex.split(unit()["ExecStart"][0]) if prefix == "service" else image

    told = CliRunner().invoke(app, [*command[1:], "--help"])

    assert Path(command[0]).name == "monitor"
    assert told.exit_code == 0, told.output


@pytest.mark.parametrize("role", ROLES)
def test_each_part_of_many_machines_is_started_by_a_command_that_exists(role: str) -> None:
    command = shlex.split(unit(PARTS)["ExecStart"][0].replace("%i", role))

    told = CliRunner().invoke(app, [*command[1:], "--help"])

    assert told.exit_code == 0, told.output
    assert parts()[role]["command"] == [role]


def test_the_parts_of_many_machines_are_fenced_in_like_the_one_of_one() -> None:
    alone, part = unit(), unit(PARTS)

    differing = {key for key in alone.keys() | part.keys() if alone.get(key) != part.get(key)}

    assert differing == {"Description", "ExecStart", "Environment", "EnvironmentFile", "TimeoutStopSec"}


@pytest.mark.parametrize("role", ROLES)
def test_the_containers_of_many_machines_can_do_as_little_as_the_one_of_one(role: str) -> None:
    same = ("read_only", "tmpfs", "cap_drop", "security_opt", "pids_limit", "mem_limit", "init")

    assert {key: parts()[role][key] for key in same} == {key: service()[key] for key in same}
    assert parts()[role]["volumes"] == service()["volumes"][:1]
    assert parts()[role]["build"]["args"] == {"REQUIREMENTS": "cluster"}
    assert "ports" not in parts()[role]


@pytest.mark.parametrize("role", ["scheduler", "worker"])
def test_a_part_that_serves_no_page_is_asked_how_it_is_where_it_answers(role: str) -> None:
    environment = parts()[role]["environment"]

    assert environment["MONITOR_HEALTH_URL"] == f"http://{environment['MONITOR_OBSERVE']}/healthz"
    assert environment["MONITOR_OBSERVE"].startswith("127.0.0.1:")
    assert all("healthcheck" not in parts()[name] for name in ROLES)


def test_the_service_owns_its_state_alone_and_comes_back() -> None:
    settings = unit()

    assert settings["DynamicUser"] == ["yes"]
    assert settings["StateDirectory"] == ["monitor"]
    assert settings["Restart"] == ["always"]
    assert settings["RestartPreventExitStatus"] == ["2"]
    assert settings["EnvironmentFile"][0].startswith("-/etc/monitor/")
    assert "MONITOR_DATABASE_URL=sqlite:///%S/monitor/" in settings["Environment"][0]


@pytest.mark.parametrize("path", [UNIT, PARTS], ids=["one", "many"])
def test_systemd_finds_the_service_hardly_exposed(path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")

    said = subprocess.run(
        [analyze, "security", "--offline=yes", "--no-pager", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    exposure = re.search(r"exposure level .*: ([\d.]+)", said.stdout)
    assert exposure, said.stderr
    assert float(exposure[1]) <= MOST_EXPOSED
