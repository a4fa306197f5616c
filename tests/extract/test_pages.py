from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from monitor.errors import ExtractError
from monitor.extract import extract_html

PAGES = Path(__file__).parents[1] / "corpus" / "pages"
EXPECTED = sorted(PAGES.glob("*.json"))
URL = "https://harbour.example/section/page"


@pytest.mark.parametrize("expected_path", EXPECTED, ids=[path.stem for path in EXPECTED])
def test_page_is_read_as_its_readers_read_it(expected_path: Path) -> None:
    expected = json.loads(expected_path.read_text(encoding="utf-8"))
    page = expected_path.with_suffix(".html").read_text(encoding="utf-8")
    reference = datetime.fromisoformat(expected["reference"]) if "reference" in expected else None

    article = extract_html(page, url=URL, reference=reference)

    assert article.body.split("\n") == expected["body"]
    assert article.title == expected["title"]
    assert article.published is not None
    assert article.published.isoformat() == expected["published"]
    assert article.author == expected["author"]
    assert article.language == expected["language"]
    assert article.canonical_url == expected["canonical_url"]
    assert article.original_url == expected.get("original_url", article.original_url)


def test_page_in_gb18030_reads_like_its_utf8_twin() -> None:
    page = (PAGES / "legacy_gbk.html").read_text(encoding="utf-8")

    article = extract_html(page.encode("gb18030"), charset="gb2312")

    assert article == extract_html(page)
    assert "朱镕镕" in article.body


def test_page_that_only_a_program_fills_holds_no_article() -> None:
    page = (PAGES / "application_shell.html").read_bytes()

    with pytest.raises(ExtractError, match="no readable article"):
        extract_html(page, url=URL)


LAYOUTS = frozenset(
    [
        "blog_json_ld",
        "component_rows",
        "described_body",
        "editor_and_links",
        "gallery",
        "legacy_gbk",
        "line_breaks",
        "list_and_table",
        "live_blog",
        "next_data",
        "nuxt_program",
        "relative_time",
        "reprint",
        "roundup",
        "section_nest",
        "short_beside_teasers",
        "stand_first",
        "table_layout",
        "two_articles",
        "wechat",
    ]
)


def test_no_layout_is_given_up() -> None:
    """The floor: every page is read exactly, and layouts may only be added."""
    assert {path.stem for path in EXPECTED} >= LAYOUTS
