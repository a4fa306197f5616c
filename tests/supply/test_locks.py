"""Lock files are what pyproject.toml asks for, no more and no less, each with its hashes, and from no place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from locked import FOLDER, direct, needed, pins, pins_in
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from packaging.requirements import Requirement

ASKED = {
    "run": direct(groups=["build"]),
    "cluster": direct(extras=["cluster"], groups=["build"]),
    "dev": direct(groups=["build", "dev"]),
}
OF_TOOLS = {"release": ["release"], "fuzz": ["fuzz"]}
LOCKS = sorted(path.stem for path in FOLDER.glob("*.txt"))


def of_tools(name: str) -> list[Requirement]:
    everything, ours = direct(groups=OF_TOOLS[name]), direct()
    return [each for each in everything if each not in ours]


def test_every_lock_file_is_looked_at_here() -> None:
    assert set(LOCKS) == ASKED.keys() | OF_TOOLS.keys()


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_is_one_version_with_hashes(name: str) -> None:
    for pin in pins(name):
        assert re.fullmatch(r"==[^,*]+", str(pin.requirement.specifier)), pin
        assert pin.requirement.url is None, pin
        assert pin.hashes, pin


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_file_names_a_place_to_get_things_from(name: str) -> None:
    written = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")

    assert "://" not in written
    assert not re.search(r"^\s*(?:-i|-f|-e|--(?!hash=sha256:)\S+)", written, re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_what_pyproject_asks_for_is_pinned_to_a_version_it_allows(name: str) -> None:
    locked = {pin.name: pin for pin in pins(name)}

    for asked in ASKED.get(name) or of_tools(name):
        if asked.marker is None or asked.marker.evaluate():
            pin = locked[canonicalize_name(asked.name)]
            assert asked.specifier.contains(pin.version, prereleases=True), f"{asked} is pinned to {pin.version}"


@pytest.mark.parametrize("name", sorted(ASKED))
def test_all_that_is_needed_is_pinned_and_nothing_else_is(name: str) -> None:
    locked = {pin.name for pin in pins(name) if pin.is_for_here}

    assert locked == needed(ASKED[name])


@pytest.mark.parametrize("name", LOCKS)
def test_a_package_is_the_same_files_wherever_it_is_pinned(name: str) -> None:
    others = {pin.name: pin for other in LOCKS if other != name for pin in pins(other)}

    differing = [pin for pin in pins(name) if pin.hashes != others.get(pin.name, pin).hashes]

    assert differing == []


@pytest.mark.parametrize("line", ["--index-url https://a.example/simple", "https://a.example/alder.whl", "alder=1"])
def test_a_line_that_is_no_entry_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"Expected|Invalid"):
        pins_in(f"{line}\n")


def test_an_entry_is_read_with_its_marker_and_all_of_its_hashes() -> None:
    one, two = "a" * 64, "b" * 64

    text = f"alder==1 ; os_name == 'nt' \\\n    --hash=sha256:{one} \\\n    --hash=sha256:{two}\n    # via birch\n"

    (pin,) = pins_in(text)

    assert (pin.name, pin.version, pin.hashes) == ("alder", "1", {one, two})
    assert str(pin.requirement.marker) == 'os_name == "nt"'
