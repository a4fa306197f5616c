"""A name in its sentence → its part in what is told: announced, argument of somebody else's story, or neither.

Frames, measured on the development set (research page, "how it is phrased"): verb and object, subject and verb,
relative clause, list under a heading, definition (“X 是一款…模型”), colon list, apposition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.detect import patterns
from monitor.detect.heads import heads_around, heads_between
from monitor.detect.words import chinese, english
from monitor.text import has_han

if TYPE_CHECKING:
    from monitor.detect.grammar import Name
    from monitor.detect.sentences import Sentence
    from monitor.detect.words import Words

# The lengths below were chosen on the development set; all are characters unless said otherwise.
_FAR = {True: 24, False: 60}  # By whether it is Chinese: an object further from its verb is less certain.
_COMMAS = 3  # English clauses that an enumeration may run through.
_SHORT_REACH = 12  # 与, 面向 and their like rule a short phrase.
_PREPOSITION_REACH = 6  # Words that an English preposition rules.
_REACH = 120  # Behind a name, in which a later clause may hold its verb.
_AWAY = 8  # A blocker this far to the left does not rule a subject.


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds one name.

    Args:
        features: Names of what was seen; the scorer weighs them.
        verb: The verb that governs the name; empty where none does.
        verb_at: Where that verb begins in the sentence; -1 where none does.
        clause: The part of the sentence that speaks of this name: start and end.
    """

    features: frozenset[str]
    verb: str
    verb_at: int
    clause: tuple[int, int]


def frame_of(name: Name, sentence: Sentence, names: tuple[Name, ...]) -> Frame:
    """Tell a name's part in its sentence.

    Args:
        name: One of `names`.
        sentence: Where it stands.
        names: All names of the sentence.
    """
    text = sentence.text
    return _Reading(text, name, names, is_chinese=has_han(text)).frame()


