"""What is sent, to the letter: each provider's own fields, its mark-up, and strangers' marks made plain in it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from notify.making import LINK, SHANGHAI, a_message, a_notice, an_alert, an_article

from monitor.model import Message, Status
from monitor.notify.rendering import render, render_form
from monitor.notify.rendering.forms import FORMS, PLAIN_FORMS, Form
from monitor.notify.rendering.markup import PLAIN as NO_MARKS
from monitor.notify.rendering.markup import WECOM
from monitor.notify.rendering.rich import Rich

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


def slack(section: int, context: int = 1, text: int = 1) -> dict[str, Any]:
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "a" * section}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "a" * context}]},
    ]
    return {"text": "a" * text, "blocks": blocks}


def embed(title: int, description: int) -> dict[str, Any]:
    return {"embeds": [{"title": "a" * title, "description": "a" * description}]}


def wecom(content: str) -> dict[str, Any]:
    return {"markdown": {"content": content}}


@pytest.mark.parametrize(
    ("form", "fitting", "over"),
    [
        (FORMS["wecombot"], wecom("鹭" * 1365 + "a"), wecom("鹭" * 1365 + "aa")),
        (PLAIN_FORMS["wecombot"], {"text": {"content": "a" * 2048}}, {"text": {"content": "a" * 2049}}),
        (FORMS["slack"], slack(3000), slack(3001)),
        (FORMS["slack"], slack(1, 2000), slack(1, 2001)),
        (FORMS["slack"], slack(1, 1, 39_500), slack(1, 1, 39_501)),
        (FORMS["telegram"], {"text": "🦙" * 2048}, {"text": "🦙" * 2048 + "a"}),
        (FORMS["discord"], embed(256, 0), embed(257, 0)),
        (FORMS["discord"], embed(0, 4096), embed(0, 4097)),
        (PLAIN_FORMS["discord"], {"content": "a" * 2000}, {"content": "a" * 2001}),
        (FORMS["ntfy"], {"title": "a" * 1024, "message": "a"}, {"title": "a" * 1025, "message": "a"}),
        (FORMS["ntfy"], {"title": "a", "message": "鹭" * 1365 + "a"}, {"title": "a", "message": "鹭" * 1365 + "aa"}),
        (FORMS["bark"], {"body": "a" * 3584}, {"body": "a" * 3585}),
        (FORMS["feishu"], {"a": "a" * 19_971}, {"a": "a" * 19_972}),
        (FORMS["dingtalk"], {"a": "a" * 19_491}, {"a": "a" * 19_492}),
        (FORMS["serverchan"], {"desp": "a" * 32_000}, {"desp": "a" * 32_001}),
        (FORMS["pushplus"], {"content": "a" * 20_000}, {"content": "a" * 20_001}),
    ],
)  # fmt: skip
def test_a_provider_is_sent_all_that_it_takes_and_not_a_sign_more(
    form: Form, fitting: dict[str, Any], over: dict[str, Any]
) -> None:
    assert form.fits(fitting)
    assert not form.fits(over)


def test_where_nothing_fits_as_much_of_the_headline_is_sent_as_does() -> None:
    form = Form(NO_MARKS, lambda rich: {"text": rich.text()}, lambda payload: len(payload["text"]) <= 30)
    long = Rich("鹭" * 100, ("行",) * 50, "源", LINK, NO_MARKS)

    assert form.fitted([long]) == {"text": "鹭" * 24 + "…"}
    assert Form(NO_MARKS, form.build, lambda _: False).fitted([long]) == {"text": ""}
    with pytest.raises(ValueError, match="nothing was written"):
        form.fitted([])


def test_a_notices_lines_begin_no_list_or_quotation_and_an_address_is_a_link() -> None:
    notice = a_notice("https://a.example/x", "- 一", "# 二", "word")

    content = render_form(notice, "wecombot", language="zh", zone=SHANGHAI)["markdown"]["content"]

    assert content.split("\n")[-5:-1] == ["[a.example](https://a.example/x)", "· - 一", "· # 二", "word"]
    assert WECOM.strong("") == ""


def test_the_page_of_a_notice_shows_its_lines() -> None:
    page = render(a_notice("一", "二"), language="zh", zone=SHANGHAI).html

    assert read(page)[-3:-1] == ["一", "二"]


def test_one_launch_is_its_headline_and_proof() -> None:
    message = a_message(an_alert("青鸾", "2.0", "云岭", evidence="云岭发布青鸾2.0"))

    content = render_form(message, "wecombot", language="zh", zone=SHANGHAI)["markdown"]["content"]

    assert content.split("\n") == ["**云岭发布青鸾2.0**", "> 「云岭发布青鸾2.0」", WIDE[-1]]


def test_a_headline_that_is_cut_for_a_title_stands_whole_above_the_text() -> None:
    message = a_message(*(an_alert(f"青鸾大模型第{number}号", "2.0", f"云岭{number}") for number in range(9)))
    headline = "云岭0青鸾大模型第0号2.0、云岭1青鸾大模型第1号2.0等9款大模型：9款发布"

    cut = render_form(message, "serverchan", language="zh", zone=SHANGHAI)
    whole = render_form(message, "pushplus", language="zh", zone=SHANGHAI)

    assert cut["title"] == headline[:31] + "…"
    assert cut["desp"].split("\n\n")[0] == f"**{headline}**"
    assert whole["title"] == headline
    assert whole["content"].startswith("**发布**  云岭0 青鸾大模型第0号2.0｜云岭1 ")
    assert "另有" not in whole["content"]


def test_a_card_of_a_headline_alone_shows_it_as_its_text() -> None:
    card = FORMS["feishu"].build(Rich("题", ("行",), "源", "", NO_MARKS).bare("题"))["card"]

    assert card["elements"] == [{"tag": "div", "text": {"tag": "plain_text", "content": "题"}}]


def test_where_no_link_opens_a_touch_leads_nowhere() -> None:
    message = a_message(an_alert("青鸾", "2.0", "云岭", article=an_article(url="javascript:x")))

    touched = {name: render_form(message, name, language="zh", zone=SHANGHAI) for name in ("ntfy", "bark", "discord")}

    assert "click" not in touched["ntfy"]
    assert "url" not in touched["bark"]
    assert "url" not in touched["discord"]["embeds"][0]
    assert touched["discord"]["embeds"][0]["description"] == "某报 07-09 · 媒体1家，未见官方页 · #KRVN"
    assert "click" not in render_form(a_notice("一"), "ntfy", language="zh", zone=SHANGHAI)


def test_the_page_of_a_round_up_has_its_labels_and_keeps_the_dots_of_its_source_together() -> None:
    message = a_message(
        *(an_alert(f"鹭{number}", None, "云岭", evidence=f"第{number}句") for number in range(3)),
        an_alert("青鸾", None, "江海", status=Status.UPCOMING),
    )

    page = render(message, language="zh", zone=SHANGHAI).html

    assert read(page)[2:6] == ["发布", "云岭 鹭0", "「第0句」", "云岭 鹭1"]
    assert read(page)[-4:-2] == ["预告", "江海 青鸾"]
    assert "07-09&nbsp;· 媒体1家" in page
