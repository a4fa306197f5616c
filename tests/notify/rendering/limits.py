"""What providers take and what must be dead, counted anew: a slip in the program's own count shows."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MENTIONS = re.compile(r"@(all|everyone|here|channel|\w)|<[!@#]|<at\b|<users/", re.IGNORECASE)
DEAD = re.compile(r"[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f\x7f]")


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)


def within(provider: str, payload: Mapping[str, Any]) -> bool:
    """Count as the providers' documents do; written anew, so that a slip in a form's own count shows."""
    body = len(json.dumps(payload, ensure_ascii=False).encode())
    if provider == "wecombot":
        kind = payload["msgtype"]
        return len(payload[kind]["content"].encode()) <= {"markdown": 4096, "text": 2048}[kind]
    if provider in {"feishu", "lark", "dingtalk", "serverchan"}:
        return body <= {"dingtalk": 20_000, "serverchan": 33_000}.get(provider, 20_480)
    if provider == "telegram":
        return len(payload["text"].encode("utf-16-le")) <= 2 * 4096
    if provider == "discord":
        sizes = [len(text) for embed in payload.get("embeds", []) for text in (embed["title"], embed["description"])]
        return (
            all(size <= most for size, most in zip(sizes, (256, 4096), strict=False))
            and len(payload.get("content", "")) <= 2000
        )
    if provider == "slack":
        blocks = payload.get("blocks", [])
        return all(len(block["text"]["text"]) <= 3000 for block in blocks if "text" in block) and body < 100_000
    if provider == "ntfy":
        return len(payload["message"].encode()) <= 4096
    return body <= {"bark": 4096, "pushplus": 70_000}[provider]
