"""An English sentence → who made or announces a name, as it says it: in reading order, joint makers together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect.grammar import is_stop
from monitor.detect.subjects import known_in

if TYPE_CHECKING:
    from monitor.detect.frames import Frame
    from monitor.detect.grammar import Name
    from monitor.detect.lore import Lore

HUBS = frozenset({"Hugging Face", "GitHub", "ModelScope", "Kaggle"})  # Where it lies, not whose it is.

_AUXILIARY = (
    r"team|researchers|Inc\.?|CEO|has|have|is|are|was|today|just|recently|officially|publicly|also|quietly|finally|and|"
    r"on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|this (?:week|month|morning)|yesterday|earlier|had|been|jointly|"
    r"together|said|says|confirmed|that|an?|"
    r"will|plans to|to|set to|now|about|reportedly"
)
# A full stop or a hyphen belongs to a name only where it goes on: “Z.ai”, not “built by Heron Labs.”
_WORD = r"[A-Z][\w&+]*(?:[.-][\w&+]+)*"
NAME = rf"{_WORD}(?:\s{_WORD}){{0,3}}"
_OF = r"(?:for|(?<=University )of|(?<=Institute )of|(?<=Academy )of)\s"
_MAKER = rf"(?:{_WORD}|[a-z]+[A-Z]\w*)(?:\s(?:{_OF})?{_WORD}){{0,4}}"
_AND = r",?\s(?:and|&)\s(?:the\s)?"
_MAKERS = rf"{_MAKER}(?:(?:,\s{_MAKER}){{0,4}}{_AND}{_MAKER})?"
# What only opens a sentence before a maker: “Today Acme Labs”, “On Monday, A and B”.
_OPENING = re.compile(
    r"^(?:(?:On|In|At|Today|Yesterday|Earlier|Meanwhile|However|Now|Also|Finally|Recently|Just|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)(?:\s|$))+"
)
_JOINTS = re.compile(rf"{_AND}|,\s")
_BEHIND_SUBJECT = rf"(?:['’]s)?(?:\s(?:{_AUXILIARY}))*\s?$"
_SUBJECT = re.compile(rf"((?:{_WORD}|[a-z][A-Z][\w.]*)(?:\s(?:{_WORD}|for)){{0,3}}){_BEHIND_SUBJECT}")
_JOINED = re.compile(
    rf"(?P<before>\b[a-z]+\s)?(?P<makers>{_MAKER}(?:,\s{_MAKER}){{0,4}}{_AND}{_MAKER}){_BEHIND_SUBJECT}"
)
# “a deal between A and B”, “rivals of A and B”: none of them acts; “researchers at A and B” do.
_NOT_ACTING = re.compile(
    r"(?:of|with|than|against|between|for|like|over|as|to|in|on|behind|after|unlike|by|about|beyond)\s"
)
_ALONGSIDE = (
    r"(?:together|jointly|hand in hand|in (?:close |a )?(?:partnership|collaboration|cooperation|alliance|concert))"
    r"\swith\s(?:the\s)?"
)
_TEAMED = (
    r"(?:partner|team|join|collaborat|cooperat|work|unit)(?:e?s|e?d|ing)?(?:\s(?:up|forces|hands|together))?"
    r"\swith\s(?:the\s)?"
)
_BESIDE = re.compile(
    rf"(?P<first>{_MAKERS})(?:\s(?:{_AUXILIARY}))*,?\s(?:{_ALONGSIDE}|{_TEAMED})(?P<second>{_MAKERS})"
    rf"(?:,?\s(?:{_AUXILIARY}))*,?\s?$"
)
_FRONTED = re.compile(
    rf"^\W*(?i:{_ALONGSIDE}|{_TEAMED})(?P<first>{_MAKERS}),\s(?P<second>{_MAKERS})(?:\s(?:{_AUXILIARY}))*\s?$"
)
_BACKED = re.compile(rf"[^.;!?]{{0,80}}?\b{_ALONGSIDE}(?P<makers>{_MAKERS})")
_POSSESSOR = re.compile(
    rf"({_MAKERS})['’]s?\s(?:(?!(?:on|of|in|with|to|about|for|by|from|at|and|than|says?)\b)[a-z][\w-]*,?\s){{0,4}}\W?$"
)
_REACH = 80  # Characters.
_SITE = re.compile(r"[a-z]{2,}\.(?:ai|com|org)")  # “Foo Large (foo.ai)”.
_APPOSED = re.compile(
    r",\s(?:an?|the|which|who|whose|based|founded|owned|backed|part|[A-Z][\w]*['’]s)\b[^,.;]{2,80},\s"
)
_NO_MAKER = re.compile(r"(?:The|This|It|We|In|A|An|Its|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b")
_WHO = (
    r"(?:(?:the|an?|researchers at|(?:a|the) team (?:at|from))\s)?(?:[a-z][\w-]*\s){0,3}?"
    rf"(?P<makers>(?>{_MAKER}(?:(?:,\s{_MAKER}){{0,4}}{_AND}{_MAKER})?))(?![ -]?[vV]?\d)"
)
_NOT_COMPARED = r"(?:(?!\b(?:than|beats?|outperform\w*|surpass\w*|against|rivals?|like|versus|vs)\b)[^.;!?]){0,80}?"
_BY = re.compile(
    rf"{_NOT_COMPARED}\b(?:(?:(?:co-)?developed|released|built|made|created|launched|trained|"
    r"announced|introduced|published|posted|shown[^.;,]{0,40})\sby|"
    rf"(?:model|network|family|LLM)s?\s(?:by|from))\s{_WHO}"
)
# “Foo 3 by Bar Labs is out”, “Foo 3 from Bar Labs”; not “Foo 3 from Monday on”, nor “from Bar to Baz”.
_BESIDE_NAME = re.compile(rf"”?(?:\s?\([^)]{{1,40}}\))?,?\s\(?(?:by|from)\s{_WHO}(?!\s(?:to|on|onwards?)\b)")
_OF_MODEL = re.compile(
    rf"\b(?:models?|LLM|family|network|release|latest|newest)\s(?:from|by)\s{_WHO}(?:,|:|\s{{2,}}|,?\s(?:is\s)?"
    r"(?:called|named|dubbed))"
    r"[\s“]*$"
)


def makers_of(name: Name, frame: Frame, text: str, lore: Lore) -> tuple[str, ...]:
    """Give who made or announces a name, as an English sentence says it; empty where it says nothing.

    Args:
        name: The model.
        frame: Its part in the sentence.
        text: The sentence's view.
        lore: What is known of organisations.
    """
    end = frame.verb_at if 0 <= frame.verb_at <= name.start else name.start
    made = _BESIDE_NAME.match(text, name.end) or _BY.match(text, name.end)
    if made and (makers := _apart(made["makers"])):
        return _with_partners(makers, text, made.end())
    if maker := next((alias for alias in name.aliases if lore.is_organisation(alias) or _SITE.fullmatch(alias)), None):
        return (maker,)
    owner = _POSSESSOR.search(text[max(0, name.start - _REACH) : name.start])
    if owner and (makers := _apart(owner[1])):
        return makers
    if makers := _acting(name, frame, text[:end], lore):
        return _with_partners(makers, text, name.end)
    return ()


def _acting(name: Name, frame: Frame, before: str, lore: Lore) -> tuple[str, ...]:
    """Give who acts before a verb: joint makers, else the last known one, else what reads like one."""
    plain = _APPOSED.sub(" ", before)
    if makers := _together(plain):
        return makers
    model = _OF_MODEL.search(before) if len(before) == name.start else None
    if model and (makers := _apart(model["makers"])):
        return makers
    if known := tuple(one for one in known_in(before, lore) if one not in HUBS):
        return known[-1:]
    return subject_of(before) if frame.verb else ()


def subject_of(before: str) -> tuple[str, ...]:
    """Give whoever acts, known or not, of what stands before an English verb; empty where nobody is named."""
    # “Foo Labs, the Bristol start-up behind Bar, is building …”: what stands between commas only tells who that is.
    plain = _APPOSED.sub(" ", before)
    subject = _SUBJECT.search(plain)
    return _together(plain) or ((subject[1],) if subject and _is_maker(subject[1]) else ())


def _together(before: str) -> tuple[str, ...]:
    """Give makers that act together: “A and B”, “A, together with B,”, “A has teamed up with B to”."""
    # Most sentences hold neither word, and a substring is found in no time.
    if " with " in before and (met := _FRONTED.match(before) or _BESIDE.search(before)):
        first, second = _apart(met["first"]), _apart(met["second"])
        return (*first, *second) if first and second else ()
    joined = _JOINED.search(before) if " and " in before or " & " in before else None
    if not joined or _NOT_ACTING.fullmatch(joined["before"] or ""):
        return ()
    makers = _apart(joined["makers"])
    return makers if len(makers) > 1 else ()


def _with_partners(makers: tuple[str, ...], text: str, end: int) -> tuple[str, ...]:
    """Add who stands behind: “released Foo 3 in partnership with Bar Labs”."""
    partners = _BACKED.match(text, end) if " with " in text else None
    return tuple(dict.fromkeys((*makers, *_apart(partners["makers"])))) if partners else makers


def _apart(said: str) -> tuple[str, ...]:
    """Cut joint makers apart; empty where one of them is none, so that nothing is half right."""
    makers = tuple(filter(None, (_OPENING.sub("", one) for one in _JOINTS.split(said))))
    return makers if all(one not in HUBS and _is_maker(one) for one in makers) else ()


def _is_maker(said: str) -> bool:
    return not _NO_MAKER.match(said) and not is_stop(said)
