"""The demo plays through the real pipeline, and tells what the product promises to tell: each launch once."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "monitor", "demo"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=100, check=True, encoding="utf-8"
    )
    assert list(folder.iterdir()) == []
    return done.stdout


def test_the_round_up_is_one_message_of_thirteen_launches(played: str) -> None:
    assert played.count("13款大模型") == 1


def test_the_page_shows_it_until_somebody_ends_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "monitor", "demo", "--stay"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        url = next(found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+(?= \()", line)))
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 -- our own page.
            page = answer.read().decode()
        process.terminate()
        code = process.wait(20)

    assert ("言犀" in page, code) == (True, 0)


def test_further_outlets_and_languages_are_silence(played: str) -> None:
    assert len(re.findall(r"原文 .* · #", played)) == 2
    assert re.search(r"华为 盘古大模型3\.0\s+released\s+4 tellings, 4 outlets", played)


def test_an_upcoming_model_that_is_released_is_told_again_with_what_it_was(played: str) -> None:
    assert "京东发布言犀大模型（预告→发布" in played


def test_a_broken_feed_is_said_and_harms_nobody(played: str) -> None:
    assert "断线新闻: an HTML page titled “Sorry”, not a feed" in played
    assert played.count("monitor：断线新闻 读不出列表") == 1
