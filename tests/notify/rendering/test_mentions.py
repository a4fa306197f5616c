"""Hundreds of ways to mention somebody or to fake a link, in every part of a message, read as each provider reads."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from notify.making import LINK, SHANGHAI, a_message, a_notice, an_alert, an_article
from notify.rendering.limits import texts_of

from monitor.model import Message, Status
from monitor.notify.rendering import render_form
from monitor.notify.rendering.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

EVIL = "https://evil.example"
WORDS = (
    "@all", "@everyone", "@here", "@channel", "@所有人", "@全体成员", "@13800000000", "@manager",
    "<@all>", "<@U024BE7LH>", "<@!123456789>", "<@&987654321>", "<#C024BE7LR>", "<!channel>", "<!here>", "<!everyone>",
    "<!subteam^SAZ94GDB8>", f"<!date^1392734382^{{date}}^{EVIL}|y>", "<t:1618953630:R>", "<:wave:12345>", "<a:wave:12>",
    "</airhorn:816437322781949972>", "<id:customize>", "<users/all>", "<mention-all/>",
    "<at id=all></at>", '<at user_id="all">x</at>', "<at email=a@evil.example></at>", "<at id=ou_x></at>",
    f"<{EVIL}|登录>", f"[登录]({EVIL})", f"[登录](<{EVIL}>)", f"![]({EVIL}/p.png)", f"[登录][1]\n\n[1]: {EVIL}",
    f'<a href="{EVIL}">登录</a>', "<a href=tg://user?id=1>x</a>", "[x](tg://user?id=1)", f'</b><a href="{EVIL}">x</a>',
    f'<img src="{EVIL}/p.png">', "<font color=warning>x</font>", "<script>x</script>",
)  # fmt: skip
DRESSES: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    escape,
    lambda text: escape(escape(text)),
    lambda text: f"&#{ord(text[0])};{text[1:]}",
    lambda text: f"{text[0]}\u200b{text[1:]}",
    lambda text: f"{text[0]}\u00ad{text[1:]}",
    lambda text: f"{text[0]}\n{text[1:]}",
    lambda text: f"{text[0]}\x00{text[1:]}",
    lambda text: text[0] + text + text[1:],
    lambda text: f"{text[0]}{text}",
    lambda text: f"\\{text}",
    lambda text: f"\u202e{text}",
    lambda text: f"`{text}`",
)
"""How people get a mention past who looks for it."""

PAYLOADS = sorted({dress(word) for word, dress in product(WORDS, DRESSES)})
HTML = {"telegram"}
AT = re.compile(r"@\w")
ANGLE = re.compile(r"(?<!\\)<[!#/:@A-Za-z]")
FOREIGN = re.compile(r"(?<!\\)\]\(|^\s{0,3}\[[^\]]+\]:", re.MULTILINE)
MENTIONING_KEYS = {"at", "mentioned_list", "mentioned_mobile_list", "mentions"}
OUR_LINK = re.compile(rf"<?{re.escape(LINK)}[|)]?|\]\({re.escape(LINK)}\)|\]\(https://www\.example\.org[^)\s]*\)")


class Page(HTMLParser):
    """Reads Telegram's HTML: tags with their targets, and the text that people see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs).get("href") or ""))

    def handle_data(self, data: str) -> None:
        self.text += data


def live_in_html(text: str) -> list[str]:
    page = Page()
    page.feed(text)
    page.close()
    strange = [f"<{tag} {href}>" for tag, href in page.tags if not is_ours(tag, href)]
    return strange + [found[0] for found in AT.finditer(page.text)]


def is_ours(tag: str, href: str) -> bool:
    return tag in {"b", "blockquote"} or (tag == "a" and href.startswith("https://www.example.org/"))


def live_in_marks(text: str) -> list[str]:
    """Find what a dialect of Markdown, or a chat's angle brackets, would act upon, but for the link that is ours."""
    bare = OUR_LINK.sub("", text)
    return [found[0] for pattern in (AT, ANGLE, FOREIGN) for found in pattern.finditer(bare)]


def keys_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def live_in(provider: str, payload: Mapping[str, Any]) -> list[str]:
    find = live_in_html if provider in HTML and "parse_mode" in payload else live_in_marks
    return [each for text in texts_of(payload) for each in find(text)] + sorted(MENTIONING_KEYS & set(keys_of(payload)))


def everywhere(payload: str) -> Message:
    """Put it into every part of a message that a stranger writes."""
    article = an_article(source_name=payload, title=payload, url=f"{LINK}?{payload}")
    alerts = [
        an_alert(
            payload, payload, payload, article=article, evidence=f"今天{payload}发布", domain=payload, status=status
        )
        for status in (Status.RELEASED, Status.UPCOMING)
    ]
    return a_message(*alerts, an_alert("青鸾", "2.0", payload, parameters=payload, evidence=payload))


@pytest.mark.parametrize("plain", [False, True], ids=["rich", "plain"])
@pytest.mark.parametrize("provider", sorted(FORMS))
def test_no_payload_mentions_anybody_or_leads_elsewhere(provider: str, plain: bool) -> None:  # noqa: FBT001
    assert len(PAYLOADS) >= 100

    live = {}
    for payload in PAYLOADS:
        for message in (everywhere(payload), a_notice(payload)):
            form = render_form(message, provider, language="zh", zone=SHANGHAI, plain=plain)
            if found := live_in(provider, form):
                live[payload] = found

    assert live == {}


@pytest.mark.parametrize("provider", sorted(FORMS))
def test_who_reads_these_forms_would_have_found_a_live_one(provider: str) -> None:
    html = provider in HTML

    assert live_in(provider, {"parse_mode": "HTML", "text": "@everyone"} if html else {"text": "@everyone"})
    assert live_in(provider, {"parse_mode": "HTML", "text": '<a href="https://evil.example">x</a>'})
    assert live_in(provider, {"text": {"content": "x"}, "at": {"isAtAll": True}})
