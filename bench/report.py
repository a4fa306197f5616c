"""Writes what benchmarks measured into `docs/benchmarks.md`, each into a section of its own."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
_INTRODUCTION = """# Benchmarks

Written by the commands that each section names. Speeds are quoted as ratios taken in one run, since machines differ.
"""


def write_section(title: str, text: str) -> None:
    """Put a section into the page of benchmarks, in the place of the one with its title."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else _INTRODUCTION
    section = f"## {title}\n\n{text.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    page = pattern.sub(lambda _: f"{section}\n", page) if pattern.search(page) else f"{page.rstrip()}\n\n{section}"
    PAGE.write_text(f"{page.rstrip()}\n", encoding="utf-8")


def machine() -> str:
    """Describe the machine in a few words: processor, cores, memory, Python."""
    facts = Path("/proc/cpuinfo")
    text = facts.read_text(encoding="utf-8") if facts.is_file() else ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    processor = found[1] if found else platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}"
