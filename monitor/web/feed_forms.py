"""Launches with their proofs → an Atom feed (RFC 4287) and a JSON Feed (version 1.1). Pure.

An entry is a launch at a status: when it rises there is a new one, since readers show no changed entry again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from monitor.lookup import launch_record
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from monitor.model import Launch, Proof

NAMESPACE = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed tells.

    Args:
        title: Of the whole.
        home: Address of the page, without a slash at its end.
        own: Address of this feed.
        language: `zh-CN` or `en-GB`.
        statuses: Their words.
        updated_at: When nothing is told, the time of asking.
    """

    title: str
    home: str
    own: str
    language: str
    statuses: Mapping[str, str]
    updated_at: datetime
    launches: Sequence[Launch]
    proofs: Mapping[int, Proof]

    def atom(self) -> bytes:
        """Write it as Atom."""
        root = Element("feed", {"xmlns": NAMESPACE, "xml:lang": self.language})
        _text(root, "title", self.title)
        _text(root, "id", f"{self.home}/")
        _text(root, "updated", _instant(max((one.status_at for one in self.launches), default=self.updated_at)))
        SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": self.own})
        SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{self.home}/"})
        _text(SubElement(root, "author"), "name", "monitor")
        for launch in self.launches:
            self._entry(root, launch)
        return bytes(tostring(root, encoding="utf-8", xml_declaration=True))

    def json(self) -> dict[str, Any]:
        """Give it as a JSON Feed; `_launch` is the record of the read API."""
        return {
            "version": JSON_FEED,
            "title": self.title,
            "home_page_url": f"{self.home}/",
            "feed_url": self.own,
            "language": self.language,
            "items": [self._item(launch) for launch in self.launches],
        }

    def _entry(self, root: Element, launch: Launch) -> None:
        entry = SubElement(root, "entry")
        _text(entry, "title", self._headline(launch))
        _text(entry, "id", _identity(launch))
        _text(entry, "updated", _instant(launch.status_at))
        _text(entry, "published", _instant(launch.first_seen_at))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": self._address(launch)})
        for name in launch.organisations:
            SubElement(entry, "category", {"term": one_line(name)})
        proof = self.proofs.get(launch.id)
        if proof:
            if proof.article.url.lower().startswith(("https://", "http://")):
                SubElement(entry, "link", {"rel": "via", "href": one_line(proof.article.url)})
            _text(entry, "summary", _proven(proof))

    def _item(self, launch: Launch) -> dict[str, Any]:
        proof = self.proofs.get(launch.id)
        return {
            "id": _identity(launch),
            "url": self._address(launch),
            "title": self._headline(launch),
            "content_text": _proven(proof) if proof else self._headline(launch),
            "date_published": _instant(launch.status_at),
            "tags": [launch.status, launch.modality, *launch.organisations],
            "_launch": launch_record(launch),
        } | ({"external_url": proof.article.url} if proof else {})

    def _headline(self, launch: Launch) -> str:
        return one_line(f"{launch.who_and_what} · {self.statuses[launch.status]}")

    def _address(self, launch: Launch) -> str:
        return f"{self.home}/launches/{launch.id}"


def _identity(launch: Launch) -> str:
    """Give what an entry is known by for ever: a tag (RFC 4151), since keys are no addresses."""
    return f"tag:monitor,2026:{quote(str(launch.key), safe='/:')}:{launch.status.rank}"


def _proven(proof: Proof) -> str:
    source = proof.article.source_name
    return one_line(f"{proof.evidence or proof.article.title}{f' — {source}' if source else ''}")


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = one_line(text)


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
