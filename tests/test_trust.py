"""The page of trust names what there is: every command, option and test of it, and each row with all its parts."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^## (\d+\. [^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
COMMANDS = sorted(set(re.findall(r"`python (bench/[^`]+)`", PAGE)))
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", PAGE)))


@cache
def functions_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_there_are_26_rows_and_the_table_leads_to_each() -> None:
    linked = re.findall(r"^\| (\d+) \| \[[^\]]+\]\(#([^)]+)\)", PAGE, re.MULTILINE)

    assert [int(number) for number, _ in linked] == list(range(1, 27))
    assert [there for _, there in linked] == [anchor(heading) for heading in ROWS]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_says_what_shows_it_with_which_figure_and_what_is_not_covered(row: str) -> None:
    parts = re.findall(r"^- ([A-Z][a-z ]+): (.+)", ROWS[row], re.MULTILINE)

    assert [name for name, _ in parts] == ["Shown by", "Figure", "Not covered"]
    assert re.search(r"`(python bench/|tests/)", ROWS[row])
    assert re.search(r"\d", dict(parts)["Figure"])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_there_with_its_options(command: str) -> None:
    path, *arguments = command.split()

    source = (ROOT / path).read_text(encoding="utf-8")

    assert "__main__" in source
    assert [option for option in arguments if option.startswith("--") and f'"{option}"' not in source] == []


@pytest.mark.parametrize("module", sorted(set(re.findall(r"`python -m ([\w.]+)", PAGE))))
def test_a_module_that_is_run_is_there(module: str) -> None:
    assert (ROOT / module.replace(".", "/") / "__main__.py").is_file()


@pytest.mark.parametrize("name", TESTS)
def test_a_test_is_there(name: str) -> None:
    path, _, function = name.partition("::")

    assert [one for one in functions_in(path) if one.startswith("test_")]
    assert not function or function in functions_in(path)


def test_who_reads_of_the_program_or_its_security_finds_the_page() -> None:
    for page in ("README.md", "README.zh.md", "SECURITY.md"):
        assert "(docs/trust.md)" in (ROOT / page).read_text(encoding="utf-8"), page
