"""Feeds and addresses that others test parsers with: are entries those that feedparser reads, and does all end well?

    python bench/feeds.py            figures, and each difference from feedparser with its reason
    python bench/feeds.py --quiet    figures alone

The cases are not ours and lie beside the repository, in ../shared; without them there is nothing to measure. Compared
are feedparser's own well-formed cases, entry by entry: identifier, link, title, date, text, the texts as plain ones,
since we keep no markup. Failed is a crash, a feed that takes 2 s of CPU, or a difference for which no reason is known.
"""

from __future__ import annotations

import io
import json
import sys
import time
import tomllib
import warnings
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import feedparser

from monitor.dates import parse_moment
from monitor.discover import discover
from monitor.discover.document import text_of
from monitor.discover.listing import SCHEMES, absolute
from monitor.discover.strict import read_strictly
from monitor.errors import DiscoverError, FetchError
from monitor.fingerprint import canonical
from monitor.html import plain_text
from monitor.http.url import joined, parsed
from monitor.log import configure_logging
from monitor.model import Document, Validators
from monitor.settings import Source, SourceKind
from monitor.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.discover.listing import Listing

HOSTILE = Path(__file__).resolve().parents[2] / "shared" / "data" / "hostile"
URL = "http://127.0.0.1:8097/tests/case.xml"
"""Where feedparser's own tests serve their cases, as many of which expect."""

