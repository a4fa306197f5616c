"""Crawls a list of pages with Scrapy, in an environment that holds it: `python spider.py URLS OUT [CACHE]`.

With a folder for its cache it asks for each page by the validators of the time before; else it takes each page's
paragraphs into lines of JSON.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.crawler import CrawlerProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

AT_A_TIME = 10
LISTING, OUT, CACHE = (*sys.argv[1:], "")[:3]
URLS = Path(LISTING).read_text(encoding="utf-8").split()
SETTINGS = {
    "CONCURRENT_REQUESTS": AT_A_TIME,
    "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "FEEDS": {} if CACHE else {OUT: {"format": "jsonlines", "overwrite": True}},
    "HTTPCACHE_ENABLED": bool(CACHE),
    "HTTPCACHE_DIR": CACHE,
    "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
    "HTTPCACHE_ALWAYS_STORE": True,
}


class Pages(scrapy.Spider):  # type: ignore[misc] # Its types are not here.
    """Asks for every page of a list."""

    name = "pages"

    async def start(self) -> AsyncIterator[Any]:
        """Ask."""
        heads = {"Cache-Control": "no-cache"} if CACHE else {}  # Else the cache believes an old page for months.
        for url in URLS:
            yield scrapy.Request(url, headers=heads)

    def parse(self, response: Any) -> Iterator[dict[str, str]]:  # noqa: ANN401 -- its own.
        """Take what a page says."""
        if not CACHE:
            paragraphs = "\n".join(response.css("p::text").getall())
            yield {"url": response.url, "title": response.css("h1::text").get(""), "text": paragraphs}


if __name__ == "__main__":
    process = CrawlerProcess(SETTINGS)
    process.crawl(Pages)
    process.start()
