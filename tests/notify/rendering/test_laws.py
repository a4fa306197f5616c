from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from notify.making import LINK, SHANGHAI, a_message, an_alert, an_article

from monitor.model import Message, Modality, Status, Tier, VerdictKind
from monitor.notify import render

SPITEFUL = st.sampled_from([
    "@all", "@everyone", "<!channel>", '<at user_id="all">', "<@U1>", "</p><script>alert(1)</script>", "{who}", "%s",
    "\ud800", "\u202e", "\x00", "华为科技有限公司", "大模型", "🦙" * 30, "a" * 300, "一句。" * 200,
    "](http://x)", "&amp;", "",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), SPITEFUL, st.lists(SPITEFUL, max_size=3).map("".join))
MAYBE = st.none() | TEXTS
LINKS = st.one_of(st.just(LINK), st.just(LINK + "/@everyone?" + "x" * 900), TEXTS.map((LINK + "/").__add__), TEXTS)
DATES = st.sampled_from([None, "2023-07-07", "2023-07", "2031-12-01", "2023-13-01", "soon"])
ARTICLES = st.builds(
    lambda url, name, tier: an_article(url=url, source_name=name, tier=tier), LINKS, TEXTS, st.sampled_from(Tier)
)
ALERTS = st.builds(
    lambda model, version, organisations, status, article, kind, facts: an_alert(
        model, version, *organisations, status=status, article=article, kind=kind, **facts
    ),
    TEXTS,
    MAYBE,
    st.lists(TEXTS, max_size=5),
    st.sampled_from(Status),
    ARTICLES,
    st.sampled_from([VerdictKind.NEW, VerdictKind.ADVANCED]),
    st.fixed_dictionaries({
        "date": DATES, "modality": st.sampled_from(Modality), "domain": MAYBE, "parameters": MAYBE,
        "named": st.booleans(), "rumour": st.booleans(), "evidence": TEXTS,
    }),
)  # fmt: skip
MESSAGES = st.lists(ALERTS, min_size=1, max_size=12).map(lambda alerts: a_message(*alerts))
LANGUAGES = st.sampled_from(["zh", "en"])
LIVE = re.compile(r"@|<[!@#:/a-zA-Z]|[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]|\]\(")


class Tags(HTMLParser):
    """Collects the tags of a page and the texts between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 -- the parser's own form.
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(MESSAGES, LANGUAGES, st.booleans())
def test_no_mention_or_markup_is_live_in_any_output(message: Message, language: str, late: bool) -> None:  # noqa: FBT001
    rendered = render(message, language=language, zone=SHANGHAI, late=late)
    page = Tags()
    page.feed(rendered.html)

    assert not LIVE.search(rendered.text)
    assert not LIVE.search(page.text)
    assert page.tags <= {"html", "head", "meta", "title", "style", "body", "div", "h1", "h2", "b", "span", "p", "a"}


@given(MESSAGES, LANGUAGES, st.integers(min_value=0, max_value=3000))
def test_a_text_is_never_over_its_limit_and_always_utf_8(message: Message, language: str, limit: int) -> None:
    rendered = render(message, language=language, zone=SHANGHAI, limit=limit)

    assert len(rendered.text.encode()) <= limit
    assert rendered.text.startswith(rendered.subject)


@given(MESSAGES, LANGUAGES, st.integers(min_value=0, max_value=3000))
def test_a_link_is_whole_or_not_there(message: Message, language: str, limit: int) -> None:
    whole = set(render(message, language=language, zone=SHANGHAI).text.split("\n"))

    lines = render(message, language=language, zone=SHANGHAI, limit=limit).text.split("\n")

    assert all(line in whole for line in lines if line.startswith("http"))


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=40))
def test_source_and_link_stay_when_a_text_is_cut_to_what_wecom_takes(told: list[tuple[str, str]]) -> None:
    message = a_message(*(an_alert(model, None, "云岭", evidence=evidence) for model, evidence in told))

    text = render(message, language="zh", zone=SHANGHAI, limit=2048).text

    assert text.endswith(LINK)
    assert f"#{message.code}" in text
