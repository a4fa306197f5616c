"""Turns the links of a page into what tells links of one list from others: place, shape of address, weight of title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.discover.listing import absolute
from monitor.fingerprint import canonical
from monitor.text import han_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.html import Node

MOST_LINKS = 3_000
MOST_COLUMNS = 20
# A Han character says as much as three letters. Labels of navigation have up to three such units, headlines twelve and
# more; what lies between counts in part.
LETTERS_A_HAN = 3
LABEL, HEADLINE = 3, 12

_AROUND_TAGS = frozenset({"nav", "footer", "aside"})
_ALL = frozenset({"html", "body", "main"})  # Their classes tell of the whole page.
# Whole words of class and id, as content systems write them; the last six are 推荐 排行 相关 友情链接 评论 热门.
_AROUND = re.compile(
    r"(?:^|[\s-])(?:nav|nav-?bar|navigation|menu|foot|footer|side|side-?bar|aside|bread-?crumbs?|crumbs?|tags?|tag-?cloud|"
    r"pagination|pager|page-?nav|related|recommend(?:ed|s)?|hot|rank|ranking|popular|trending|friends?|friend-?links?|"
    r"social|share|comments?|copyright|login|partners?|tuijian|paihang|xiangguan|youlian|pinglun|remen)(?=$|[\s-])"
)
# What a class says of a block's neighbours, as `has-sidebar`.
_MODIFIER = re.compile(r"(?:^|\s)(?:has|with|no|without|is)-\S+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LETTER = re.compile(r"[^\W_]")
_NUMBER = re.compile(r"\d{4}")
_DATE = re.compile(r"20\d\d[-/_]?(?:0[1-9]|1[0-2])")
DATED_ADDRESS, TELLING_ADDRESS, PLAIN_ADDRESS = 1.0, 0.85, 0.6
_FEWEST_HYPHENS = 2  # `introducing-a-model` is an article, `about-us` is not.


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """An element that links stand in.

    Args:
        step: Its tag; cells of a table are told apart by their column.
        path: The steps from the root to it.
        is_around: By its name, or one that it stands in, it is no main list.
    """

    node: Node
    parent: Place | None
    step: str
    path: str
    is_around: bool


@dataclass(frozen=True, slots=True, eq=False)
class ListLink:
    """A link that may lead to an article.

    Args:
        key: Of the article that it leads to.
        shape: Of its address; articles of one site share it.
        weight: Of its own text as a title, from 0 to 1.
        likeness: How much the address looks like one of an article, from 0 to 1: it holds a date, a number, many words.
        is_near: It leads to the page's own host.
    """

    node: Node
    place: Place
    key: str
    shape: str
    weight: float
    likeness: float
    is_near: bool


def links_of(root: Node, url: str, base: str) -> Iterator[ListLink]:
    """Give the links of the page at `url` that lead to other pages, relative ones from `base`."""
    places: dict[int, Place] = {}
    own_key, own_host = canonical(url), urlsplit(url).hostname
    for node in root.select("a[href]")[:MOST_LINKS]:
        href = node.attribute("href")
        address = "" if href.startswith("#") else absolute(href, base)
        parts = urlsplit(address)
        key = canonical(address)
        if not (parts.path.strip("/") or parts.query) or key == own_key:
            continue
        yield ListLink(
            node=node,
            place=_place(node, places),
            key=key,
            shape=shape_of(address),
            weight=title_weight(node.text),
            likeness=_likeness(parts.path, parts.query),
            is_near=parts.hostname == own_host,
        )


def shape_of(address: str) -> str:
    """Give what addresses of one kind share: the host, first folders, where numbers stand, the ending, the parameters.

    `/2026/03/a-model.html` and `/2025/11/other.html` are of one shape, `/about/us.html` is of another.
    """
    parts = urlsplit(address)
    *folders, last = parts.path.strip("/").split("/")
    ending = last.rpartition(".")[2] if "." in last else ""
    is_named = not folders and not _NUMBER.search(last) and last.count("-") < _FEWEST_HYPHENS
    steps = ["0" if any(map(str.isdigit, folder)) else folder for folder in folders]
    steps.append(last if is_named else f"*.{ending}")
    parameters = "&".join(sorted(pair.partition("=")[0] for pair in parts.query.split("&")))
    return f"{parts.netloc}/{'/'.join(steps)}?{parameters}"


def _likeness(path: str, query: str) -> float:
    if _DATE.search(path):
        return DATED_ADDRESS
    if _NUMBER.search(path) or _NUMBER.search(query) or path.count("-") >= _FEWEST_HYPHENS:
        return TELLING_ADDRESS
    return PLAIN_ADDRESS


def title_weight(text: str) -> float:
    """Weigh a text by its length: 0 for a label of navigation, 1 for a headline."""
    han = han_count(text)
    units = han + (len(_LETTER.findall(text)) - han) / LETTERS_A_HAN
    return min(max((units - LABEL) / (HEADLINE - LABEL), 0.0), 1.0)


def _place(node: Node, places: dict[int, Place]) -> Place:
    """Give the place of an element, making those around it first."""
    unknown = []
    place = None
    for element in chain((node,), node.ancestors):  # Most are known from the link before: few are looked at.
        if (place := places.get(element.identity)) is not None:
            break
        unknown.append(element)
    for element in reversed(unknown):
        step = _step(element)
        path = f"{place.path}/{step}" if place else step
        is_around = (place is not None and place.is_around) or _is_around(element)
        place = places[element.identity] = Place(element, place, step, path, is_around)
    return places[node.identity]


def _step(element: Node) -> str:
    tag = element.tag
    if tag in {"td", "th"} and (row := element.parent) is not None:
        cells = [cell.identity for cell in islice(row.children, MOST_COLUMNS)]
        return f"{tag}{cells.index(element.identity) if element.identity in cells else MOST_COLUMNS}"
    if tag == "a":  # Of a card's links, that of the title has a class of its own.
        return f"a.{re.sub(r'[0-9]', '', element.attribute('class'))}"
    return tag


def _is_around(element: Node) -> bool:
    if element.tag in _AROUND_TAGS or element.attribute("role") == "navigation":
        return True
    if element.tag in _ALL:
        return False
    names = _CAMEL.sub("-", f"{element.attribute('class')} {element.attribute('id')}").lower().replace("_", "-")
    return _AROUND.search(_MODIFIER.sub(" ", names)) is not None
