from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

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
    zone = ZoneInfo(expected["zone"]) if "zone" in expected else None
    html = page.encode(expected["encoding"]) if "encoding" in expected else page

    article = extract_html(html, url=expected.get("url", URL), zone=zone, reference=reference)

    assert article.body.split("\n") == expected["body"]
    assert article.title == expected["title"]
    assert article.published is not None
    assert article.published.isoformat() == expected["published"]
    assert article.author == expected["author"]
    assert article.language == expected["language"]
    assert article.canonical_url == expected["canonical_url"]
    assert article.original_url == expected.get("original_url", article.original_url)
    assert article.original_name == expected.get("original_name", article.original_name)


def test_page_in_gb18030_reads_like_its_utf8_twin() -> None:
    page = (PAGES / "legacy_gbk.html").read_text(encoding="utf-8")

    article = extract_html(page.encode("gb18030"), charset="gb2312")

    assert article == extract_html(page)
    assert "朱镕镕" in article.body


def test_page_that_only_a_program_fills_holds_no_article() -> None:
    page = (PAGES / "application_shell.html").read_bytes()

    with pytest.raises(ExtractError, match="no readable article"):
        extract_html(page, url=URL)


LAYOUTS = """
accelerated_page account_article blog_json_ld blog_with_bookmark blog_with_jump_links changed_before_published
changed_only_shown channel_preview clock_in_header column_with_author_card company_news component_rows consent_first
creators_post date_above_headline day_in_words declared_advertising described_body described_graph
described_main_entity described_teasers described_with_a_comma_too_many documentation_blog editor_and_links
epoch_attribute figures_in_a_table forum_announcement gallery german_lead government_notice indented_lines legacy_gbk
line_breaks list_and_table live_blog live_feed live_list mailing_list masthead_lines microdata minutes_ago
nameless_divisions newsletter next_data numbered_pages nuxt_program official_banner paid_teaser paper_abstract
posted_and_updated press_wire program_state relative_time release_page reprint reprint_without_link roundup
section_nest server_form short_beside_replies short_beside_teasers spans_side_by_side split_date staff_reporter
stand_first story_platform table_layout theme_with_related ticker_dates two_articles two_headings undeclared_big5
undeclared_cyrillic undeclared_euc_jp undeclared_euc_kr undeclared_gb18030 undeclared_shift_jis
updated_before_published via wechat weekday yesterday
"""


def test_no_layout_is_given_up() -> None:
    """The floor: every page is read exactly, and layouts may only be added."""
    assert {path.stem for path in EXPECTED} >= set(LAYOUTS.split())