class _Reading:
    """One name's surroundings while they are read; collects features."""

    def __init__(self, text: str, name: Name, names: tuple[Name, ...], *, is_chinese: bool) -> None:
        self.text, self.name, self.names, self.is_chinese = text, name, names, is_chinese
        self.words: Words = chinese() if is_chinese else english()
        self.features: set[str] = set()
        self.first, self.last = joined(name, names, text)
        self.name_behind = next((one for one in names if one.start >= name.end), None)
        self.start = _clause_start(text, self.first, is_chinese=is_chinese)
        heading = patterns.LIST_HEADING.search(text, 0, name.start)
        self.in_list = heading is not None
        if heading:
            # Each item of a list stands for itself: it begins where the name before it ends.
            item = max([heading.end(), *(one.end for one in names if one.end <= name.start)])
            glue = patterns.ITEM_GLUE.match(text, item, name.start)
            self.start = glue.end() if glue else item
            self.first = self.last = name

    @property
    def left(self) -> str:
        return self.text[self.start : self.first.start]

    @property
    def right(self) -> str:
        return self.text[self.last.end :]

    def frame(self) -> Frame:
        verb, verb_at = self._governing()
        if not verb or "relative" in self.features:
            verb, verb_at = self._as_subject() or (verb, verb_at)
        # A noun behind the next name is that one's: “X 场景定制的 Y 小模型”.
        next_start = next((one.start for one in self.names if one.start >= self.last.end), len(self.text))
        behind = self.text[self.last.end : next_start]
        written = self.text[self.name.start : self.name.end]
        self.features |= heads_around(written, self.text[: self.first.start], behind, self.words)
        self._read_own()
        self._read_neighbours()
        self._read_definition()
        end = self._clause_end()
        return Frame(frozenset(self.features), verb, verb_at, (self.start, max(end, self.name.end)))

    def _governing(self) -> tuple[str, int]:
        """Find the nearest word to the left that rules the name: a verb, or a blocker whose scope is still open."""
        plain = self.left
        if self.is_chinese:
            if heading := self._heading():
                self.features.add("object")
                return heading["verb"], heading.start("verb")
            plain = patterns.ADJECTIVES.sub(lambda match: "最" * len(match[0]), plain)
            plain = self.words.transparent.sub(lambda match: "、" * len(match[0]), plain)
        closed = False
        for role in reversed(list(self.words.roles.finditer(plain))):
            between = plain[role.end() :]
            if role["verb"]:
                if patterns.is_no_verb(role[0], plain[: role.start()], between):
                    continue
                if not self._read_relation(between):
                    return "", -1
                return self._ruling(role, plain)
            if patterns.NO_BLOCKER.match(plain, role.start()) or self._joins(role, plain):
                continue
            if self._is_held(role, plain, between):
                return "", -1
            closed |= self.is_chinese and not self.words.weak.fullmatch(role[0])
        # “超越谷歌的 X”: where no verb stands further left, X is still what it is held against.
        self.features |= {"outdone"} if closed else set()
        return "", -1

    def _ruling(self, role: re.Match[str], plain: str) -> tuple[str, int]:
        """Give the verb that rules a name: its own, or the one outside of a relative clause; none where that blocks."""
        if "relative" in self.features and (outer := self._outer(plain[: role.start()])):
            if outer["blocker"]:
                self.features -= {"object", "object_far", "relative"}
                self.features.add("blocked")
                return "", -1
            self.features.discard("relative")
            return outer["verb"], self.start + outer.start()
        return role["verb"], self.start + role.start()

    def _heading(self) -> re.Match[str] | None:
        """Find the verb of a headline that announces what its colon names: “某公司再出小模型：X 手机可跑”."""
        heading = patterns.COLON_HEADING.search(self.text, 0, self.first.start)
        what = heading["what"] if heading else ""
        return None if self.words.other_sense.search(what) else heading

    def _is_held(self, role: re.Match[str], plain: str, between: str) -> bool:
        """Read a blocker, and tell whether it rules the name."""
        if self.is_chinese and role[0] in patterns.USES and patterns.USABLE.search(plain, 0, role.start()):
            self.features.add("usable")
            return True
        if self._passes(role, plain, between):
            return False
        self.features.add("blocked")
        if not self.is_chinese and not self.words.weak.fullmatch(role[0]):
            self.features.add("argument")  # “than X”, “based on X”: no preposition that may mean anything.
        return True

    def _joins(self, role: re.Match[str], plain: str) -> bool:
        """Tell whether 与 only joins what describes a model, or things: “图像生成与编辑模型 X”, “某机器人与 X”."""
        if role[0] != "与":
            return False
        ends = {
            found.end(): kind
            for kind, pattern in (("word", self.words.descriptors), ("thing", self.words.other_noun))
            for found in pattern.finditer(plain, 0, role.start())
        }
        kind = ends.get(role.start())
        return kind == "thing" or (kind == "word" and self.words.descriptors.match(plain, role.end()) is not None)

    def _outer(self, before: str) -> re.Match[str] | None:
        """Find what rules a name that a relative clause describes: “较不久前发布的 X”, “发布了由该院研发的 X”."""
        found = [
            role
            for role in self.words.roles.finditer(before)
            if role["verb"] in patterns.LAUNCHING
            or (
                role["blocker"]
                and not patterns.NO_BLOCKER.match(before, role.start())
                and not patterns.is_instrument(role[0], before[role.end() :])
            )
        ]
        if not found or "," in before[found[-1].end() :]:
            return None
        behind = before[found[-1].end() :]
        return None if patterns.is_no_verb(found[-1][0], before[: found[-1].start()], behind) else found[-1]

    def _passes(self, role: re.Match[str], plain: str, between: str) -> bool:
        """Tell whether a blocker's scope ends before the name."""
        if self.is_chinese:
            return self._passes_in_chinese(role[0], between)
        if patterns.SCOPE_END.search(between):
            return True
        before = plain[: role.start()]
        carrier = next(self.words.carriers.finditer(plain, max(0, role.start() - 16), role.end()), None)
        if carrier and carrier.end() == role.end():
            # “released A, a version of B”: B is what A was made from.
            return not (patterns.DERIVED.search(plain, 0, carrier.start()) or patterns.OWNED.search(between))
        if patterns.TOGETHER.search(before):
            return True  # “together with”, “along with”.
        if patterns.APPOSED_BEHIND.search(between) and self.words.model_noun.search(before):
            return True  # “made two models available to developers, A and B”
        if self.words.transparent.fullmatch(role[0]) and patterns.NEWS_NOUN.search(before):
            return True
        return bool(self.words.weak.fullmatch(role[0])) and len(between.split()) > _PREPOSITION_REACH

    def _passes_in_chinese(self, said: str, between: str) -> bool:
        closed = re.search("的(?!是)", between)
        if not self.words.weak.fullmatch(said):
            return closed is not None and closed.start() > 1
        return closed is not None or len(between.strip(" “")) > _SHORT_REACH

    def _read_relation(self, between: str) -> bool:
        """Read how a verb rules a name; False where an English relative clause between them has a verb of its own."""
        if not self.is_chinese and patterns.EN_RELATIVE.search(between):
            self.features.add("blocked")
            return False
        self.features.add("object")
        if len(between) > _FAR[self.is_chinese] and not self.in_list:
            self.features.add("object_far")
        if self.is_chinese and between.startswith(("的", "了的")):
            self.features.add("relative")
        self.features |= heads_between(between, self.words)
        return True

    def _as_subject(self) -> tuple[str, int] | None:
        """Find the verb that the name is the subject of; it outweighs a blocker far to the left."""
        if self.is_chinese and patterns.OPENING.fullmatch(self.left) and (placed := patterns.PLACED.match(self.right)):
            self.features.add("subject")
            return placed["verb"], self.last.end + placed.start("verb")
        for pattern, feature in patterns.subjects(is_chinese=self.is_chinese):
            found = pattern.search(self.right[:_REACH]) if feature == "subject_far" else pattern.match(self.right)
            if found and (feature != "subject" or self._is_free()):
                self.features -= {"blocked", "argument", "object", "relative", "outdone"}
                self.features.add(feature)
                return found["verb"], self.last.end + found.start("verb")
        return None

    def _is_free(self) -> bool:
        """Tell whether no blocker stands so near that a name is its argument, not the subject of what follows."""
        if "blocked" not in self.features:
            return True
        blockers = [role for role in self.words.roles.finditer(self.left) if role["blocker"]]
        argument = self.left[blockers[-1].end() :] if blockers else ""
        return len(argument) > _AWAY if self.is_chinese else "," in argument or len(argument) > _FAR[False]

    def _read_own(self) -> None:
        """Let each name of an enumeration keep its own noun: “仿真平台 A、B 深度模型”."""
        if self.first is self.last:
            return
        own = self.text[self.name.start : self.name_behind.start] if self.name_behind else self.text[self.name.start :]
        is_model = self.words.model_noun.search(own.split(",")[0]) is not None
        if self.name is not self.first and is_model and "other_behind" not in self.features:
            self.features -= {one for one in self.features if one.startswith(("other:", "other_b"))}
            self.features.add("noun")
        elif self.name is self.first and "other_before" in self.features and not is_model:
            self.features.discard("noun")

    def _read_neighbours(self) -> None:
        """Read what else stands right beside the name."""
        right = self.right
        said = {
            "series": patterns.SERIES.match(right),
            "product": self.name.product,
            "attribute": patterns.ATTRIBUTE.match(right),
            "served": patterns.SERVED.match(right)
            or (patterns.FOR.search(self.left) and patterns.PROVIDES.match(right))
            or (patterns.BY.search(self.left) and patterns.DRIVES.match(right)),
            "codenamed": patterns.CODENAMED.search(self.left),
            "called": patterns.CALLED.search(self.left) and self._speaks_of_model(),
            "presented": patterns.PRESENTED.search(self.text, 0, self.first.start),
            "half_clause": "object" in self.features
            and (
                patterns.AFTER.match(right) or (patterns.AHEAD.search(self.left) and patterns.BEFOREHAND.match(right))
            ),
            "since": patterns.SINCE.search(self.left),
            "possessor": (not self.name.version and patterns.POSSESSES.match(right)) or patterns.HOUSES.match(right),
            "list": self.in_list,
        }
        self.features |= {feature for feature, is_so in said.items() if is_so}
        if "attribute" in self.features:
            self.features -= {"object"}  # The attribute is what the verb rules.

    def _speaks_of_model(self) -> bool:
        """Tell whether the last noun before the name is a model's: not “芯片产品名为 X”."""
        models, others = (list(noun.finditer(self.left)) for noun in (self.words.model_noun, self.words.other_noun))
        return (
            bool(models)
            and self.words.is_trained(self.left, models[-1])
            and not (others and others[-1].start() > models[-1].start())
        )

    def _read_definition(self) -> None:
        """Read “X 是一款…模型”, “X：…模型”, “X, a model developed by Y”, and “X 发布了…”, where X is who acts."""
        right = self.right
        defined, otherwise = patterns.DEFINITIONS[self.is_chinese]
        if said := defined.match(right):
            # “Foo, our next-generation data model”.
            other_sense = not self.is_chinese and self.words.not_trained.search(said[0])
            self.features.add("defined_other" if other_sense else "defined")
        elif otherwise.match(right):
            self.features.add("defined_other")
        if patterns.MADE_BY.match(right):
            self.features.add("made_by")
        if self.is_chinese and patterns.COLON.match(right):
            self.features.add("colon")
        agent = patterns.AGENT if self.is_chinese else patterns.EN_AGENT
        if "subject" not in self.features and agent.match(right):
            self.features.add("agent")

    def _clause_end(self) -> int:
        if self.in_list:
            item = patterns.ITEM_END.match(self.text, self.name.end)
            return item.end() if item else self.name.end
        found = patterns.RIGHT_BREAK.search(self.text, self.name.end)
        return found.start() if found else len(self.text)


