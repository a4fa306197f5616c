from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from notify.making import NOW, SHANGHAI, a_message, an_alert, an_article

from monitor.model import Message, Modality, Moment, Precision, Status, Tier, VerdictKind
from monitor.notify import render

UPCOMING, UPGRADED = Status.UPCOMING, Status.UPGRADED
LAST_LINES = [
    "某报 07-09 · 媒体1家，未见官方页 · 原文 example.org · #0005",
    "https://www.example.org/tech/2023/0709/1.html",
]


def text_of(message: Message, language: str = "zh", *, late: bool = False) -> list[str]:
    lines = render(message, language=language, zone=SHANGHAI, late=late).text.split("\n")
    return [line.replace(f"#{message.code}", "#0005") for line in lines]


def a_fair() -> Message:
    """Thirteen launches of one article, in reading order; facts as the contract's example prints them."""
    outlet = an_article(url="https://www.eeo.com.cn/2023/0709/1.shtml", source_name="经济观察报")
    alerts = (
        an_alert("通义万相", None, "阿里巴巴", modality=Modality.IMAGE, date="2023-07"),
        an_alert("TeleChat", None, "中国电信", date="2023-07"),
        an_alert("书生通用大模型", None, "商汤科技", "香港中文大学", "清华大学"),
        an_alert("式说", None, "第四范式", domain="企业软件"),
        an_alert("盘古大模型", "3.0", "华为", date="2023-07-07"),
        an_alert("言犀大模型", None, "京东", status=UPCOMING, date="2023-07-13", parameters="千亿"),
        an_alert("九天", None, "中国移动", status=UPCOMING, evidence="中国移动计划近期推出九天"),
        an_alert("医疗大模型", None, "医渡科技", status=Status.IN_DEVELOPMENT, named=False, domain="医疗"),
        an_alert("安全行业大模型", None, "奇安信集团", status=Status.IN_DEVELOPMENT, named=False, domain="安全"),
        an_alert("通用大模型", None, "科大讯飞", status=UPCOMING, named=False, date="2023-10-24"),
        an_alert("蜜度文修", None, "蜜度", domain="校对", date="2023-07-07"),
        an_alert("日日新", "2.0", "商汤", status=UPGRADED, date="2023-07-07"),
        an_alert("文心大模型", "3.5", "百度", status=UPGRADED, date="2023-07"),
    )
    return a_message(*(replace(alert, article=outlet) for alert in alerts))


def test_thirteen_launches_of_one_article_read_as_the_contract_shows() -> None:
    message = a_fair()

    lines = text_of(message)

    assert lines == [
        "华为盘古3.0、百度文心3.5等13款大模型：8款发布升级 · 3款预告 · 2款在研",
        (
            "发布  华为 盘古3.0（07-07）｜阿里 通义万相（绘画）｜中国电信 TeleChat｜商汤·港中文·清华 书生｜"
            "第四范式 式说（企业软件）｜蜜度 文修（校对，07-07）"
        ),
        "升级  商汤 日日新2.0（07-07）｜百度 文心3.5",
        "预告  京东 言犀 07-13（千亿级）｜科大讯飞 通用大模型 10-24｜中国移动 九天（近期）",
        "在研  医渡 医疗大模型｜奇安信 安全大模型",
        "经济观察报 07-09 · 媒体1家，未见官方页 · 原文 eeo.com.cn · #0005",
        "https://www.eeo.com.cn/2023/0709/1.shtml",
    ]


def test_an_english_channel_reads_english_words() -> None:
    alerts = [
        an_alert("Atlas", "2", "Northwind", date="2023-07-07", modality=Modality.IMAGE),
        an_alert("Borealis", "1.5", "Southsea", status=UPGRADED),
        an_alert("Cirrus", None, "Eastgate", status=Status.OPEN_SOURCED, parameters="7B"),
        an_alert("Dune", None, "Westfield", status=UPCOMING, date="2023-10"),
        an_alert("Ember", None, "Northwind", status=UPCOMING, rumour=True, evidence="Ember may come this year."),
    ]
    message = a_message(*alerts)

    lines = text_of(message, "en")

    assert lines[:-1] == [
        (
            "Northwind Atlas 2, Southsea Borealis 1.5 and 3 more models: "
            "2 released or upgraded · 1 open-sourced · 1 upcoming · 1 rumoured"
        ),
        "Released: Northwind Atlas 2 (image, 7 Jul)",
        "Upgraded: Southsea Borealis 1.5",
        "Open-sourced: Eastgate Cirrus (7B)",
        "Upcoming: Westfield Dune Oct",
        "Rumoured: Northwind Ember (Upcoming, this year)",
        "某报 9 Jul · media: 1, no official page seen · source example.org · #0005",
    ]


