"""The tree → `dist/`: wheel, archive of the source and list of what they are made of, each tried before it stays.

Built twice in different folders and compared byte by byte; installed from the lock file into an empty environment, and
run there from a folder that has nothing to do with this one; listed as CycloneDX, twice, checked against its schema and
against the lock file. `make dist` runs it; the first thing that is not as it should be ends it with one line, exit 1.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from building import PACKAGE, built, copied, epoch, inhabitants, members
from locked import FOLDER, ROOT, direct, needed, pins
from packaging.utils import canonicalize_name

DIST = ROOT / "dist"
TOOLS = Path(sys.executable).parent
BUILT_WITH = "SOURCE_DATE_EPOCH"


class UnfitError(Exception):
    """What was built is not fit to be handed out, in one line."""


def main() -> int:
    """Make `dist/` anew; give 1 where something is not as it should be."""
    try:
        with TemporaryDirectory(prefix="monitor-dist-") as scratch:
            made = _made(Path(scratch))
    except (UnfitError, RuntimeError) as error:
        print(f"dist: {error}", file=sys.stderr)
        return 1
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    for name, content in made.items():
        (DIST / name).write_bytes(content)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in made.items())
    (DIST / "SHA256SUMS").write_text(sums, encoding="ascii")
    print(sums, end="")
    return 0


def _made(scratch: Path) -> dict[str, bytes]:
    """Build and try everything, and give the files by their names."""
    _run([TOOLS / "validate-pyproject", "pyproject.toml"], "pyproject.toml does not keep to its standards")
    wheel, archive = _twice("wheel", scratch), _twice("sdist", scratch)
    lacking = inhabitants(ROOT) ^ members(wheel)
    if lacking:
        raise UnfitError(f"the wheel and the tree differ in {', '.join(sorted(lacking)[:5])}")
    _told("wheel and archive are the same bytes when built twice, and the wheel holds the whole package")
    if _from_archive(archive, scratch) != wheel.read_bytes():
        raise UnfitError("the wheel that the archive of the source makes is another one")
    _told("the archive of the source makes the same wheel")
    python = _installed(wheel, scratch / "environment")
    _try(python, scratch)
    _told("installed from the lock file into an empty environment, it runs from another folder")
    listed = _listed(python, scratch)
    _told(f"{listed.count(b'purl')} components are listed as CycloneDX, as the lock file has them")
    return {wheel.name: wheel.read_bytes(), archive.name: archive.read_bytes(), f"{PACKAGE}.cdx.json": listed}


def _twice(kind: str, scratch: Path) -> Path:
    """Build one thing in two folders whose files have other ages and rights, and give it where it is the same."""
    files = []
    for turn in ("one", "two"):
        tree = copied(scratch / f"{kind}-tree-{turn}", aged=turn == "two")
        files.append(built(tree, scratch / f"{kind}-{turn}", epoch(), kind))
    one, two = files
    if one.read_bytes() != two.read_bytes():
        raise UnfitError(f"two builds of the {kind} differ")
    return one


def _from_archive(archive: Path, scratch: Path) -> bytes:
    with tarfile.open(archive) as opened:
        opened.extractall(scratch / "unpacked", filter="data")
    (tree,) = (scratch / "unpacked").iterdir()
    return built(tree, scratch / "again", epoch()).read_bytes()


def _installed(wheel: Path, place: Path) -> Path:
    """Make an empty environment with what the lock file says and the wheel, and give its Python."""
    uv, python = TOOLS / "uv", place / "bin" / "python"
    _run([uv, "venv", "--quiet", "--python", sys.executable, place], "no empty environment can be made")
    install = [uv, "pip", "install", "--quiet", "--python", python]
    _run([*install, "--require-hashes", "-r", FOLDER / "run.txt"], "the lock file cannot be installed")
    _run([*install, "--no-deps", wheel], "the wheel cannot be installed")
    _run([uv, "pip", "check", "--quiet", "--python", python], "what is installed does not go together")
    return python


def _try(python: Path, scratch: Path) -> None:
    """Run the program as its users do, from a folder of its own."""
    elsewhere = scratch / "elsewhere"
    elsewhere.mkdir()
    monitor = python.with_name("monitor")
    place = _run(
        [python, "-P", "-c", f"import {PACKAGE}; print({PACKAGE}.__file__)"], "it cannot be imported", elsewhere
    )
    if not Path(place.strip()).is_relative_to(python.parents[1]):
        raise UnfitError(f"another copy is run: {place.strip()}")
    _run([monitor, "--version"], "it does not tell its version", elsewhere)
    _run([monitor, "demo", "--help"], "its commands cannot be loaded", elsewhere)
    (elsewhere / "sources.yaml").write_text("sources: [{starter: zh}]\n", encoding="utf-8")
    _run([monitor, "check"], "it cannot read its packs", elsewhere)
    _run([monitor, "migrate"], "it cannot make its database", elsewhere)
    (elsewhere / "news.txt").write_text(
        "云岭智能发布青鸾大模型2.0\n云岭智能今日正式发布青鸾大模型2.0。\n", encoding="utf-8"
    )
    told = _run([monitor, "detect", "news.txt", "--json"], "it cannot read an article", elsewhere)
    if "青鸾" not in told:
        raise UnfitError("it does not find the launch of a plain article")
    _run([monitor, "demo"], "the demonstration fails", elsewhere)


def _listed(python: Path, scratch: Path) -> bytes:
    """List what the program runs on, without what only builds it, and hold it against the lock file."""
    uv = TOOLS / "uv"
    extra = {pin.name for pin in pins("run") if pin.is_for_here} - needed(direct())
    _run([uv, "pip", "uninstall", "--quiet", "--python", python, *sorted(extra)], "what builds it cannot be taken out")
    described = scratch / "pyproject.toml"
    described.write_text(_with_version((ROOT / "pyproject.toml").read_text(encoding="utf-8")), encoding="utf-8")
    command = [TOOLS / "cyclonedx-py", "environment", "--pyproject", described, "--output-reproducible", "--validate"]
    for turn in ("one", "two"):
        _run([*command, "-o", scratch / f"{turn}.json", python], "no list of components can be made")
    listed = (scratch / "one.json").read_bytes()
    if listed != (scratch / "two.json").read_bytes():
        raise UnfitError("two lists of components differ")
    found = {(canonicalize_name(each["name"]), each["version"]) for each in json.loads(listed)["components"]}
    locked = {(pin.name, pin.version) for pin in pins("run") if pin.is_for_here and pin.name not in extra}
    if found != locked:
        raise UnfitError(f"components and lock file differ in {sorted(found ^ locked)}")
    return listed


def _with_version(said: str) -> str:
    """Write the version into what describes the project: it stands in the code, where nobody else looks."""
    dynamic = 'dynamic = ["version"]'
    if dynamic not in said:
        raise UnfitError(f"pyproject.toml no longer says {dynamic}")
    found = re.search(
        r'^__version__ = "(.+)"$', (ROOT / PACKAGE / "__init__.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    if not found:
        raise UnfitError(f"{PACKAGE} names no version")
    return said.replace(dynamic, f'version = "{found[1]}"')


def _run(command: list[Path | str], complaint: str, folder: Path = ROOT) -> str:
    """Run a program without what might lead it back here, and give what it prints."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}  # noqa: TID251 -- a process of its own.
    environment = {**kept, BUILT_WITH: str(epoch())}
    done = subprocess.run(
        list(map(str, command)), check=False, capture_output=True, text=True, cwd=folder, env=environment
    )
    if done.returncode:
        last = list(chain(done.stdout.strip().splitlines(), done.stderr.strip().splitlines()))[-1:]
        raise UnfitError(f"{complaint}: {''.join(last)}")
    return done.stdout


def _told(words: str) -> None:
    print(f"dist: {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
