"""Turns a document into an article: title, body, date, author, language, canonical address."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.charset import damage, decode
from monitor.errors import ExtractError, MarkupError
from monitor.extract.author import read_author
from monitor.extract.body import read_body
from monitor.extract.byline import around_headline
from monitor.extract.container import behind_headline, find_container, find_headline
from monitor.extract.embedded import embedded_html
from monitor.extract.headline import letters, read_headline
from monitor.extract.lead import read_lead
from monitor.extract.metadata import read_metadata
from monitor.extract.original import credits_in, read_original, read_outlet
from monitor.extract.paging import joined, next_page
from monitor.extract.published import read_published
from monitor.extract.selected import select_parts
from monitor.extract.weight import weigh
from monitor.fingerprint import leads_astray
from monitor.html import DEEPEST_WALKED, Node, parse
from monitor.model import Article, Moment, Precision
from monitor.settings import ArticleSelectors, SourceKind
from monitor.text import language_of, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.extract.metadata import Metadata
    from monitor.extract.weight import Weighed
    from monitor.model import Document, Entry
    from monitor.settings import Source

_BINARY = 0.01  # Share of NUL characters; pictures and archives hold 5 % and more, pages one by accident.

# A body of fewer characters may be a placeholder, or the beginning of what a program would show.
_SHORT_BODY = 300
_SHORTEST_EMBEDDED, _MUCH_MORE, _BEGINNING = 40, 2, 24

_SAMPLE = 800  # Characters that tell the language.

AUTOMATIC = ArticleSelectors()
_UTC = ZoneInfo("UTC")
# Where a language is written in one zone, and hardly anywhere else.
_ZONES = {"zh": ZoneInfo("Asia/Shanghai"), "ja": ZoneInfo("Asia/Tokyo"), "ko": ZoneInfo("Asia/Seoul")}
_READABLE_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"})
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
# Japanese prose is about half kana; a Chinese text may cite some.
_SCRIPT_SHARE = 0.1


def extract(
    document: Document, *, source: Source, entry: Entry | None = None, following: Sequence[Document] = ()
) -> Article:
    """Read the article that a document of a source holds.

    Args:
        document: The page.
        source: Who listed it; its zone is that of times without one.
        entry: What the source says of it: its date comes before the page's, its title after.
        following: The pages on which it goes on, in order; what cannot be read of them ends it.

    Raises:
        ExtractError: There is no readable article in it.
    """
    if document.media_type not in _READABLE_TYPES:
        raise ExtractError(document.url, f"not a page but {one_line(document.media_type)}")
    if entry is not None and leads_astray(entry.url, document.url):
        raise ExtractError(entry.url, f"led to no article but to {one_line(document.url)}")
    stated = entry.published if entry is not None else None
    # A sitemap states when a page changed; when it was published the page knows better.
    comes_first = source.kind is not SourceKind.SITEMAP
    article = _read(document, source, stated if comes_first else None)
    return replace(
        article,
        body=joined(article, _readable(following, source)),
        title=article.title or (one_line(entry.title) if entry is not None else ""),
        published=article.published or stated,
        original_name=None if _is_of(article.original_name, source) else article.original_name,
        source_id=source.id,
        source_name=source.name,
        tier=source.tier,
        organisation=source.organisation,
    )


def _is_of(outlet: str | None, source: Source) -> bool:
    """Tell whether an outlet's name is part of a source's, or the other way round."""
    name, own = letters(outlet or ""), letters(source.name)
    return name in own or own in name


def _read(document: Document, source: Source, stated: Moment | None) -> Article:
    return extract_html(
        document.body,
        url=document.url,
        charset=document.charset,
        encoding=source.encoding,
        zone=source.zone,
        language=source.language,
        reference=document.fetched_at,
        selectors=source.article,
        stated=stated,
    )


def _readable(following: Sequence[Document], source: Source) -> Iterator[Article]:
    for document in following:
        try:
            yield _read(document, source, None)
        except ExtractError:
            return


def extract_html(  # noqa: PLR0913 -- Each is a fact of its own, and most callers know two of them.
    html: bytes | str,
    *,
    url: str = "",
    zone: ZoneInfo | None = None,
    language: str = "",
    charset: str | None = None,
    encoding: str | None = None,
    reference: datetime | None = None,
    selectors: ArticleSelectors = AUTOMATIC,
    stated: Moment | None = None,
) -> Article:
    """Read the article that a page holds, whoever listed it.

    Args:
        html: The page.
        url: Where it was read.
        zone: Where times without a zone were stated; where it is None, that of China, Japan or Korea for pages in
            their languages, and UTC for others.
        language: What to assume where the text does not tell.
        charset: What the Content-Type header says, for bytes.
        encoding: What a person says of the charset.
        reference: When it was fetched.
        selectors: Where a person says that its parts stand; what they give comes before all else.
        stated: When its source says that it was published; comes before what the page says.

    Raises:
        ExtractError: There is no readable article in it.
    """
    text = _without_stray_nul(decode(html, charset, encoding) if isinstance(html, bytes) else html, html, url)
    root = _parsed(text, url)
    metadata = read_metadata(root, url)
    outline = root.outline()
    headline = read_headline(root, outline, metadata)
    selected = select_parts(root, selectors, headline, url=url, zone=zone or _UTC, reference=reference)
    title = selected.title or headline
    page = weigh(outline)
    around = around_headline(page, title)
    place = find_headline(page, title)
    body = selected.body or _read_text(page, place, title)
    if len(body) < _SHORT_BODY and not selected.body:
        body = _read_embedded(root, metadata, title, body) or body
    if not body:
        raise ExtractError(url, "no readable article")
    spoken = _language(body, metadata, language)
    zone = zone or _ZONES.get(spoken, _UTC)
    published = selected.date or _more_exact(
        stated,
        read_published(root, text, around, metadata, url=url, zone=zone, reference=reference),
    )
    credited = credits_in(page.lines)
    return Article(
        url=url,
        title=title,
        body=body,
        published=_in_readers_zone(published, spoken, zone) if published is not None else None,
        author=selected.author or read_author(metadata, root, around),
        language=spoken,
        canonical_url=metadata.canonical or None,
        original_url=read_original(root, credited, metadata, url),
        original_name=read_outlet(credited, metadata, url),
        undecodable=damage(text),
        next_url=next_page(root, page.lines, url) if url else None,
        unmatched=selected.missed,
    )


def _read_text(page: Weighed, headline: Weighed | None, title: str) -> str:
    container = find_container(page, headline)
    body = read_body(behind_headline(container, headline) if headline is not None else container, title)
    lead = read_lead(page, container, headline, body) if headline is not None else ""
    return f"{lead}\n{body}" if lead else body


def _read_embedded(root: Node, metadata: Metadata, title: str, shown: str) -> str:
    """Read the text that a page carries as data, where it shows none of it or its beginning; else nothing."""
    for html in embedded_html(root, metadata.described):
        try:
            page = weigh(parse(html).outline())
        except MarkupError:
            continue
        body = _read_text(page, find_headline(page, title), title)
        if len(body) < _SHORTEST_EMBEDDED or len(body) < _MUCH_MORE * len(shown):
            continue
        if not shown or letters(shown)[:_BEGINNING] in letters(body) or letters(title) in letters(page.text):
            return body
    return ""


def _more_exact(stated: Moment | None, read: Moment | None) -> Moment | None:
    """Prefer what the source states, but for a day or month alone within which the page knows better."""
    if stated is None or read is None or stated.precision is Precision.TIME:
        return stated or read
    local = Moment(read.at.astimezone(stated.at.tzinfo), read.precision)
    return read if local.isoformat().startswith(stated.isoformat()) else stated


def _without_stray_nul(text: str, html: bytes | str, url: str) -> str:
    """Take NUL out, as browsers do (WHATWG HTML §13.2.3.5); bytes tell six times as fast that there is none."""
    if (b"\0" if isinstance(html, bytes) else "\0") not in html:  # type: ignore[operator]
        return text
    if text.count("\0") > len(text) * _BINARY:
        raise ExtractError(url, "not HTML")
    return text.replace("\0", "")


def _parsed(text: str, url: str) -> Node:
    if not text or text.isspace():
        raise ExtractError(url, "empty document")
    if "<" not in text:
        raise ExtractError(url, "not HTML")
    try:
        return parse(text, deepest=DEEPEST_WALKED)
    except MarkupError as error:
        raise ExtractError(url, str(error)) from error


def _language(body: str, metadata: Metadata, assumed: str) -> str:
    """Tell the language by the script, as templates get the lang attribute wrong; by that for Latin scripts."""
    script = language_of(body[:_SAMPLE])
    if script == "zh":
        return "ja" if _is_mostly(_KANA, body[:_SAMPLE]) else "zh"
    if _is_mostly(_HANGUL, body[:_SAMPLE]):
        return "ko"
    stated = metadata.language if metadata.language.isalpha() and metadata.language != "zh" else ""
    return stated or script or assumed


def _is_mostly(letter: re.Pattern[str], text: str) -> bool:
    return not text.isascii() and len(letter.findall(text)) > _SCRIPT_SHARE * len(text)


def _in_readers_zone(moment: Moment, language: str, zone: ZoneInfo) -> Moment:
    """Give a time that machines stated in UTC as readers of a Chinese page see it: `今天` is their day."""
    if language != "zh" or moment.precision is not Precision.TIME or moment.at.utcoffset() != timedelta(0):
        return moment
    return Moment(moment.at.astimezone(zone), moment.precision)