def test_one_launch_comes_with_the_sentence_that_proves_it() -> None:
    message = a_message(
        an_alert("青鸾大模型", "2.0", "云岭智能", date="2023-07-08", evidence="云岭智能发布青鸾大模型2.0")
    )

    lines = text_of(message)

    assert lines == ["云岭智能发布青鸾大模型2.0（07-08）", "「云岭智能发布青鸾大模型2.0」", *LAST_LINES]


@pytest.mark.parametrize(
    ("status", "zh", "en"),
    [
        (Status.RELEASED, "云岭发布Luan 2", "云岭 releases Luan 2"),
        (Status.UPGRADED, "云岭升级Luan 2", "云岭 upgrades Luan 2"),
        (Status.OPEN_SOURCED, "云岭开源Luan 2", "云岭 open-sources Luan 2"),
        (Status.PREVIEW, "云岭开放测试Luan 2", "云岭 previews Luan 2"),
        (Status.UPCOMING, "云岭将发布Luan 2", "云岭 to release Luan 2"),
        (Status.IN_DEVELOPMENT, "云岭在研Luan 2", "云岭 develops Luan 2"),
    ],
    ids=["released", "upgraded", "open_sourced", "preview", "upcoming", "in_development"],
)
def test_the_first_words_say_who_what_and_status(status: Status, zh: str, en: str) -> None:
    message = a_message(an_alert("Luan", "2", "云岭", status=status))

    subjects = [render(message, language=language, zone=SHANGHAI).subject for language in ("zh", "en")]

    assert subjects == [zh, en]


def test_a_launch_that_nobody_announces_is_told_by_its_name() -> None:
    message = a_message(an_alert("Hunter Alpha", status=Status.PREVIEW))

    assert text_of(message)[0] == "Hunter Alpha开放测试"


def test_up_to_three_launches_each_come_with_their_proof() -> None:
    message = a_message(
        an_alert("青鸾", "2.0", "云岭智能", evidence="云岭智能发布青鸾2.0"),
        an_alert("白鹭", None, "江海科技", status=UPCOMING, date="2023-07-20", evidence="江海科技将于20日发布白鹭"),
        an_alert("青鸾", "2.0 mini", "云岭智能", evidence="云岭智能发布青鸾2.0"),
    )

    lines = text_of(message)

    assert lines == [
        "云岭智能发布青鸾2.0、青鸾2.0 mini；江海将发布白鹭",
        "云岭智能 青鸾2.0、云岭智能 青鸾2.0 mini：「云岭智能发布青鸾2.0」",
        "江海 白鹭 07-20：「江海科技将于20日发布白鹭」",
        *LAST_LINES,
    ]


def test_a_rumour_is_said_as_such() -> None:
    message = a_message(an_alert("牛油果", None, "Meta", status=UPCOMING, rumour=True))

    assert text_of(message)[0] == "传闻：Meta将发布牛油果"


def test_progress_of_a_known_launch_is_said() -> None:
    risen = replace(an_alert("青鸾", "2.0", "云岭", kind=VerdictKind.ADVANCED), previous=UPCOMING)
    confirmed = an_alert("青鸾", "2.0", "云岭", kind=VerdictKind.ADVANCED)

    assert text_of(a_message(risen))[0] == "云岭发布青鸾2.0（预告→发布）"
    assert text_of(a_message(confirmed))[0] == "云岭发布青鸾2.0（传闻→发布）"


def test_a_late_message_says_so() -> None:
    message = a_message(an_alert("青鸾", "2.0", "云岭"))

    assert text_of(message, late=True)[0] == "补报：云岭发布青鸾2.0"


def test_a_launch_that_rose_while_its_message_waited_is_told_once_at_its_last_status() -> None:
    planned = an_alert("青鸾", "2.0", "云岭", status=UPCOMING)
    risen = replace(an_alert("青鸾", "2.0", "云岭", kind=VerdictKind.ADVANCED), previous=UPCOMING)

    assert text_of(a_message(planned, risen))[0] == "云岭发布青鸾2.0（预告→发布）"


