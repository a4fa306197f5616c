"""A digest as it is read: its sections in the contract's words, within any limit, in either language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify.making import SHANGHAI, a_message, an_alert, an_article

from monitor.detect.words import doubts as detector_s_doubts
from monitor.model import Ailing, Alert, Digest, Doubt, Message, Status, Wait
from monitor.notify.rendering import render, render_form
from monitor.notify.rendering.words import words_for

NOW = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
BARE = Digest("2026-11-30", "2026-11-30")
PLACE = "https://www.tide.example/2026/11/29/1.html"
ARTICLE = an_article(url=PLACE, title="青鸾来了", published=None)


def kept(model: str, status: Status, wait: Wait | None = Wait.UNFOLLOWED, lapsed: str = "", **facts: object) -> Alert:
    alert = an_alert(model, None, "云岭智能", status=status, article=ARTICLE, evidence=f"「{model}」来了", **facts)
    return replace(alert, wait=wait, lapsed=lapsed)


def a_digest(*alerts: Alert, digest: Digest = BARE) -> Message:
    return a_message(*alerts, digest=digest, created_at=NOW, due_at=NOW)


FULL = a_digest(
    kept("青鸾大模型", Status.RELEASED),
    kept("白鹭大模型", Status.UPCOMING, date="2026-12-18"),
    kept("玄鹤大模型", Status.UPCOMING, Wait.MOVED, "2026-12-05", date="2026-12-20"),
    kept("墨鸢大模型", Status.UPCOMING, Wait.OVERDUE, "2026-11-28", date="2026-11-28"),
    kept("苍鹰大模型", Status.IN_DEVELOPMENT, Wait.UNPROMPT),
    kept("赤隼大模型", Status.RELEASED, Wait.UNPROMPT, rumour=True),
    kept("灰鹳大模型", Status.RELEASED, Wait.UNSURE),
    digest=replace(
        BARE,
        doubts=(
            Doubt("一文看懂", "https://lan.example/p/1", "端侧模型", "lacking: a version; against it: it is a chip"),
        ),
        more_doubts=2,
        healthy=34,
        ailing=(Ailing("北岸日报", "error", "timeout: no answer"), Ailing("南湾科技", "stale")),
        more_ailing=3,
    ),
)


def test_a_digest_has_the_contract_s_sections_one_line_a_thing_with_sentence_and_host() -> None:
    text = render(FULL, language="zh", zone=SHANGHAI).text

    assert text.splitlines() == [
        "摘要 11-30：云岭智能青鸾、白鹭等6款大模型：1款发布 · 1款预告 · 1款改期 · 1款逾期 · 1款在研 · 1款传闻",
        "",
        "发布与升级",
        "云岭智能发布青鸾大模型：「「青鸾大模型」来了」 · tide.example",
        "",
        "日历",
        "云岭智能将发布白鹭大模型 12-18：「「白鹭大模型」来了」 · tide.example",
        "云岭智能玄鹤大模型改期（12-05→12-20）：「「玄鹤大模型」来了」 · tide.example",
        "云岭智能墨鸢大模型逾期未发布（原定 11-28）：「「墨鸢大模型」来了」 · tide.example",
        "",
        "在研与传闻",
        "云岭智能在研苍鹰大模型：「「苍鹰大模型」来了」 · tide.example",
        "传闻：云岭智能发布赤隼大模型：「「赤隼大模型」来了」 · tide.example",
        "",
        "拿不准、没推",
        "青鸾来了 · 只有一处消息，把握不够 · tide.example",
        "一文看懂 · 缺版本号；疑点：是芯片 · lan.example",
        "另有 2 条",
        "",
        "来源",
        "34 个正常，5 个有问题",
        "北岸日报 · 超时",
        "南湾科技 · 很久没有更新",
        "另有 3 条",
        "",
        "#KRVN",
    ]


def test_a_digest_in_english() -> None:
    text = render(FULL, language="en", zone=SHANGHAI).text

    assert [line for line in text.splitlines() if line and " · " not in line] == [
        "Released and upgraded",
        "Calendar",
        "In development and rumoured",
        "Not sure, not sent",
        "2 more",
        "Sources",
        "healthy: 34, broken: 5",
        "3 more",
        "#KRVN",
    ]
    assert text.startswith("Digest 30 Nov: 云岭智能 青鸾, 白鹭 and 4 more models: ")
    assert "云岭智能 墨鸢 overdue (expected 28 Nov): " in text
    assert "一文看懂 · lacking: a version; against it: it is a chip · lan.example" in text


def test_a_few_launches_stand_in_the_headline_and_sections_with_nothing_to_say_are_left_out() -> None:
    message = a_digest(kept("墨鸢大模型", Status.UPCOMING, Wait.OVERDUE, "2026-11", date="2026-11"))

    assert render(message, language="zh", zone=SHANGHAI).text.splitlines() == [
        "摘要 11-30：云岭智能墨鸢大模型逾期未发布（原定 11月）",
        "",
        "日历",
        "云岭智能墨鸢大模型逾期未发布（原定 11月）：「「墨鸢大模型」来了」 · tide.example",
        "",
        "#KRVN",
    ]


def test_monday_s_line_proves_the_silence() -> None:
    message = a_digest(digest=replace(BARE, told=12, healthy=34))

    assert render(message, language="zh", zone=SHANGHAI).text.splitlines() == [
        "摘要 11-30：没有未推的消息，过去 7 天推送 12 条",
        "",
        "来源",
        "34 个正常",
        "",
        "#KRVN",
    ]
    english = render(message, language="en", zone=SHANGHAI).subject
    assert english == "Digest 30 Nov: nothing left to tell, messages in the last 7 days: 12"


def test_what_alone_is_unsure_is_counted_in_the_headline() -> None:
    message = a_digest(kept("灰鹳大模型", Status.RELEASED, Wait.UNSURE), digest=FULL.digest or BARE)

    assert render(message, language="zh", zone=SHANGHAI).subject == "摘要 11-30：4 条拿不准、没推"


def test_an_hourly_digest_names_its_hour_and_a_late_one_says_so() -> None:
    message = a_digest(kept("青鸾大模型", Status.RELEASED), digest=Digest("2026-11-30T01:00Z", "2026-11-30"))

    subject = render(message, language="zh", zone=SHANGHAI, late=True).subject

    assert subject == "补报：摘要 11-30 09:00：云岭智能发布青鸾大模型"


def test_the_page_holds_every_line_with_a_link_to_its_article() -> None:
    html = render(FULL, language="zh", zone=SHANGHAI).html

    assert html.count(f'href="{PLACE}"') == 7
    assert ">lan.example</a>" in html
    assert [
        label for label in ("发布与升级", "日历", "在研与传闻", "拿不准、没推", "来源") if f">{label}</h2>" not in html
    ] == []
    assert "$" not in html


def test_a_line_without_a_link_that_opens_has_its_sentence_and_no_more() -> None:
    alert = replace(kept("青鸾大模型", Status.RELEASED), article=replace(ARTICLE, url="ftp://tide.example/1"))

    html = render(a_digest(alert), language="zh", zone=SHANGHAI).html

    assert "「「青鸾大模型」来了」</p></div>" in html
    assert "<a " not in html


def test_the_page_shows_what_the_text_does_and_whatever_order_its_launches_came_in() -> None:
    page, text = (render(FULL, language="zh", zone=SHANGHAI).html, render(FULL, language="zh", zone=SHANGHAI).text)
    turned = render(replace(FULL, alerts=FULL.alerts[::-1]), language="zh", zone=SHANGHAI)

    shown = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", page, flags=re.DOTALL)
    lines = [
        unescape(re.sub(r"<[^>]*>", "", part)).replace("\xa0", " ") for part in re.split(r"</h\d>|</p>|</div>", shown)
    ]

    assert [line.strip() for line in lines if line.strip()][:4] == [
        "摘要 11-30",
        "云岭智能青鸾、白鹭等6款大模型：1款发布 · 1款预告 · 1款改期 · 1款逾期 · 1款在研 · 1款传闻",
        "发布与升级",
        "云岭智能发布青鸾大模型「「青鸾大模型」来了」 tide.example",
    ]
    assert [line.strip() for line in lines if line.strip()][-9:] == [
        "青鸾来了只有一处消息，把握不够 tide.example",
        "一文看懂缺版本号；疑点：是芯片 lan.example",
        "另有 2 条",
        "来源",
        "34 个正常，5 个有问题",
        "北岸日报 · 超时",
        "南湾科技 · 很久没有更新",
        "另有 3 条",
        "#KRVN",
    ]
    assert "<b>云岭智能发布青鸾大模型</b>" in page
    assert "<b>一文看懂" not in page
    assert "另有 0" not in page
    assert turned.text == text


def test_a_chat_shows_the_labels_in_bold_each_line_with_its_link_and_how_many_more() -> None:
    content = render_form(FULL, "wecombot", language="zh", zone=SHANGHAI)["markdown"]["content"]

    assert content.split("\n")[1:4] == [
        "**发布与升级**",
        f"· 云岭智能发布青鸾大模型：「「青鸾大模型」来了」 · [tide.example]({PLACE})",
        "**日历**",
    ]
    assert content.split("\n")[-10:] == [
        "**拿不准、没推**",
        f"· 青鸾来了 · 只有一处消息，把握不够 · [tide.example]({PLACE})",
        "· 一文看懂 · 缺版本号；疑点：是芯片 · [lan.example](https://lan.example/p/1)",
        "另有 2 条",
        "**来源**",
        "· 34 个正常，5 个有问题",
        "· 北岸日报 · 超时",
        "· 南湾科技 · 很久没有更新",
        "另有 3 条",
        "· #KRVN",
    ]


def test_a_digest_that_is_too_long_for_a_chat_counts_what_it_leaves_out() -> None:
    many = a_digest(*(kept(f"青鸾{number}大模型", Status.RELEASED) for number in range(60)))

    lines = render_form(many, "wecombot", language="zh", zone=SHANGHAI)["markdown"]["content"].split("\n")

    told = [line for line in lines if line.startswith("· 云岭智能发布")]
    assert f"另有 {60 - len(told)} 条" in lines
    assert 0 < len(told) < 60


def test_where_room_is_short_a_proof_is_cut_before_it_is_left_out() -> None:
    alert = kept("青鸾大模型", Status.RELEASED)
    long = replace(alert, announcement=replace(alert.announcement, evidence="云岭智能今日发布青鸾，" * 20))

    text = render(a_digest(long), language="zh", zone=SHANGHAI, limit=400).text

    assert "「云岭智能今日发布青鸾，" in text
    assert text.count("云岭智能今日发布青鸾") < 20


def test_strangers_words_are_dead_in_every_part() -> None:
    nasty = "<script>@all</script>"
    hostile = replace(
        BARE, doubts=(Doubt(nasty, "javascript:x", nasty, nasty),), ailing=(Ailing(nasty, "error", nasty),)
    )
    message = a_digest(kept(nasty, Status.RELEASED), digest=hostile)

    rendered = render(message, language="zh", zone=SHANGHAI)

    assert "<script" not in rendered.html
    assert "@all" not in rendered.text
    assert "javascript:" not in rendered.html


def test_every_doubt_of_the_detector_has_chinese_words() -> None:
    said = set(detector_s_doubts()["against"].values()) | set(detector_s_doubts()["lacking"])

    assert said
    assert said - words_for("zh").doubts.keys() == set()


TEXTS = st.text(max_size=60) | st.sampled_from(["🐦‍🔥" * 20, "鹭" * 200, "@everyone", "a" * 300])
ALERTS = st.builds(
    kept,
    TEXTS,
    st.sampled_from(Status),
    st.sampled_from([None, *Wait]),
    st.sampled_from(["", "2026-11", "2026-11-28", "no date"]),
    rumour=st.booleans(),
    date=st.sampled_from([None, "2026-12-18"]),
)
DIGESTS = st.builds(
    Digest,
    st.just("2026-11-30"),
    st.just("2026-11-30"),
    st.lists(st.builds(Doubt, TEXTS, TEXTS, TEXTS, TEXTS), max_size=5).map(tuple),
    st.integers(0, 9),
    st.integers(0, 99),
    st.lists(st.builds(Ailing, TEXTS, TEXTS, TEXTS), max_size=10).map(tuple),
    st.integers(0, 9),
)


@given(
    st.lists(ALERTS, max_size=30), DIGESTS, st.sampled_from([20, 200, 600, 2048, 18_000]), st.sampled_from(["zh", "en"])
)
def test_a_digest_never_exceeds_its_limit(alerts: list[Alert], digest: Digest, limit: int, language: str) -> None:
    rendered = render(a_digest(*alerts, digest=digest), language=language, zone=ZoneInfo("Asia/Tokyo"), limit=limit)

    assert len(rendered.text.encode()) <= limit
    assert rendered.subject == rendered.text.splitlines()[0]
    assert "@" not in rendered.text


@pytest.mark.parametrize("limit", [700, 1400, 2048])
def test_what_does_not_fit_is_counted(limit: int) -> None:
    many = a_digest(*(kept(f"青鸾{number}大模型", Status.RELEASED) for number in range(60)), digest=FULL.digest or BARE)

    lines = render(many, language="zh", zone=SHANGHAI, limit=limit).text.splitlines()

    told = len([line for line in lines if line.startswith("云岭智能发布")])
    assert f"另有 {60 - told} 条" in lines
    assert lines[-1] == "#KRVN"
    assert "来源" in lines
