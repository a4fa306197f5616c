"""What the mutation bench changes, what it leaves alone, and that it knows a missing test when it sees one."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from bench.mutation.mutants import module_of
from bench.mutation.reach import Reach
from bench.mutation.results import Fate, Result, Results

ROOT = Path(__file__).parent.parent
ODD = """
LIMIT = 3


def is_few(number):
    return number < LIMIT


def is_grown(age):
    return age >= 18
"""


def changes_of(text: str) -> list[str]:
    return [mutant.identity.partition(": ")[2] for mutant in module_of("monitor/odd.py", text).mutants]


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("if a < b: c()", {"if a < b → if False", "if a < b → if True", "a < b → a <= b", "c() → pass"}),
        ("x = [a for a in b if a]", {"if a → if True"}),
        ("x = a and b", {"a and b → a", "a and b → b"}),
        ("x = min(a[1:])", {"min(a[1:]) → max(a[1:])", "1: → :", "1 → 2"}),
        ("x = f(a, key=b)", {"f(…) → without key=b"}),
        ("x = a.strip()", {"a.strip() → a"}),
        ("x = a is b", {"a is b → a is not b"}),
    ],
)
def test_a_change_is_one_that_a_test_should_notice(text: str, changes: set[str]) -> None:
    assert set(changes_of(text)) == changes


def test_what_says_nothing_at_run_time_is_left_alone() -> None:
    text = '''
"""A docstring."""
from x import y
__all__ = ["f"]
@cache(maxsize=4)
def f(a: Literal["b"]) -> Literal["c"]:
    """Another."""
    raise ValueError("words")
'''

    assert changes_of(text) == []


def test_every_mutant_can_be_compiled_and_leaves_the_file_as_it_was() -> None:
    path = "monitor/fingerprint/launch.py"
    module = module_of(path, (ROOT / path).read_text("utf-8"))
    before = ast.dump(module.tree)

    codes = [module.compiled(mutant, path) for mutant in module.mutants]

    assert len(codes) > 100
    assert ast.dump(module.tree) == before


def test_a_mutant_is_the_same_wherever_its_function_stands_and_another_once_that_is_changed() -> None:
    one, moved, changed = (
        module_of("monitor/odd.py", text).mutants[-1]
        for text in (ODD, "\n\n" + ODD, ODD.replace("(age)", "(age, here=None)"))
    )

    assert (one.identity, one.source) == (moved.identity, moved.source)
    assert one.source != changed.source


def test_a_run_goes_on_where_it_ended_and_forgets_what_was_said_of_other_code(tmp_path: Path) -> None:
    one, changed = (
        module_of("monitor/odd.py", text).mutants[-1] for text in (ODD, ODD.replace("(age)", "(age, here=None)"))
    )
    notes = Results(tmp_path / "notes" / "odd.jsonl")
    notes.add(Result(one.identity, one.source, 1, Fate.SURVIVED, "", 3, 0.1))
    notes.add(Result(one.identity, one.source, 1, Fate.KILLED, "test_odd", 3, 0.1))

    again = Results(tmp_path / "notes" / "odd.jsonl")

    found = again.of(one)
    assert found is not None
    assert (found.fate, found.by) == (Fate.KILLED, "test_odd")
    assert again.of(changed) is None


def test_the_tests_that_reach_a_line_are_asked_the_quickest_first_and_the_slowest_not_at_all() -> None:
    mutant = module_of("monitor/odd.py", ODD).mutants[-1]
    lines = {"monitor/odd.py": {mutant.line: ("slow", "quick", "broken", "middling")}}
    reach = Reach(
        lines, {"slow": 5.0, "quick": 0.1, "middling": 1.0, "broken": 0.1, "elsewhere": 0.1}, {}, frozenset({"broken"})
    )

    assert reach.tests_of(mutant, slowest=9, anew=False) == ("quick", "middling", "slow")
    assert reach.tests_of(mutant, slowest=2, anew=False) == ("quick", "middling")


def test_what_no_test_notices_is_listed_and_nothing_else(tmp_path: Path) -> None:
    for folder in ("monitor", "tests"):
        (tmp_path / folder).mkdir()
    (tmp_path / "monitor" / "__init__.py").touch()
    (tmp_path / "monitor" / "odd.py").write_text(ODD, "utf-8")
    (tmp_path / "tests" / "test_odd.py").write_text(
        "from monitor.odd import is_few, is_grown\n\n"
        "def test_few():\n    assert is_few(0) and not is_few(9)\n\n"
        "def test_grown():\n    assert [is_grown(age) for age in (17, 18, 19)] == [False, True, True]\n",
        "utf-8",
    )
    (tmp_path / "rooms.toml").write_text(
        "settings = {seed = 1, patience = 5.0, slowest = 5.0}\n"
        'rooms = {odd = {code = ["monitor"], tests = ["tests"], sample = 1.0}}\n',
        "utf-8",
    )
    command = [sys.executable, "-m", "bench.mutation", "--config", "rooms.toml", "--root", "."]

    ran = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=100
    )

    assert ran.stdout.splitlines()[-3:] == [
        "monitor/odd.py:2: LIMIT: 3 → 4",
        "monitor/odd.py:6: is_few: number < LIMIT → number <= LIMIT",
        "odd: 6 made, 6 drawn, 6 tried, 4 killed, 0 explained, 2 open: 66.7 %",
    ], ran.stderr
    assert ran.returncode == 1