def test_an_official_page_leads_the_sources() -> None:
    page = an_article(url="https://yunling.example/blog/2", source_name="云岭智能", tier=Tier.OFFICIAL, published=None)
    message = a_message(an_alert("青鸾", "2.0", "云岭智能"), an_alert("青鸾", "3.0", "云岭智能", article=page))

    lines = text_of(message)

    assert lines[-3:] == [
        "云岭智能、某报 07-09 · 官方页，媒体1家 · 原文 yunling.example、example.org · #0005",
        "https://yunling.example/blog/2",
        LAST_LINES[1],
    ]


def test_a_day_is_counted_in_the_readers_zone_and_another_year_is_named() -> None:
    evening = Moment(datetime(2022, 12, 31, 20, 0, tzinfo=UTC))
    message = a_message(an_alert("青鸾", None, "云岭", date="2022-12-30", article=an_article(published=evening)))

    lines = text_of(message)

    assert lines[0] == "云岭发布青鸾（2022-12-30）"
    assert lines[-2].startswith("某报 01-01 · ")


def test_the_nearest_date_comes_first_and_the_undated_last_of_what_is_to_come() -> None:
    dates = (None, "2023-12-01", "2023-08", "2023-07-20")
    message = a_message(*(an_alert(f"M{date}", None, "云岭", status=UPCOMING, date=date) for date in dates))

    lines = text_of(message)

    assert lines[1] == "预告  云岭 M2023-07-20 07-20｜云岭 M2023-08 8月｜云岭 M2023-12-01 12-01｜云岭 MNone"


def test_old_news_comes_after_fresh_news_of_its_group() -> None:
    dates = ("2023-03-01", "2023-06-20", "2023-07-08", None)
    message = a_message(*(an_alert(f"模型{date}", None, "云岭", date=date) for date in dates))

    lines = text_of(message)

    assert [item.split("（")[0] for item in lines[1].removeprefix("发布  ").split("｜")] == [
        "云岭 模型2023-07-08",
        "云岭 模型None",
        "云岭 模型2023-06-20",
        "云岭 模型2023-03-01",
    ]


def test_an_organisation_is_not_said_twice() -> None:
    message = a_message(*(an_alert("MiniMax", f"M{number}", "MiniMax") for number in range(4)))

    assert text_of(message)[0] == "MiniMax M0、MiniMax M1等4款大模型：4款发布"


def test_a_headline_does_not_name_an_organisation_that_its_model_is_named_after() -> None:
    alone = a_message(an_alert("Egret", "M2", "Egret", evidence="Egret-M2 今日发布"))
    beside = a_message(an_alert("Egret", "M2", "Egret"), an_alert("Heron", "1", "Egret"))

    assert text_of(alone)[0] == "Egret-M2发布"
    assert text_of(beside)[0] == "Egret发布Egret M2、Heron 1"


def test_a_message_is_dated_by_itself_where_its_article_is_not() -> None:
    message = a_message(an_alert("青鸾", None, "云岭", date="2023-07-08", article=an_article(published=None)))

    lines = text_of(message)

    assert message.created_at == NOW
    assert lines[0] == "云岭发布青鸾（07-08）"
    assert lines[-2].startswith("某报 · 媒体1家")


@pytest.mark.parametrize(
    ("model", "organisation", "status", "language", "headline"),
    [
        ("Mistral Small 4", "Mistral AI", Status.OPEN_SOURCED, "zh", "Mistral Small 4开源"),
        ("ESM3", "EvolutionaryScale", Status.RELEASED, "zh", "EvolutionaryS…发布ESM3"),
        ("ChemGPT", "华东师范大学化学与分子工程学院", Status.RELEASED, "zh", "华东师范大学化学…发布ChemGPT"),
        ("Kling-v3-omni-video-generation", "Kling", Status.RELEASED, "zh", "发布：Kling-v3-omni-video-generation"),
        ("GPT-5.5-Cyber", "OpenAI", Status.UPCOMING, "en", "OpenAI to release GPT-5.5-Cyber"),
    ],
)
def test_names_that_are_too_long_give_way_to_the_status(
    model: str, organisation: str, status: Status, language: str, headline: str
) -> None:
    message = a_message(an_alert(model, None, organisation, status=status))

    assert render(message, language=language, zone=SHANGHAI).subject == headline


