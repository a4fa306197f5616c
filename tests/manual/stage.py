"""The places that the manual speaks of, on loopback: outlets with news of these days, a webhook, chats' own hosts."""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING

from end_to_end.world import Outlets, outlets
from notify.serving import Mailbox, Receiver, mailbox, receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

NEWS = (
    (50, "云岭智能发布青鸾大模型2.0", "云岭智能今日正式发布青鸾大模型2.0，面向开发者开放接口。"),
    (26, "霜桥智算开源玄鹭大模型3.1", "霜桥智算今日宣布开源玄鹭大模型3.1，权重可以免费下载。"),
    (3, "澜江认知将于下月发布墨鹤大模型5.0", "澜江认知将于下月发布墨鹤大模型5.0，目前正在做最后的测试。"),
)
"""Hours ago, title, first sentence."""
REST = "公司没有公布价格。业内人士表示，这一领域的竞争还在加剧，各家都在等待更多细节，企业用户已经开始试用。"
CHINA = timezone(timedelta(hours=8))

ANSWERS = {
    "oapi.dingtalk.com": '{"errcode": 0, "errmsg": "ok"}',
    "open.feishu.cn": '{"code": 0, "msg": "success"}',
    "open.larksuite.com": '{"code": 0, "msg": "success"}',
    "qyapi.weixin.qq.com": '{"errcode": 0, "errmsg": "ok"}',
    "hooks.slack.com": "ok",
    "discord.com": '{"id": "1301", "type": 0}',
    "tgram": '{"ok": true, "result": {}}',
    "api.telegram.org": '{"ok": true, "result": {}}',
    "ntfy": '{"id": "x1", "event": "message"}',
    "ntfy.sh": '{"id": "x1", "event": "message"}',
    "api.day.app": '{"code": 200, "message": "success"}',
    "sctapi.ftqq.com": '{"code": 0, "message": ""}',
    "schan": '{"code": 0, "message": ""}',
    "pushplus": '{"code": 200, "msg": "请求成功", "data": "n1"}',
    "www.pushplus.plus": '{"code": 200, "msg": "请求成功", "data": "n1"}',
}
"""What a provider says when it accepts, by host or scheme."""
REFUSALS = {
    "oapi.dingtalk.com": '{"errcode": 310000, "errmsg": "keywords not in content"}',
    "open.feishu.cn": '{"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}',
}


@dataclass
class Stage:
    """What answers while a page is played.

    Args:
        hosts: Where each host of the manual really is.
        provider: Stands for every chat's own host.
    """

    hosts: dict[str, str]
    provider: Receiver
    hook: Receiver
    mail: Mailbox
    outlets: dict[str, Outlets] = field(default_factory=dict)


@contextmanager
def stage() -> Iterator[Stage]:
    """Open all of it; nothing outlives the block."""
    with ExitStack() as stack:
        tide, lantern = stack.enter_context(outlets()), stack.enter_context(outlets())
        provider, hook = stack.enter_context(receiver()), stack.enter_context(receiver())
        mail = stack.enter_context(mailbox())
        hosts = {
            "https://tide.example": tide.address,
            "https://lantern.example": lantern.address,
            "https://hooks.example.org": hook.url,
            "push.example.org": hook.url.removeprefix("http://"),
            "smtp.example.org": f"127.0.0.1:{mail.port}",
            "127.0.0.1:8080": f"127.0.0.1:{free_port()}",
        }
        _tide(tide)
        _lantern(lantern)
        yield Stage(hosts, provider, hook, mail, {"tide": tide, "lantern": lantern})


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _published(world: Outlets, folder: str) -> list[tuple[str, str, datetime]]:
    """Publish the news in a folder of an outlet; give path, title and time of each, the newest first."""
    now = datetime.now(UTC)  # noqa: TID251 -- news of these days.
    told = []
    for number, (hours, title, sentence) in enumerate(NEWS, 1):
        at = (now - timedelta(hours=hours)).astimezone(CHINA)
        world.page(f"{folder}/{number}.html", title, [sentence, REST], at.isoformat(timespec="seconds"))
        told.append((f"{folder}/{number}.html", title, at))
    return told[::-1]


def _tide(world: Outlets) -> None:
    """An outlet whose front page links to its feed."""
    entries = [(path, title, format_datetime(at.astimezone(UTC))) for path, title, at in _published(world, "")]
    world.feed("/feed.xml", "潮汐观察", entries)
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    front = f"<html><head><title>潮汐观察</title>{link}</head><body><p>{REST}</p></body></html>"
    world.pages["/"] = ("text/html; charset=utf-8", front.encode())


def _lantern(world: Outlets) -> None:
    """An outlet without a feed, whose list of news stands beside another list."""
    news = "".join(
        f'<li><a href="{path}">{title}</a><span class="time">{at:%Y-%m-%d %H:%M}</span></li>'
        for path, title, at in _published(world, "/news")
    )
    aside = "".join(
        f'<li><a href="/jobs/{number}.html">提灯日报招聘第{number}号编辑岗位</a></li>' for number in range(1, 9)
    )
    head = '<html lang="zh"><head><meta charset="utf-8"><title>提灯日报</title></head>'
    page = f'<!doctype html>{head}<body><ul class="news">{news}</ul><ul class="jobs">{aside}</ul></body></html>'
    world.pages["/"] = ("text/html; charset=utf-8", page.encode())
