"""The rules and the dashboard that are packaged: they hold, name only what is exported, and lead to the runbook."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from observing.everything import exported

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy" / "prometheus" / "monitor.rules.yml"
PLAYED = Path(__file__).with_name("rules.test.yml")
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "monitor.json").read_text("utf-8"))
ALERTS: list[dict[str, Any]] = yaml.safe_load(RULES.read_text("utf-8"))["groups"][0]["rules"]
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
ASKED = [target["expr"] for panel in PANELS for target in panel["targets"]]
EXPRESSIONS = [*(alert["expr"] for alert in ALERTS), *ASKED, *(one["expr"] for one in DASHBOARD["annotations"]["list"])]
SCRAPERS = {"up", "job", "instance", "le"}
"""What Prometheus itself adds: whether it got an answer, and whom it asked."""
_SELECTOR = re.compile(r"\b((?:monitor|process)_[a-z_]+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'([a-z_]+)\s*(=~|=|!=|!~)\s*"([^"]*)"')


@pytest.fixture(scope="module")
def promtool() -> str:
    found = shutil.which("promtool")
    if found is None:
        if "CI" in os.environ:  # noqa: TID251 -- where a skip would hide that nothing was tried.
            pytest.fail("promtool is missing; .ci/run installs Debian's package prometheus, which has it")
        pytest.skip("promtool is not installed; Debian's package prometheus has it")
    return found


def run(promtool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([promtool, *arguments], capture_output=True, text=True, timeout=120, check=False)


def test_the_rules_fire_when_they_should_and_keep_silent_beside_what_only_looks_like_it(promtool: str) -> None:
    played = run(promtool, "test", "rules", str(PLAYED))

    assert played.returncode == 0, played.stdout + played.stderr


def test_each_rule_is_seen_to_fire_and_to_keep_silent() -> None:
    tests = [one for test in yaml.safe_load(PLAYED.read_text("utf-8"))["tests"] for one in test["alert_rule_test"]]
    names = {alert["alert"] for alert in ALERTS}

    assert {one["alertname"] for one in tests if one["exp_alerts"]} == names
    assert {one["alertname"] for one in tests if not one["exp_alerts"]} == names


def test_prometheus_reads_the_rules_and_every_question_of_the_dashboard(promtool: str, tmp_path: Path) -> None:
    asked = [expression.replace("$__rate_interval", "5m").replace("$job", "monitor") for expression in ASKED]
    questions = {"rules": [{"record": f"asked:{number}", "expr": one} for number, one in enumerate(asked)]}
    file = tmp_path / "questions.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard"} | questions]}), "utf-8")

    checked = run(promtool, "check", "rules", str(RULES), str(file))

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_asked_for_is_exported_with_these_labels_and_values(expression: str) -> None:
    scrape, selectors = exported(), _SELECTOR.findall(expression)

    assert selectors or "up{" in expression
    for name, matchers in selectors:
        assert name in scrape.names
        for label, sign, value in _MATCHER.findall(matchers):
            if label in SCRAPERS:
                continue
            values = {labels.get(label) for named, labels, _ in scrape.samples if named == name}
            wanted = set(value.split("|")) if sign == "=~" else {value}
            assert wanted <= values, f"{name} has no {label} {wanted - values}"


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_is_added_up_is_added_up_by_labels_that_there_are(expression: str) -> None:
    labels = set().union(*exported().labels.values()) | SCRAPERS
    by = {label for group in re.findall(r"\bby \(([^)]*)\)", expression) for label in re.split(r",\s*", group)}

    assert by <= labels


def test_every_alert_says_how_bad_it_is_what_it_is_and_where_to_read_on() -> None:
    for alert in ALERTS:
        assert alert["labels"]["severity"] in {"page", "ticket"}
        assert alert["annotations"]["summary"]
        assert alert["annotations"]["runbook"] == f"docs/runbook.md#{alert['alert'].lower()}"


def test_no_series_is_of_a_single_source_channel_or_address() -> None:
    scrape = exported()

    labels = set().union(*scrape.labels.values())

    assert labels == {
        *("result", "reason", "outcome", "verdict", "change", "status", "provider", "tells", "tier", "le"),
        *("version", "python", "schema", "role", "run", "loop", "state", "tried"),
    }
    assert len(scrape.samples) < 400


def test_everything_that_is_exported_is_asked_for_somewhere() -> None:
    asked = " ".join(EXPRESSIONS)
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in exported().names if name.startswith("monitor_")}

    assert {name for name in families if name not in asked} == set()


def test_panels_say_what_they_show_and_lie_beside_each_other() -> None:
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in PANELS)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]

    assert len(cells) == len(set(cells))
    assert all(0 <= x < 24 for x, _ in cells)
    assert all(panel["title"] and panel["description"] and panel["fieldConfig"]["defaults"]["unit"] for panel in PANELS)
    assert len({panel["id"] for panel in PANELS}) == len({panel["title"] for panel in PANELS}) == len(PANELS)


def test_the_dashboard_is_bound_to_no_server() -> None:
    sources = {json.dumps(part["datasource"]) for part in (*PANELS, *DASHBOARD["annotations"]["list"])}

    assert sources == {'{"type": "prometheus", "uid": "${datasource}"}'}
    assert [variable["name"] for variable in DASHBOARD["templating"]["list"]] == ["datasource", "job"]


def test_an_alert_that_a_panel_names_is_a_rule() -> None:
    named = {name for panel in PANELS for name in re.findall(r"\bMonitor[A-Z]\w+", panel["description"])}

    assert named <= {alert["alert"] for alert in ALERTS}
    assert len(named) >= 6
