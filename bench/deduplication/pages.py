"""Whether every address of an article has one key and no two articles share one: real addresses, dressed up and odd."""

from __future__ import annotations

import json
import lzma
import random
import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import ExtractError
from monitor.extract import extract_html
from monitor.fingerprint import canonical, own_key
from monitor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_LAST_DIGIT = re.compile(r"\d(?=\D*$)")
WEB = {"http:", "https:"}
MOST_SPLIT = 0.1  # IPv4 addresses as one number and user names with brackets, which no feed writes.
MOST_MICROSECONDS = 20

# What is added to an address on its way through feeds, chats, phones and caches without its leading elsewhere.
DRESSINGS: dict[str, Callable[[str], str]] = {
    "tracking": lambda url: f"{url}?utm_source=rss&spm=1.2.3&share_token=x",
    "tracking, escaped twice": lambda url: f"{url}?fbclid=1&amp;utm_medium=feed",
    "anchor": lambda url: f"{url}#comments",
    "plain http, port": lambda url: url.replace("https://", "http://").replace(".com/", ".com:80/"),
    "upper-case host": lambda url: url.replace("https://www.", "https://").replace(".com/", ".COM/"),
    "phone": lambda url: url.replace("https://www.", "https://").replace("https://", "https://m."),
    "slashes": lambda url: f"{url.replace('.com/', '.com//')}/",
    "AMP cache": lambda url: url.replace("https://", "https://x.cdn.ampproject.org/c/s/"),
    "session": lambda url: f"{url};jsessionid=0A1B?PHPSESSID=2",
}


def main() -> int:
    """Print what shares a key and what does not; give 1 where a goal is missed."""
    if not DATA.exists():
        print("same page: the data (../shared) are absent; nothing is measured")
        return 0
    results = [_archive(), _named_by_pages(), _standard()]
    return int(not all(results))


def _archive() -> bool:
    with lzma.open(DATA / "news" / "archive.jsonl.xz", "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines]
    started = time.process_time()
    keys = [canonical(item["url"]) for item in items]
    each = (time.process_time() - started) / len(items) * 1e6
    texts = [(one_line(item["title"] or ""), one_line(item["text"])) for item in items]
    collisions = _shared(zip(keys, texts, strict=True))
    splits = _shared(zip(texts, keys, strict=True))
    print(f"archive: {len(items)} addresses, {len(set(keys))} keys, {each:.1f} µs each (goal {MOST_MICROSECONDS})")
    print(f"  keys with two texts {collisions} (goal 0), texts with two keys {splits}")
    dice = random.Random(7)  # noqa: S311 -- the same sample in each run.
    wrong: Counter[str] = Counter()
    for url in dice.sample([item["url"] for item in items], 2_000):
        key = canonical(url)
        wrong.update(name for name, dress in DRESSINGS.items() if canonical(dress(url)) != key)
        wrong.update(["another number"] if canonical(_LAST_DIGIT.sub(_next_digit, url)) == key else [])
    print(f"  2000 of them in {len(DRESSINGS)} dressings: {wrong.total()} keys wrong (goal 0) {dict(wrong) or ''}")
    return not collisions and not wrong and each <= MOST_MICROSECONDS


def _next_digit(digit: re.Match[str]) -> str:
    return str((int(digit[0]) + 1) % 10)


def _named_by_pages() -> bool:
    """Read real pages; no two of other titles may be one article by what they say of themselves."""
    said: Counter[str] = Counter()
    named: list[tuple[str, str]] = []
    for listing in sorted((DATA / "extraction").glob("*.jsonl")):
        for line in listing.read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            file = listing.with_suffix("") / f"{page['id']}.html"
            if not page["url"] or not file.exists():
                continue
            try:
                article = extract_html(file.read_bytes(), url=page["url"])
            except ExtractError:
                continue
            own = own_key(article.url, article.canonical_url or "")
            said["pages"] += 1
            said["with another address on their own host"] += own is not None
            said["with an original elsewhere"] += article.original_url is not None
            named += [(key, article.title) for key in (canonical(article.url), own) if key]
    collisions = _shared(named)
    print(f"real pages: {dict(said)}; addresses shared by two titles {collisions} (goal 0)")
    return not collisions


def _standard() -> bool:
    """Hold the cases of the WHATWG URL standard against the keys of what they are equal to."""
    cases = json.loads((DATA / "hostile" / "urls" / "urltestdata.json").read_text(encoding="utf-8"))
    cases = [case for case in cases if isinstance(case, dict)]
    valid = [case for case in cases if case.get("protocol") in WEB]
    unstable = sum(canonical(key) != key for case in cases for key in [canonical(case["input"])])
    merged = _shared((canonical(case["href"]), _meaning(case)) for case in valid)
    absolute = [case for case in valid if case["input"].strip().lower().startswith(("http:", "https:"))]
    split = sum(canonical(case["input"]) != canonical(case["href"]) for case in absolute if not _is_relative(case))
    print(f"standard: {len(cases)} cases, none raises, {unstable} keys unstable (goal 0); {len(valid)} valid, of them")
    print(f"  keys with two meanings {merged} (goal 0),")
    print(f"  odd spellings of {len(absolute)} not known {split} (goal {MOST_SPLIT:.0%})")
    return not unstable and not merged and split <= MOST_SPLIT * len(absolute)


def _is_relative(case: dict[str, Any]) -> bool:
    """Tell whether an input with a scheme is a link relative to its base all the same: `http:a` beside `http://b/`."""
    scheme, _, rest = case["input"].partition(":")
    return not rest.startswith(("//", "\\\\")) and (case["base"] or "").startswith(f"{scheme}:")


def _meaning(case: dict[str, Any]) -> tuple[object, ...]:
    """Give what a valid address means, without what keys claim to leave out."""
    host = case["hostname"].removeprefix("www.")
    port = case["port"].replace("443", "").replace("80", "") if case["port"] in {"80", "443"} else case["port"]
    return host, port, tuple(filter(None, case["pathname"].split("/"))), case["search"].removeprefix("?")


def _shared(pairs: Iterable[tuple[object, object]]) -> int:
    """Count what stands first in pairs with more than one second."""
    seconds: dict[object, set[object]] = defaultdict(set)
    for first, second in pairs:
        seconds[first].add(second)
    return sum(len(found) > 1 for found in seconds.values())
