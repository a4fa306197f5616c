"""Turns a list page into the items of its main list, without being told where that stands.

Links are grouped twice: by the element that holds them with the tags between (a list, a table, a grid of cards), and by
the tags from the page's root with the shape of their addresses (a list that is cut into several). Each group is weighed
by how many links it has, how long their titles are, and whether they look like articles: dates beside them, numbers or
many words in their addresses. Navigation, tags, rankings and links of friends lose on all of these.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from math import sqrt
from typing import TYPE_CHECKING

from monitor.dates import parse_moment
from monitor.discover.card import dates_in, headings_of, title_of
from monitor.discover.link import ListLink, Place, links_of, title_weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from monitor.html import Node

    Group = Sequence[ListLink]

FEWEST = 3  # Two links of a kind are on every page.
HIGHEST_HOLDER = 8  # Levels from a link to the element that holds the list; cards of real sites are up to six deep.
MOST_WEIGHED = 20  # Groups whose items are looked at, the most promising by their links alone.
SAMPLE = 20  # Items of a group that are looked at.
MOST_DATES = 5  # Pieces of an item that are tried as a date.
# Weights of the signs, set on the pages of tests/corpus/pages and ordered by how seldom navigation has them.
AROUND_SHARE = 0.2
OTHER_HOST = 0.6
HEADED = 0.3  # Links of navigation are no headings.
LEAST_DATED = 0.3  # A list of dated short names (`Qwen3-Max`) is a list of articles, too; one of dated authors is less.
LEAST_WEIGHT = 0.1  # Of a text; pictures and `阅读全文` may lead to articles whose titles stand beside them.
# Of the best group. On every second page of research/extraction.md: 39 of some 200 were below, some 34 of these were
# navigation; of the 21 next above it, 15 were lists of articles.
LEAST_QUALITY = 0.1
SAME_SHAPE = 0.5  # The share of a list whose addresses say what an article's address looks like.


@dataclass(frozen=True, slots=True)
class _Look:
    """What an item shows: its title with its weight, a date that can be read, a heading."""

    title: str
    weight: float
    is_dated: bool
    is_headed: bool


def find_repeated(root: Node, url: str, base: str, *, zone: ZoneInfo, now: datetime) -> list[tuple[Node, Node]]:
    """Find the main list of a page; give each item with its link, in reading order, and nothing where there is none.

    Args:
        root: The page.
        url: Its address; links to it are no articles.
        base: What relative links start from.
        zone: Where its dates were stated.
        now: When it was fetched.
    """
    links = list(links_of(root, url, base))
    groups = sorted(_groups(links), key=_promise, reverse=True)[:MOST_WEIGHED]
    seen: dict[tuple[int, int], _Look] = {}

    def look(item: Node, link: Node) -> _Look:  # Most items are in several groups.
        key = (item.identity, link.identity)
        if key not in seen:
            seen[key] = _look_at(item, link, zone, now)
        return seen[key]

    weighed = [(_quality(group, look), group) for group in groups]
    quality, best = max(weighed, key=lambda pair: pair[0] * sqrt(_size(pair[1])), default=(0.0, ()))
    if quality < LEAST_QUALITY:
        return []
    return _items([*_lead_stories(links, best), *best])


def _groups(links: Group) -> list[Group]:
    """Group links by what holds them, and by their places with the shapes of their addresses."""
    groups: defaultdict[tuple[object, ...], list[ListLink]] = defaultdict(list)
    for link in links:
        groups[link.place.path, link.shape].append(link)
        below, holder = link.place.step, link.place.parent
        for _ in range(HIGHEST_HOLDER):
            if holder is None:
                break
            groups[holder, below].append(link)
            below, holder = f"{holder.step}/{below}", holder.parent
    different = {tuple(map(id, group)): group for group in groups.values()}
    return [group for group in different.values() if _size(group) >= FEWEST]


def _size(group: Group) -> int:
    """Count the articles that a group leads to."""
    return len({link.key for link in group})


def _promise(group: Group) -> float:
    """Weigh a group by what its links alone tell."""
    return sqrt(_size(group)) * _mean(max(link.weight, LEAST_WEIGHT) * _likeness(link) for link in group)


def _likeness(link: ListLink) -> float:
    """Tell by place and address how much a link looks like one of an article."""
    likeness = link.likeness * (AROUND_SHARE if link.place.is_around else 1.0)
    return likeness * (1.0 if link.is_near else OTHER_HOST)


def _look_at(item: Node, link: Node, zone: ZoneInfo, now: datetime) -> _Look:
    title = title_of(item, link)
    is_dated = any(parse_moment(date, zone, now) for date in islice(dates_in(item, title), MOST_DATES))
    return _Look(title, title_weight(title), is_dated=is_dated, is_headed=bool(headings_of(link)))


def _quality(group: Group, look: Callable[[Node, Node], _Look]) -> float:
    """Weigh a group by its items: titles, all different, as they would be listed, and dates."""
    items = [look(*item) for item in _items(group)[:SAMPLE]]
    different = len({item.title for item in items}) / len(items)
    weight = _mean(item.weight for item in items)
    dated = _mean(item.is_dated for item in items) * (LEAST_DATED + (1 - LEAST_DATED) * weight)
    headed = HEADED * _mean(item.is_headed for item in items)
    return (weight + dated + headed) * different * _mean(map(_likeness, group))


def _items(group: Group) -> list[tuple[Node, Node]]:
    """Give each article's item, the largest element with links to no other article of the group, and its best link."""
    within: defaultdict[Place, set[str]] = defaultdict(set)
    best: dict[str, ListLink] = {}
    for link in group:
        if link.key not in best or link.weight > best[link.key].weight:
            best[link.key] = link
        place: Place | None = link.place
        while place is not None:
            within[place].add(link.key)
            place = place.parent
    items = []
    for link in best.values():
        item = link.place
        while item.parent is not None and len(within[item.parent]) == 1:
            item = item.parent
        items.append((item.node, link.node))
    return items


def _lead_stories(links: Group, best: Group) -> list[ListLink]:
    """Give the links above a list that lead to articles of the same kind: top stories have places of their own."""
    shape, count = Counter(link.shape for link in best).most_common(1)[0]
    first = next(number for number, link in enumerate(links) if link is best[0])
    if count < SAME_SHAPE * len(best):
        return []
    return [link for link in links[:first] if link.shape == shape and not link.place.is_around]


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
