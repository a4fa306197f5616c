"""Notices as people read them, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify.making import SHANGHAI, a_message, a_notice

from monitor.model import Backlog, Message, Notice, NoticeKind
from monitor.notify import render
from monitor.notify.rendering.faults import translated

FAULTS = (
    'sources.yaml:12:5: sources[3].evry: unknown key, did you mean "every"?',
    "sources.yaml:20:1: routes: must be",
)
CONNECTED = a_message(notice=Notice(NoticeKind.CONNECTED))


def text_of(message: Message, language: str, *, late: bool = False) -> list[str]:
    return render(message, language=language, zone=SHANGHAI, late=late).text.split("\n")


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("zh", "monitor：sources.yaml 有 2 处错误，沿用上一份"),
        ("en", "monitor: sources.yaml refused, the last good one stays (faults: 2)"),
    ],
)
def test_a_refused_file_is_told_with_every_fault(language: str, headline: str) -> None:
    message = a_notice(*FAULTS)

    lines = text_of(message, language)

    assert lines == [headline, *(translated(fault, language) for fault in FAULTS), f"#{message.code}"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "2 条待发，1 条被拒，等人处理：`monitor outbox`（11-29 20:00 起）"),
        ("en", "2 waiting, 1 refused, for you to decide: `monitor outbox` (since 11-29 20:00)"),
    ],
)
def test_a_failing_channel_is_told_in_the_readers_words_and_zone(language: str, line: str) -> None:
    since = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
    notice = Notice(NoticeKind.CHANNEL_FAILING, "team", ("HTTP 500",), backlog=Backlog(2, 1, since))

    _, said, counted, _code = text_of(replace(a_notice(), notice=notice), language)

    assert (said, counted) == ("HTTP 500", line)


def test_a_channel_of_which_nothing_is_due_yet_is_told_without_a_time() -> None:
    notice = Notice(NoticeKind.CHANNEL_FAILING, "team", ("HTTP 500",), backlog=Backlog(0, 1, None))

    assert text_of(replace(a_notice(), notice=notice), "zh")[2] == "1 条被拒，等人处理：`monitor outbox`"


@pytest.mark.parametrize(("language", "more"), [("zh", "另有 3 条"), ("en", "3 more")])
def test_of_many_faults_ten_are_shown_and_all_are_counted(language: str, more: str) -> None:
    message = a_notice(*(f"sources.yaml:{line}:1: odd" for line in range(1, 14)))

    headline, *lines, said, _code = text_of(message, language)

    assert "13" in headline
    assert [lines[0], lines[-1], len(lines)] == ["sources.yaml:1:1: odd", "sources.yaml:10:1: odd", 10]
    assert said == more


def test_a_text_that_must_be_short_drops_faults_from_the_end_and_says_so() -> None:
    message = a_notice(*(f"sources.yaml:{line}:1: odd" for line in range(1, 5)))
    whole = render(message, language="zh", zone=SHANGHAI).text

    text = render(message, language="zh", zone=SHANGHAI, limit=len(whole.encode()) - 1).text

    assert text.split("\n")[1:-1] == [*(f"sources.yaml:{line}:1: odd" for line in range(1, 4)), "另有 1 条"]


@pytest.mark.parametrize(
    ("language", "headline", "example"),
    [
        ("zh", "monitor：已接通，目前还没有新模型", "云岭智能发布青鸾大模型2.0"),
        ("en", "monitor: connected, no new model yet", "Yunling releases Qingluan 2.0"),
    ],
)
def test_a_hello_says_what_to_expect(language: str, headline: str, example: str) -> None:
    lines = text_of(CONNECTED, language)

    assert lines[0] == headline
    assert example in lines[1]
    assert lines[2:] == [f"#{CONNECTED.code}"]


@pytest.mark.parametrize(
    ("kind", "language", "headline", "advice"),
    [
        (NoticeKind.WINDOW_OVERRUN, "zh", "monitor：某报 可能有漏，列表翻新太快（来源 1 个）", "every"),
        (NoticeKind.WINDOW_OVERRUN, "en", "monitor: entries may be missing, 某报 lists more", "every"),
        (NoticeKind.SOURCE_CHANGED, "zh", "monitor：某报 变动很大，请看是否仍读得对（来源 1 个）", "monitor test"),
        (NoticeKind.SOURCE_CHANGED, "en", "monitor: 某报 has changed", "monitor test"),
    ],
)
def test_listings_that_do_not_join_are_told_with_the_source_and_what_to_do(
    kind: NoticeKind, language: str, headline: str, advice: str
) -> None:
    line = "某报: 2023-07-09 09:55 → 2023-07-09 10:00, every: [5m, 360m]"

    said, preface, *lines = text_of(a_message(notice=Notice.of(kind, "某报", [line])), language)

    assert said.startswith(headline)
    assert advice in preface
    assert lines[0] == line


@pytest.mark.parametrize(("language", "begins"), [("zh", "补报：monitor"), ("en", "Late: monitor")])
def test_a_notice_that_goes_out_late_says_so(language: str, begins: str) -> None:
    lines = text_of(a_notice(*FAULTS), language, late=True)

    assert lines[0].startswith(begins)


def test_the_page_of_a_notice_holds_all_of_its_lines_and_no_markup_of_theirs() -> None:
    page = render(a_notice("a.yaml:1:1: <b>odd</b> & odd"), language="en", zone=SHANGHAI).html

    assert "<title>monitor: sources.yaml refused" in page
    assert "&lt;b" not in page
    assert "＜b&gt;odd＜/b&gt; &amp; odd</p>" in page


@given(
    st.sampled_from(NoticeKind),
    st.text(max_size=300),
    st.lists(st.text(max_size=400) | st.just("<!channel> @all ](http://x)"), max_size=20),
    st.sampled_from(["zh", "en"]),
    st.none() | st.integers(min_value=0, max_value=3000),
)
def test_a_notice_keeps_its_limit_and_pings_nobody(
    kind: NoticeKind, about: str, lines: list[str], language: str, limit: int | None
) -> None:
    message = a_message(notice=Notice.of(kind, about, lines))

    rendered = render(message, language=language, zone=SHANGHAI, limit=limit)

    assert limit is None or len(rendered.text.encode()) <= limit
    assert rendered.text.startswith(rendered.subject)
    assert not re.search(r"@|<[!@#:/a-zA-Z]|\]\(", rendered.text)
