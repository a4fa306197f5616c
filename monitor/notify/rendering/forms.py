"""What each provider takes as one message: its richest form, held to its own limits; pure values, ready to be sent.

A form builds a payload, and says whether a payload is within what its provider takes. Of ever shorter messages the
first that fits is taken, so that no limit is ever guessed at. Limits are those of the providers' own documents.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.notify.rendering.disarm import clip
from monitor.notify.rendering.markup import DINGTALK, DISCORD, LARK, MARKDOWN, PLAIN, SLACK, TELEGRAM, WECOM, Markup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitor.notify.rendering.rich import Rich

    Payload = Mapping[str, Any]

SLACK_SECTION, SLACK_CONTEXT, SLACK_TEXT = 3000, 2000, 39_500
"""Characters of a section, of an element of a context (Block Kit's reference), of the text beside them (40,000)."""

DISCORD_TITLE, DISCORD_DESCRIPTION, DISCORD_CONTENT = 256, 4096, 2000
"""Characters, as the references of embeds and of webhooks say."""

NTFY_TITLE, NTFY_MESSAGE = 1024, 4096
"""Bytes; a longer message becomes an attachment."""

ROOM = 500
"""Bytes of a request that the sender adds beside the form: signatures, keys, topics."""


@dataclass(frozen=True, slots=True)
class Form:
    """One provider's form of a message.

    Args:
        build: Makes the payload, which is sent as JSON.
        fits: Tells whether the provider takes it.
    """

    markup: Markup
    build: Callable[[Rich], Payload]
    fits: Callable[[Payload], bool]

    def fitted(self, candidates: Iterable[Rich]) -> Payload:
        """Give the first payload that fits; where none does, as much of the headline as fits."""
        shortest: Rich | None = None
        for rich in candidates:
            payload = self.build(rich)
            if self.fits(payload):
                return payload
            shortest = rich
        if shortest is None:
            raise ValueError("nothing was written")
        length = len(shortest.headline)
        while length and not self.fits(self.build(shortest.bare(clip(shortest.headline, length)))):
            length //= 2
        return self.build(shortest.bare(clip(shortest.headline, length)))


def _bytes(payload: Payload) -> int:
    return len(json.dumps(payload, ensure_ascii=False).encode())


def _utf16(text: str) -> int:
    """Count as Telegram does: a sign beyond the basic plane is two."""
    return len(text.encode("utf-16-le")) // 2


def _within(most: int) -> Callable[[Payload], bool]:
    return lambda payload: _bytes(payload) <= most - ROOM


def _lark_card(rich: Rich) -> Payload:
    """Feishu and Lark: an interactive card, its title as plain text, the source as a note."""
    body = [{"tag": "div", "text": {"tag": "lark_md", "content": "\n".join(rich.lines)}}] if rich.lines else []
    source = [{"tag": "note", "elements": [{"tag": "lark_md", "content": rich.source}]}] if rich.source else []
    return {
        "msg_type": "interactive",
        "card": {
            "config": {"wide_screen_mode": True},
            "header": {"template": "blue", "title": {"tag": "plain_text", "content": rich.headline}},
            "elements": [*body, *source] or [{"tag": "div", "text": {"tag": "plain_text", "content": rich.headline}}],
        },
    }


def _lark_text(rich: Rich) -> Payload:
    return {"msg_type": "text", "content": {"text": rich.text()}}


def _wecom_markdown(rich: Rich) -> Payload:
    return {"msgtype": "markdown", "markdown": {"content": rich.text()}}


def _wecom_text(rich: Rich) -> Payload:
    return {"msgtype": "text", "text": {"content": rich.text()}}


def _dingtalk_markdown(rich: Rich) -> Payload:
    """DingTalk: the title stands in the list of chats and in the notification."""
    return {"msgtype": "markdown", "markdown": {"title": rich.headline, "text": rich.text()}}


def _slack_blocks(rich: Rich) -> Payload:
    """Slack: blocks, with the headline as the text that notifications show."""
    body = rich.markup.line.join([rich.markup.strong(rich.headline), *rich.lines])
    source = [{"type": "context", "elements": [{"type": "mrkdwn", "text": rich.source}]}] if rich.source else []
    return {
        "text": rich.markup.plain(rich.headline),
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": body}}, *source],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _slack_text(rich: Rich) -> Payload:
    return {"text": SLACK.plain(rich.text()), "unfurl_links": False, "unfurl_media": False}


def _slack_fits(payload: Payload) -> bool:
    for block in payload.get("blocks", ()):
        texts = [block["text"]["text"]] if "text" in block else [element["text"] for element in block["elements"]]
        most = SLACK_SECTION if block["type"] == "section" else SLACK_CONTEXT
        if any(len(text) > most for text in texts):
            return False
    return len(payload["text"]) <= SLACK_TEXT


def _telegram_html(rich: Rich) -> Payload:
    return {"text": rich.text(), "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def _telegram_text(rich: Rich) -> Payload:
    return {"text": rich.text(), "link_preview_options": {"is_disabled": True}}


def _discord_embed(rich: Rich) -> Payload:
    """Discord: an embed; 256 characters of title, 4,096 of description, 6,000 in all, and nobody is mentioned."""
    title = clip(rich.headline, 120)
    above = [rich.markup.strong(rich.headline)] if title != rich.headline else []
    embed = {"title": rich.markup.plain(title), "description": "\n".join([*above, *rich.below()])}
    return {"embeds": [{**embed, **({"url": rich.link} if rich.link else {})}], "allowed_mentions": {"parse": []}}


def _discord_text(rich: Rich) -> Payload:
    return {"content": DISCORD.plain(rich.text()), "allowed_mentions": {"parse": []}}


def _discord_fits(payload: Payload) -> bool:
    embeds = payload.get("embeds", ())
    if any(len(one["title"]) > DISCORD_TITLE or len(one["description"]) > DISCORD_DESCRIPTION for one in embeds):
        return False
    return len(payload.get("content", "")) <= DISCORD_CONTENT


def _ntfy(rich: Rich) -> Payload:
    """ntfy: 4,096 bytes of message; what is longer becomes an attachment."""
    touch = {"click": rich.link} if rich.link else {}
    return {"title": rich.headline, "message": _untouched(rich), **touch}


def _ntfy_fits(payload: Payload) -> bool:
    return _utf8(payload["message"]) <= NTFY_MESSAGE and _utf8(payload["title"]) <= NTFY_TITLE


def _bark(rich: Rich) -> Payload:
    """Bark: one of Apple's push messages, which hold 4,096 bytes; the server adds some of its own."""
    touch = {"url": rich.link} if rich.link else {}
    return {"title": rich.headline, "body": _untouched(rich), "group": "monitor", **touch}


def _untouched(rich: Rich) -> str:
    """Give what stands below the headline, without the address that a touch leads to."""
    return "\n".join(line for line in rich.below() if line != rich.link) or rich.headline


def _serverchan(rich: Rich) -> Payload:
    """ServerChan: 32 characters of title, 32 KB of Markdown."""
    title = clip(rich.headline, 32)
    above = [rich.markup.strong(rich.headline)] if title != rich.headline else []
    return {"title": title, "desp": rich.markup.line.join([*above, *rich.below()])}


def _pushplus(rich: Rich) -> Payload:
    """PushPlus: 100 characters of title, 20,000 of content."""
    title = clip(rich.headline, 100)
    above = [rich.markup.strong(rich.headline)] if title != rich.headline else []
    content = rich.markup.line.join([*above, *rich.below()]) or rich.markup.plain(title)
    return {"title": title, "content": content, "template": "markdown"}


def _text_within(most: int, count: Callable[[str], int], *path: str) -> Callable[[Payload], bool]:
    def fits(payload: Payload) -> bool:
        text: Any = payload
        for name in path:
            text = text[name]
        return count(text) <= most

    return fits


def _utf8(text: str) -> int:
    return len(text.encode())


_LARK = Form(LARK, _lark_card, _within(20_480))  # 20 KB a request: the document of custom bots.
_LARK_TEXT = Form(PLAIN, _lark_text, _within(20_480))

_PAIRS: Mapping[str, tuple[Form, Form | None]] = {
    "feishu": (_LARK, _LARK_TEXT),
    "lark": (_LARK, _LARK_TEXT),
    "wecombot": (
        Form(WECOM, _wecom_markdown, _text_within(4096, _utf8, "markdown", "content")),
        Form(PLAIN, _wecom_text, _text_within(2048, _utf8, "text", "content")),
    ),
    "dingtalk": (Form(DINGTALK, _dingtalk_markdown, _within(20_000)), Form(PLAIN, _wecom_text, _within(20_000))),
    "slack": (Form(SLACK, _slack_blocks, _slack_fits), Form(PLAIN, _slack_text, _slack_fits)),
    "telegram": (
        Form(TELEGRAM, _telegram_html, _text_within(4096, _utf16, "text")),
        Form(PLAIN, _telegram_text, _text_within(4096, _utf16, "text")),
    ),
    "discord": (Form(DISCORD, _discord_embed, _discord_fits), Form(PLAIN, _discord_text, _discord_fits)),
    "ntfy": (Form(PLAIN, _ntfy, _ntfy_fits), None),
    "bark": (Form(PLAIN, _bark, _within(4096)), None),
    "serverchan": (Form(MARKDOWN, _serverchan, _text_within(32_000, _utf8, "desp")), None),
    "pushplus": (Form(MARKDOWN, _pushplus, _text_within(20_000, _utf8, "content")), None),
}

FORMS: Mapping[str, Form] = {provider: most for provider, (most, _) in _PAIRS.items()}
"""By provider, the form that says most."""

PLAIN_FORMS: Mapping[str, Form] = {provider: plain for provider, (_, plain) in _PAIRS.items() if plain}
"""By provider, the form that every reader shows: where the richer one is refused, or a person wants plain text."""