def test_only_the_first_of_two_organisations_may_be_left_out_where_its_name_begins_the_model_s() -> None:
    alerts = [an_alert("Mistral Small 4", None, *who) for who in (("EvolutionaryScale", "Mistral AI"), ("Mistral AI",))]

    subjects = [render(a_message(alert), language="zh", zone=SHANGHAI).subject for alert in alerts]

    assert subjects == ["EvolutionaryS…发布Mistral Small 4", "Mistral Small 4发布"]


def test_a_time_that_is_only_hinted_at_is_shown_of_plans_without_a_date_alone() -> None:
    hint = {"evidence": "近期将推出"}
    alerts = (
        an_alert("甲", None, "云岭", status=UPCOMING, **hint),
        an_alert("乙", None, "云岭", status=UPCOMING, date="2023-08", **hint),
        an_alert("丙", None, "云岭", **hint),
        replace(an_alert("丁", None, "云岭", status=UPCOMING, **hint), lapsed="2023-07-01"),
    )

    heads = [text_of(a_message(alert))[0] for alert in alerts]

    assert heads == ["云岭将发布甲（近期）", "云岭将发布乙 8月", "云岭发布丙", "云岭将发布丁（原定 07-01）"]


def test_dates_are_shown_as_on_the_day_of_the_article_and_not_of_the_message() -> None:
    eve = an_article(published=Moment(datetime(2022, 12, 31, 9, 0, tzinfo=UTC)))

    assert (
        text_of(a_message(an_alert("青鸾", None, "云岭", date="2022-12-30", article=eve)))[0] == "云岭发布青鸾（12-30）"
    )


def test_two_that_lead_stand_as_they_were_read_though_a_version_is_preferred() -> None:
    plain = [an_alert(name, None, maker) for name, maker in (("青鸾", "云岭"), ("白鹭", "江海"), ("玄鹤", "北岸"))]
    message = a_message(*plain, replace(an_alert("墨鸢", "2.0", "南湾"), wait=None))
    upcoming = a_message(
        an_alert("青鸾", None, "云岭"),
        an_alert("白鹭", "2.0", "江海", status=UPCOMING),
        an_alert("玄鹤", None, "北岸", status=UPCOMING),
        an_alert("墨鸢", None, "南湾", status=UPCOMING),
    )

    assert text_of(message)[0] == "南湾墨鸢2.0、云岭青鸾等4款大模型：4款发布"
    assert text_of(upcoming)[0] == "云岭青鸾、江海白鹭2.0等4款大模型：1款发布 · 3款预告"


def test_two_latin_names_never_touch_whatever_follows_them() -> None:
    message = a_message(an_alert("Heron青鸾", None, "Acme"), *(an_alert(f"鹭{n}", None, "云岭") for n in range(3)))

    assert text_of(message)[0].startswith("Acme Heron青鸾、云岭鹭0等4款")


def test_a_message_that_is_no_row_of_the_outbox_is_a_preview() -> None:
    message = a_message(an_alert("青鸾", "2.0", "云岭"), number=0)

    assert text_of(message)[0] == "预览：云岭发布青鸾2.0"


def test_an_article_without_a_link_that_opens_ends_with_its_source() -> None:
    message = a_message(an_alert("青鸾", "2.0", "云岭", article=an_article(url="javascript:x")))

    assert text_of(message) == ["云岭发布青鸾2.0", "某报 07-09 · 媒体1家，未见官方页 · #0005"]


def test_a_source_of_which_nothing_is_known_is_counted_and_not_named() -> None:
    nameless = an_article(url="ftp://tide.example/", source_name="", published=None)
    message = a_message(an_alert("甲", None, "云岭", article=nameless), an_alert("乙", None, "云岭"))

    lines = text_of(message)

    assert [line for line in lines if "媒体" in line] == ["某报 07-09 · 媒体2家，未见官方页 · 原文 example.org · #0005"]


def test_the_page_ends_with_a_line_for_each_article() -> None:
    alerts = (
        an_alert(name, None, "云岭", article=an_article(url=f"https://{name}.example/", title=name)) for name in "ab"
    )

    html = render(a_message(*alerts), language="zh", zone=SHANGHAI).html

    assert html.count('style="color:inherit">a</a></p>\n<p style="margin:8px 0 0"><a href="https://b.example/"') == 1