MOST_SECONDS = 2.0
SOURCE = Source("case", "case", URL, ZoneInfo("UTC"), kind=SourceKind.FEED)
NOW = datetime(2030, 7, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one entry that we read otherwise."""

    case: str
    field: str
    ours: str
    theirs: str


def as_document(path: Path) -> Document:
    """Wrap a case as a fetch does."""
    return Document(URL, path.read_bytes(), "application/xml", None, Validators(), NOW)


def compared(path: Path) -> list[Difference] | None:
    """Compare one case; None where it is not well-formed, so that feedparser reads it for us, too."""
    document = as_document(path)
    try:
        ours = read_strictly(text_of(document, SOURCE), URL)
    except DiscoverError:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        headers = {"content-type": "application/xml", "content-location": URL}
        theirs = feedparser.parse(io.BytesIO(document.body), response_headers=headers).entries
    if len(ours) != len(theirs):
        return [Difference(path.name, "entries", str(len(ours)), str(len(theirs)))]
    return [
        Difference(path.name, field, one, other)
        for listing, entry in zip(ours, theirs, strict=True)
        for field, one, other in _fields(listing, entry)
        if one != other
    ]


def _fields(listing: Listing, entry: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    def word(name: str) -> str:
        return clean(str(dict.get(entry, name) or "")).strip()

    contents = [str(one.get("value", "")) for one in dict.get(entry, "content") or []]
    stated = next((date for date in listing.dates if date), "")
    moment = parse_moment(stated, ZoneInfo("UTC")) if stated else None
    yield "id", listing.guid, word("id")
    link = listing.link or (listing.guid if listing.guid.startswith(SCHEMES) else "")  # As `listing` takes it.
    yield "link", absolute(link, listing.base) or link, word("link")
    is_plain = (dict.get(entry, "title_detail") or {}).get("type") == "text/plain"
    yield "title", one_line(listing.title), one_line(word("title") if is_plain else plain_text(word("title")))
    yield "date", f"{moment.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if moment else "", _date_of(entry)
    text = plain_text(listing.summary)
    yield "text", text, plain_text(word("summary") or (contents[0] if contents else ""))


def _date_of(entry: dict[str, Any]) -> str:
    for name in ("published", "updated", "created"):
        told = dict.get(entry, f"{name}_parsed")
        if told:
            return time.strftime("%Y-%m-%d %H:%M:%S", told)
    return ""


def feeds() -> list[Path]:
    """Give every feed file."""
    return sorted(
        path for folder in ("feedparser", "feedvalidator") for path in (HOSTILE / folder).rglob("*.*ml")
    ) + sorted((HOSTILE / "feedparser").rglob("*.json"))


def print_all_read() -> int:
    """Read every feed file, damaged ones, too; give how many crashed or took too long."""
    read, refused, crashed, slow, longest = 0, 0, [], [], 0.0
    for path in feeds():
        started = time.process_time()  # Other work may keep the machine busy.
        try:
            discover(as_document(path), SOURCE)
            read += 1
        except DiscoverError:
            refused += 1
        except Exception as fault:  # noqa: BLE001 -- what this looks for.
            crashed.append(f"{path.name}: {type(fault).__name__}: {fault}")
        took = time.process_time() - started
        longest = max(longest, took)
        slow += [path.name] if took > MOST_SECONDS else []
    total = read + refused + len(crashed)
    print(
        f"{total} feed files: {read} read, {refused} refused with a reason, {len(crashed)} crashes, "
        f"{len(slow)} over {MOST_SECONDS:g} s, the longest {longest:.2f} s"
    )
    print("\n".join([*crashed, *slow]), end="\n" if crashed or slow else "")
    return len(crashed) + len(slow)


def print_addresses() -> int:
    """Read every address of the URL standard's tests; give how many raised anything but our own error."""
    told = json.loads((HOSTILE / "urls" / "urltestdata.json").read_text("utf-8"))
    cases = [one for one in told if isinstance(one, dict)]  # Others are comments.
    faults, refused = [], 0
    for case in cases:
        text = str(case["input"])
        try:
            canonical(text)
            absolute(text, str(case.get("base") or "https://example.org/"))
            try:
                joined(parsed("https://example.org/a/b"), text.encode("utf-8", "replace").decode("latin-1"))
                parsed(text)
            except FetchError:
                refused += 1
        except Exception as fault:  # noqa: BLE001 -- what this looks for.
            faults.append(f"{text!r}: {type(fault).__name__}: {fault}")
    print(
        f"{len(cases)} addresses: {len(cases) - refused - len(faults)} may be asked for, {refused} refused, "
        f"{len(faults)} faults"
    )
    print("\n".join(faults), end="\n" if faults else "")
    return len(faults)


def print_equality(*, quiet: bool) -> int:
    """Compare with feedparser on its own cases; give how many differ for no reason that is known."""
    cases = sorted((HOSTILE / "feedparser" / "tests" / "wellformed").rglob("*.xml"))
    told = tomllib.loads((Path(__file__).parent / "differences.toml").read_text("utf-8"))["difference"]
    reasons = {case: one["reason"] for one in told for case in one["cases"]}
    strict = {case: found for case in cases if (found := compared(case)) is not None}
    equal = sum(not found for found in strict.values())
    left = len(cases) - len(strict)
    print(
        f"{len(cases)} well-formed cases of feedparser: {len(strict)} read strictly, {equal} of them with equal "
        f"entries, {len(strict) - equal} not; {left} are not well-formed and left to feedparser"
    )
    counts = Counter(reasons.get(case.stem, "") for case, found in strict.items() if found)
    unknown = counts.pop("", 0)
    for reason, count in counts.most_common():
        print(f"  {count:3} {reason}")
    for case, found in strict.items():
        for one in found if not (quiet and case.stem in reasons) else ():
            print(f"    {one.case} {one.field}: {one.ours[:60]!r}, feedparser {one.theirs[:60]!r}")
    print(f"  {unknown:3} for no reason that is known")
    return unknown


def main() -> int:
    """Print the figures; give 0, also where the data are absent, and 1 where something failed."""
    configure_logging(level="critical")
    if not HOSTILE.is_dir():
        print("feeds: not measured, the cases (shared/data/hostile) are not here")
        return 0
    failed = print_all_read() + print_addresses() + print_equality(quiet="--quiet" in sys.argv)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
