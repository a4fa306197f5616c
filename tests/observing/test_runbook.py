"""Everything that the daemon may say of itself, and every alert, has its place in the runbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from monitor.cli import app
from monitor.model import Cause, NoticeKind
from monitor.notify import words_for

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^#{2,3} (.+)\n((?:(?!^#{2,3} ).*\n)*)", RUNBOOK, re.MULTILINE))
RULES = yaml.safe_load((ROOT / "deploy" / "prometheus" / "monitor.rules.yml").read_text("utf-8"))
ALERTS = [rule["alert"] for group in RULES["groups"] for rule in group["rules"]]
COMMANDS = sorted(
    {
        line
        for block in re.findall(r"```sh\n(.*?)```", RUNBOOK, re.DOTALL)
        for line in block.splitlines()
        if line.startswith("monitor ")
    }
)
ENGLISH, CHINESE = words_for("en"), words_for("zh")


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind is not NoticeKind.SOURCES_AILING])
def test_every_notice_has_a_section_that_is_found_by_the_words_that_people_see(kind: NoticeKind) -> None:
    english, chinese = (words.notices[kind].format(about="NAME", count="N") for words in (ENGLISH, CHINESE))

    section = SECTIONS[f"`{english}`"]

    assert f"`{chinese}`" in section
    assert len(section) > 60


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_of_a_source_that_is_not_well_has_a_row_in_the_words_that_people_see(cause: Cause) -> None:
    rows = [row for row in SECTIONS["`monitor: SOURCE, and what is wrong with it`"].splitlines() if row.startswith("|")]

    [row] = [row for row in rows if row.startswith(f"| {ENGLISH.causes[cause]} | {CHINESE.causes[cause]} |")]

    assert len([cell for cell in row.strip("|").split("|") if cell.strip()]) == 4


@pytest.mark.parametrize("alert", ALERTS)
def test_every_alert_has_a_section_with_what_to_do(alert: str) -> None:
    assert "```sh\n" in SECTIONS[alert]


def test_there_is_no_section_for_an_alert_that_is_none() -> None:
    assert {title for title in SECTIONS if title.startswith("Monitor")} == set(ALERTS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_one_with_these_options(command: str) -> None:
    words = command.split()[1:]
    options = {word for word in words if word.startswith("--")}
    names = [word for word in words if word.islower() and not word.startswith("--")]

    told = CliRunner().invoke(app, [*names, "--help"], env={"COLUMNS": "200"}, prog_name="monitor")

    assert told.exit_code == 0, told.output
    assert all(option in told.output for option in options)
    assert f"monitor {' '.join(names)} " in " ".join(told.output.split()) + " "
