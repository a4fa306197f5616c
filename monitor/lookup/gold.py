"""Corrections → the articles that they are of, as `detect`'s gold: what is announced there, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.fingerprint import launch_key
from monitor.model import DETECT_FIELDS, Announcement, CorrectionKind, Status, VerdictKind
from monitor.resolve import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.knowledge import Knowledge
    from monitor.model import Correction, LaunchKey, ReadArticle, Verdict
    from monitor.ports import Store

BLANK = Announcement("", None, (), Status.RELEASED)
"""What a person fills in of a launch that was missed, and that the detector does not find."""


def gold(store: Store, knowledge: Knowledge) -> list[dict[str, Any]]:
    """Give one item for each article that a correction speaks of.

    A launch that is called wrong stands under `negatives` in all articles that tell of it; one that was missed and that
    the detector does not find is a blank record for the person to fill in.
    """
    holding = [one for one in store.corrections() if one.undone_at is None]
    standing = Standing(tuple(holding))
    urls = dict.fromkeys(url for one in holding for url in _addresses(one, store))
    return [_item(url, store.article_at(url), holding, standing, knowledge) for url in urls]


def _addresses(correction: Correction, store: Store) -> Iterator[str]:
    """Give the addresses of the articles that a correction speaks of."""
    if correction.url:
        yield correction.url
    elif correction.kind in {CorrectionKind.WRONG, CorrectionKind.RIGHT}:
        for key in correction.keys:
            found = (one for one in store.launches(search=str(key), wrong=True) if one.key == key)
            for launch in found:
                yield from (article.url for _, article in store.history(launch.id))


def _item(
    url: str, read: ReadArticle | None, holding: Iterable[Correction], standing: Standing, knowledge: Knowledge
) -> dict[str, Any]:
    verdicts = read.verdicts if read else ()
    wrong = [one for one in verdicts if _is_wrong(one, standing, knowledge)]
    told = [one.announcement for one in verdicts if one.kind is not VerdictKind.DOUBTED and one not in wrong]
    missed = any(one.url == url and one.kind is CorrectionKind.MISSED for one in holding)
    if missed and not told:
        told = [BLANK]
    article = read.article if read else None
    item = {
        "id": url,
        "lang": article.language if article else "",
        "date": article.published.isoformat() if article and article.published else None,
        "source": article.source_name if article else "",
        "title": article.title if article else "",
        "text": article.body if article else "",
        "announcements": [{name: getattr(one, name) for name in DETECT_FIELDS} for one in told],
        "negatives": list(dict.fromkeys(one.announcement.full_name for one in wrong)),
    }
    return item | ({"missed": True} if missed else {})


def _is_wrong(verdict: Verdict, standing: Standing, knowledge: Knowledge) -> bool:
    said = verdict.announcement
    own: LaunchKey = launch_key(said.model, said.version, said.organisations, knowledge)
    keys = [own, *([verdict.launch.key] if verdict.launch else [])]
    return any(standing.wrong(key) for key in keys)
