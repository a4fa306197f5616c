"""An article with a candidate in doubt, and what an endpoint may answer of it."""

from __future__ import annotations

import json
from typing import Any

from monitor.model import Announcement, Article, Status

ARTICLE = Article(
    url="https://outlet.example/1",
    title="云岭智能的新动作",
    body="据了解，云岭智能正在小范围测试青鸾大模型2.0，面向教育行业。\n同日，白鹭科技谈到了苍鹰大模型。",
)
CANDIDATE = Announcement(
    "青鸾大模型",
    "2.0",
    ("云岭智能",),
    Status.RELEASED,
    confidence=0.6,
    evidence="云岭智能正在小范围测试青鸾大模型2.0",
    doubt="",
)


def answer(**changes: object) -> str:
    """Write an answer that confirms the candidate as it is."""
    record: dict[str, Any] = {
        "announced": True,
        "evidence": CANDIDATE.evidence,
        "model": "青鸾大模型",
        "version": "2.0",
        "organisations": ["云岭智能"],
        "status": "released",
        "date": None,
        "modality": "text",
        "domain": None,
        "parameters": None,
        "background": False,
        "rumour": False,
    }
    return json.dumps(record | changes, ensure_ascii=False)


def completion(text: str | None) -> dict[str, Any]:
    """Wrap an answer as an endpoint does."""
    return {"id": "1", "object": "chat.completion", "choices": [{"message": {"role": "assistant", "content": text}}]}
