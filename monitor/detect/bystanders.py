"""An English name on a page of others → signs that it is used, hosted, compared or listed there, and not announced.

Of known families it is known who can release a model: a page that never names the owner, or names it only to say whose
a model is (“Foo's Bar 3 is now available in Baz”), is a host's, a user's or a guide's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.detect.grammar import is_stop
from monitor.detect.makers import HUBS
from monitor.detect.organisations import form_of, is_owner_absent
from monitor.text import fold

if TYPE_CHECKING:
    from monitor.detect.grammar import Name
    from monitor.detect.looks import Look
    from monitor.model import Article

_REACH = 100  # Characters before a name that can say what somebody does with it.
_MANY = 3  # Makers whose models one sentence names: a list or a comparison.
# “X is now live on Baz”, “X comes to Baz”, “X now in Baz”: where somebody else offers it.
_PLACED = re.compile(
    r"”?(?:\s(?:from|by)\s[a-z]*[A-Z][\w.]*(?:\s[A-Z][\w.]*)*)?\s(?:joins?\s(?:the\s)?|"
    r"(?:(?:is|are|was|were|has|have|been|now|also|just|already|generally|finally|officially|today|available|live|here|"
    r"out|up|running|hosted|served|deployed|usable|accessible|added|offered|supported|integrated|rolling|rolls|coming|"
    r"comes|arrives?|arrived|lands?|landed|launch(?:es|ed)|joins?|in (?:public|private|limited) (?:preview|beta))\s)+"
    r"(?:in|on|to|inside|within|via|through|for|with)\s(?:the\s|our\s|your\s)?)"
    r"(?P<place>[A-Z][\w-]*(?:\.\w+)*(?:\s[A-Z][\w-]*(?:\.\w+)*)*)"
)
# Before these an owner only says whose a model is, or who is asked.
_NOT_ACTING = re.compile(r"\b(?:by|from|of|with|and|or|than|via|like|on|in|to|through|using|uses?)\s(?:the\s)?$")
_POSSESSIVE = re.compile(r"['’]s?\s")
_BEFORE = 12  # Characters in which such a word stands.
# Makers, too, write “Why we …” and “Training a …” over a launch; what is here they do not.
_GUIDE = re.compile(
    r"^\W*How (?:to|we (?:use|run|cut|moved?|built|test)|I|you|\w+ (?:uses|runs|cut|moved|built|ships))\b|^\W*Which\b|"
    r"^\W*(?:An?|The|My|Our|Your|\d+)\s(?:[\w-]+\s){0,4}?(?:guide|tutorial|tour|primer|review|comparison|recipe)\b|"
    r"^\W*(?:Getting started|Setting up|Best practices|Migrating|Reproducing|Comparing|Benchmarking)\b|"
    r"^\W*(?:We|I)\s(?:moved|left|tried|tested|switched|compared|measured|rebuilt|gave|spent|asked|benchmarked)\b|"
    r"\b(?:tutorial|cookbook|walk-?through|how-to|cheat ?sheet|FAQ|deprecat\w+|retir(?:es|ed|ing|ement)|pricing|"
    r"(?:rate|usage) limits|known issues|system card|leaderboard|vs\.?|versus|comparison|case study|migration guide|"
    r"hands-on|first look|explained|supported models|model catalogue?)\b",
    re.IGNORECASE,
)
# “The planner is X”, “Fine-tuned on it, X …”: a part in somebody's program.
_CAST = re.compile(
    r"\b(?:[Tt]he|[Oo]ur|[Ii]ts|[Mm]y)\s(?!(?:newer|larger|smaller|faster|other|number)\b)"
    r"(?:[a-z-]+er|[a-z-]+or|default|backend|brain|judge|teacher|student|base|baseline|draft)(?:\s(?:model|agent|LLM))?"
    r"\s(?:is|was|runs(?:\son)?|uses)\s“?$|"
    r"\b(?:[Ff]ine-?tuned|[Pp]rompted|[Aa]sked|[Gg]iven|(?:[Ee]quipped|[Pp]aired|[Cc]ombined|[Aa]rmed) with)\b"
    r"[^.;]{0,60},\s“?$"
)
# What somebody else did to a known model: “it trained X to solve”.
_DONE_TO = re.compile(
    r"(?<!ly )\b(?:train(?:s|ed)|teach(?:es)?|taught|turn(?:s|ed)|ma(?:kes?|de)|hack(?:s|ed)|jailb\w+)\s“?$"
)
# Other files of the same model: “4-bit versions of X”, “quantised X”.
_DERIVED = re.compile(
    r"\b(?:\d(?:\.\d+)?-?bit|[Qq]uanti[sz]ed|GGUF|GPTQ|AWQ|MLX|ONNX|FP8|[Pp]runed|[Aa]bliterated|[Uu]ncensored)\s"
    r"(?:(?:[a-z-]+\s){0,2}?(?:versions?|weights|builds?|files?|copies|checkpoints?|variants?)\s(?:of|for)\s)?“?$"
)
# “from X to Y”: examples of a range, where they are of two makers.
_RANGE = re.compile(r"\bfrom\s(?P<first>[^.;:]{2,60}?)\sto\s(?:[a-z]*[A-Z][\w.]*['’]s\s)?“?$")
_OF_IT = re.compile(
    r"”?(?:['’]s?)?\s(?:users?|customers?|subscribers?|fans|owners|critics|rivals?|outages?|bugs?|hype|"
    r"rate limits?|usage|adoption|pricing|prices?|licen[cs]es?)\b"
)


def signs_of_bystanders(name: Name, look: Look) -> frozenset[str]:
    """Give the signs that a name is a bystander's, as features.

    Args:
        name: In the sentence of `look`.
        look: Its sentence, with the article and what is known.
    """
    text, lore = look.sentence.text, look.lore
    owners = lore.owners(name.model) if name.known else ()
    theirs = bool(owners) and fold(look.article.organisation or "") not in {fold(one) for one in owners}
    placed = _PLACED.match(text, name.end)
    elsewhere = placed is not None and _is_of_others(placed["place"], owners)
    absent = theirs and is_owner_absent(name, look.article, lore)
    before = text[max(0, name.start - _REACH) : name.start]
    said = {
        "owner_absent": absent,
        "placed_elsewhere": elsewhere and theirs and not _owner_acts(owners, look.article),
        "many_makers": _is_of_many(name, look),
        "guided": _GUIDE.search(look.article.title) is not None,
        "cast": _CAST.search(before) is not None or (absent and _DONE_TO.search(before) is not None),
        "derived": _DERIVED.search(before) is not None,
        "attribute": _OF_IT.match(text, name.end) is not None,
    }
    return frozenset(feature for feature, is_so in said.items() if is_so)


def _is_of_many(name: Name, look: Look) -> bool:
    """Tell whether a sentence names the models of many makers, or begins a range with another maker's."""
    owners = {one.start: found for one in look.names if (found := look.lore.owners(one.model))}
    if len(set(owners.values())) >= _MANY:
        return True
    reach = _RANGE.search(look.sentence.text, max(0, name.start - _REACH), name.start)
    first = [one for one in look.names if reach and reach.start("first") <= one.start < reach.end("first")]
    return any(look.lore.owners(one.model) != owners.get(name.start) for one in first)


def _is_of_others(place: str, owners: tuple[str, ...]) -> bool:
    """Tell whether a place is neither a day, a country or a hub, nor bears its owner's name, as Amazon Bedrock does."""
    first = place.split(" ", maxsplit=1)[0]
    return place not in HUBS and not is_stop(first) and not any(fold(one) in fold(place) for one in owners)


@lru_cache(maxsize=64)
def _owner_acts(owners: tuple[str, ...], article: Article) -> bool:
    """Tell whether an article names an owner otherwise than to say whose a model is."""
    pattern = form_of(owners)
    return any(
        not _POSSESSIVE.match(text, found.end())
        and not _NOT_ACTING.search(text[max(0, found.start() - _BEFORE) : found.start()])
        for text in (article.title, article.body)
        for found in pattern.finditer(text)
    )
