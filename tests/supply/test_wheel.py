"""The wheel: the same bytes wherever it is built, all that the package holds, and a program that runs from it."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from building import ROOT, built, copied, inhabitants, members

from monitor import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCH = 1_900_000_000


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("tree") / "here")


@pytest.fixture(scope="module")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tree, tmp_path_factory.mktemp("wheel"), EPOCH)


def test_two_builds_of_two_trees_are_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    other = copied(tmp_path / "elsewhere", aged=True)

    assert built(other, tmp_path / "again", EPOCH).read_bytes() == wheel.read_bytes()


def test_the_archive_of_the_source_is_the_same_too_and_makes_the_same_wheel(
    tree: Path, wheel: Path, tmp_path: Path
) -> None:
    one, two = (built(tree, tmp_path / turn, EPOCH, "sdist") for turn in ("one", "two"))
    with tarfile.open(one) as opened:
        opened.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()

    assert one.read_bytes() == two.read_bytes()
    assert built(unpacked, tmp_path / "wheel", EPOCH).read_bytes() == wheel.read_bytes()


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel: Path) -> None:
    assert members(wheel) == inhabitants(ROOT)
    assert "monitor/py.typed" in members(wheel)


def test_nothing_of_this_machine_is_in_the_wheel(wheel: Path, tree: Path) -> None:
    with ZipFile(wheel) as opened:
        everything = b"".join(opened.read(name) for name in opened.namelist())

    assert str(tree).encode() not in everything
    assert str(ROOT).encode() not in everything


@pytest.fixture
def run(wheel: Path, tmp_path: Path) -> Callable[..., str]:
    """Give what runs Python with the wheel alone, in a folder that has nothing to do with this one."""
    place, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with ZipFile(wheel) as opened:
        opened.extractall(place)  # noqa: S202 -- our own.
    (elsewhere / "sources.yaml").write_text("sources: [{starter: zh}]\n", encoding="utf-8")
    environment = {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-P", *words], cwd=elsewhere, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_program_runs_from_the_wheel_in_another_folder(run: Callable[..., str], tmp_path: Path) -> None:
    place = run("-c", "import monitor; print(monitor.__file__)").strip()
    version = run("-m", "monitor", "--version")
    run("-m", "monitor", "check")
    run("-m", "monitor", "migrate")

    assert Path(place).is_relative_to(tmp_path)
    assert __version__ in version


def test_the_demonstration_runs_from_the_wheel_in_another_folder(run: Callable[..., str]) -> None:
    assert "盘古" in run("-m", "monitor", "demo")
