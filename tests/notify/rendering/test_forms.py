"""Laws of every provider's form: within its limit, valid UTF-8, nobody mentioned, no mark-up of strangers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify.making import LINK, SHANGHAI, a_message, a_notice, an_alert, an_article
from notify.rendering.limits import DEAD, MENTIONS, texts_of, within
from notify.rendering.test_laws import LANGUAGES, MESSAGES, SPITEFUL

from monitor.model import Status, Tier
from monitor.notify.rendering import render, render_form
from monitor.notify.rendering.forms import FORMS, PLAIN_FORMS
from monitor.notify.rendering.markup import MARKDOWN
from monitor.notify.rendering.naming import short_model, short_organisation
from monitor.notify.rendering.notice import notice_story_of
from monitor.notify.rendering.rich import Rich, rich_notice, rich_story
from monitor.notify.rendering.story import story_of
from monitor.notify.rendering.words import words_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.model import Message

PROVIDERS = st.sampled_from(sorted(FORMS))


def form_of(message: Message, provider: str, language: str = "zh", *, plain: bool = False) -> Mapping[str, Any]:
    return render_form(message, provider, language=language, zone=SHANGHAI, plain=plain)


@given(MESSAGES, PROVIDERS, LANGUAGES, st.booleans())
def test_no_form_mentions_anybody_or_holds_what_steers_a_reader(
    message: Message,
    provider: str,
    language: str,
    plain: bool,  # noqa: FBT001
) -> None:
    texts = list(texts_of(form_of(message, provider, language, plain=plain)))

    assert not [text for text in texts if MENTIONS.search(text) or DEAD.search(text)]


@given(MESSAGES, PROVIDERS, LANGUAGES, st.booleans())
def test_every_form_is_within_what_its_provider_takes(
    message: Message,
    provider: str,
    language: str,
    plain: bool,  # noqa: FBT001
) -> None:
    payload = form_of(message, provider, language, plain=plain)

    assert within(provider, payload)
    assert json.loads(json.dumps(payload, ensure_ascii=False).encode()) == payload


@given(st.lists(SPITEFUL, min_size=1, max_size=60), PROVIDERS, st.booleans())
def test_long_round_ups_and_notices_are_within_it_too(texts: list[str], provider: str, plain: bool) -> None:  # noqa: FBT001
    many = a_message(*(an_alert(f"{text}{place}", "2.0", text) for place, text in enumerate(texts * 8)))

    for message in (many, a_notice(*texts)):
        assert within(provider, form_of(message, provider, plain=plain))


MARKS = [
    "*x*",
    "**x**",
    "_x_",
    "~~x~~",
    "`x`",
    "[x](http://evil.example)",
    "# x",
    "> x",
    "||x||",
    "<b>x</b>",
    ":smile:",
]
LIVE = {
    "feishu": r"[*_~`\[\]<]", "lark": r"[*_~`\[\]<]", "wecombot": r"[*`\[\]<]|(?<!\w)_|_(?!\w)",
    "dingtalk": r"[*`\[\]<]|(?<!\w)_|_(?!\w)", "slack": r"[*`~<]|(?<!\w)_|_(?!\w)", "telegram": "<",
    "discord": r"(?<!\\)[*_~`|<>\[\]]", "serverchan": r"(?<!\\)[*_~`|<>\[\]]", "pushplus": r"(?<!\\)[*_~`|<>\[\]]",
}  # fmt: skip


@pytest.mark.parametrize("provider", sorted(LIVE))
@pytest.mark.parametrize("mark", MARKS)
def test_marks_of_an_article_format_nothing(provider: str, mark: str) -> None:
    told = a_message(an_alert("青鸾", "2.0", "云岭", evidence=f"开头{mark}结尾"))

    said = next(text for text in texts_of(form_of(told, provider)) if "开头" in text)

    inside = said[said.index("开头") + 2 : said.index("结尾")]
    assert not re.search(LIVE[provider], inside)


@pytest.mark.parametrize("provider", sorted(FORMS))
@pytest.mark.parametrize("plain", [False, True], ids=["rich", "plain"])
def test_every_form_says_who_what_and_status_first_and_leads_to_the_article(provider: str, *, plain: bool) -> None:
    told = a_message(an_alert("青鸾大模型", "2.0", "云岭智能", evidence="云岭智能发布青鸾大模型2.0"))

    payload = form_of(told, provider, plain=plain)

    first = next(text for text in texts_of(payload) if "青鸾" in text)
    assert "云岭智能发布青鸾大模型2.0" in re.sub(r"<b>|\*", "", first)[:20]
    assert any(LINK in text for text in texts_of(payload))
    assert any(f"#{told.code}" in text for text in texts_of(payload))


def test_plain_forms_are_the_layout_of_the_contract() -> None:
    told = a_message(*(an_alert(f"青鸾{number}", "2.0", "云岭") for number in range(5)))
    whole = render(told, language="zh", zone=SHANGHAI).text

    texts = {provider: list(texts_of(form_of(told, provider, plain=True))) for provider in PLAIN_FORMS}

    assert whole in texts["feishu"]
    assert whole in texts["wecombot"]
    assert whole in texts["telegram"]


def test_a_link_with_brackets_stays_one_link() -> None:
    url = "https://example.org/a_(b)?c=1&d='2'"
    told = a_message(an_alert("青鸾", "2.0", "云岭", article=an_article(url=url)))

    assert "(https://example.org/a_%28b%29?c=1&d='2')" in form_of(told, "wecombot")["markdown"]["content"]
    assert '<a href="https://example.org/a_(b)?c=1&amp;d=&#x27;2&#x27;">' in form_of(told, "telegram")["text"]


def test_an_address_within_a_sentence_is_never_cut() -> None:
    sentence = "云岭智能发布青鸾2.0" + "，细节很多" * 20 + " https://example.org/" + "a" * 300
    told = a_message(an_alert("青鸾", "2.0", "云岭智能", evidence=sentence))

    text = render(told, language="zh", zone=SHANGHAI).text

    assert "https://example.org/a" not in text


NAMES = st.text(alphabet="云岭智能青鸾大模型盘古ABCxyz239", min_size=1, max_size=9)


@given(NAMES, NAMES, st.sampled_from(["2.0", "3", "M1", None]), st.sampled_from(list(Status)), st.booleans())
def test_a_single_launch_says_who_what_and_status_within_twenty_characters_where_its_names_allow_that(
    who: str,
    what: str,
    version: str | None,
    status: Status,
    several: bool,  # noqa: FBT001
) -> None:
    owners = (who, "另一机构", "第三机构") if several else (who,)
    told = a_message(an_alert(what, version, *owners, status=status, article=an_article(tier=Tier.OFFICIAL)))

    headline = render(told, language="zh", zone=SHANGHAI).subject
    shortest = f"{short_organisation(who)}等开放测试{short_model(what, version, owners, named=True)}"
    if len(shortest) <= 20:
        assert len(re.split("（", headline)[0]) <= 20


def test_several_organisations_with_long_names_give_way_to_the_status() -> None:
    told = a_message(an_alert("书生", "2.0", "商汤科技", "上海人工智能实验室", "香港中文大学"))

    assert render(told, language="zh", zone=SHANGHAI).subject == "商汤等发布书生2.0"


def test_a_message_that_may_have_arrived_says_so() -> None:
    told = a_message(an_alert("青鸾", "2.0", "云岭"), unanswered=1)

    assert render(told, language="zh", zone=SHANGHAI).text.split("\n")[-2].endswith(f"#{told.code} · 或已送达")
    assert "或已送达" in form_of(told, "wecombot")["markdown"]["content"]


def test_lines_of_text_become_a_form_without_source_and_link() -> None:
    rich = Rich.of_text("headline\na*b", MARKDOWN)

    assert (rich.headline, rich.lines, rich.source, rich.link) == ("headline", (r"a\*b",), "", "")


def test_a_headline_that_a_title_has_no_room_for_stands_whole_above_the_text() -> None:
    many = (an_alert(f"{sign}{'青鸾' * 20}", None, f"{sign}云岭智能") for sign in "甲乙丙")
    form = form_of(a_message(*many), "pushplus")
    short = form_of(a_message(an_alert("青鸾", None, "云岭")), "pushplus")

    assert len(form["title"]) == 100
    assert form["content"].startswith(f"**{form['title'][:-1]}")
    assert not short["content"].startswith("**云岭发布青鸾**\n")


def test_a_story_and_a_notice_lose_one_thing_at_a_time() -> None:
    words = words_for("zh")
    many = a_message(*(an_alert(f"{sign}鸾", None, "云岭") for sign in "甲乙丙丁"))
    notice = a_notice("甲", "乙", "丙").notice
    assert notice is not None

    stories = list(rich_story(story_of(many, words, SHANGHAI, late=False), MARKDOWN))
    notices = list(rich_notice(notice_story_of(notice, "#1", words, SHANGHAI, late=False), MARKDOWN))

    assert ["".join(rich.lines).count("鸾") for rich in stories] == [4, 3, 2, 1, 0, 0, 0]
    assert [len(set("甲乙丙") & set("".join(rich.lines))) for rich in notices] == [3, 2, 1, 0, 0]
