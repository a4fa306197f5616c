"""Draw how messages arrive: the program's own payloads in a likeness of each provider's client, and the mail itself.

Run from the project's root: `python docs/pictures/messages.py`. What is drawn is what is sent; the frames around it are
made here, since the real clients want accounts. It needs Debian's Chromium and a font with Chinese letters.
"""

from __future__ import annotations

import re
import sys
import tempfile
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from take import CHROMIUM, HERE, picture_of_page

from monitor import wiring
from monitor.extract import extract
from monitor.model import Document, Entry, Message, Validators
from monitor.notify.rendering import render, render_form
from monitor.replay import CHANNEL, Item, Replay
from monitor.settings import Audience, MessageTimes, Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROUND_UP = HERE.parents[1] / "tests" / "corpus" / "pages" / "roundup.html"
SOURCE = Source("tide", "潮汐观察", "https://tide.example/tech", wiring.HOME_ZONE, kind=SourceKind.ARTICLE)
ONE = (
    "<title>云岭智能发布青鸾大模型2.0</title>"
    "<meta property='article:published_time' content='2023-07-09T09:30:00+08:00'>"
    "<article><h1>云岭智能发布青鸾大模型2.0</h1>"
    "<p>7月9日，云岭智能正式发布青鸾大模型2.0，参数规模为720亿，面向开发者开放。</p>"
    "<p>公司没有公布价格，业内人士在等待更多细节。青鸾大模型的上一代在春天推出，已有两百家企业接入。</p></article>"
)
FONT = "-apple-system,'Segoe UI',Roboto,'Noto Sans CJK SC',sans-serif"
STYLE = f"""
body{{margin:0;padding:28px;background:#e9ebee;font:15px/1.55 {FONT};color:#1f2329}}
h2{{font-size:14px;margin:0 0 8px;color:#646a73;font-weight:600}}
.wall{{columns:2;column-gap:28px}} .one{{break-inside:avoid;margin-bottom:28px}}
.bubble{{background:#fff;border-radius:8px;padding:12px 14px;overflow-wrap:anywhere}}
.bubble p{{margin:0 0 6px}} .bubble p:last-child{{margin:0}} a{{color:#1764e8;text-decoration:none}}
blockquote{{margin:4px 0;padding-left:10px;border-left:3px solid #d0d3d6;color:#50565e}}
.card{{background:#fff;border-radius:8px;overflow:hidden;border:1px solid #dee0e3}}
.card .head{{background:#e1eaff;color:#0c296e;font-weight:600;padding:10px 14px}}
.card .body{{padding:12px 14px;white-space:pre-line;overflow-wrap:anywhere}}
.card .note{{padding:0 14px 12px;font-size:12px;color:#8f959e;overflow-wrap:anywhere}}
.card .note a{{color:#8f959e;text-decoration:underline}}
.embed{{background:#2b2d31;color:#dbdee1;border-left:4px solid #1e1f22;border-radius:4px;padding:12px 14px}}
.embed p{{margin:0 0 4px}}
.embed b.title{{color:#00a8fc;display:block;margin-bottom:6px}} .embed a{{color:#00a8fc}}
.embed blockquote{{color:#dbdee1;border-color:#4e5058}}
.push{{background:#f7f7f8;border-radius:16px;padding:12px 16px}} .push b{{display:block}}
.push div{{white-space:pre-line;overflow-wrap:anywhere}}
"""


