from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.detect.sentences import sentences_of, view
from monitor.model import Article


def test_sentences_keep_the_text_as_written() -> None:
    article = Article(url="", title="“甲”发布", body="第一句，有“引号”。第二句！\n列表项；又一项")

    sentences = sentences_of(article)

    assert [one.raw for one in sentences] == ["“甲”发布", "第一句，有“引号”。", "第二句！", "列表项；", "又一项"]
    assert [one.in_title for one in sentences] == [True, False, False, False, False]


def test_versions_and_abbreviations_do_not_end_an_english_sentence() -> None:
    article = Article(url="", title="", body="Acme released Foo 2.5 today. It is fast. Bar-1.5 follows.")

    assert [one.raw for one in sentences_of(article)] == [
        "Acme released Foo 2.5 today.",
        "It is fast.",
        "Bar-1.5 follows.",
    ]


def test_link_titles_notes_and_addresses_are_blanked_in_the_view() -> None:
    folded = view("相关阅读：《甲发布乙模型》 见 https://example.org/x（某报注：旧称丙）")

    assert "发布" not in folded
    assert "example" not in folded
    assert "丙" not in folded


def test_who_reports_is_blanked_but_a_recall_stays() -> None:
    assert "4 月 9 日" not in view("某报 4 月 9 日消息，甲公司发布模型")
    assert "此前" in view("据某报此前报道，甲公司发布模型")


@given(st.text(max_size=300))
def test_the_view_is_as_long_as_the_text(text: str) -> None:
    assert len(view(text)) == len(text)


@given(st.text(max_size=300), st.text(max_size=300))
def test_every_sentence_is_a_part_of_the_article(title: str, body: str) -> None:
    for sentence in sentences_of(Article(url="", title=title, body=body)):
        assert sentence.raw in (title if sentence.in_title else body)
        assert len(sentence.raw) == len(sentence.text)
