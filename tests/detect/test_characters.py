from __future__ import annotations

from detect.known import KNOWLEDGE

from monitor.detect import detect
from monitor.model import Article


def test_a_traditional_text_is_read_and_quoted_as_written() -> None:
    body = "雲嶺智能今日正式發布語音大模型「聽瀾 2.0」，並開放測試。"

    (told,) = detect(Article(url="tw", title="", body=body), KNOWLEDGE)

    assert (told.model, told.version, told.organisations) == ("聽瀾", "2.0", ("雲嶺智能",))
    assert told.evidence in body
