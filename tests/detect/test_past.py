"""What the knowledge base's dates say against a candidate."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from detect.known import KNOWLEDGE

from monitor.detect import observed
from monitor.model import Article, Moment

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge

AS_OF = "released_before"


def features_of(text: str, day: datetime | None, knowledge: Knowledge) -> set[str]:
    article = Article("https://a.example/1", "", text, published=Moment(day) if day else None)
    return {feature for one in observed(article, knowledge) for feature in one.features}


@pytest.mark.parametrize(
    ("text", "day", "is_known"),
    [
        pytest.param("OpenAI released GPT-4o.", datetime(2025, 1, 1, tzinfo=UTC), True, id="long after its release"),
        pytest.param("OpenAI released GPT-4o.", datetime(2024, 5, 14, tzinfo=UTC), False, id="the day after it"),
        pytest.param("OpenAI released GPT-4o.", None, False, id="nobody knows when"),
        pytest.param("OpenAI released GPT-9o.", datetime(2025, 1, 1, tzinfo=UTC), False, id="never heard of"),
        pytest.param("阿里发布通义千问2.5。", datetime(2025, 1, 1, tzinfo=UTC), True, id="under its Chinese name"),
        pytest.param("阿里发布通义千问大模型。", datetime(2025, 1, 1, tzinfo=UTC), False, id="a family alone"),
    ],
)
def test_what_was_out_a_week_before_the_article_speaks_against_it(
    text: str, day: datetime | None, *, is_known: bool
) -> None:
    assert (AS_OF in features_of(text, day, KNOWLEDGE)) is is_known
