"""Turns a message into what is to be said, in order, before any layout: headline, sections or sentences, sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from monitor.model import Tier
from monitor.notify.rendering.item import Item, Origin, item_of
from monitor.notify.rendering.naming import brief
from monitor.notify.rendering.words import Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from monitor.model import Alert, Message
    from monitor.notify.rendering.words import Words

MOST_WITH_PROOF = 3
"""Up to this many launches each come with the sentence that proves it (the contract's §5)."""

LEAST_OF_A_NAME = 4
"""Characters of a model's name that must stand there, too, where it is too long for all of it."""

MOST_LEADING = 2
MOST_ORIGINS = 3
GROUPS = tuple(Group)
TIERS = tuple(Tier)


@dataclass(frozen=True, slots=True)
class Story:
    """What is to be said.

    Args:
        headline: Who, what, status.
        items: In the order of telling; those of one group stand together.
        origins: The articles that it is from, the nearest to the truth first.
        told_by: Who tells it, and how near that is to the truth.
        code: The message's code.
        mark: The same as it is shown; says so where the message may have arrived before.
        words: Of its language.
    """

    headline: str
    items: tuple[Item, ...]
    origins: tuple[Origin, ...]
    told_by: str
    code: str
    mark: str
    words: Words

    @property
    def is_short(self) -> bool:
        """Tell whether every launch comes with its proof."""
        return len(self.items) <= MOST_WITH_PROOF

    @property
    def source(self) -> str:
        """Give the line that says where it is from: `某报 07-09 · 媒体1家，未见官方页 · 原文 example.org · #K7F2`."""
        return self.source_line(self.told_by, [origin.host for origin in self.origins if origin.host])

    def source_line(self, told_by: str, hosts: Iterable[str]) -> str:
        """Put the source line together of parts that may hold a provider's mark-up."""
        named = self.words.enumeration.join(dict.fromkeys(hosts))
        original = self.words.original.format(hosts=named) if named else ""
        return self.words.separator.join(part for part in (told_by, original, self.mark) if part)

    @property
    def links(self) -> tuple[str, ...]:
        """Give the addresses of the articles."""
        return tuple(origin.link for origin in self.origins if origin.link)

    def sections(self, most: int | None = None) -> list[tuple[str, list[Item]]]:
        """Give the labels, each with its items, of the first `most` items."""
        return [
            (self.words.labels[group], list(items))
            for group, items in groupby(self.items[:most], key=lambda item: item.group)
        ]

    def line(self, item: Item) -> str:
        """Write an item as it stands among others: `京东 言犀 07-13（千亿级）`."""
        return item.name(" ") + self.beside(item)

    def beside(self, item: Item) -> str:
        """Write what stands beside an item's name."""
        status = (self.words.labels[item.status],) if item.is_rumour else ()
        return self.words.beside(item.when, (*status, *item.details))


def story_of(message: Message, words: Words, zone: ZoneInfo, *, late: bool) -> Story:
    """Decide what a message with at least one alert says to a reader of this language and zone."""
    read = [item_of(alert, message.created_at, zone, words) for alert in _latest(message.alerts)]
    items = tuple(sorted(read, key=lambda item: (GROUPS.index(item.group), item.order)))
    headline = headline_of(items, words)
    distinct = {(item.origin.name, item.origin.link): item.origin for item in items}
    origins = sorted(distinct.values(), key=lambda origin: TIERS.index(origin.tier))
    if late or not message.id:  # A preview is no row of the outbox, and has no number.
        headline = (words.late if late else words.preview).format(said=headline)
    return Story(
        headline=headline,
        items=items,
        origins=tuple(origins[:MOST_ORIGINS]),
        told_by=_told_by(origins, words),
        code=message.code,
        mark=mark_of(message, words),
        words=words,
    )


def mark_of(message: Message, words: Words) -> str:
    """Give the code of a message, marked where it was sent before and nobody knows whether it arrived."""
    code = f"#{message.code}"
    return words.again.format(said=code) if message.unanswered else code


def _latest(alerts: Iterable[Alert]) -> list[Alert]:
    """Keep one alert a launch, the one that brought it furthest: a message may take up more while it waits."""
    latest: dict[object, Alert] = {}
    for alert in alerts:
        known = latest.get(alert.launch.key)
        if known is None or alert.announcement.status.rank >= known.announcement.status.rank:
            latest[alert.launch.key] = alert
    return list(latest.values())


def headline_of(items: Sequence[Item], words: Words) -> str:
    """Say who does what, or of many, who leads and how many there are of each kind."""
    return _short_headline(items, words) if len(items) <= MOST_WITH_PROOF else _long_headline(items, words)


def _short_headline(items: Sequence[Item], words: Words) -> str:
    """Say who does what, launches of one organisation and status together; a single one with its details, too."""
    if len(items) == 1:
        return _single_headline(items[0], words)
    clauses = []
    for (who, saying, is_rumour), group in groupby(items, key=lambda one: (one.who, one.saying, one.is_rumour)):
        same = list(group)
        what = words.enumeration.join(item.full for item in same)
        acts = who and not all(item.stammers for item in same)  # “MiniMax发布MiniMax M2.7” says one thing twice.
        said = words.said[saying].format(who=who, what=what) if acts else words.said_of_nobody[saying].format(what=what)
        clauses.append(words.rumour.format(said=said) if is_rumour else said)
    return words.clause.join(clauses)


def _single_headline(item: Item, words: Words) -> str:
    """Say who does what so short that a phone's lock screen shows it all, where the names allow that."""
    shorter = words.others.format(who=item.owner)
    whole = [(item.who, item.full)] if words.language == "zh" else []  # 大模型 says nothing to others.
    forms = [*whole, (item.who, item.what), *([(shorter, item.what)] if item.who != item.owner else [])]
    if item.names_owner:
        forms.append(("", item.what))
    forms.append((brief(item.owner), item.what))
    ways = [_said(item, who, what, words) for who, what in forms]
    said = next((way for way in ways if len(way) <= words.seen_at_once), None)
    said = said or next((way for way, (who, _) in zip(ways, forms, strict=True) if _shows(way, item, who, words)), None)
    return (said or _status_first(item, words)) + words.beside(item.when, item.details)


def _shows(said: str, item: Item, who: str, words: Words) -> bool:
    """Tell whether the status, and some of the model's name behind it, is seen at once."""
    begins = _said(item, who, "", words).rstrip()
    return said.startswith(begins) and len(begins) <= words.seen_at_once - LEAST_OF_A_NAME


def _status_first(item: Item, words: Words) -> str:
    """Give the status, and then who and what, however long they are."""
    who = "" if item.stammers else brief(item.owner)
    return f"{words.labels[item.group]}{words.colon}{f'{who} {item.what}'.strip()}"


def _said(item: Item, who: str, what: str, words: Words) -> str:
    acts = who and not item.stammers
    sayings = words.said if acts else words.said_of_nobody
    said = sayings[item.saying].format(who=who, what=what)
    return words.rumour.format(said=said) if item.is_rumour else said


def _long_headline(items: Sequence[Item], words: Words) -> str:
    """Name two launches, and say how many there are of each kind."""
    leads: list[str] = []
    said: set[str] = set()
    for item in _leading(items):
        leads.append(item.what if item.who in said else item.name(words.glue))
        said.add(item.who)
    return words.headline.format(
        leads=words.enumeration.join(leads),
        count=len(items),
        others=len(items) - len(leads),
        counts=words.separator.join(_counts(items, words)),
    )


def _leading(items: Sequence[Item]) -> list[Item]:
    """Choose who stands in the headline: each organisation once, with its first launch; those with a version first."""
    by_owner: dict[str, Item] = {}
    for item in items:
        by_owner.setdefault(item.owner, item)
    firsts = list(by_owner.values())
    rest = [item for item in items if item not in firsts]
    chosen = sorted(firsts, key=lambda item: not item.versioned) + rest
    return sorted(chosen[:MOST_LEADING], key=items.index)


def _counts(items: Sequence[Item], words: Words) -> list[str]:
    """Say how many there are of each group; what is released and what is upgraded is counted together."""
    counts = Counter(item.group for item in items)
    out_now = [group for group in (Group.RELEASED, Group.UPGRADED) if counts[group]]
    counted = [out_now, *([group] for group in Group if counts[group] and group not in out_now)]
    return [
        words.count.format(
            count=sum(counts[group] for group in groups),
            what=words.either.join(words.counted[group] for group in groups),
        )
        for groups in counted
        if groups
    ]


def _told_by(origins: Sequence[Origin], words: Words) -> str:
    """Name the sources, and how many there are of which tier."""
    names = dict.fromkeys(f"{origin.name} {origin.day}".strip() for origin in origins[:MOST_ORIGINS])
    tiers = Counter(tier for _, tier in {(origin.name, origin.tier) for origin in origins})
    vouching = [words.outlets[tier].format(count=tiers[tier]) for tier in Tier if tiers[tier]]
    if not tiers[Tier.OFFICIAL]:
        vouching.append(words.unofficial)
    parts = (words.enumeration.join(name for name in names if name), words.comma.join(vouching))
    return words.separator.join(part for part in parts if part)
