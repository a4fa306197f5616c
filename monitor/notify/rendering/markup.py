"""How each provider writes bold words, links and quotes, and what makes text of strangers plain in its mark-up.

Where a provider has escapes, signs are escaped; where it has none, they are replaced by their full-width likenesses.
All text comes here from `disarm`, which has taken mentions, controls and link syntax away already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Markup:
    """The mark-up of one provider.

    Args:
        plain: Makes text mean nothing but itself.
        bold: With `{text}`, which is plain already.
        link: With `{text}` and `{url}`.
        quote: With `{text}`, one line.
        address: Makes a safe link stand within the mark-up of `link`.
        line: Between two lines.
        size: What the provider counts of a text.
    """

    plain: Callable[[str], str]
    bold: str = "**{text}**"
    link: str = "[{text}]({url})"
    quote: str = "> {text}"
    address: Callable[[str], str] = lambda url: _replaced(url, {"(": "%28", ")": "%29"})
    line: str = "\n"

    def strong(self, text: str) -> str:
        """Write plain text in bold."""
        return self.bold.format(text=self.plain(text)) if text else ""

    def linked(self, text: str, url: str) -> str:
        """Write plain text that leads to a safe link."""
        return self.link.format(text=self.plain(text), url=self.address(url))

    def quoted(self, text: str) -> str:
        """Write plain text as a quotation."""
        return self.quote.format(text=self.plain(text))


def _replaced(text: str, signs: Mapping[str, str]) -> str:
    return text.translate({ord(sign): other for sign, other in signs.items()})


_EDGE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")  # An underscore within a name (qwen_vl) formats nothing.
_EMOJI = re.compile(r":(?=[A-Za-z0-9_+-]+:)")
_WIDE = dict(zip("*`~[]<>|", "＊｀～［］＜＞｜", strict=True))
# Feishu's document of its Markdown component names these entities for signs that are to be shown as they are.
_LARK = {sign: f"&#{ord(sign)};" for sign in "&*~_`[]<>#"}
_BACKSLASHED = re.compile(r"([\\*_~`|<>\[\]]|:(?=[A-Za-z0-9_+-]+:))")


def _wide(text: str) -> str:
    """Replace what the small dialects of Markdown read as marks; they know no escapes."""
    return _EDGE.sub("＿", _replaced(text, _WIDE))


def _lark(text: str) -> str:
    return _EMOJI.sub("&#58;", _replaced(text, _LARK))


def _slack(text: str) -> str:
    wide = _EMOJI.sub("：", _EDGE.sub("＿", _replaced(text, {"*": "＊", "`": "｀", "~": "～"})))
    return escape(wide, quote=False)  # Slack's document: these three signs, and no others.


def _backslashed(text: str) -> str:
    return _BACKSLASHED.sub(r"\\\1", text)


def _markdown(text: str) -> str:
    return _backslashed(text.replace("&", "&amp;"))


def _as_it_is(text: str) -> str:
    return text


PLAIN = Markup(_as_it_is, bold="{text}", link="{text} {url}", quote="{text}", address=_as_it_is)
LARK = Markup(_lark, quote="{text}")
WECOM = Markup(_wide)
DINGTALK = Markup(_wide, line="\n\n")
SLACK = Markup(_slack, bold="*{text}*", link="<{url}|{text}>", address=escape)
TELEGRAM = Markup(
    lambda text: escape(text, quote=False),
    bold="<b>{text}</b>", link='<a href="{url}">{text}</a>', quote="<blockquote>{text}</blockquote>",
    address=escape,
)  # fmt: skip
DISCORD = Markup(_backslashed)
MARKDOWN = Markup(_markdown, line="\n\n")
