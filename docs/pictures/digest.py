"""Take the pictures of a digest mail anew, as a phone and as a desk show it: values of our own, the real rendering.

Run from the project's root: `python docs/pictures/digest.py [FOLDER]`. It needs Debian's Chromium and a Chinese font.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.model import (
    Ailing,
    Alert,
    Announcement,
    ArticleReference,
    Digest,
    Doubt,
    Launch,
    LaunchKey,
    Message,
    MessageState,
    Moment,
    Precision,
    Status,
    Tier,
    VerdictKind,
    Wait,
)
from monitor.notify import render

HERE = Path(__file__).resolve().parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
PATIENCE = 60
SIZES = {"digest-mail": (900, 1180), "digest-mail-phone": (400, 1330)}
NEWS = (
    ("云岭智能", "青鸾大模型", "2.1", Status.UPGRADED, Wait.UNFOLLOWED, "潮汐观察", "tide.example",
     "青鸾大模型2.1今日上线，上下文长度由128K增至1M，价格不变。", {}),
    ("霜桥智算", "玄鹭大模型", "3.1", Status.OPEN_SOURCED, Wait.UNFOLLOWED, "岚峰科技", "lanfeng.example",
     "霜桥智算今日宣布开源玄鹭大模型3.1，权重可以免费下载并用于商业用途。", {"parameters": "70B"}),
    ("北洲智能", "听雪语音大模型", None, Status.RELEASED, Wait.UNFOLLOWED, "潮汐观察", "tide.example",
     "北洲智能发布听雪语音大模型，支持十一种方言。", {}),
    ("澜江认知", "墨鹤大模型", "5.0", Status.UPCOMING, Wait.UNFOLLOWED, "岚峰科技", "lanfeng.example",
     "澜江认知将于12月18日发布墨鹤大模型5.0。", {"date": "2026-12-18"}),
    ("京岳科技", "言澈大模型", None, Status.UPCOMING, Wait.MOVED, "潮汐观察", "tide.example",
     "京岳科技表示，言澈大模型的发布推迟到12月20日。", {"date": "2026-12-20", "lapsed": "2026-12-05"}),
    ("石塘智能", "鹿鸣大模型", "2", Status.UPCOMING, Wait.OVERDUE, "潮汐观察", "tide.example",
     "石塘智能将于11月28日发布鹿鸣大模型2。", {"date": "2026-11-28", "lapsed": "2026-11-28"}),
    ("杏林云", "本草医疗大模型", None, Status.IN_DEVELOPMENT, Wait.UNPROMPT, "岚峰科技", "lanfeng.example",
     "杏林云正在研发面向基层医院的本草医疗大模型。", {}),
    ("云岭智能", "青鸾大模型", "3.0", Status.RELEASED, Wait.UNPROMPT, "街角论坛", "corner.example",
     "有网友称青鸾大模型3.0已在内部使用，云岭智能未予回应。", {"rumour": True}),
    ("远山机器人", "山行", "1", Status.RELEASED, Wait.UNSURE, "街角论坛", "corner.example",
     "山行1据说可以让机器人自己整理房间。", {}),
)  # fmt: skip
DIGEST = Digest(
    name="2026-11-30",
    day="2026-11-30",
    doubts=(
        Doubt("大模型走进工厂：三家车企的一年", "https://tide.example/2026/11/29/factory.html", "衡工大模型",
              "lacking: a version; against it: it is offered on somebody else's platform"),
        Doubt("一文看懂端侧模型", "https://lanfeng.example/p/8812", "端侧模型",
              "lacking: a word of release that governs the name, an organisation"),
    ),
    more_doubts=3,
    healthy=34,
    ailing=(
        Ailing("北岸日报", "error", "timeout: no complete reply within 30 s: https://beian.example/feed"),
        Ailing("南湾科技", "stale", "nothing new since 2026-11-18, 3 days are usual"),
    ),
    told=12,
)  # fmt: skip


def main() -> int:
    """Write the pictures; give 1 where there is no browser."""
    if CHROMIUM is None:
        print("no chromium: the pictures stay as they are")
        return 1
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    html = render(digest_message(), language="zh", zone=ZONE).html
    for name, size in SIZES.items():
        take(html, target / f"{name}.png", size)
    return 0


def digest_message() -> Message:
    """Make the message."""
    alerts = tuple(_alert(number, row) for number, row in enumerate(NEWS))
    return Message(7, "mail", alerts, MessageState.PENDING, NOW, NOW, due_at=NOW, digest=DIGEST)


def take(html: str, target: Path, size: tuple[int, int]) -> None:
    """Let the browser draw a page."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "mail.html"
        page.write_text(html, encoding="utf-8")
        options = (
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--window-size={size[0]},{size[1]}",
        )
        command = [str(CHROMIUM), *options, f"--screenshot={target}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    print(f"{target.name}: {size[0]} x {size[1]}")


def _alert(number: int, row: tuple[Any, ...]) -> Alert:
    who, model, version, status, wait, source, host, evidence, more = row
    facts = {name: fact for name, fact in more.items() if name != "lapsed"}
    said = Announcement(model, version, (who,), status, evidence=evidence, **facts)
    key = LaunchKey(who, model, version or "", "", "")
    known = {name: facts[name] for name in ("date", "parameters", "rumour") if name in facts}
    launch = Launch(key, f"{model}@2026-11-29", model, version, (who,), status, NOW, NOW, NOW, **known)
    published = Moment(datetime(2026, 11, 29, tzinfo=ZONE), Precision.DAY)
    url = f"https://{host}/2026/11/29/{number}.html"
    article = ArticleReference(url, evidence.rstrip("。"), source, Tier.MEDIA, published)
    return Alert(launch, said, article, VerdictKind.NEW, wait=wait, lapsed=str(more.get("lapsed", "")))


if __name__ == "__main__":
    sys.exit(main())
