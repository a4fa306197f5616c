"""Entries that come from elsewhere: starter packs, presets, included files, lists of feeds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.opml import parse_opml
from monitor.config.tree import UnreadableTreeError
from monitor.model import Tier
from monitor.settings import OFFICIAL_EVERY, SourceKind

if TYPE_CHECKING:
    from conftest import Folder

    from monitor.settings import Settings, Source

FEEDS = """\
<?xml version="1.0" encoding="gbk"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="AI">
    <outline text="一" type="rss" xmlUrl="https://one.example.org/feed"/>
    <outline title="Two" XMLURL=" https://two.example.org/feed "/>
  </outline>
  <outline text="again" xmlUrl="https://one.example.org/feed"/>
  <outline text="a page" htmlUrl="https://three.example.org/"/>
</body></opml>
"""


def by_id(settings: Settings) -> dict[str, Source]:
    return {source.id: source for source in settings.sources}


def test_the_defaults_of_a_pack_hold_for_its_own_sources_alone(folder: Folder) -> None:
    settings = folder.settings(
        "defaults: {timezone: Asia/Tokyo, language: fr}\nsources: [https://x.example.org/, starter: en]\n"
    )

    mine, *packed = settings.sources
    assert (mine.zone.key, mine.language) == ("Asia/Tokyo", "fr")
    assert {source.zone.key for source in packed} == {"UTC"}


def test_an_own_entry_replaces_that_of_a_pack_by_id_or_address(folder: Folder) -> None:
    packed = folder.settings("sources: [starter: en]\n").sources
    text = f"sources:\n  - starter: en\n  - {{id: {packed[0].id}, url: https://x.example.org/}}\n  - {packed[1].url}\n"

    settings = folder.settings(text)

    assert len(settings.sources) == len(packed)
    assert by_id(settings)[packed[0].id].url == "https://x.example.org/"
    assert [source.id for source in settings.sources if source.url == packed[1].url] != [packed[1].id]


def test_an_own_entry_without_an_address_changes_that_of_a_pack(folder: Folder) -> None:
    packed = next(source for source in folder.settings("sources: [starter: en]\n").sources if source.enabled)

    settings = folder.settings(f"sources:\n  - starter: en\n  - {{id: {packed.id}, enabled: false}}\n")

    changed = by_id(settings)[packed.id]
    assert (changed.url, changed.name, changed.zone, changed.enabled) == (packed.url, packed.name, packed.zone, False)


def test_a_preset_stands_for_a_long_entry(folder: Folder) -> None:
    entry = '{id: hub, preset: hf_org, org: Yunling, base: "${MIRROR}/", tier: community}'

    source = folder.settings(f"sources: [{entry}]\n", {"MIRROR": "https://m.example.org"}).sources[0]

    assert (source.kind, source.tier, source.every) == (SourceKind.JSON, Tier.COMMUNITY, OFFICIAL_EVERY)
    assert source.url.startswith("https://m.example.org/api/models?author=Yunling&")
    assert source.select.link == "https://m.example.org/{id}"


@pytest.mark.parametrize(
    ("defaults", "minutes"), [("{}", 1), ("{every: 10m}", 10)], ids=["nothing said", "said for all"]
)
def test_makers_are_looked_at_more_often_unless_somebody_says_otherwise(
    folder: Folder, defaults: str, minutes: int
) -> None:
    entries = "[{url: https://maker.example/, tier: official}, https://press.example/]"

    maker, press = folder.settings(f"defaults: {defaults}\nsources: {entries}\n").sources

    assert maker.every[0] == timedelta(minutes=minutes)
    assert press.every[0] == timedelta(minutes=max(minutes, 5))


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        pytest.param(
            "starter: zz", '1:20: sources[0].starter: "zz" is no starter pack: write one of en, labs, zh', id="pack"
        ),
        pytest.param(
            "starter: lab",
            '1:20: sources[0].starter: "lab" is no starter pack, did you mean "labs"?',
            id="near-pack",
        ),
        pytest.param(
            "{starter: zh, every: 1m}",
            "1:25: sources[0].every: unknown key; known here: starter",
            id="pack-with-more",
        ),
        pytest.param(
            "{preset: hf_ogr, org: a}",
            '1:20: sources[0].preset: "hf_ogr" is no preset, did you mean "hf_org"?',
            id="near-preset",
        ),
        pytest.param("{preset: hf_org}", "1:11: sources[0].org: missing: the preset needs it", id="no-parameter"),
        pytest.param(
            "{preset: hf_org, org: 'a/b'}",
            '1:33: sources[0].org: "a/b" fits no preset: write letters, digits, - _ and ., or a web address',
            id="bad-parameter",
        ),
        pytest.param(
            "{preset: hf_org, org: a, bass: x}",
            '1:36: sources[0].bass: unknown key, did you mean "base"?',
            id="near-parameter",
        ),
        pytest.param("{org: a}", "1:12: sources[0].org: unknown key; known here: ", id="parameter-without-preset"),
    ],
)
def test_packs_and_presets_at_fault(folder: Folder, entry: str, fault: str) -> None:
    faults = folder.faults(f"sources: [{entry}]\n")

    assert [line for line in faults if line.startswith(f"sources.yaml:{fault}")]


def test_included_files_bring_their_sources_and_take_the_defaults_they_lack(folder: Folder) -> None:
    folder.write("sources.d/b.yaml", "sources: [https://b.example.org/]\n")
    folder.write("sources.d/a.yaml", "defaults: {language: en}\nsources: [https://a.example.org/]\n")

    settings = folder.settings("defaults: {tier: official, language: zh}\ninclude: [sources.d/*.yaml]\n")

    assert [(source.id, source.language, source.tier) for source in settings.sources] == [
        ("a-example-org", "en", Tier.OFFICIAL),
        ("b-example-org", "zh", Tier.OFFICIAL),
    ]
    names = [str(file.relative_to(folder.path)) for file in settings.files]
    assert names == ["sources.yaml", "sources.d/a.yaml", "sources.d/b.yaml"]


def test_a_secret_beside_an_included_file_is_found_from_there(folder: Folder) -> None:
    folder.write("more/key", "hidden\n")
    folder.write("more/a.yaml", "sources: [{url: https://a.example.org/, headers: {X-Key: 'file:key'}}]\n")

    settings = folder.settings("include: [more/a.yaml]\n")

    assert settings.sources[0].headers["X-Key"].get_secret_value() == "hidden"


def test_faults_of_an_included_file_carry_its_own_name_and_line(folder: Folder) -> None:
    folder.write("a.yaml", "sources:\n  - {url: https://a.example.org/, evry: 5m}\n  - https://b.example.org/\n")
    folder.write("b.yaml", "sources: [a\n")
    folder.write("c.yaml", "channels: []\n")
    (folder.path / "d.yaml").write_bytes(b"a: \xff\n")

    faults = folder.faults("sources: [https://b.example.org]\ninclude: [a.yaml, b.yaml, c.yaml, d.yaml]\n")

    assert faults == [
        'a.yaml:2:35: sources[0].evry: unknown key, did you mean "every"?',
        "a.yaml:3:5: sources[1].url: the same address as sources[0] in sources.yaml:1: take one of them out",
        "b.yaml:1:10: this [ is not closed, or lacks a comma",
        "c.yaml:1:1: channels: unknown key; known here: defaults, include, sources, version",
        "d.yaml:1:4: not UTF-8 (perhaps GBK): save the file as UTF-8",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("none.yaml", 'no such file: "none.yaml"', id="missing"),
        pytest.param("../*.yaml", "a glob stays within this file's folder", id="glob-upwards"),
        pytest.param("/etc/*.yaml", "a glob stays within this file's folder", id="absolute-glob"),
        pytest.param("'**/*.yaml'", "** is not used here: write one glob for each folder", id="recursive"),
        pytest.param("sources.yaml", '"sources.yaml" includes itself, directly or through others', id="itself"),
        pytest.param(f'"{"x" * 300}"', "cannot be looked for: File name too long", id="long-name"),
    ],
)
def test_an_include_at_fault(folder: Folder, line: str, said: str) -> None:
    faults = folder.faults(f"sources: []\ninclude: [{line}]\n")

    assert faults[0].startswith("sources.yaml:2:11: include[0]: ")
    assert said in faults[0]


def test_a_glob_follows_no_link_out_of_the_folder_but_a_path_may_lead_there(folder: Folder) -> None:
    folder.write("outside.yaml", "sources: [https://a.example.org/]\n")
    inner = type(folder)(folder.path / "inner")
    inner.path.mkdir()
    (inner.path / "link.yaml").symlink_to(folder.path / "outside.yaml")

    faults = inner.faults("include: ['l*.yaml']\n")
    settings = inner.settings("include: [../outside.yaml]\n")

    assert '"link.yaml" is a link out of this file\'s folder' in faults[0]
    assert len(settings.sources) == 1


def test_files_that_include_each_other_are_told(folder: Folder) -> None:
    folder.write("a.yaml", "include: [b.yaml]\n")
    folder.write("b.yaml", "sources: []\ninclude: [a.yaml]\n")

    faults = folder.faults("include: ['[ab].yaml']\n")

    assert faults == ['b.yaml:2:11: include[0]: "a.yaml" includes itself, directly or through others']


def test_a_glob_that_fits_its_own_file_or_nothing_does_no_harm(folder: Folder) -> None:
    settings = folder.settings("sources: []\ninclude: ['*.yaml', 'sources.d/*.yaml']\n")

    assert settings.files == (folder.path / "sources.yaml",)


def test_where_a_file_that_appears_would_be_included_is_known(folder: Folder) -> None:
    (folder.path / "teams" / "a").mkdir(parents=True)
    folder.write("one.yaml", "sources: [https://one.example/]\n")

    settings = folder.settings("include: [sources.d/*.yaml, teams/*/news.yaml, one.yaml]\n")

    there = {str(place.relative_to(folder.path)) for place in settings.folders}
    assert there == {"sources.d", "teams", "teams/a"}


def test_feeds_of_another_reader_are_sources_and_give_way_to_own_entries(folder: Folder) -> None:
    folder.write("feeds.opml", FEEDS)

    settings = folder.settings("sources: [{id: mine, url: https://two.example.org/feed}]\ninclude: [feeds.opml]\n")

    assert [(source.id, source.name, source.kind) for source in settings.sources] == [
        ("mine", "two.example.org", SourceKind.FEED),
        ("one-example-org-feed", "一", SourceKind.FEED),
    ]


def test_a_feed_at_fault_is_told_in_the_line_of_its_outline(folder: Folder) -> None:
    folder.write("feeds.opml", FEEDS.replace("https://two", "ftp://two"))

    faults = folder.faults("include: [feeds.opml]\n")

    assert len(faults) == 1
    assert faults[0].startswith("feeds.opml:5:5: sources[1].url: is no web address")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("<opml><body>", "not OPML: no element found", id="cut"),
        pytest.param("<rss/>", "not OPML: it begins with <rss>", id="feed"),
        pytest.param('<!DOCTYPE a [<!ENTITY a "b">]><opml>&a;</opml>', "a DOCTYPE is not used here", id="entities"),
        pytest.param("<opml>&a;</opml>", "not OPML: undefined entity", id="unknown-entity"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused(text: str, said: str) -> None:
    with pytest.raises(UnreadableTreeError, match=said):
        parse_opml(text)


def test_deep_folders_of_feeds_cost_no_stack() -> None:
    deep = 50_000
    feed = '<outline xmlUrl="https://example.org/"/>'

    tree = parse_opml(f"<opml>{'<outline>' * deep}{feed}{'</outline>' * deep}</opml>")

    assert tree.value == {"sources": [{"kind": "feed", "url": "https://example.org/"}]}


PIECES = st.sampled_from(
    [
        "<opml>",
        "</opml>",
        "<outline ",
        'xmlUrl="https://example.org/"',
        "/>",
        "<!DOCTYPE a>",
        "&amp;",
        "<![CDATA[",
        "<?",
        "盘",
    ]
)


@given(st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.lists(PIECES).map("".join)))
def test_any_text_gives_a_list_of_feeds_or_one_fault(text: str) -> None:
    sources, said = [], ""

    try:
        sources = parse_opml(text).value["sources"]
    except UnreadableTreeError as error:
        said = error.fault.message

    assert "\n" not in said
    assert all(source["kind"] == "feed" and source["url"] for source in sources)


@pytest.mark.parametrize(
    ("entry", "url", "kind"),
    [
        (
            "{preset: github_releases, org: yunling, repo: qingluan}",
            "https://github.com/yunling/qingluan/releases.atom",
            "feed",
        ),
        (
            "{preset: github_org, org: yunling}",
            "https://api.github.com/orgs/yunling/repos?sort=created&direction=desc&per_page=50",
            "json",
        ),
        (
            "{preset: rsshub, base: 'https://hub.example.org/', route: /36kr/motif/327}",
            "https://hub.example.org/36kr/motif/327",
            "feed",
        ),
    ],
)
def test_a_preset_knows_where_to_look(folder: Folder, entry: str, url: str, kind: str) -> None:
    (source,) = folder.settings(f"sources:\n  - {entry}\n").sources

    assert (source.url, source.kind, source.lists_models) == (url, kind, False)


def test_a_hubs_listing_is_of_models(folder: Folder) -> None:
    (source,) = folder.settings("sources: [{preset: hf_org, org: yunling}]").sources

    assert (source.lists_models, source.tier) == (True, "official")


def test_a_route_that_is_none_is_refused(folder: Folder) -> None:
    faults = folder.faults("sources: [{preset: rsshub, base: 'https://hub.example.org', route: 'a b'}]")

    assert "is no route" in faults[0]
