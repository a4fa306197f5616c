"""What libcurl needs for a check, in an environment of its own: `python curled.py URLS CERTIFICATE ROUNDS`.

URLS holds lines of name, address, entity tag and date with tabs between; each name is a set of addresses that are asked
ten at a time. It prints CPU milliseconds a request, by name and round; `kept` keeps its connections, all others do not.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import pycurl

AT_A_TIME = 10
KEPT = "kept"


def main(listing: str, certificate: str, rounds: str) -> int:
    """Measure and print."""
    sets: defaultdict[str, list[list[str]]] = defaultdict(list)
    for line in Path(listing).read_text(encoding="utf-8").splitlines():
        name, *asked = line.split("\t")
        sets[name].append(asked)
    found: defaultdict[str, list[float]] = defaultdict(list)
    for turn in range(int(rounds) + 1):
        for name, asked in sets.items():
            cost = _asked(asked, certificate, kept=name == KEPT)
            found[name] += [cost] if turn else []
    print(json.dumps(found | {"version": pycurl.version.split()[0].replace("/", " ")}))
    return 0


def _asked(asked: list[list[str]], certificate: str, *, kept: bool) -> float:
    multi, left, running = pycurl.CurlMulti(), iter(asked), 0
    free = [_handle(certificate, kept=kept) for _ in range(AT_A_TIME)]
    started = time.process_time()
    while True:
        while free and (one := next(left, None)):
            handle = free.pop()
            handle.setopt(pycurl.URL, one[0])
            handle.setopt(pycurl.HTTPHEADER, [f"If-None-Match: {one[1]}", f"If-Modified-Since: {one[2]}"])
            multi.add_handle(handle)
            running += 1
        if not running:
            break
        multi.perform()
        _, done, failed = multi.info_read()
        if failed:
            raise OSError(failed[0][2])
        for handle in done:
            multi.remove_handle(handle)
            free.append(handle)
            running -= 1
        if not done:
            multi.select(1.0)
    return (time.process_time() - started) / len(asked) * 1000


def _handle(certificate: str, *, kept: bool) -> pycurl.Curl:
    handle = pycurl.Curl()
    handle.setopt(pycurl.WRITEFUNCTION, len)
    handle.setopt(pycurl.FORBID_REUSE, 0 if kept else 1)
    handle.setopt(pycurl.CAINFO, certificate)
    handle.setopt(pycurl.SSL_VERIFYHOST, 0)  # One certificate for all of 127.0.0.0/8.
    handle.setopt(pycurl.SSL_SESSIONID_CACHE, 0)
    return handle


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