def joined(name: Name, names: tuple[Name, ...], text: str) -> tuple[Name, Name]:
    """Give the first and last of the names that 、, 和 or and joins to this one: what rules one rules all."""
    place = names.index(name)
    first = last = place
    while first and _joins(names[first - 1], names[first], text):
        first -= 1
    while last + 1 < len(names) and _joins(names[last], names[last + 1], text):
        last += 1
    return names[first], names[last]


def _joins(one: Name, other: Name, text: str) -> bool:
    """Tell whether the next name shares what rules one; not behind a comma, where it has a verb: “发布 A，B 上线”."""
    if not patterns.GLUE.fullmatch(text, one.end, other.start):
        return False
    if not has_han(text) or "," not in text[one.end : other.start]:
        return True
    is_ruled = any(role["verb"] for role in chinese().roles.finditer(text, 0, one.start))
    acts = any(shape.match(text, other.end) for shape, kind in patterns.subjects(is_chinese=True) if kind == "subject")
    return not (is_ruled and acts)


def _clause_start(text: str, name: Name, *, is_chinese: bool) -> int:
    """Give where the clause begins that governs a name: clauses that only continue belong to the one before."""
    stops = [match.end() for match in patterns.LEFT_BREAK.finditer(text, 0, name.start)]
    continues = patterns.CONTINUES[is_chinese]
    while stops:
        enumerates = not is_chinese and len(stops) <= _COMMAS and text[stops[-1] - 1] == ","
        after_colon = not is_chinese or text[stops[-1] - 1] == ":"
        is_empty = after_colon and not text[stops[-1] : name.start].strip(" “”'\"、和与及")
        if not (continues.match(text, stops[-1]) or is_empty or enumerates):
            break
        stops.pop()
    return stops[-1] if stops else 0
