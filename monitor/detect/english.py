"""An English name and what stands beside it → features that need no verb of release: entry, novelty, size.

Digests, changelogs and recaps announce by their form: a line opens with a name, in bold or behind an emoji, and a
colon, a dash or a bracket follows; prose does so by calling something new. Which of these tell of a launch is learned.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.detect import patterns
from monitor.detect.grammar import Kind, is_suffix
from monitor.detect.words import english
from monitor.text import fold, has_han

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.detect.grammar import Name
    from monitor.detect.lore import Lore
    from monitor.detect.sentences import Sentence

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?"
_DATED = rf"(?:{_MONTH}|\d{{4}}-\d\d-\d\d|(?:Mon|Tues|Wednes|Thurs|Fri)day)"
_LABEL = r"(?:New models?|New|Added|Launch(?:ed)?|Release[ds]?|Name|Models?|Model releases?)\s?[:-]"
# What may stand between the beginning of a line and the name that it tells of: a bullet, a day, whose it is.
_OPENING = re.compile(
    rf"^[^\w“]*(?:\d{{1,2}}[.)]\s*)?(?:{_DATED})?[^\w“]*(?:{_LABEL})?[^\w“]*(?:(?:[A-Z][\w.&-]*\s?){{1,3}}(?:['’]s?|"
    rf":)?\s+)?"
    r"(?:[^\w“]*(?:new|newest|latest|open|[a-z]+ing|tiny|free)\s+){0,3}[“]?$"
)
_HEADED = re.compile(r"[”]?\s?(?:\([^)]{1,40}\)\s*)?(?::|\s{2,5}|,\s)")
_JOINING = re.compile(r"[ ”“]*(?:\([^()]{1,40}\))?,[ ”“]*")
_LISTED = re.compile(r"[”]?\s?(?:\([^)]{1,40}\)|:)")
_NOVEL = re.compile(
    r"\b(?:new(?:est|ly \w+)?|latest|brand-new|fresh(?:ly \w+)?|next|upcoming|forthcoming|first|debut|long-awaited)"
    r"(?:,? [\w-]+){0,3}\s{1,2}“?$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?<!also )\b(?:called|named|dubbed|christened|code-?named|call(?:s|ed)? (?:it|them|this|the (?:model|result|"
    r"system))|known (?:internally )?as|goes by(?: the name(?: of)?)?|name\s?:)\s{1,3}“?$",
    re.IGNORECASE,
)
# “X paints”, “X answers that question”: in a story's opening it is what X can do, elsewhere what it did in a test.
_ACTS = re.compile(
    r"”?(?:\s?\([^)]{1,40}\))?(?:\s(?:from|by)\s[A-Z][\w.& ]{1,24}?)?(?:,\s(?:officially|formally|an?|the|our|its)\s"
    r"[^,.;]{2,40},)?\s{1,3}(?:(?:now|also|can|simply|"
    r"even)\s)?(?![a-z]+ (?:at )?\d)"
    r"(?!is\b|was\b|has\b|does\b|matches\b|rivals\b|runs\b|snapshots\b|models\b|weights\b|users\b|needs\b|"
    r"loses\b|retires\b|leaves\b|ends\b|stops\b|shuts\b|disappears\b|wins\b|leads\b|scores\b|falls\b|ranks\b|gets\b|"
    r"beats\b|outperforms\b|remains\b|stays\b|costs\b|fails\b|hits\b|wants\b|says\b|adds\b|gives\b|plans\b|offers\b|"
    r"lets\b)[a-z]{3,}(?<!s)s\b|"
    r"”?\s{1,3}can (?!be\b)[a-z]{3,}\b"
)
_NEW_CLAUSE = re.compile(r"(?:[:,;]|\band|\bwhile|\bbut)\s*“?$")
# Not of what the thing only runs: “the laptop runs models of up to 8B parameters”.
_PARAMETERS = re.compile(
    r"^(?:(?!\b(?:runs?|uses?|supports?|handles?|than|against|models? of)\b).)*?(?:\b\d[\d.]*\s?(?:[BMT]|million|"
    r"billion|trillion)\b[- ]?(?:active |total |of )?(?:param|weights)|\b\d[\d.]*B\b|"
    r"\bcontext (?:window|length|of)\b|\bopen[- ]weights?\b|\bweights\b)",
    re.IGNORECASE,
)
_LICENSED = re.compile(
    r"\bApache\b|\bMIT\b|\bopen[- ]weights?|\bweights\b|\bHugging Face\b|\bcheckpoints?\b", re.IGNORECASE
)
_SELF_MADE = re.compile(
    r"”?(?: instead)?,? which (?:we|the (?:team|company|lab)) (?:have |also )?(?:trained|built|made|upload\w+|"
    r"releas\w+|publish\w+|put|open\w+)|"
    r"”?\s{0,2},? (?:which|that) [A-Z][\w.]*(?: [A-Z][\w.]*)? (?:has |had )?(?:\w+ly |just )?(?:releas|launch|put|"
    r"publish|ship|introduc|upload|open|announc|"
    r"unveil|drop|post|deposit)\w*\b|”?,? (?:all \d+ \w+ )?(?:weights )?of which"
)
# “Foo, a 20B Bar image model”: what stands between article and noun only says of what kind Foo is.
_MODIFYING = re.compile(
    r"(?:,|\s{2}|\b(?:is|are|as|introduces?|presents?|releases?|with))\s(?:an?|the (?:first|largest|new|latest)|our)\s"
    r"(?:[\w.’'-]+\s){0,5}?$"
)
_MODIFIED = re.compile(
    r"(?:[- ](?!(?:that|which|is|are|for|and|with|in|on|to)\b)[\w-]+){0,4}?[- ]"
    rf"(?:{english().model_noun.pattern})",
    re.IGNORECASE,
)
# “trained by Foo, Bar, and Baz”: who made it.
_MADE_BY = re.compile(
    r"\b(?:trained|built|developed|created|made|released|led|designed|authored) (?:\w+ )?by\s“?"
    r"(?:[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*)*(?:,? and |, ))*$"
)
_REACH = 110  # Characters from a name on that still speak of it.
# Words that tell of the field, where none calls the name a model.
_FIELD = re.compile(
    r"\b(?:embed\w*|text-to-[a-z]+|speech|transcri\w+|vision-language|reasoning|multilingual|multimodal|hallucinat\w+|"
    r"(?:fine-?|pre-?)?trained|open-source arena|AI|tokens|language)\b",
    re.IGNORECASE,
)
_TOPIC = 3  # Sentences behind the title.
_NEAR = 80  # Characters before a name that can describe it.
_BESIDE = 100  # Characters.
# Somebody else makes it run: “Announcing X support in Y”, “Y now supports X”, “X in Y”.
_SERVED = re.compile(
    r"”?(?: models?| series| family| herd)*(?: [Dd]ay[- ]?(?:0|zero|one))?,? (?:support|integration|inference|"
    r"serving|quants?|recipes?)\b|"
    r"”?\s(?:quanti[sz]ed|fine-?tuned|served|hosted|deployed)\b|"
    r"”?\sas\s(?:an?|the|your|our)\s(?:[\w-]+\s){0,2}?(?:models?|options?|choices?|backends?|providers?)\b",
    re.IGNORECASE,
)
_SERVING = re.compile(
    r"\b(?:supports?|supporting|support (?:for|of)|serv(?:e|es|ing)|run(?:s|ning)?|deploy(?:s|ing)?|host(?:s|ing)?|"
    r"integrat(?:es|ing)|"
    r"fine-?tun(?:e|ing)|quantiz(?:e|ing)|access to|how to use|availability of|powered by|switch(?:es|ed|ing) to|"
    r"mov(?:es|ed|ing) to)"
    r"(?: the| new| open| latest)*\s“?$",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"\s(?:in|on|with|for|inside)\s(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Q\d|(?:Mon|Tues|Wednes|"
    r"Thurs|Fri|Satur|Sun)day|"
    r"Hugging|GitHub|ModelScope|API))[A-Za-z]*[A-Z]"
)
_SUFFIX = re.compile(r"[ -][A-Z][A-Za-z]*$|-(?:S|M|L|XL|XS|B)$")
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_TIMELY = re.compile(
    rf"\b(?:today|tonight|this (?:morning|week|afternoon|evening|month)|yesterday|now|just|finally|(?:on|since|last|"
    rf"this|late|early) {_DAY}|{_DAY}'s|"
    r"starting|as of|at last|overnight|hours? ago|earlier today|at once|immediately)\b",
    re.IGNORECASE,
)
_TITLE_OPENING = re.compile(
    r"(?:^|[:!?] )\W*(?:Introducing|Announcing|Meet|Say hello to|Welcome,?|Welcoming|Presenting|Launching|"
    r"Here comes)\s“?$"
)
_TITLE_END = re.compile(r"”?\s*(?:$|[:!,(-]|\s{2}|\s(?:is|are|has|arrives|lands|goes)\b)")
_ACTION = re.compile(
    r"^\W*(?:\w+\s){0,6}?(?!pulls\b|pulled\b|retir|kills\b|axe|remov|withdr|delay|shelv|den(?:y|ies)|sues|cuts\b|"
    r"\w+ness\b|this\b|its\b|was\b|is\b|has\b|says\b|needs\b|uses\b|used\b|less\b|plus\b|across\b)(?:[a-z]{2,}(?:s|"
    r"ed|ing)|put|made|gave|let|brought|took|sent|built)\b"
)
_ASIDE = re.compile(
    r"[.;:]|,\s(?!an?\b|its\b|the\b)|\b(?:than|with|against|like|from|behind|after|since|over|using|based|beats?|to|"
    r"and|or|by|of|for|in|as|about|says?|said)\s(?:the\s)?“?$",
    re.IGNORECASE,
)
# Nothing begins: “X remains the favourite”, “X is used by seven banks”, “X retires in June”.
_SETTLED = re.compile(
    r"”?(?:['’]s)?\s{1,3}(?:models?\s)?(?:stands? out|remains?|stays?|still|continues?|keeps?|had|retires?|leaves|"
    r"ends|stops|shuts|goes away|is being (?:retired|removed)|"
    r"will be (?:retired|removed|shut|switched off|deprecated)|will (?:leave|retire)|(?:is|are) (?:still |already |"
    r"widely |also )*(?:used|loved|known|considered|popular|better|worse|"
    r"lazier|slower|too|not|no longer|behind|ahead))\b"
)
_COUNT = re.compile(r"\d+(?:\.\d+)?[KMT]|\d{3,4}")
_COUNTED = frozenset(
    {"Step", "Level", "Tier", "Round", "Day", "Version", "Lesson", "Season"}
)  # Datasets and benchmarks are named after how much they hold.
_BILLIONS = re.compile(r"\dB", re.IGNORECASE)


def surroundings_of(name: Name, sentence: Sentence, names: Sequence[Name], lore: Lore) -> frozenset[str]:
    """Read what stands beside a name.

    Args:
        name: One of `names`.
        sentence: Where it stands.
        names: All names of the sentence.
        lore: Knows whose families they are.
    """
    text = sentence.text
    left, right = text[: name.start], text[name.end :]
    near = left[-_NEAR:]
    starts = _OPENING.fullmatch(left) is not None
    opens = starts and sentence.starts_line
    clause = text[name.start : name.start + _REACH]
    said = {
        "entry": not _enumerates(name, names, text)
        and ((opens and _HEADED.match(right) is not None) or (starts and _LISTED.match(right) is not None)),
        "opens_line": opens,
        "bold": sentence.raw[: name.start].rstrip("“\"' ").endswith("**") or sentence.raw[name.end :].startswith("**"),
        "novel": _NOVEL.search(near),
        "codenamed": _CALLED.search(near),
        "acts": (starts or _NEW_CLAUSE.search(near)) and _ACTS.match(right),
        "suffixed": name.version is None
        and _SUFFIX.search(name.model) is not None
        and is_suffix(last_word(name.model)),
        "sized": name.size is not None and _BILLIONS.search(name.size),
        "parameters": _PARAMETERS.search(clause),
        "licensed": _LICENSED.search(clause),
        "self_made": _SELF_MADE.match(right),
        "lettered": name.kind is Kind.BARE,
        "field": _FIELD.search(text, max(0, name.start - _BESIDE), name.end + _BESIDE),
        "served": _SERVED.match(right) or _SERVING.search(near) or (sentence.in_title and _PLACED.match(right)),
        "settled": _SETTLED.match(right),
        "counted_name": name.version is not None
        and not name.known
        and (_COUNT.fullmatch(name.version) is not None or name.model in _COUNTED),
        "timely": _TIMELY.search(text),
        "titled": sentence.in_title
        and (not left.strip(" “") or _TITLE_OPENING.search(near))
        and _TITLE_END.match(right),
        "maker_acts": _maker_acts(name, text, lore),
        "modifier": _MODIFYING.search(near)
        and (len(names) > 1)
        and names[0].start < name.start
        and _MODIFIED.match(right),
        "maker": name.version is None and _MADE_BY.search(left),
        "compared": _is_compared(name, text, names, lore),
    }
    return frozenset(feature for feature, is_so in said.items() if is_so)


def _enumerates(name: Name, names: Sequence[Name], text: str) -> bool:
    """Tell whether the comma behind a name, or behind its brackets, only joins it to the next one."""
    return any(_JOINING.fullmatch(text, name.end, one.start) for one in names)


def _maker_acts(name: Name, text: str, lore: Lore) -> bool:
    """Tell whether who owns a family, or anybody known, acts on a name by whatever verb: “Foo flips a switch on X”."""
    owners = {fold(one) for one in lore.owners(name.model)}
    for found in reversed(list(lore.organisations.finditer(text, max(0, name.start - _BESIDE), name.start))):
        between = text[found.end() : name.start]
        if owners and fold(found[0]) not in owners:
            continue
        return _ACTION.search(between) is not None and not _ASIDE.search(between)
    return False


def topic_of(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Tell what an English article begins with: `about_models`, `about_other`, or nothing that decides."""
    opening = [one.text for one in sentences if one.number <= _TOPIC]
    if any(map(has_han, opening)):
        return frozenset()
    words = english()
    models = sum(len(words.model_noun.findall(one)) for one in opening)
    others = sum(len(words.other_noun.findall(one)) for one in opening)
    return frozenset({"about_models"} if models > others else {"about_other"} if others > models else ())


def last_word(model: str) -> str:
    """Give the last word of a name; a size in letters counts as a suffix."""
    word = re.split("[ -]", model)[-1]
    return "Base" if len(word) == 1 else word


def _is_compared(name: Name, text: str, names: Sequence[Name], lore: Lore) -> bool:
    """Tell whether a name is enumerated with models of other makers, as in tables of results."""
    own = set(lore.owners(name.model))
    place = next((number for number, one in enumerate(names) if one.start == name.start), -1)
    if place < 0 or not own:
        return False
    for step in (-1, 1):
        other = place + step
        while 0 <= other < len(names):
            before, behind = sorted((names[other], names[other - step]), key=lambda one: one.start)
            if not patterns.GLUE.fullmatch(text, before.end, behind.start):
                break
            theirs = set(lore.owners(names[other].model))
            if theirs and not theirs & own:
                return True
            other += step
    return False
