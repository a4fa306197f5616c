"""Which of the dates around a name is the day of its event: told through whole articles."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from detect.known import KNOWLEDGE

from monitor.detect import detect
from monitor.model import Announcement, Article, Moment, Precision

# A Wednesday.
DAY = Moment(datetime(2026, 3, 18, tzinfo=UTC), Precision.DAY)


def told_of(body: str) -> dict[str | None, Announcement]:
    found = detect(Article(url="one", title="", body=body, published=DAY), KNOWLEDGE)
    return {one.version: one for one in found if one.confidence >= 0.5}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "智谱昨日（3 月 17 日）发布公告，宣布推出 GLM-8 大模型。", "2026-03-17", id="notice, then release"
        ),
        pytest.param(
            "当地时间周二，智谱团队在 arXiv 发布论文，正式公开 GLM-8 大模型。", "2026-03-17", id="journal between"
        ),
        pytest.param("智谱今日宣布，新一代模型 GLM-8 正式上线。", "2026-03-18", id="name before the verb"),
        pytest.param("昨日，智谱在北京召开发布会。会上发布了 GLM-8 大模型。", "2026-03-17", id="the sentence before"),
        pytest.param("智谱今天宣布将开源更多模型。GLM-8 大模型现已上线。", "2026-03-18", id="same speaker goes on"),
        pytest.param("智谱周二又有新动作。该公司推出了 GLM-8 大模型。", "2026-03-17", id="this company"),
        pytest.param("Mistral on Tuesday surprised its users. It released GLM-8, too.", "2026-03-17", id="English"),
        pytest.param("某媒体昨日报道称，智谱发布 GLM-8 大模型。", None, id="the report's day"),
        pytest.param("智谱发布 GLM-8 大模型，性能优于今年 3 月 16 日发布的混元 9。", None, id="another model's day"),
    ],
)
def test_a_release_has_the_day_of_its_own_event(body: str, expected: str | None) -> None:
    assert told_of(body)["8"].date == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("智谱今日宣布将推出 GLM-8 大模型。", None, id="only the day of telling"),
        pytest.param(
            "智谱今日宣布将于 4 月 2 日推出 GLM-8 大模型。", "2026-04-02", id="day of telling and day of release"
        ),
        pytest.param("智谱将于今晚推出 GLM-8 大模型。", "2026-03-18", id="tonight"),
        pytest.param("智谱将于下周二推出 GLM-8 大模型。", "2026-03-24", id="next Tuesday"),
        pytest.param("智谱将于周五推出 GLM-8 大模型。", "2026-03-20", id="the Friday to come"),
        pytest.param("智谱将于 2 日推出 GLM-8 大模型。", "2026-04-02", id="the next month's second"),
        pytest.param("六月，智谱将推出 GLM-8 大模型。", "2026-06", id="month in characters"),
        pytest.param("4月28日，智谱大会将在上海举行。智谱将在现场发布 GLM-8 大模型。", "2026-04-28", id="on the spot"),
    ],
)
def test_what_is_to_come_has_the_day_of_its_release(body: str, expected: str | None) -> None:
    assert told_of(body)["8"].date == expected


def test_what_is_in_the_making_has_no_day() -> None:
    assert told_of("智谱今日透露，正在研发 GLM-8 大模型。")["8"].date is None


def test_a_date_rules_all_names_that_are_joined() -> None:
    told = told_of("昨日，智谱宣布推出 GLM-8 和 GLM-9 两款模型。")

    assert (told["8"].date, told["9"].date) == ("2026-03-17", "2026-03-17")


def test_another_speaker_s_event_dates_nothing() -> None:
    told = told_of("昨日，OpenAI 召开发布会。智谱则推出了 GLM-8 大模型。")

    assert told["8"].date is None


def test_a_title_has_the_day_that_opens_its_lead() -> None:
    body = "北京时间 3 月 17 日凌晨，开放平台的模型列表多了一行。团队随后确认了此事。"
    found = detect(Article(url="one", title="智谱放出 GLM-8 大模型", body=body, published=DAY), KNOWLEDGE)

    assert [one.date for one in found] == ["2026-03-17"]


def test_a_digest_s_title_has_not_the_day_of_its_first_piece() -> None:
    body = "昨日，某某公司宣布涨价。"
    found = detect(
        Article(url="one", title="早报｜某某涨价；智谱发布 GLM-8 大模型", body=body, published=DAY), KNOWLEDGE
    )

    assert [one.date for one in found] == [None]


@pytest.mark.parametrize("when", ["2024 年", "本月初", "两周前", "2 月"])
def test_what_is_old_without_a_day_is_recalled(when: str) -> None:
    assert told_of(f"{when}，智谱发布了 GLM-8 大模型。")["8"].background


def test_without_an_own_time_a_full_date_of_the_sentence_before_counts() -> None:
    body = "2026年3月17日，智谱召开发布会。会上发布了 GLM-8 大模型。"

    found = detect(Article(url="one", title="", body=body), KNOWLEDGE)

    assert [one.date for one in found] == ["2026-03-17"]


def test_of_one_time_today_is_the_day_of_the_zone_in_which_it_was_told() -> None:
    there = datetime(2026, 3, 17, 18, tzinfo=UTC)
    times = (there, there.astimezone(ZoneInfo("Asia/Shanghai")))
    body = "智谱今日宣布，新一代模型 GLM-8 正式上线。"

    told = [detect(Article(url="one", title="", body=body, published=Moment(at)), KNOWLEDGE)[0].date for at in times]

    assert told == ["2026-03-17", "2026-03-18"]