def main() -> int:
    """Write every picture; give 1 where there is no browser."""
    if CHROMIUM is None:
        print("no chromium: the pictures stay as they are")
        return 1
    single, round_up = told(ONE.encode()), told(ROUND_UP.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        for name, message in (("messages", single), ("messages-round-up", round_up)):
            page.write_text(_wall(message), encoding="utf-8")
            picture_of_page(page.as_uri(), HERE / f"{name}.png", (1280, 830 if message is single else 1350))
        page.write_text(_rendered(round_up).html, encoding="utf-8")
        picture_of_page(page.as_uri(), HERE / "mail.png", (900, 1110))
        picture_of_page(page.as_uri(), HERE / "mail-phone.png", (400, 1150))
        page.write_text(_rendered(single).html, encoding="utf-8")
        picture_of_page(page.as_uri(), HERE / "mail-single-phone.png", (400, 250))
    return 0


def told(page: bytes) -> Message:
    """Give the message that a page leads to, on its own day."""
    url, at = "https://tide.example/2023/07/09/models.html", datetime(2023, 7, 9, 4, tzinfo=UTC)
    document = Document(url, page, "text/html", "utf-8", Validators(), at)
    article = extract(document, source=SOURCE, entry=Entry("1", url, ""))
    store = wiring.open_store("sqlite://")
    try:
        run = Replay(store, wiring.load_knowledge(), MessageTimes(), Audience((CHANNEL.name,)))
        run.run([Item("1", article)])
        return store.messages()[-1]
    finally:
        store.close()


def _rendered(message: Message) -> Any:  # noqa: ANN401 -- a Rendered.
    return render(message, language="zh", zone=wiring.HOME_ZONE)


def _wall(message: Message) -> str:
    drawn = "".join(f"<div class=one><h2>{name}</h2>{frame}</div>" for name, frame in _frames(message))
    return f"<!DOCTYPE html><meta charset=utf-8><style>{STYLE}</style><div class=wall>{drawn}</div>"


def _frames(message: Message) -> Iterator[tuple[str, str]]:
    def form(provider: str, *, plain: bool = False, language: str = "zh") -> Mapping[str, Any]:
        return render_form(message, provider, language=language, zone=wiring.HOME_ZONE, plain=plain)

    card = form("feishu")["card"]
    body = [part for part in card["elements"] if part["tag"] == "div"]
    notes = [inner["content"] for part in card["elements"] if part["tag"] == "note" for inner in part["elements"]]
    yield (
        "飞书 / Lark：消息卡片",
        (
            f"<div class=card><div class=head>{escape(card['header']['title']['content'])}</div>"
            + "".join(f"<div class=body>{_markdown(part['text']['content'], entities=True)}</div>" for part in body)
            + "".join(f"<div class=note>{_markdown(note, entities=True)}</div>" for note in notes)
            + "</div>"
        ),
    )
    yield "企业微信群机器人：markdown", _bubble(_lines(form("wecombot")["markdown"]["content"]))
    yield "钉钉机器人：markdown", _bubble(_lines(form("dingtalk")["markdown"]["text"]))
    yield "企业微信：text（form: text）", _bubble(_plain(form("wecombot", plain=True)["text"]["content"]))
    blocks = form("slack", language="en")["blocks"]
    section, context = blocks[0]["text"]["text"], blocks[1]["elements"][0]["text"]
    yield (
        "Slack: blocks",
        _bubble(f"{_slack(section)}<p style='font-size:12px;color:#616061'>{_slack(context, small=True)}</p>"),
    )
    yield (
        "Telegram: HTML",
        _bubble(form("telegram")["text"].replace("</blockquote>\n", "</blockquote>").replace("\n", "<br>")),
    )
    embed = form("discord", language="en")["embeds"][0]
    title, description = escape(embed["title"]), _lines(_unescaped(embed["description"]))
    yield "Discord: embed", f"<div class=embed><b class=title>{title}</b>{description}</div>"
    note = form("ntfy")
    yield "ntfy", f"<div class=push><b>{escape(note['title'])}</b><div>{escape(note['message'])}</div></div>"
    push = form("bark")
    yield "Bark", f"<div class=push><b>{escape(push['title'])}</b><div>{escape(push['body'])}</div></div>"


def _bubble(inner: str) -> str:
    return f"<div class=bubble>{inner}</div>"


def _plain(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))


def _lines(text: str) -> str:
    quoted = (
        f"<blockquote>{_markdown(line[2:])}</blockquote>" if line.startswith("> ") else f"<p>{_markdown(line)}</p>"
        for line in text.split("\n")
        if line
    )
    return "".join(quoted)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _markdown(text: str, *, entities: bool = False) -> str:
    """Draw bold words and links; entities are the client's own matter, in Feishu's cards."""
    shown = text if entities else escape(text, quote=False)
    shown = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", shown)
    return re.sub(r"\[([^]]+)]\(([^)]+)\)", r'<a href="\2">\1</a>', shown)


def _slack(text: str, *, small: bool = False) -> str:
    shown = re.sub(r"<(http[^|>]+)\|([^>]+)>", r'<a href="\1">\2</a>', text)
    shown = re.sub(r"(?m)^\*(.+?)\*", r"<b>\1</b>", shown)
    if small:
        return shown
    return "".join(
        f"<blockquote>{line[2:]}</blockquote>" if line.startswith("> ") else f"<p>{line}</p>"
        for line in shown.split("\n")
    )


if __name__ == "__main__":
    sys.exit(main())
