"""The workbench: texts and pages turned into articles and announcements, one by one or in bulk; nothing is stored."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.bulk import Item, answer_lines, read_file, text_of, unreadable
from monitor.cli.explained import explained
from monitor.cli.output import is_terminal, print_json, say
from monitor.cli.session import FAILED, Private, session_of
from monitor.errors import ExtractError, GuardError, ItemError, UsageError
from monitor.model import DETECT_FIELDS, Article, joined_name
from monitor.text import clean, language_of, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.knowledge import Knowledge
    from monitor.model import Announcement

What = Annotated[
    str | None, typer.Argument(metavar="FILE|URL|-", help="A text or page: a file, an address, or - for stdin.")
]
Lines = Annotated[
    str | None, typer.Option("--jsonl", metavar="FILE", help="Many items, one JSON object a line; - for stdin.")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on a terminal, too.")]
Explain = Annotated[bool, typer.Option("--explain", help="Say why each announcement is believed.")]

_TAG = re.compile(r"<!doctype\s|</?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>", re.IGNORECASE)


def extract(
    context: typer.Context,
    *,
    what: What = None,
    lines: Lines = None,
    as_json: AsJson = False,
    allow_private: Private = False,
) -> None:
    """Turn a page into an article: title, body, time, author."""
    from monitor.guard import guarding

    session_of(context).start_logging()
    with guarding() as guard:
        if _is_bulk(what, lines):
            _end(answer_lines(str(lines), lambda item: extracted(page_of(item, guard))))
        article = _article(str(what), guard, allow_private=allow_private)
    found = extracted(article)
    if as_json or not is_terminal():
        print_json({"id": what, **found})
        return
    say(article.title)
    say(" · ".join(str(found[key]) for key in ("published", "author", "canonical_url") if found[key]))
    for remark in remarks(article):
        say(remark)
    say(f"\n{article.body}")


def detect(
    context: typer.Context,
    *,
    what: What = None,
    lines: Lines = None,
    explain: Explain = False,
    as_json: AsJson = False,
    allow_private: Private = False,
) -> None:
    """Say which models a text announces."""
    from monitor import wiring
    from monitor.guard import guarding

    session = session_of(context)
    session.start_logging()
    bulk = _is_bulk(what, lines)
    knowledge = wiring.load_knowledge(session.settings_if_any())
    if bulk:
        _end(answer_lines(str(lines), lambda item: detected(told_article(item), knowledge, explain=explain)))
    with guarding() as guard:
        article = _article(str(what), guard, allow_private=allow_private)
    found = detected(article, knowledge, explain=explain)
    if as_json or not is_terminal():
        print_json({"id": what, **found})
        return
    show_detected(found)


def told_article(item: Item) -> Article:
    """Make an article of an item of `detect --jsonl`.

    Raises:
        ItemError: A field is of the wrong kind, its date is not understood, or it holds no text.
    """
    from monitor import wiring
    from monitor.dates import parse_moment

    title, body = one_line(text_of(item, "title")), clean(text_of(item, "text"))
    if not title and not body.strip():
        raise ItemError('neither "title" nor "text" holds anything')
    stated = text_of(item, "date", "published")
    published = parse_moment(stated, wiring.HOME_ZONE) if stated else None
    if stated and published is None:
        raise ItemError(f'"date" is not understood: {one_line(stated)[:60]}')
    return Article(
        url=text_of(item, "url"),
        title=title,
        body=body,
        published=published,
        language=text_of(item, "lang") or language_of(f"{title} {body}"),
        source_id=text_of(item, "source"),
        source_name=text_of(item, "source"),
        organisation=text_of(item, "organisation") or None,
    )


def page_of(item: Item, guard: Callable[..., Any]) -> Article:
    """Read the page of an item of `extract --jsonl`.

    Raises:
        ItemError: It has neither `html` nor a `path` that can be read.
        ExtractError: The page holds no article.
    """
    html: str | bytes = text_of(item, "html")
    if not html:
        path = text_of(item, "path")
        if not path:
            raise ItemError('neither "html" nor "path" is given')
        try:
            html = read_file(path)
        except (OSError, ValueError) as error:
            raise ItemError(unreadable(path, error)) from error
    return _extracted(html, guard, url=text_of(item, "url"))


def detected(article: Article, knowledge: Knowledge, *, explain: bool = False) -> dict[str, Any]:
    """Detect, and give the record of the contract; explained, it also lists all candidates with what spoke for each."""
    from monitor import detect as stage

    found = {"announcements": [_record(announcement) for announcement in stage.detect(article, knowledge)]}
    if not explain:
        return found
    return found | {"candidates": [asdict(explanation) for explanation in stage.explain(article, knowledge)]}


def extracted(article: Article) -> dict[str, Any]:
    """Give an article as the record of the contract."""
    return {
        "title": article.title,
        "body": article.body,
        "published": article.published.isoformat() if article.published else None,
        "author": article.author,
        "language": article.language or None,
        "canonical_url": article.canonical_url,
    } | {key: value for key, value in _beside(article).items() if value}


def _beside(article: Article) -> dict[str, Any]:
    """Give what stands in a record where there is something to say."""
    return {
        "original_url": article.original_url,
        "original_name": article.original_name,
        "undecodable": round(article.undecodable, 4),
    }


def remarks(article: Article) -> Iterator[str]:
    """Say where an article's text is from, what of it was not found or not decoded, and what to do."""
    if origin := " · ".join(filter(None, [article.original_name, article.original_url])):
        yield f"taken from {origin}"
    if article.unmatched:
        yield f"none of the selectors in `article:` matched: {', '.join(article.unmatched)}; found automatically"
    if article.undecodable:
        yield f"{article.undecodable:.2%} of its characters could not be decoded: the source may need `encoding:`"


