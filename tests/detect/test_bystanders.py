"""English pages of others: what is only used, hosted, compared or listed there is seen as that, and a launch is not."""

from __future__ import annotations

import pytest

from monitor.detect import detect, observed
from monitor.knowledge import load_knowledge
from monitor.model import Article

OURS = "xAI told us so."  # Grok's owner is named.


def seen_of(text: str, name: str, title: str = "", organisation: str | None = None) -> frozenset[str]:
    article = Article(url="one", title=title, body=text, language="en", organisation=organisation)
    found = observed(article, load_knowledge())
    return frozenset().union(*(one.features for one in found if one.name.full == name))


def told_of(text: str, title: str = "") -> list[str]:
    found = detect(Article(url="one", title=title, body=text, language="en"), load_knowledge())
    return [one.full_name for one in found if one.confidence >= 0.5 and not one.background]


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Grok 9 is now available in Harborline.", "owner_absent"),
        ("Grok 9 is now live on Quickserve.", "placed_elsewhere"),
        ("xAI's Grok 9 is now available in Harborline.", "placed_elsewhere"),
        ("Grok 9 from xAI comes to Harborline.", "placed_elsewhere"),
        ("Grok 9 joins the Harborline menu.", "placed_elsewhere"),
        ("Pick from GPT-9, Grok 9 and Claude Opus 9.", "many_makers"),
        ("They range from GPT-9 to Grok 9.", "many_makers"),
        ("The planner is Grok 9.", "cast"),
        ("Fine-tuned on our recipes, Grok 9 cooks well.", "cast"),
        ("It trained Grok 9 to play chess.", "cast"),
        ("We uploaded 4-bit versions of Grok 9.", "derived"),
        ("Try the quantised Grok 9.", "derived"),
        ("An outage hit Grok 9 users.", "attribute"),
        ("There is no Grok 9, the company said.", "denied"),
        ("Harborline has added Grok 9 to its garden.", "foreign"),
    ],
)
def test_what_others_do_with_a_model_is_seen(text: str, feature: str) -> None:
    assert feature in seen_of(text, "Grok9")


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("xAI made Grok 9 available in Harborline.", "owner_absent"),
        ("Grok 9 is now available in Harborline. xAI announced it.", "placed_elsewhere"),
        ("xAI's Grok 9 is now available on Hugging Face.", "placed_elsewhere"),
        ("xAI's Grok 9 is available in March.", "placed_elsewhere"),
        ("xAI's Grok 9 is now available on the xAI Console.", "placed_elsewhere"),
        ("xAI released Grok 9 and Grok 9 Fast, which beat GPT-9.", "many_makers"),
        ("xAI goes from Grok 8 to Grok 9.", "many_makers"),
        ("The newest model is Grok 9.", "cast"),
        ("xAI trained Grok 9 for a year.", "cast"),
        ("xAI opened all versions of Grok 9.", "derived"),
        ("Grok 9 answers at once.", "attribute"),
        ("xAI has added Grok 9 to its menu.", "foreign"),
    ],
)
def test_what_a_maker_does_with_its_model_is_no_sign_of_others(text: str, feature: str) -> None:
    assert feature not in seen_of(text, "Grok9")


def test_a_source_that_is_the_owner_s_own_need_not_name_it() -> None:
    text = "Grok 9 is now available in Harborline."

    assert "owner_absent" not in seen_of(text, "Grok9", organisation="xAI")
    assert "placed_elsewhere" not in seen_of(text, "Grok9", organisation="xAI")


@pytest.mark.parametrize(
    ("title", "guided"),
    [
        ("How we use Grok 9 for our letters", True),
        ("A short guide to Grok 9", True),
        ("Grok 9 vs GPT-9", True),
        ("Deprecating Grok 8: what to do with Grok 9", True),
        ("Migrating to Grok 9", True),
        ("Why we built Grok 9", False),
        ("What Grok 9 can do", False),
        ("Training Grok 9 on a million cards", False),
        ("How big can a model be? Meet Grok 9", False),
    ],
)
def test_a_title_that_promises_a_guide_or_a_comparison_is_one(title: str, *, guided: bool) -> None:
    assert ("guided" in seen_of(f"Grok 9 reads and writes. {OURS}", "Grok9", title)) is guided


def test_what_the_title_holds_against_another_is_held_against_it_in_the_text_too() -> None:
    title = "Grok 9 vs GPT-9"

    assert "versus" in seen_of("Grok 9 asks more questions.", "Grok9", title)
    assert "versus" not in seen_of("Grok 9 asks more questions.", "Grok9", "Grok 9 has landed")


@pytest.mark.parametrize(
    "text",
    [
        "Starting today, Claude Opus 9 is available in Harborline for Team plans. Pick it in the menu.",
        "GPT-9 is now rolling out in public preview in Codeharbor. You can use the model in the chat panel.",
        "Added: export to CSV. Added: Claude Haiku 9 as a model for quick replies.",
        "Fine-tuning Llama 9 8B on your own tickets. Download the weights from Hugging Face.",
        "Phi-9 (3.8B, MIT), Gemma 9 1B, Qwen9-0.6B and Llama 9 1B are small models.",
        "New on the leaderboard: Claude Opus 9 enters at first place with 1,492 points.",
    ],
)
def test_pages_of_hosts_and_users_tell_of_no_launch(text: str) -> None:
    assert told_of(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anthropic today made Claude Opus 9 available in Harborline and on its own API.", ["Claude Opus 9"]),
        ("OpenAI is rolling out GPT-9 in public preview. You can use the model in ChatGPT.", ["GPT 9"]),
        ("Meta has released Llama 9 8B. Download the weights from Hugging Face.", ["Llama 9-8B"]),
        ("Microsoft has released Phi-9 (3.8B, MIT), a small model that beats Gemma 8 and Qwen8.", ["Phi 9"]),
    ],
)
def test_the_maker_s_own_launch_is_told_in_the_same_words(text: str, names: list[str]) -> None:
    assert [one.replace(" 8B", "-8B") for one in told_of(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Reka has open-sourced Reka Flash 9, a reasoning model.", ["Reka Flash 9"]),
        ("Reka has open-sourced Kestrel 9, a reasoning model.", ["Kestrel 9"]),
    ],
)
def test_a_model_may_be_named_after_its_maker_and_a_member_s_word(text: str, names: list[str]) -> None:
    assert told_of(text) == names
