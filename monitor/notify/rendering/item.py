"""Turns one alert into what a message says of it: who, what, under which label, with which details and proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import Precision, Status, VerdictKind, Wait
from monitor.notify.rendering.days import Day, day_of
from monitor.notify.rendering.disarm import clip, clip_sentence, disarm, host_of, safe_link
from monitor.notify.rendering.naming import (
    LONGEST_NAME,
    bears_owner,
    short_model,
    short_organisation,
    short_organisations,
    whole_name,
)
from monitor.notify.rendering.words import Group
from monitor.text import compact

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from monitor.model import Alert, ArticleReference, Tier
    from monitor.notify.rendering.words import Words

LONGEST_EVIDENCE = 300
"""Characters; the longest proof among the labelled announcements has 118."""

LONGEST_DETAIL = 24
LONGEST_TITLE = 100
ONE_WAVE = timedelta(days=3)
"""What happened this near to its article is told in the article's order; a fair lasts about as long."""

DATES = (Group.MOVED, Group.OVERDUE)
_FOREVER = timedelta.max


@dataclass(frozen=True, slots=True)
class Origin:
    """The article that an item is from.

    Args:
        name: How people know its source.
        tier: How near that is to the truth.
        day: Its publication, as shown; may be empty.
        title: The headline.
        link: Empty where there is none that can be opened safely.
    """

    name: str
    tier: Tier
    day: str
    title: str
    link: str

    @property
    def host(self) -> str:
        """Give the host that the link leads to."""
        return host_of(self.link)


@dataclass(frozen=True, slots=True)
class Item:
    """What a message says of one launch.

    Args:
        who: The organisations in short form; may be empty.
        owner: The first of them.
        what: The model in short form.
        full: The model in full.
        stammers: The name begins with the organisation's.
        names_owner: The name begins with the first word of it, as Mistral Small does with Mistral AI's.
        group: What it is told under.
        status: Where it stands, rumoured or not.
        versioned: Its version is known.
        when: A date still to come, shown beside the name.
        details: Shown in brackets.
        away: How far its date is from the article's.
        evidence: The sentence that proves it.
    """

    who: str
    owner: str
    what: str
    full: str
    stammers: bool
    names_owner: bool
    group: Group
    status: Status
    versioned: bool
    when: str
    details: tuple[str, ...]
    away: timedelta
    evidence: str
    origin: Origin

    @property
    def is_rumour(self) -> bool:
        """Tell whether nobody vouches for it."""
        return self.group is Group.RUMOUR

    @property
    def saying(self) -> str:
        """Give what is said of it, as the words name it: its date's fate, or its status, rumoured or not."""
        return self.group if self.group in DATES else self.status

    @property
    def order(self) -> tuple[timedelta, bool]:
        """Give the place in its group: nearest date first; of one wave those with a version, then as they were read."""
        if self.group is Group.UPCOMING:
            return self.away, False
        return (self.away if ONE_WAVE < self.away < _FOREVER else timedelta(0)), not self.versioned

    def name(self, glue: str) -> str:
        """Give who and what as one name; two Latin words never touch."""
        if not self.who or self.stammers:
            return self.what
        touching = self.who[-1].isascii() and self.what[:1].isascii()
        return f"{self.who}{' ' if touching else glue}{self.what}"


def item_of(alert: Alert, created_at: datetime, zone: ZoneInfo, words: Words) -> Item:
    """Say one alert to a reader; the message's `created_at` stands for the article's day where that is unknown."""
    launch, announcement = alert.launch, alert.announcement
    published = alert.article.published
    today = day_of(published, zone) if published else created_at.astimezone(zone).date()
    day = Day.parse(announcement.date or (launch.date if launch.status is announcement.status else None))
    group = _group(alert)
    is_ahead = announcement.status is Status.UPCOMING and group not in DATES
    owners = launch.organisations or announcement.organisations
    version = launch.version or announcement.version
    told_in = (announcement.evidence, alert.article.title)
    what = short_model(launch.model, version, owners, named=launch.named, told_in=told_in)
    shown = day.shown(today, words.months) if day and (is_ahead or not day.covers(today)) else ""
    return Item(
        who=short_organisations(owners, words.organisation),
        owner=short_organisation(owners[0]) if owners else "",
        what=what,
        full=whole_name(launch.model, version, told_in),
        stammers=bears_owner(what, owners),
        names_owner=bears_owner(what, [owner.partition(" ")[0] for owner in owners[:1]]),
        group=group,
        status=announcement.status,
        versioned=bool(version),
        when=shown if is_ahead else "",
        details=_details(alert, what, _day_beside(alert, shown, today, words, is_ahead=is_ahead), words),
        away=day.distance(today) if day else _FOREVER,
        evidence=clip_sentence(disarm(announcement.evidence), LONGEST_EVIDENCE),
        origin=_origin(alert.article, created_at, zone, words),
    )


def _group(alert: Alert) -> Group:
    if alert.announcement.rumour:
        return Group.RUMOUR
    return {Wait.MOVED: Group.MOVED, Wait.OVERDUE: Group.OVERDUE}.get(
        alert.wait or Wait.UNPROMPT, Group(alert.announcement.status)
    )


def _day_beside(alert: Alert, shown: str, today: date, words: Words, *, is_ahead: bool) -> str:
    """Write the day that stands in brackets; a day to come stands beside the name instead."""
    lapsed = Day.parse(alert.lapsed)
    if lapsed is None:
        return "" if is_ahead else shown
    before = lapsed.shown(today, words.months)
    return (
        words.progress.format(before=before, now=shown)
        if alert.wait is Wait.MOVED
        else words.expected.format(day=before)
    )


def _details(alert: Alert, what: str, day: str, words: Words) -> tuple[str, ...]:
    announcement = alert.announcement
    field = disarm(announcement.domain) or words.modalities.get(announcement.modality, "")
    size = disarm(announcement.parameters)
    if size in words.sizes:
        size += words.size_suffix
    facts = [fact for fact in (field, size) if compact(fact) not in compact(what)]
    vague = ""
    if announcement.status is Status.UPCOMING and not announcement.date and not alert.lapsed:
        vague = next((time for time in words.vague_times if time in announcement.evidence), "")
    progress = ""
    if alert.kind is VerdictKind.ADVANCED:
        before = words.labels[alert.previous or Group.RUMOUR]
        progress = words.progress.format(before=before, now=words.labels[alert.launch.status])
    return tuple(clip(detail, LONGEST_DETAIL) for detail in (progress, *facts, vague, day) if detail)


def _origin(article: ArticleReference, created_at: datetime, zone: ZoneInfo, words: Words) -> Origin:
    link = safe_link(article.url)
    day = ""
    if article.published:
        published = Day(day_of(article.published, zone), whole_month=article.published.precision is Precision.MONTH)
        day = published.shown(created_at.astimezone(zone).date(), words.months)
    return Origin(
        name=clip(disarm(article.source_name), LONGEST_NAME) or host_of(link),
        tier=article.tier,
        day=day,
        title=clip(disarm(article.title), LONGEST_TITLE),
        link=link,
    )