def show_detected(found: dict[str, Any]) -> None:
    """Print what `detected` gave, for people."""
    for record in found["announcements"]:
        _show(record)
    if not found["announcements"]:
        say("no announcement")
    for candidate in found.get("candidates", ()):
        say()
        for line in explained(candidate):
            say(line)


def _record(announcement: Announcement) -> dict[str, Any]:
    record = asdict(announcement)
    return {key: record[key] for key in DETECT_FIELDS} | {"confidence": round(announcement.confidence, 4)}


def _show(record: dict[str, Any]) -> None:
    facts = [
        record["status"],
        "、".join(record["organisations"]),
        joined_name(record["model"], record["version"]),
        record["date"],
        record["parameters"],
        record["domain"] or record["modality"],
        f"{record['confidence']:.2f}",
        *(flag for flag in ("background", "rumour") if record[flag]),
    ]
    say(" · ".join(one_line(str(fact)) for fact in facts if fact))
    say(f"    {one_line(record['evidence'])}")


def _is_bulk(what: str | None, lines: str | None) -> bool:
    if (what is None) == (lines is None):
        raise UsageError("name one FILE, address or - to read, or --jsonl FILE")
    return lines is not None


def _end(complete: bool) -> None:  # noqa: FBT001 -- says how all that came before went.
    raise typer.Exit(0 if complete else FAILED)


def _extracted(html: str | bytes, guard: Callable[..., Any], **facts: Any) -> Article:  # noqa: ANN401 -- of extract_html.
    """Read the article of a page; one that may exhaust a parser is read by another process.

    Raises:
        ExtractError: The page holds no article, or takes too much.
    """
    from monitor.extract import extract_html
    from monitor.suspicion import is_plain

    if is_plain(html.encode("utf-8", "replace") if isinstance(html, str) else html):
        return extract_html(html, **facts)
    try:
        article: Article = guard(partial(extract_html, **facts), html)
    except GuardError as error:
        raise ExtractError(facts["url"], str(error)) from error
    return article


def _article(what: str, guard: Callable[..., Any], *, allow_private: bool) -> Article:
    """Read a page or text: HTML if it holds a tag, else text whose first line is the title."""
    import asyncio

    from monitor import wiring
    from monitor.charset import decode

    url, charset, reference = "", None, None
    if re.match(r"https?://", what):
        document = asyncio.run(wiring.fetch_document(what, allow_private=allow_private))
        body, url, charset, reference = document.body, document.url, document.charset, document.fetched_at
    else:
        body = sys.stdin.buffer.read() if what == "-" else _named_file(what)
    text = decode(body, charset)
    if _TAG.search(text):
        return _extracted(body, guard, url=url, charset=charset, reference=reference)
    title, _, rest = clean(text).strip().partition("\n")
    if not title:
        raise ItemError(f"{what} is empty")
    return Article(url=url, title=title.strip(), body=rest.strip(), language=language_of(text))


def _named_file(name: str) -> bytes:
    try:
        return read_file(name)
    except (OSError, ValueError) as error:
        raise UsageError(unreadable(name, error)) from error
