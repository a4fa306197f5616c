from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import MonitorError
from monitor.html import DEEPEST_BLOCK, DEEPEST_NESTING, LONGEST_TEXT, Block, Line, parse, plain_text

MARKUP = st.text(alphabet=st.sampled_from("<>/!-=\"' abdivpscriptstyle&;#x0中\x00\ufeff"), max_size=200)


def lines_of(block: Block) -> list[str]:
    lines: list[str] = []
    for part in block.parts:
        lines.extend([part.text] if isinstance(part, Line) else lines_of(part))
    return lines


def test_plain_text_joins_inline_words_and_parts_blocks() -> None:
    assert plain_text("<p>New: <b>GPT</b>-4 &amp; more</p><p>Now</p>") == "New: GPT-4 & more Now"


def test_plain_text_drops_scripts_styles_and_comments() -> None:
    assert plain_text("a<script>if (x<y) {}</script><!-- b --><STYLE>p{}</STYLE>c") == "a c"


def test_plain_text_keeps_less_than_signs_that_open_no_tag() -> None:
    assert plain_text("loss < 0.1 and 3 <4, &lt;b&gt; stays") == "loss < 0.1 and 3 <4, <b> stays"


@given(MARKUP)
def test_plain_text_never_raises_and_gives_one_line(markup: str) -> None:
    assert "\n" not in plain_text(markup)


@given(MARKUP)
def test_any_markup_parses_into_blocks(markup: str) -> None:
    assert parse(markup).outline().blocks[0].tag == "html"


def test_nodes_are_selected_in_reading_order() -> None:
    root = parse("<ul><li><a href=' /a '>A</a><li><a href=/b>B</a></ul>")

    links = root.select("li > a[href]")

    assert [(link.attribute("href"), link.text) for link in links] == [("/a", "A"), ("/b", "B")]
    assert links[0].parent is not None
    assert links[0].parent.tag == "li"
    assert root.first("h1") is None
    assert [child.tag for child in root.children] == ["head", "body"]


@pytest.mark.parametrize("method", ["select", "first"])
def test_a_bad_selector_is_named_in_the_error(method: str) -> None:
    root = parse("<p>x</p>")

    with pytest.raises(MonitorError, match="bad CSS selector: p:contains"):
        getattr(root, method)("p:contains('x')")


def test_text_of_a_node_is_without_control_characters() -> None:
    node = parse("<p>盘古\u202e大\u200b模型\x07</p>").first("p")

    assert node is not None
    assert node.text == "盘古大模型"


def test_blocks_hold_lines_between_breaks_and_inner_blocks() -> None:
    body = parse("<div class='a' id='b'>one <i>two</i><br>three<p>four</p>five</div>").outline().blocks[0]

    assert lines_of(body) == ["one two", "three", "four", "five"]


def test_blocks_know_how_much_of_a_line_is_linked() -> None:
    body = parse("<p>see <a href=/x>the note</a></p>").first("p")

    assert body is not None
    assert body.outline().blocks[0].parts == [Line("see the note", 8)]


def test_blocks_leave_out_what_is_not_read() -> None:
    page = (
        "<nav>menu</nav><script>1</script><select><option>x</select><aside>ad</aside><p>text</p><footer>foot</footer>"
    )

    assert lines_of(parse(page).outline().blocks[0]) == ["text"]


def test_hidden_blocks_are_marked() -> None:
    outer = parse("<div class=a style='display: none'>x</div>").first("body")

    assert outer is not None
    inner = outer.outline().blocks[0].parts[0]
    assert isinstance(inner, Block)
    assert inner.marks.split() == ["a", "hidden"]


def test_blocks_deeper_than_recursion_likes_become_lines() -> None:
    deep = DEEPEST_BLOCK * 2
    block = parse("<div>" * deep + "text" + "</div>" * deep).outline().blocks[0]

    depth = 0
    while block.parts and isinstance(block.parts[0], Block):
        block, depth = block.parts[0], depth + 1

    assert depth <= DEEPEST_BLOCK
    assert lines_of(block) == ["text"]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        pytest.param("<p>" + "x" * LONGEST_TEXT, "longer than", id="too long"),
        pytest.param("<div>" * 100_000, "deeper than", id="nested divisions"),
        pytest.param("<div></b>" * 10_000, "deeper than", id="nested divisions with closing tags that close nothing"),
        pytest.param("".join(f"<b {n}>" for n in range(4_000)) + "x</b>", "deeper than", id="nested formatting"),
        pytest.param("<select>" + "<option>a" * 50_000, "options", id="options"),
        pytest.param("<div " + " ".join(f"a{n}" for n in range(50_000)) + ">", "attributes", id="attributes"),
    ],
)
def test_a_page_built_to_exhaust_the_parser_is_refused_at_once(page: str, reason: str) -> None:
    start = time.process_time()

    with pytest.raises(MonitorError, match=reason):
        parse(page)

    assert time.process_time() - start < 1.0


def test_unclosed_paragraphs_and_items_are_no_nesting() -> None:
    page = "<ul>" + "<li><p>text<br><img>" * 5 * DEEPEST_NESTING + "</ul>"

    assert len(parse(page).select("li")) == 5 * DEEPEST_NESTING


def test_unclosed_paragraphs_in_capitals_are_no_nesting_either() -> None:
    page = "<TABLE><TR><TD>" + "<P>text<BR>" * 2 * DEEPEST_NESTING

    assert len(parse(page).select("p")) == 2 * DEEPEST_NESTING


@settings(max_examples=30)
@given(st.integers(min_value=1, max_value=400))
def test_a_script_gives_its_text_as_it_stands(count: int) -> None:
    script = parse("<script>" + "a < b;\n" * count + "</script>").first("script")

    assert script is not None
    assert script.raw_text == "a < b;\n" * count
