"""The sentences behind an English name → what they say of it by “it”, “the model”, “weights are up”.

English prose names a model in one sentence and says in the next that it is to be had: “Meet Foo 2. It is open to all
subscribers as of now.” Only what begins with a word that takes the name up counts, so that another story's does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.detect.words import english
from monitor.model import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.sentences import Sentence

_REACH = 2  # Sentences: the next two of the paragraph; behind a title the first two of the body.
_NEAR = 80  # Characters behind the word that takes a name up.
_OPENING = (
    r"[\s“\"'·\-]*(?:(?:And|But|Both|Starting today|As of \w+|From (?:today|now)(?: on)?|Now|Since \w+|Today),?\s)?"
)
_NOUNS = (
    r"(?:models?|LLM|network|checkpoints?|weights|versions?|system|family|release|variants?|sizes?|recogni[sz]er|"
    r"generator|policy|newcomer|siblings?|one|two)"
)
_TAKEN_UP = re.compile(
    rf"{_OPENING}(?:It|They|Both|All (?:of (?:them|it)|two|three|four|five|sizes|weights|models|are (?=open|"
    rf"available|live|free))|This|The(?: \S+){{0,4}}? {_NOUNS}|Code|Weights|[A-Z]\w+ weights|"
    r"(?:Code|Weights),? (?:and|weights)[\w, ]{0,40}|Either one|Everyone|Everybody|You|Users|Subscribers|Developers|"
    r"Anyone|We)\b"
    r"(?P<said>.*)$",
    re.DOTALL,
)
_IMPERATIVE = re.compile(
    r"\W*(?:Grab|Try|Download|Get|Pull|Fetch|Find) (?:it|them|the (?:weights|model|demo|checkpoint)|both)\b"
)
_ELLIPTIC = re.compile(
    r"\W*(?:(?:Now |Already |Freely |Generally )?[Aa]vailable|Rolling out|Out now|Open weights|Weights?\s?:|"
    r"Download\s?:)\b"
)
_AS_MODEL = re.compile(
    rf"{_OPENING}(?:The|This|Our|Its|Both)(?: \S+){{0,4}}? (?:models?|LLM|network|checkpoints?|weights|"
    rf"recogni[sz]er)\b(?! (?:cost|start|sell|year|begin)s?)|"
    r"\W*(?:At|With) \d[\d.]*\s?(?:B|M|million|billion|trillion)\b[- ]?param|\W*(?:Weights|Pretrained|Trained) |"
    r".{0,80}?\b\d[\d.]*(?:B|M|T| million| billion| trillion)?[- ]parameters?\b|.{0,60}?\bcontext (?:window|"
    r"length|of \d)",
    re.DOTALL,
)
# “X and Y have built an AI that …. Z takes …”: the sentence before introduces what the name then calls.
_INTRODUCED = re.compile(
    r"\b(?:an?|its|their|our|new)\s(?:(?!that|which|for)[\w-]+\s){0,4}(?:models?|LLM|network|AI)\b(?!\s(?:[A-Z]|"
    r"start|company|lab|app))"
)
_AS_OTHER = re.compile(
    r"\W*(?:The|This)(?: [\w-]+){0,3}? (?:chip|accelerator|app|dataset|benchmark|phone|car|device|platform|tool|robot|"
    r"editor|framework|database|harness|client|runtime|compiler|library|company|start-?up|deal|update|feature|service|"
    r"laptop|headset|engine)\b"
)
_GIVEN = re.compile(
    r"\b(?:we|team|lab|company|they)(?:'re| are|'ve| have| will)? (?:also )?(?:(?:re)?leas|open|publish|post|put|"
    r"offer|shar|giv|mak|upload)\w*\b"
    r"[^.;]{0,60}\b(?:it|them|both|weights|checkpoints?|model)\b|^\s?(?:release|are releasing|open|publish|share|"
    r"offer) (?:it|them|both)\b|"
    r"\bcan (?:now |already )?(?:pick|use|try|call|choose|download|fetch|pull|get|run|grab)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:weights|checkpoints?)\b[^.;]{0,50}\b(?:are|is|up|on|released|available|public|downloaded|Hugging Face|"
    r"hub)\b|"
    r"\bHugging Face\b|\bGitHub\b|\bModelScope\b|\bApache\b|\bMIT[- ]licen[cs]ed?\b|\bopen[- ](?:source|weight|"
    r"licen[cs]e)|"
    r"\bdownload(?:ed|able)\b|\b(?:pull|download) (?:it|them|the weights)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(r"\b(?:may|might|could|if)\b", re.IGNORECASE)  # “The weights may land on the hub”.
_WITHHELD = re.compile(r"\b(?:not|no|never|until|cannot|can't|won't|declined|yet|later|may|might|if)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Echo:
    """What the sentences behind a name go on to say of it.

    Args:
        features: `echo_model`, `echo_other`: what they call it; `echo_given`: that it is to be had, or will be.
        status: What that says of its life; None where nothing is said.
        said: The sentence that says so.
    """

    features: frozenset[str]
    status: Status | None
    said: str = ""


NO_ECHO = Echo(frozenset(), None)


def echo_of(sentence: Sentence, after: Sequence[Sentence]) -> Echo:
    """Read what follows a sentence that names a model.

    Args:
        sentence: It holds the name, and no other model's behind it.
        after: The sentences that follow in the article.
    """
    features: set[str] = set()
    status: Status | None = None
    said = ""
    for one in after[:_REACH]:
        if one.paragraph != sentence.paragraph and not sentence.in_title and one.number - sentence.number > 1:
            break
        if _AS_OTHER.match(one.text):
            features.add("echo_other")
            break
        if _AS_MODEL.match(one.text):
            features.add("echo_model")
        found = _given(one.text)
        if found and not status:
            features.add("echo_given")
            status, said = found, one.text
    return Echo(frozenset(features), status, said)


def is_introduced(sentence: Sentence, before: Sequence[Sentence]) -> bool:
    """Tell whether the sentence before speaks of a model that the name at the head of this one can be."""
    last = before[-1] if before else None
    same = last is not None and not last.in_title and last.paragraph == sentence.paragraph
    return same and last is not None and _INTRODUCED.search(last.text) is not None


def _given(text: str) -> Status | None:
    """Give what a sentence that takes a name up says of its life."""
    words = english()
    taken = _TAKEN_UP.match(text)
    said = taken["said"] if taken else text if _IMPERATIVE.match(text) or _ELLIPTIC.match(text) else None
    if said is None:
        return None
    predicate = words.predicates.search(said, 0, _NEAR)
    if predicate and not _HEDGED.search(said, 0, predicate.start()):
        return _opened(words.status_of(predicate[0]), said)
    given = any(one.search(said) for one in (_GIVEN, _OPEN)) or taken is None
    return _opened(Status.RELEASED, said) if given and not _WITHHELD.search(said) else None


def _opened(status: Status, said: str) -> Status:
    return Status.OPEN_SOURCED if status is Status.RELEASED and _OPEN.search(said) else status
