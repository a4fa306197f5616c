"""Runs one extractor over a list of pages, in whatever environment holds it, and says what it read and what that cost.

Called by `bench/extraction.py` with the interpreter of another environment, so it needs nothing but the extractor:
`python bench/peers.py NAME LIST OUT [FOLDER]`. LIST holds `{"id", "path", "decoded", "url", "lang"}` a line; `decoded`
is the page in UTF-8, for extractors that cannot decode: they get it for nothing. FOLDER is where the extractor's source
lies, if it is not installed.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import logging
import resource
import sys
import time
import warnings
from pathlib import Path
from typing import Any

Answer = tuple[str | None, str | None, str | None]
PASSES = {"monitor": 3, "resiliparse": 3}
"""Those that are done within seconds are measured over several passes; all others over one."""


def monitor(page: bytes, row: dict[str, Any]) -> Answer:
    """Extract with this project."""
    errors = importlib.import_module("monitor.errors")
    try:
        article = importlib.import_module("monitor.extract").extract_html(page, url=row["url"] or "")
    except errors.ExtractError:
        return None, None, None
    return article.title, article.body, article.published.isoformat() if article.published else None


def trafilatura_fast(page: bytes, row: dict[str, Any]) -> Answer:
    """Extract with trafilatura's fast mode, metadata included."""
    return _trafilatura(page, row, fast=True)


def trafilatura_precision(page: bytes, row: dict[str, Any]) -> Answer:
    """Extract with trafilatura, told to prefer precision."""
    return _trafilatura(page, row, favor_precision=True)


def _trafilatura(page: bytes, row: dict[str, Any], **options: bool) -> Answer:
    library = importlib.import_module("trafilatura")
    found = library.bare_extraction(page, url=row["url"], with_metadata=True, **options)
    return (found.title, found.text, found.date) if found else (None, None, None)


def readability(page: bytes, _: dict[str, Any]) -> Answer:
    """Extract with readability-lxml; it gives HTML, and no date."""
    document = importlib.import_module("readability").Document(page)
    body = importlib.import_module("lxml.html").fromstring(document.summary())
    return document.short_title(), "\n".join(body.itertext()), None


def newspaper4k(page: str, row: dict[str, Any]) -> Answer:
    """Extract with newspaper4k, which is told the language: it does not find Chinese out."""
    library = importlib.import_module("newspaper")
    language = row["lang"] if row["lang"] in dict(library.valid_languages()) else "en"
    article = library.Article(row["url"] or "https://page.example/", language=language, fetch_images=False)
    article.download(input_html=page)
    article.parse()
    published = article.publish_date
    return article.title, article.text, published.isoformat() if hasattr(published, "isoformat") else published


def gne(page: str, row: dict[str, Any]) -> Answer:
    """Extract with GeneralNewsExtractor."""
    found = importlib.import_module("gne").GeneralNewsExtractor().extract(page, host=row["url"] or "")
    return found["title"], found["content"], found["publish_time"]


def resiliparse(page: str, _: dict[str, Any]) -> Answer:
    """Extract with resiliparse, which gives the text and the title element."""
    tree = importlib.import_module("resiliparse.parse.html").HTMLTree.parse(page)
    library = importlib.import_module("resiliparse.extract.html2text")
    return tree.title, library.extract_plain_text(tree, main_content=True), None


def magic_html(page: str, row: dict[str, Any]) -> Answer:
    """Extract with magic-html, which gives HTML, and no date."""
    library = importlib.import_module("magic_html").GeneralExtractor()
    found = library.extract(page, base_url=row["url"] or "")
    return (
        found.get("title"),
        "\n".join(importlib.import_module("lxml.html").fromstring(found["html"]).itertext()),
        None,
    )


OF_BYTES = {one.__name__: one for one in (monitor, trafilatura_fast, trafilatura_precision, readability)}
OF_TEXT = {one.__name__: one for one in (newspaper4k, gne, resiliparse, magic_html)}
DISTRIBUTIONS = {
    "trafilatura_fast": "trafilatura",
    "trafilatura_precision": "trafilatura",
    "readability": "readability-lxml",
    "newspaper4k": "newspaper4k",
    "gne": "gne",
    "resiliparse": "resiliparse",
}


def main(name: str, listing: str, out: str, folder: str = "") -> int:
    """Write what an extractor read of all pages, with its CPU seconds a pass, memory and failures."""
    sys.path[:0] = [folder] if folder else []
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    rows = [json.loads(line) for line in Path(listing).read_text(encoding="utf-8").splitlines()]
    if name in OF_BYTES:
        work = [(OF_BYTES[name], Path(row["path"]).read_bytes(), row) for row in rows]
    else:
        work = [(OF_TEXT[name], Path(row["decoded"]).read_text(encoding="utf-8"), row) for row in rows]
    _attempt(*work[0])  # Imports are no part of a page's cost.
    passes, start = PASSES.get(name, 1), time.process_time()
    for _ in range(passes):
        answers = [_attempt(*each) for each in work]
    seconds = (time.process_time() - start) / passes
    report = {
        "version": _version(name),
        "seconds": seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "failed": sum(answer is None for answer in answers),
        "pages": [
            {"id": row["id"], **dict(zip(("title", "body", "published"), answer or (None, None, None), strict=True))}
            for row, answer in zip(rows, answers, strict=True)
        ],
    }
    Path(out).write_text(json.dumps(report, default=str), encoding="utf-8")
    return 0


def _attempt(extract: Any, page: bytes | str, row: dict[str, Any]) -> Answer | None:  # noqa: ANN401 -- two kinds of callables.
    try:
        return extract(page, row)
    except Exception:  # noqa: BLE001 -- A peer may raise anything; it is counted.
        return None


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(DISTRIBUTIONS.get(name, name))
    except importlib.metadata.PackageNotFoundError:
        return ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
