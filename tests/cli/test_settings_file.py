"""Where a new entry stands in a file that people wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.settings_file import SettingsFile, inserted
from monitor.config.tree import parse_tree
from monitor.wiring import load_settings

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://new.example.org/feed"
LINE = f'- "{ADDRESS}"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("sources:\n- a\n", f"sources:\n- a\n{LINE}", id="no indentation"),
        pytest.param("sources:\n    - a", f"sources:\n    - a\n    {LINE}", id="no last line break"),
        pytest.param(
            "sources:\n  - a  # x\n\n  # y\nweb: off\n",
            f"sources:\n  - a  # x\n  {LINE}\n  # y\nweb: off\n",
            id="comments",
        ),
        pytest.param(
            "sources:\n  - id: a\n    select:\n      item: li\n\nweb: off\n",
            f"sources:\n  - id: a\n    select:\n      item: li\n  {LINE}\nweb: off\n",
            id="a block",
        ),
        pytest.param("sources: [a]  # x\n", f'sources: [a, "{ADDRESS}"]  # x\n', id="in brackets"),
        pytest.param("sources: []\n", f'sources: ["{ADDRESS}"]\n', id="empty brackets"),
        pytest.param("sources: [\n  a,\n]\n", f'sources: [\n  a, "{ADDRESS}",\n]\n', id="brackets over lines"),
        pytest.param("sources:\nweb: off\n", f"sources:\n  {LINE}web: off\n", id="a key alone"),
        pytest.param("web: off", f"web: off\nsources:\n  {LINE}", id="no key"),
        pytest.param("", f"sources:\n  {LINE}", id="an empty file"),
        pytest.param("# x\n", f"# x\nsources:\n  {LINE}", id="only a comment"),
        pytest.param("sources:\r\n  - a\r\n", f"sources:\r\n  - a\r\n  {LINE}", id="line breaks of Windows"),
    ],
)
def test_an_entry_stands_behind_the_last_one_and_all_else_stays(before: str, after: str) -> None:
    written = inserted(before, "sources", {"url": ADDRESS})

    assert written == after


def test_a_file_that_is_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    real, link = tmp_path / "kept" / "sources.yaml", tmp_path / "sources.yaml"
    real.parent.mkdir()
    real.write_text("sources: []\n", encoding="utf-8")
    (real.parent / ".env").write_text("# ours\n", encoding="utf-8")
    for name in ("sources.yaml", ".env"):
        (tmp_path / name).symlink_to(real.parent / name)

    file = SettingsFile(link, load_settings)
    with file.secret("CHAT", "json://chat.example/x"):
        file.add("sources", {"url": ADDRESS})

    assert link.is_symlink()
    assert (tmp_path / ".env").is_symlink()
    assert ADDRESS in real.read_text(encoding="utf-8")
    assert (real.parent / ".env").read_text(encoding="utf-8") == "# ours\nCHAT=json://chat.example/x\n"
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".env", ".env", "kept", "sources.yaml", "sources.yaml"]


def test_line_breaks_of_windows_stay(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_bytes(b"# ours\r\nsources:\r\n  - https://one.example/\r\n")

    SettingsFile(path, load_settings).add("sources", {"url": ADDRESS})

    assert path.read_bytes().startswith(b"# ours\r\nsources:\r\n  - https://one.example/\r\n")


@given(
    st.dictionaries(
        st.sampled_from(["id", "name", "url", "endpoint"]),
        st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1),
        min_size=1,
    ),
    st.sampled_from(["sources:\n- a\n", "sources: [a]\n", "sources: [a,]\n", "sources:\n  - {url: a}\n", "sources:\n"]),
)
def test_whatever_is_written_is_read_back(fields: dict[str, str], before: str) -> None:
    written = inserted(before, "sources", fields)

    last = parse_tree(written).value["sources"][-1]
    assert last == (fields["url"] if list(fields) == ["url"] else fields)
