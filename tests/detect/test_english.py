from __future__ import annotations

import pytest
from detect.known import KNOWLEDGE

from monitor.detect import detect, observed
from monitor.detect.gate import may_announce
from monitor.detect.lore import lore_of
from monitor.detect.names import names_in
from monitor.detect.sentences import view
from monitor.model import Article, Status


def seen_of(text: str, name: str) -> frozenset[str]:
    found = observed(Article(url="one", title="", body=text, language="en"), KNOWLEDGE)
    return next(one.features for one in found if one.name.full == name)


def told_of(text: str, title: str = "") -> dict[str, Status]:
    found = detect(Article(url="one", title=title, body=text, language="en"), KNOWLEDGE)
    return {one.full_name: one.status for one in found if one.confidence >= 0.5 and not one.background}


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("🚀 **Grok 9** – reads a whole library", "entry"),
        ("Nova 9 Pro: out in Europe", "entry"),
        ("xAI's brand-new Grok 9 arrived.", "novel"),
        ("The thing is called Grok 9.", "codenamed"),
        ("Grok 9 paints and sings.", "acts"),
        ("Grok 9 remains the favourite.", "settled"),
        ("Acme tested GPT-9, Grok 9 and Claude 9.", "compared"),
        ("Announcing Grok 9 support in our engine.", "served"),
        ("Our clinics run on Grok 9, which we trained ourselves.", "self_made"),
        ("Grok 9 weighs 80B parameters.", "parameters"),
        ("Our agents such as Grok 9 use models.", "other:agent"),
    ],
)
def test_what_stands_beside_an_english_name_is_seen(text: str, feature: str) -> None:
    name = "Nova9 Pro" if text.startswith("Nova") else "Grok9"

    assert feature in seen_of(text, name)


@pytest.mark.parametrize("title", ["Introducing Grok 9", "Grok 9: a new language model", "“Grok 9” is here"])
def test_a_title_that_is_the_name_and_little_else_is_titled_with_it(title: str) -> None:
    found = observed(Article(url="one", title=title, body="It answers at once."), KNOWLEDGE)

    assert "titled" in next(one.features for one in found if one.name.full == "Grok9")


@pytest.mark.parametrize("title", ["Acme says Grok 9 is better", "Introducing Grok 9 users to our town"])
def test_a_title_that_tells_something_else_of_a_name_is_not_titled_with_it(title: str) -> None:
    found = observed(Article(url="one", title=title, body="It answers at once."), KNOWLEDGE)

    assert "titled" not in next(one.features for one in found if one.name.full == "Grok9")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Vägvis 2 turns camera streams into a trajectory.", ["Vägvis2"]),
        ("Welcoming Aurelia 3 to the family", ["Aurelia3"]),
        ("Lattice S answers at once.", ["Lattice S"]),
        ("Lattice XS answers at once.", ["Lattice XS"]),
        ("o7 and o7-mini are available.", ["o7", "o7-mini"]),
        ("Nemotron Guard 3 keeps agents honest.", ["Nemotron Guard3"]),
        ("Claude Code 3 is no model.", ["Claude Code"]),
        ("Acme upgraded Tern, its music model, to version 1.5.", ["Acme", "Tern1.5"]),
    ],
)
def test_english_names_are_cut_where_their_makers_cut_them(text: str, names: list[str]) -> None:
    found = names_in(view(text), lore_of(KNOWLEDGE))

    assert [one.full for one in found] == names


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Acme Releases Tern 3B: A Compact Open Full-Duplex Speech Model With Strong Results", ["Acme", "Tern3B"]),
        ("Vicuna: An Open-Source Chatbot Impressing GPT-9 With Modest Hardware", ["GPT9"]),
        ("Publish Models Directly Into Your Private Company Hub", []),
    ],
)
def test_in_a_headline_a_plain_word_in_capitals_is_no_name(title: str, names: list[str]) -> None:
    found = names_in(view(title), lore_of(KNOWLEDGE))

    assert [one.full for one in found if one.version or one.model == "Tern"] == [one for one in names if one != "Acme"]


def test_a_digest_s_lines_are_told_by_their_form() -> None:
    told = told_of(
        "🚀 **Grok 9 Mini is out.** Free for everybody until Friday.\n"
        "💰 Cursor is said to be raising at 30 billion.\n"
        "🧠 **Qwen9-Omni**: Alibaba's newest hears, sees and talks, and the weights are on ModelScope."
    )

    assert told == {"Grok 9 Mini": Status.RELEASED, "Qwen 9-Omni": Status.OPEN_SOURCED}


@pytest.mark.parametrize(
    "text",
    [
        "Announcing Llama 9 support in our engine. Llama 9 runs at full speed from its first day.",
        "Snowflake makes Claude Opus 9 available in Cortex.",
        "A quiet weekend. Qwen9-9B remains the darling of the forum.",
        "We measured Qwen9-30B-A3B at 61 tokens per second on a mini PC.",
        "GPT-9, Claude Opus 9 and Gemini 9 Pro fall for a third of the traps in our benchmark.",
    ],
)
def test_a_model_that_is_only_used_served_or_compared_is_not_told(text: str) -> None:
    assert told_of(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Introducing Sonar Deep 2. Faster, cheaper.", True),
        ("Babble-1B speaks nine thousand dialects and can be downloaded.", True),
        ("A NEW MODEL BY ACME IS RELEASED TODAY. " * 9, True),
        ("A NEW SEDAN BY ACME IS RELEASED TODAY. " * 9, False),
        ("Ask DeepSeekV9 first. " + "It rained. " * 40, True),
        ("Ask Grok v9 first. " + "It rained. " * 40, True),
        ("Ask Codestral 29 first. " + "It rained. " * 40, True),
        ("Ask Claude Opus 9 first. " * 20, True),
        ("Ask Volvo Estate 9 first. " * 20, False),
        ("Ask Grok, or nine others. " * 20, False),
        ("The sedan drives itself; a 70B brain is out. " * 9, True),
        ("The sedan drives itself; an X70B brain is out. " * 9, False),
        ("Kings of Convenience play in Bergen on Friday.", False),
        ("The new sedan is here and it is available from Friday.", False),
    ],
)
def test_the_gate_lets_english_texts_pass_that_never_say_model(text: str, *, expected: bool) -> None:
    lore = lore_of(KNOWLEDGE)

    assert may_announce(Article(url="one", title="", body=text), lore.stems, lore.han_families) is expected


def test_the_gate_reads_title_and_text_apart() -> None:
    lore = lore_of(KNOWLEDGE)
    article = Article("one", "A note on the harbour", "weights are in the harbour. " + "It rained. " * 40)

    assert may_announce(article, lore.stems, lore.han_families)