def test_of_several_links_one_stays_where_not_all_have_room() -> None:
    places = [f"https://outlet{number}.example/{'a' * 60}" for number in range(3)]
    alerts = [an_alert("青鸾", str(n), "云岭", article=an_article(url=url)) for n, url in enumerate(places)]
    message = a_message(*alerts)
    whole = render(message, language="zh", zone=SHANGHAI).text

    text = render(message, language="zh", zone=SHANGHAI, limit=len(whole.encode()) - 130).text

    assert [url for url in places if url in text] == places[:1]


def test_a_text_that_just_fits_is_told_whole() -> None:
    message = a_message(an_alert("青鸾", "2.0", "云岭", evidence="云岭发布青鸾2.0"))
    whole = render(message, language="zh", zone=SHANGHAI).text

    fits, short = (
        render(message, language="zh", zone=SHANGHAI, limit=len(whole.encode()) - less).text for less in (0, 1)
    )

    assert (fits == whole, short == whole) == (True, False)


@pytest.mark.parametrize(
    ("date", "zh", "en"),
    [
        ("2022-12-30", "青鸾（2022-12-30）", "青鸾 (30 Dec 2022)"),
        ("2022-12", "青鸾（2022-12）", "青鸾 (Dec 2022)"),
        ("2023-06", "青鸾（6月）", "青鸾 (Jun)"),
        ("2023-07", "青鸾", "青鸾"),
    ],
)
def test_a_date_is_as_short_as_its_reader_needs(date: str, zh: str, en: str) -> None:
    message = a_message(an_alert("青鸾", None, "云岭", date=date))

    assert text_of(message)[0] == f"云岭发布{zh}"
    assert text_of(message, "en")[0] == f"云岭 releases {en}"


def test_a_plan_for_this_month_names_it() -> None:
    assert (
        text_of(a_message(an_alert("青鸾", None, "云岭", status=UPCOMING, date="2023-07")))[0] == "云岭将发布青鸾 7月"
    )


def test_launches_without_a_sentence_stand_by_their_names() -> None:
    lines = text_of(a_message(an_alert("青鸾", None, "云岭"), an_alert("白鹭", "2", "江海")))

    assert lines[1:3] == ["江海 白鹭2", "云岭 青鸾"]


def test_who_announces_is_told_as_the_launch_knows_it() -> None:
    alert = an_alert("青鸾", "2", "云岭")
    nameless = replace(alert, announcement=replace(alert.announcement, organisations=(), version=None))

    assert text_of(a_message(nameless))[0] == "云岭发布青鸾2"


def source_line(**changes: object) -> str:
    return text_of(a_message(an_alert("青鸾", "2.0", "云岭", article=an_article(**changes))))[1]


def test_a_source_is_named_by_what_is_known_of_it() -> None:
    month = Moment(datetime(2023, 7, 1, tzinfo=SHANGHAI), Precision.MONTH)

    assert source_line(source_name="") == "example.org 07-09 · 媒体1家，未见官方页 · 原文 example.org · #0005"
    assert source_line(published=month) == "某报 7月 · 媒体1家，未见官方页 · 原文 example.org · #0005"
    assert source_line(source_name="", url="x:y", published=None) == "媒体1家，未见官方页 · #0005"


def test_a_day_without_a_time_is_the_same_for_readers_everywhere() -> None:
    message = a_message(an_alert("青鸾", "2.0", "云岭"))

    assert "某报 07-09 · " in render(message, language="zh", zone=ZoneInfo("America/New_York")).text


def test_several_launches_of_nobody_or_rumoured_are_said_as_such() -> None:
    nobodys = a_message(an_alert("Heron", "1"), an_alert("Egret", "2"))
    rumoured = a_message(an_alert("青鸾", "2", "云岭"), an_alert("白鹭", "3", "江海", rumour=True))

    assert text_of(nobodys)[0] == "Heron 1、Egret 2发布"
    assert text_of(rumoured)[0] == "云岭发布青鸾2；传闻：江海发布白鹭3"


def test_of_two_words_on_one_launch_at_one_status_the_later_is_told() -> None:
    first, later = (an_alert("青鸾", "2", "云岭", evidence=said) for said in ("早先一句", "后来一句"))

    assert text_of(a_message(first, later))[1] == "「后来一句」"


def test_who_announces_is_told_by_the_article_where_the_launch_does_not_know() -> None:
    alert = an_alert("青鸾", "2", "云岭")

    assert text_of(a_message(replace(alert, launch=replace(alert.launch, organisations=()))))[0] == "云岭发布青鸾2"
