from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.charset import codec_of, decode

TEXT = "朱镕基说，今天发布的大模型很好，价格也不高。" * 3
LABELS = st.one_of(
    st.none(), st.text(max_size=20), st.sampled_from(["rot13", "zlib", "idna", "punycode", "gbk", "utf-7"])
)


@given(st.binary(max_size=400), LABELS, LABELS)
def test_decoding_never_raises(body: bytes, charset: str | None, override: str | None) -> None:
    assert isinstance(decode(body, charset, override), str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "utf-8") == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("GB2312", "gb18030"),
        (" gb_2312-80 ", "gb18030"),
        ("x-gbk", "gb18030"),
        ("Big5", "big5hkscs"),
        ("ISO-8859-1", "cp1252"),
        ('"utf-8"', "utf-8"),
        ("Shift_JIS", "shift_jis"),
        ("rot13", None),
        ("zlib", None),
        ("utf-7", None),
        ("hz-gb-2312", None),
        ("", None),
    ],
)
def test_labels_lead_to_codecs_by_a_closed_table(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize("label", ["gb2312", "GBK", "gb18030"])
def test_chinese_labels_all_mean_gb18030(label: str) -> None:
    assert decode(TEXT.encode("gb18030"), label) == TEXT


def test_meta_element_is_believed_where_the_header_is_silent() -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>{TEXT}'

    assert decode(page.encode("gb18030"), None) == page


def test_xml_declaration_is_believed() -> None:
    feed = f'<?xml version="1.0" encoding="GBK"?><rss>{TEXT}</rss>'

    assert decode(feed.encode("gb18030"), None) == feed


def test_a_declaration_in_a_comment_is_not_believed() -> None:
    page = f"<!-- <meta charset=shift_jis> --><meta charset=gbk><p>{TEXT}"

    assert decode(page.encode("gb18030"), None) == page


def test_what_is_utf8_is_read_as_utf8_whatever_it_declares() -> None:
    page = f"<meta charset=gb2312><p>{TEXT}"

    assert decode(page.encode(), "gb2312") == page


def test_utf8_cut_off_in_a_character_stays_utf8() -> None:
    assert decode(TEXT.encode()[:-1], None) == TEXT[:-1]


def test_a_servers_default_of_latin_1_does_not_outweigh_the_page() -> None:
    page = f"<meta charset=gbk><p>{TEXT}"

    assert decode(page.encode("gb18030"), "iso-8859-1") == page


def test_a_header_that_cannot_be_right_gives_way_to_the_page() -> None:
    page = f"<meta charset=gbk><p>{TEXT}"

    assert decode(page.encode("gb18030"), "utf-8") == page


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
    ids=["utf-8", "utf-16-le", "utf-16-be"],
)
def test_byte_order_mark_decides_and_is_dropped(mark: bytes, codec: str) -> None:
    assert decode(mark + TEXT.encode(codec), "gbk") == TEXT


def test_utf16_without_a_mark_is_read_by_its_header() -> None:
    assert decode("plain".encode("utf-16-le"), "utf-16") == "plain"


def test_override_of_a_person_comes_first() -> None:
    assert decode(TEXT.encode("gb18030"), "utf-8", "gb2312") == TEXT


@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs"])
def test_undeclared_chinese_is_guessed(codec: str) -> None:
    text = "新一代語音模型今晚發布，研究人員說，它能聽懂三種方言，回答也比上一代快得多。" * 5

    assert decode(text.encode(codec), None) == text


def test_a_few_damaged_bytes_do_not_change_the_charset() -> None:
    body = TEXT.encode() + b"\xff" + TEXT.encode()

    assert decode(body, "utf-8") == TEXT + "\ufffd" + TEXT


SCRIPTS = f"<html><head><script>{'var a = 1;' * 3_000}</script></head>"


@pytest.mark.parametrize(("header", "own"), [("utf-8", "gbk"), ("shift_jis", "gbk"), ("gbk", "big5")])
def test_of_two_charsets_that_are_told_the_one_that_damages_nothing_is_right(header: str, own: str) -> None:
    page = f"<meta charset={own}>{SCRIPTS}<p>{TEXT}"

    assert decode(page.encode("gb18030"), header) == page


@pytest.mark.parametrize("header", [None, "utf-8"])
def test_a_charset_that_is_not_told_or_wrongly_told_is_found_behind_long_scripts(header: str | None) -> None:
    page = f"{SCRIPTS}<p>{TEXT}"

    assert decode(page.encode("gb18030"), header) == page


def test_damaged_utf8_is_read_as_utf8_though_both_say_gbk() -> None:
    page = f"<meta charset=gbk><p>{TEXT}"

    assert decode(page.encode() + b"\xff", "gbk") == f"{page}\ufffd"
