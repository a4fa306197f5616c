"""Sources whose entries and articles are found by selectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.errors import MarkupError
from monitor.settings import ArticleSelectors, ListSelectors, SourceKind

if TYPE_CHECKING:
    from conftest import Folder


def refuse_brackets(selector: str) -> None:
    if "[[" in selector:
        raise MarkupError(f"bad CSS selector: {selector}")


def source(kind: str, line: str = "") -> str:
    return f"sources:\n  - url: https://example.org/news\n    kind: {kind}\n{line and f'    {line}'}\n"


def test_a_list_page_keeps_its_selectors(folder: Folder) -> None:
    text = source("page", 'select: {item: "#list li", link: span a, date: .time}') + (
        '    article: {body: [.article-body, "#old"], date: .time}\n'
    )

    read = folder.settings(text, check_selector=refuse_brackets).sources[0]

    assert read.kind is SourceKind.PAGE
    assert read.select == ListSelectors("#list li", "span a", None, ".time")
    assert read.article == ArticleSelectors(body=(".article-body", "#old"), date=(".time",))


def test_a_sitemap_keeps_its_glob(folder: Folder) -> None:
    read = folder.settings(source("sitemap", "match: /news/*")).sources[0]

    assert (read.kind, read.match) == (SourceKind.SITEMAP, "/news/*")


def test_paths_of_json_are_no_css_and_a_link_may_hold_variables(folder: Folder) -> None:
    text = source("json", 'select: {item: data.items, link: "${BASE}/{author.id}/[[x", title: name}')

    read = folder.settings(text, {"BASE": "https://hub.example.org"}, check_selector=refuse_brackets).sources[0]

    assert read.select == ListSelectors("data.items", "https://hub.example.org/{author.id}/[[x", "name")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param("select: {item: li}", SourceKind.PAGE, id="select"),
        pytest.param("match: /news/*", SourceKind.SITEMAP, id="match"),
        pytest.param("name: x", SourceKind.FEED, id="neither"),
    ],
)
def test_a_kind_that_is_not_said_follows_from_what_is(folder: Folder, line: str, kind: SourceKind) -> None:
    read = folder.settings(f"sources: [{{url: https://example.org/, {line}}}]\n").sources[0]

    assert read.kind is kind


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            source("page", 'select: {item: "li[[", link: a}'),
            "4:20: sources[0].select.item: bad CSS selector: li[[",
            id="bad-css",
        ),
        pytest.param(
            source("page", 'article: {body: [p, "p[["]}'),
            "4:25: sources[0].article.body[1]: bad CSS selector: p[[",
            id="bad-css-of-an-article",
        ),
        pytest.param(
            source("page", "article: {body: {a: b}}"), "4:21: sources[0].article.body: must be a list", id="mapping"
        ),
        pytest.param(
            source("page", "select: {itm: li}"),
            '4:14: sources[0].select.itm: unknown key, did you mean "item"?',
            id="near-key",
        ),
        pytest.param(
            source("page", "select: {link: a}"),
            "4:13: sources[0].select.item: missing: all other selectors are looked for within it",
            id="no-item",
        ),
        pytest.param(
            source("json", "select: {item: data..items}"),
            '4:20: sources[0].select.item: "data..items" is no path: write keys with dots between them',
            id="bad-path",
        ),
        pytest.param(
            source("json", "select: {link: 'https://example.org/{id'}"),
            '4:20: sources[0].select.link: "https://example.org/…" is no template',
            id="bad-template",
        ),
        pytest.param(
            source("feed", "select: {item: li}"),
            "4:13: sources[0].select: belongs to kind page or json, not feed",
            id="select-of-a-feed",
        ),
        pytest.param(
            source("page", "match: /news/*"),
            "4:12: sources[0].match: belongs to kind sitemap, not page",
            id="match-of-a-page",
        ),
        pytest.param(
            source("sitemap", "match: ^/news/.+$"),
            '4:12: sources[0].match: "^/news/.+$" looks like a regular expression',
            id="regular-expression",
        ),
        pytest.param(
            source("sitemap", "match: /[ab/*"), '4:12: sources[0].match: "/[ab/*": a [ without its ]', id="open-class"
        ),
        pytest.param(
            source("feed", "stale_after: 0s"), '4:18: sources[0].stale_after: "0s" is too short', id="stale-at-once"
        ),
        pytest.param(
            source("feed", "robots: ignored"),
            '4:13: sources[0].robots: must be obey or ignore, not "ignored", did you mean "ignore"?',
            id="robots",
        ),
        pytest.param(
            source("feed", "proxy: http://me:word@proxy.example.org:80"),
            '4:12: sources[0].proxy: is a secret: write "${NAME}" here',
            id="password-of-a-proxy",
        ),
        pytest.param(source("feed", "proxy: ftp://x"), "4:12: sources[0].proxy: is no proxy: write", id="no-proxy"),
    ],
)
def test_a_selector_at_fault_is_told_with_its_place(folder: Folder, text: str, fault: str) -> None:
    faults = folder.faults(text, check_selector=refuse_brackets)

    assert faults[0].startswith(f"sources.yaml:{fault}")
    assert len(faults) == 1
