"""Bytes of a page → whether a parser may have them in this very process; what may exhaust it goes to `guard`.

The bounds hold whatever a page hides in comments, scripts and attributes, since they count bytes and not tags: a page
nests no deeper than it has `<`, and a tag has no more attributes than a third of the page's bytes.
"""

from __future__ import annotations

import re

# selectolax 1.0.2 and our extraction of pages built to the bound, on one core here; 411 real pages beside it (median,
# 95 of 100, largest), of which 218 are plain. `bench/hostile.py` prints the worst that is let through.
LARGEST_PLAIN = 131_072
"""Bytes. 22,000 attributes of one tag: 0.6 s, and four times that of twice as many. Real: 123 kB, 364 kB, 1.3 MB."""

MOST_TAGS = 10_000
"""Each may nest in the one before: 0.14 s, and quadratic. Real: 817, 1,777, 3,155."""

MOST_REBUILT = 150_000
"""Formatting elements times all tags: open ones are made anew in every paragraph (lexbor issue 340), 340 bytes each. A
page of 43 kB reached 1.6 GB and 10 s; to the bound it is 54 MB and 0.2 s. Real: 8,370, 141,504, 816,930."""

_FORMATTING = re.compile(rb"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>]", re.IGNORECASE)


def is_plain(body: bytes) -> bool:
    """Tell whether nothing in a page can keep a parser busy for long, or make it take much memory.

    UTF-16, whose `<` are no bytes of their own, and whatever else holds a NUL, is not plain.
    """
    if len(body) > LARGEST_PLAIN or b"\0" in body:
        return False
    tags = body.count(b"<") - body.count(b"</")
    if tags > MOST_TAGS:
        return False
    return tags * tags <= MOST_REBUILT or tags * len(_FORMATTING.findall(body)) <= MOST_REBUILT
