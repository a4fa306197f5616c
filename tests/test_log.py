"""What stands in the log: one form for all lines, ours and those of libraries, each with the id of its run."""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from monitor.log import configure_logging, get_logger, hide
from monitor.wiring import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD_KEY, NEW_KEY = "0ldk3y" * 4, "n3wk3y" * 4


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave the log of other tests as it was."""
    last = logging.lastResort
    formatter = last.formatter if last else None
    yield
    structlog.reset_defaults()
    if last:
        last.setFormatter(formatter)


@pytest.fixture
def library() -> logging.Logger:
    """A logger that nobody but Python's own last resort listens to, as in the program: pytest listens to all others."""
    return logging.Logger("a.library.of.others")  # noqa: LOG001 -- one that is in no tree.


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_every_line_bears_the_run_whatever_thread_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(as_json=True, run="a1b2c3d4")

    get_logger("x").info("here")
    other = threading.Thread(target=lambda: get_logger("x").warning("there"))
    other.start()
    other.join()

    assert [(line["event"], line["run"]) for line in lines(capsys)] == [("here", "a1b2c3d4"), ("there", "a1b2c3d4")]


def test_what_libraries_log_comes_in_our_form_without_secrets(
    capsys: pytest.CaptureFixture[str], library: logging.Logger
) -> None:
    configure_logging(as_json=True, run="a1b2c3d4")
    hide(["hunter-two-2"])

    library.error("job %s broke off", "of hunter-two-2", exc_info=ValueError("hunter-two-2 again"))

    [line] = lines(capsys)
    assert (line["event"], line["level"], line["run"]) == ("job of ••• broke off", "error", "a1b2c3d4")
    assert line["exception"] == "ValueError: ••• again"


def test_what_is_secret_in_settings_appears_in_no_line_whoever_read_them_and_when(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    configure_logging(as_json=True)
    config = tmp_path / "sources.yaml"
    seen = []
    for key in (OLD_KEY, NEW_KEY):
        (tmp_path / ".env").write_text(f"CHAT=json://chat.example/{key}\n", encoding="utf-8")
        config.write_text("channels: ['${CHAT}']\nsources: []\n", encoding="utf-8")
        load_settings(config)
        get_logger("x").info("said", faults=("one", f"two of {key}"), of=f"{OLD_KEY} and {key}")
        seen += lines(capsys)

    assert [(line["faults"], line["of"]) for line in seen] == [(["one", "two of •••"], "••• and •••")] * 2


def test_what_libraries_say_below_a_warning_stays_unsaid(
    capsys: pytest.CaptureFixture[str], library: logging.Logger
) -> None:
    configure_logging(level="debug", as_json=True)

    library.info("nobody needs this")

    assert lines(capsys) == []


def test_without_a_run_no_line_speaks_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(as_json=True)

    get_logger("x").info("here")

    assert "run" not in lines(capsys)[0]
