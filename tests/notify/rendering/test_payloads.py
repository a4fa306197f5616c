"""What is sent, to the letter: each provider's own fields, its mark-up, and strangers' marks made plain in it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from notify.making import LINK, SHANGHAI, a_message, an_alert, an_article

from monitor.model import Message, Status
from monitor.notify.rendering import render, render_form
from monitor.notify.rendering.forms import FORMS, PLAIN_FORMS

HEAD = "云岭智能发布青鸾2.0；Acme将发布Heron_X 1"
TOLD = "某报 07-09 · 媒体1家，未见官方页 · 原文 "
PLAIN = [
    "云岭智能 青鸾2.0：「云岭智能发布*青鸾*2.0」",
    "Acme Heron_X 1 8月：「Acme sells <Heron_X> & more」",
    f"{TOLD}example.org · #KRVN",
]
TEXT = "\n".join([HEAD, *PLAIN, LINK])
QUIET = {"unfurl_links": False, "unfurl_media": False}
MARKDOWN = [
    "**云岭智能 青鸾2.0**",
    r"> 「云岭智能发布\*青鸾\*2.0」",
    r"**Acme Heron\_X 1** 8月",
    r"> 「Acme sells \<Heron\_X\> &amp; more」",
    f"{TOLD}[example.org]({LINK}) · #KRVN",
]
WIDE = [
    f"**{HEAD}**",
    "**云岭智能 青鸾2.0**",
    "> 「云岭智能发布＊青鸾＊2.0」",
    "**Acme Heron_X 1** 8月",
    "> 「Acme sells ＜Heron_X＞ & more」",
    f"{TOLD}[example.org]({LINK}) · #KRVN",
]


def a_card(body: str, source: str) -> dict[str, Any]:
    parts = [
        {"tag": "div", "text": {"tag": "lark_md", "content": body}},
        {"tag": "note", "elements": [{"tag": "lark_md", "content": source}]},
    ]
    title = {"template": "blue", "title": {"tag": "plain_text", "content": HEAD}}
    return {
        "msg_type": "interactive",
        "card": {"config": {"wide_screen_mode": True}, "header": title, "elements": parts},
    }


CARD = a_card(
    "**云岭智能 青鸾2.0**\n「云岭智能发布&#42;青鸾&#42;2.0」\n"
    "**Acme Heron&#95;X 1** 8月\n「Acme sells ＜Heron&#95;X&#62; &#38; more」",
    f"{TOLD}[example.org]({LINK}) · #KRVN",
)
SLACK_BODY = (
    f"*{HEAD}*\n*云岭智能 青鸾2.0*\n> 「云岭智能发布＊青鸾＊2.0」\n"
    "*Acme Heron_X 1* 8月\n> 「Acme sells ＜Heron_X&gt; &amp; more」"
)
TELEGRAM = (
    f"<b>{HEAD}</b>\n<b>云岭智能 青鸾2.0</b>\n<blockquote>「云岭智能发布*青鸾*2.0」</blockquote>\n"
    "<b>Acme Heron_X 1</b> 8月\n<blockquote>「Acme sells ＜Heron_X&gt; &amp; more」</blockquote>\n"
    f'{TOLD}<a href="{LINK}">example.org</a> · #KRVN'
)
RICH: dict[str, dict[str, Any]] = {
    "feishu": CARD,
    "lark": CARD,
    "wecombot": {"msgtype": "markdown", "markdown": {"content": "\n".join(WIDE)}},
    "dingtalk": {"msgtype": "markdown", "markdown": {"title": HEAD, "text": "\n\n".join(WIDE)}},
    "slack": {
        "text": HEAD,
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": SLACK_BODY}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": f"{TOLD}<{LINK}|example.org> · #KRVN"}]},
        ],
        **QUIET,
    },
    "telegram": {"text": TELEGRAM, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}},
    "discord": {
        "embeds": [
            {
                "title": HEAD.replace("_", r"\_"),
                "description": "\n".join(MARKDOWN).replace("&amp;", "&").replace(r"\<", "＜"),
                "url": LINK,
            }
        ],
        "allowed_mentions": {"parse": []},
    },
    "ntfy": {"title": HEAD, "message": "\n".join(PLAIN).replace("<", "＜"), "click": LINK},
    "bark": {"title": HEAD, "body": "\n".join(PLAIN).replace("<", "＜"), "group": "monitor", "url": LINK},
    "serverchan": {"title": HEAD, "desp": "\n\n".join(MARKDOWN).replace(r"\<", "＜")},
    "pushplus": {"title": HEAD, "content": "\n\n".join(MARKDOWN).replace(r"\<", "＜"), "template": "markdown"},
}
SHOWN = TEXT.replace("<", "＜")
BARE: dict[str, dict[str, Any]] = {
    "feishu": {"msg_type": "text", "content": {"text": SHOWN}},
    "lark": {"msg_type": "text", "content": {"text": SHOWN}},
    "wecombot": {"msgtype": "text", "text": {"content": SHOWN}},
    "dingtalk": {"msgtype": "text", "text": {"content": SHOWN}},
    "slack": {"text": SHOWN.replace("*", "＊").replace("&", "&amp;").replace(">", "&gt;"), **QUIET},
    "telegram": {"text": SHOWN, "link_preview_options": {"is_disabled": True}},
    "discord": {"content": re.sub(r"([*_>])", r"\\\1", SHOWN), "allowed_mentions": {"parse": []}},
}


def two_launches() -> Message:
    return a_message(
        an_alert("青鸾", "2.0", "云岭智能", evidence="云岭智能发布*青鸾*2.0"),
        an_alert(
            "Heron_X", "1", "Acme", status=Status.UPCOMING, date="2023-08", evidence="Acme sells <Heron_X> & more"
        ),
    )


@pytest.mark.parametrize("provider", FORMS)
def test_each_provider_gets_its_own_fields_and_marks(provider: str) -> None:
    assert render_form(two_launches(), provider, language="zh", zone=SHANGHAI) == RICH[provider]


@pytest.mark.parametrize("provider", PLAIN_FORMS)
def test_where_a_plain_form_is_asked_for_it_is_text_and_no_more(provider: str) -> None:
    assert render_form(two_launches(), provider, language="zh", zone=SHANGHAI, plain=True) == BARE[provider]


def read(html: str) -> list[str]:
    """Give what a page shows, a line each; the title of its window first."""
    shown = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    blocks = re.split(r"</(?:title|p|h1|h2|div|li)>|<br>|<p[^>]*>", shown)
    lines = (unescape(re.sub(r"<[^>]*>", "", block)).replace("\xa0", " ").strip() for block in blocks)
    return [line for line in lines if line]


def test_a_page_shows_headline_launches_proofs_source_and_the_articles_title() -> None:
    page = render(two_launches(), language="zh", zone=SHANGHAI).html

    assert read(page) == [
        HEAD,
        HEAD,
        "云岭智能 青鸾2.0",
        "「云岭智能发布*青鸾*2.0」",
        "Acme Heron_X 1 8月",
        "「Acme sells ＜Heron_X> & more」",
        PLAIN[-1],
        "题",
    ]
    assert page.count(f'href="{LINK}"') == 1


def test_a_page_without_a_proof_or_a_link_shows_none() -> None:
    page = render(
        a_message(an_alert("青鸾", "2.0", "云岭智能", article=an_article(url="javascript:x"))),
        language="zh",
        zone=SHANGHAI,
    ).html

    assert read(page) == ["云岭智能发布青鸾2.0", "云岭智能发布青鸾2.0", "某报 07-09 · 媒体1家，未见官方页 · #KRVN"]
    assert "href" not in page
    assert "「" not in page


ROOM = {"feishu": 18_000, "wecombot": 3_600, "dingtalk": 18_000, "telegram": 3_600, "ntfy": 3_600, "pushplus": 18_000}


@pytest.mark.parametrize("provider", ROOM)
def test_a_long_round_up_fills_what_its_provider_takes(provider: str) -> None:
    names = [f"青鸾第{number}号" + "云岭海南沧浪之水清兮可以濯我缨" * 2 for number in range(180)]
    message = a_message(*(an_alert(name, None, "云岭", domain=name[:24]) for name in names))

    payload = render_form(message, provider, language="zh", zone=SHANGHAI)

    size = len(payload["text"]) if provider == "telegram" else len(json.dumps(payload, ensure_ascii=False).encode())
    assert size > ROOM[provider]
    assert "另有" in str(payload)


def test_marks_that_a_provider_does_not_read_stay_as_they_are() -> None:
    said = '“Heron” `1` ~2~ :smile: a\\b "c"'
    message = a_message(an_alert("Heron", "1", "Acme", evidence=said))

    bodies = {name: str(render_form(message, name, language="en", zone=SHANGHAI)) for name in ("slack", "telegram")}

    assert "“Heron” ｀1｀ ～2～ ：smile: a" in bodies["slack"]
    assert '"c"' in bodies["slack"]
    assert "`1` ~2~ :smile: a" in bodies["telegram"]
