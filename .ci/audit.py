"""The lock files held against what is known of vulnerable releases, by pip-audit: clean, found, or not looked at.

    python .ci/audit.py                    exit 0: nothing is known · 1: something is · 3: not all could be looked at
    python .ci/audit.py --may-lack-data    exit 0 in place of 3, with the same words, where there is no network
    python .ci/audit.py --ignore-vuln ID   whatever else pip-audit takes, handed on: `--osv-url` for a mirror

pip-audit itself ends with 1 both where it found something and where it could ask nobody; the two are told apart here by
what it printed. To have no data is no good news: it is said in as many words, and a release is not made on it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass, field
from textwrap import shorten

from locked import FOLDER, ROOT

LOCKS = ("run", "cluster", "dev", "release")
CLEAN, FOUND, NOT_LOOKED_AT = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Report:
    """What pip-audit said.

    Args:
        looked_at: Packages that were held against its data.
        findings: One line each.
        left_out: Packages that it could not look at, with its reason.
        trouble: Why there is no data at all; empty where there is.
    """

    looked_at: int = 0
    findings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = field(default=())
    trouble: str = ""

    @property
    def code(self) -> int:
        """Give the exit code: a finding weighs most, and what was not looked at is not clean."""
        if self.findings:
            return FOUND
        return NOT_LOOKED_AT if self.trouble or self.left_out or not self.looked_at else CLEAN

    @property
    def lines(self) -> list[str]:
        """Say it, for people."""
        if self.trouble:
            return [
                f"audit: NOT LOOKED AT: the advisory service gave no data ({self.trouble}); this says nothing of safety"
            ]
        if not self.looked_at:
            return ["audit: NOT LOOKED AT: there was no package to look at"]
        lines = [f"audit: {finding}" for finding in self.findings]
        lines += [f"audit: NOT LOOKED AT: {name}" for name in self.left_out]
        return lines or [f"audit: nothing is known against {self.looked_at} packages"]


def report_of(printed: str, complained: str) -> Report:
    """Read what pip-audit printed as JSON; where that is none, its last words say why there is no data."""
    try:
        told = json.loads(printed)["dependencies"]
    except (ValueError, LookupError, TypeError):
        words = complained.strip().splitlines() or ["pip-audit said nothing"]
        return Report(trouble=shorten(words[-1], 120, placeholder=" …"))
    left_out = tuple(f"{each['name']}: {each['skip_reason']}" for each in told if "skip_reason" in each)
    findings = tuple(
        f"{each['name']} {each['version']}: {known['id']}{_mended(known['fix_versions'])}"
        for each in told
        for known in each.get("vulns", ())
    )
    return Report(len(told) - len(left_out), tuple(dict.fromkeys(findings)), left_out)


def _mended(versions: list[str]) -> str:
    return f", mended in {', '.join(versions)}: make update" if versions else ", not mended yet"


def audited(further: list[str]) -> Report:
    """Run pip-audit over every lock file; nothing is resolved or installed, since each names all it leads to."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--disable-pip"]
    command += ["--vulnerability-service", "osv"] + [
        word for name in LOCKS for word in ("-r", str(FOLDER / f"{name}.txt"))
    ]
    done = subprocess.run([*command, *further], check=False, capture_output=True, text=True, cwd=ROOT)
    return report_of(done.stdout, done.stderr)


def main() -> int:
    """Say what is known, and give the exit code."""
    parser = ArgumentParser(description="Hold the lock files against what is known of vulnerable releases.")
    parser.add_argument("--may-lack-data", action="store_true", help="exit 0 where nobody could be asked")
    options, further = parser.parse_known_args()
    report = audited(further)
    print(*report.lines, sep="\n")
    return CLEAN if options.may_lack_data and report.code == NOT_LOOKED_AT else report.code


if __name__ == "__main__":
    sys.exit(main())
