"""The reference story end to end: a page with its own date, thirteen launches, exactly one message."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from end_to_end.scene import Scene, a_scene

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent.parent / "corpus" / "pages" / "roundup.html"
LAUNCHES = {
    "v1:alibaba/wan///": "released",
    "v1:china-telecom/telechat///": "released",
    "v1:shanghai-ai-lab/internlm///": "released",
    "v1:4paradigm/sagegpt///": "released",
    "v1:huawei/pangu/3//": "released",
    "v1:midu/wenxiu///": "released",
    "v1:sensetime/sensenova/2//": "released",
    "v1:baidu/ernie/3.5//": "upgraded",
    "v1:jd/yanxi///": "upcoming",
    "v1:iflytek/通用///": "upcoming",
    "v1:china-mobile/jiutian///": "upcoming",
    "v1:yidu/医疗///": "in_development",
    "v1:qianxin/安全///": "in_development",
}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as scene:
        yield scene


def test_a_round_up_of_thirteen_launches_is_exactly_one_message(scene: Scene) -> None:
    scene.outlets.pages["/2023/roundup-7.html"] = ("text/html", PAGE.read_bytes())
    title = "展馆里的两天"
    feed = scene.outlets.feed(
        "/feed.xml", "潮汐观察", [("/2023/roundup-7.html", title, "Sun, 09 Jul 2023 10:00:00 +0800")]
    )
    scene.write([feed])

    done = scene.monitor("once")

    assert done.returncode == 0, done.stderr
    assert len(scene.mailbox.mails) == 1
    [post] = scene.webhook.posts
    assert {launch["key"]: launch["status"] for launch in post["launches"]} == LAUNCHES


def test_the_message_of_the_round_up_is_laid_out_as_the_contract_says(scene: Scene) -> None:
    scene.outlets.pages["/2023/roundup-7.html"] = ("text/html", PAGE.read_bytes())
    scene.write([scene.outlets.address + "/2023/roundup-7.html"], kind="article")

    scene.monitor("once")

    [post] = scene.webhook.posts
    lines = post["message"].splitlines()
    assert lines[0] == "华为盘古3.0、商汤日日新2.0等13款大模型：8款发布升级 · 3款预告 · 2款在研"
    assert [line[:2] for line in lines[1:5]] == ["发布", "升级", "预告", "在研"]
    assert "京东 言犀 07-13（千亿级）" in lines[3]
    assert re.search(r"媒体1家，未见官方页 · 原文 127\.0\.0\.1\S* · #[0-9A-Z]{4}$", lines[5])


def test_what_the_round_up_only_recalls_is_background(scene: Scene) -> None:
    scene.outlets.pages["/2023/roundup-7.html"] = ("text/html", PAGE.read_bytes())
    scene.write([scene.outlets.address + "/2023/roundup-7.html"], kind="article")

    scene.monitor("once")
    keys = [json.loads(line)["launch"] for line in scene.monitor("launches", "--json").stdout.splitlines()]

    assert "v1:sensetime/sensenova///" not in keys
    assert set(keys) == set(LAUNCHES)
