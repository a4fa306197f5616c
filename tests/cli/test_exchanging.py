"""Lists of feeds come from a feed reader and go to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.config.opml import parse_opml

if TYPE_CHECKING:
    from cli.conftest import Program

OPML = """<?xml version="1.0"?>
<opml version="2.0"><head><title>mine</title></head><body>
  <outline text="News"><outline type="rss" text="潮汐 &amp; 观察" xmlUrl="https://tide.example/feed?a=1&amp;b=2"/></outline>
  <outline type="rss" text="Gravel" xmlUrl="https://gravel.example/rss"/>
  <outline type="rss" text="Gravel again" xmlUrl="https://gravel.example/rss"/>
</body></opml>
"""
SETTINGS = "# mine\nsources:\n  - https://gravel.example/rss  # the first\nweb: off\n"


def test_the_feeds_of_a_list_become_sources_and_comments_stay(program: Program) -> None:
    path, opml = program.write("sources.yaml", SETTINGS), program.write("feeds.opml", OPML)

    done = program.run("--config", path, "import", opml)

    assert done.code == 0
    assert done.out.startswith("1 source written into ")
    assert "1 were there already" in done.out
    text = (program.folder / "sources.yaml").read_text("utf-8")
    assert text.startswith("# mine\nsources:\n  - https://gravel.example/rss  # the first\n")
    assert '- {name: "潮汐 & 观察", url: "https://tide.example/feed?a=1&b=2"}' in text


def test_a_list_at_fault_changes_nothing_and_says_where(program: Program) -> None:
    path, opml = program.write("sources.yaml", SETTINGS), program.write("feeds.opml", "<opml><body>")

    done = program.run("--config", path, "import", opml)

    assert done.code == 2
    assert "feeds.opml:1:" in done.err
    assert (program.folder / "sources.yaml").read_text("utf-8") == SETTINGS


def test_an_odd_feed_is_left_out_with_its_own_line_and_all_others_are_taken(program: Program) -> None:
    odd = '  <outline type="rss" text="Odd" xmlUrl="ftp://odd.example/rss"/>\n'
    keyed = '  <outline type="rss" text="Keyed" xmlUrl="https://me:word@keyed.example/rss"/>\n'
    reader = '  <outline type="rss" text="Reader" xmlUrl="feed://reader.example/rss"/>\n</body>'
    opml = program.write("feeds.opml", OPML.replace("</body>", odd + keyed + reader))
    path = program.write("sources.yaml", SETTINGS)

    done = program.run("--config", path, "import", opml)

    assert done.code == 1
    assert done.out == "2 sources written into sources.yaml, 1 were there already, 2 left out\n"
    left_out = done.err.splitlines()
    assert left_out[0].startswith("feeds.opml:6:3: left out: url: is no web address: it begins with http")
    assert left_out[1].startswith("feeds.opml:7:3: left out: url: no user and password in an address")
    text = (program.folder / "sources.yaml").read_text("utf-8")
    assert "https://tide.example/feed" in text
    assert "https://reader.example/rss" in text
    assert [file.name for file in program.folder.glob("sources.yaml*")] == ["sources.yaml"]


def test_what_is_exported_is_imported_again(program: Program) -> None:
    path, opml = program.write("sources.yaml", SETTINGS), program.write("feeds.opml", OPML)
    program.run("--config", path, "import", opml)
    page = "  - {kind: page, url: https://page.example/}\nweb"
    program.write("sources.yaml", (program.folder / "sources.yaml").read_text("utf-8").replace("web", page))

    done = program.run("--config", path, "export")

    assert done.code == 0
    assert "left out, as no feeds: 1 source" in done.err
    assert [entry["url"] for entry in parse_opml(done.out).value["sources"]] == [
        "https://gravel.example/rss",
        "https://tide.example/feed?a=1&b=2",
    ]
