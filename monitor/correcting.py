"""A person's word about a launch or an article → the corrections that follow, and a line on what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.detect import detect
from monitor.errors import UsageError
from monitor.fingerprint import launch_key
from monitor.model import CorrectionKind, VerdictKind
from monitor.pipeline import Judged, Terms, settle_within
from monitor.resolve import TOLD, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Announcement, Correction, LaunchKey
    from monitor.ports import Desk

OPPOSITE = {CorrectionKind.WRONG: CorrectionKind.RIGHT, CorrectionKind.RIGHT: CorrectionKind.WRONG}


@dataclass(frozen=True, slots=True)
class Corrector:
    """Says at a desk what a person says.

    Args:
        terms: On which announcements are settled whose doubt is lifted.
    """

    desk: Desk
    terms: Terms
    now: datetime

    def named(self, which: str) -> LaunchKey:
        """Give the key of the launch that a person named.

        Raises:
            UsageError: There is no such launch.
        """
        key = self.desk.key_of(which)
        if key is None:
            raise UsageError(f"{which} is no launch; `monitor launches --all` lists them")
        return key

    def obey(self, kind: CorrectionKind, which: str, other: str | None = None, *, undo: bool = False) -> str:
        """Do what a person says of a launch, and say what came of it.

        Args:
            kind: What he says; a launch is not missed.
            which: The launch's number or key.
            other: The launch that a merged one becomes.
            undo: He takes it back.

        Raises:
            UsageError: There is no such launch, or it cannot be corrected so.
        """
        key = self.named(which)
        if undo:
            return self.undo(kind, key)
        if kind is CorrectionKind.MERGE:
            return self.merge(key, self.named(str(other)))
        return self.split(key) if kind is CorrectionKind.SPLIT else self.judge(kind, key)

    def judge(self, kind: CorrectionKind, key: LaunchKey) -> str:
        """Call a launch wrong or right; the opposite word no longer holds."""
        head = Standing(tuple(self.desk.holding())).head_of(key)
        self._undo_all(OPPOSITE[kind], head)
        return f"{head} is called {kind}" if self.desk.add(kind, (head,)) else f"{head} was called {kind} before"

    def merge(self, key: LaunchKey, other: LaunchKey) -> str:
        """Make two launches one, under the name and number of the other.

        Raises:
            UsageError: One of them is called wrong.
        """
        standing = Standing(tuple(self.desk.holding()))
        goes, stays = standing.head_of(key), standing.head_of(other)
        if goes == stays:
            return f"{key} and {other} are one launch already"
        for each in (goes, stays):
            if standing.wrong(each):
                raise UsageError(f"{each} is called wrong; undo that first")
        self.desk.add(CorrectionKind.MERGE, (goes, stays))
        return f"{goes} is one with {stays} from now on"

    def split(self, key: LaunchKey) -> str:
        """Undo the merges of a launch; of one that was not merged, give each key that it holds its own launch.

        Raises:
            UsageError: It holds one key alone.
        """
        merges = [one for one in self.desk.holding() if one.kind is CorrectionKind.MERGE and key in one.keys]
        gone = [one for one in merges if one.keys[0] == key] or merges
        for one in gone:
            self.desk.undo(one, self._key_of)
        if gone:
            return "; ".join(f"{one.keys[0]} is no longer one with {one.keys[1]}" for one in gone)
        came_off = self.desk.split(key, self._key_of)
        if not came_off:
            raise UsageError(f"{key} holds announcements of one name alone; there is nothing to split")
        return f"split off {key}: {', '.join(map(str, came_off))}"

    def undo(self, kind: CorrectionKind, key: LaunchKey) -> str:
        """Take back what was said of a launch."""
        head = Standing(tuple(self.desk.holding())).head_of(key)
        undone = self._undo_all(kind, key) or self._undo_all(kind, head)
        return f"undone: {kind} of {key}" if undone else f"nothing to undo: {kind} does not hold of {key}"

    def undo_last(self, of: LaunchKey | str) -> str:
        """Take back what was last said of a launch, or of the article at an address."""
        said = [one for one in self.desk.holding() if (one.url == of if isinstance(of, str) else of in one.keys)]
        if not said:
            return f"nothing to undo: nothing that was said of {of} holds"
        kind = said[-1].kind
        if isinstance(of, str):
            return self.forget(kind, of)
        return self.undo(kind, said[-1].keys[0])

    def vouch(self, url: str, model: str | None) -> str:
        """Hold what the detector doubted in an article right.

        Raises:
            UsageError: No such article was read, or nothing or too much in it is doubted.
        """
        read = self.desk.rereading(url)
        if read is None:
            raise UsageError(f"no article was read at {url}; `monitor feedback missed URL` reads it")
        standing = Standing(tuple(one for one in self.desk.holding() if one.url == url))
        doubted = [
            one for one in read.announcements if one.confidence < TOLD and one.full_name == (model or one.full_name)
        ]
        keys = dict.fromkeys(map(self._key_of, doubted))
        if not keys:
            raise UsageError(f"nothing{f' named {model}' if model else ''} is doubted in {url}; `monitor why` shows it")
        if len(keys) > 1:
            names = ", ".join(dict.fromkeys(one.full_name for one in doubted))
            raise UsageError(f"several are doubted in {url}; name one with --model: {names}")
        (key,) = keys
        if standing.vouching(key):
            return f"{key} was held right before"
        self.desk.add(CorrectionKind.RIGHT, (key,), url)
        return self._settle(url)

    def miss(self, url: str) -> str | None:
        """Remember that an article holds a launch that was missed; None where the article was never read."""
        self.desk.add(CorrectionKind.MISSED, (), url)
        return self._settle(url) if self.desk.rereading(url) else None

    def forget(self, kind: CorrectionKind, url: str) -> str:
        """Take back what was said of an article."""
        said = [one for one in self.desk.holding() if one.kind is kind and one.url == url]
        for one in said:
            self.desk.undo(one, self._key_of)
        if not said:
            return f"nothing to undo: {kind} does not hold of {url}"
        if self.desk.rereading(url):
            self._settle(url, again=False)
        return f"undone: {kind} of {url}"

    def _settle(self, url: str, *, again: bool = True) -> str:
        """Hold a read article against what is known; `again` with what the detector finds in it today."""
        read = self.desk.rereading(url)
        if read is None:
            raise UsageError(f"no article was read at {url}")
        known = {(one.model, one.version) for one in read.announcements}
        fresh = [one for one in detect(read.article, self.terms.knowledge) if (one.model, one.version) not in known]
        announcements = (*read.announcements, *(fresh if again else ()))
        verdicts, _ = settle_within(read, Judged(read.article, announcements, self.now), self.terms)
        told = [one for one in verdicts if one.kind is not VerdictKind.DOUBTED]
        said = "; ".join(f"{one.kind} · {one.announcement.full_name} · {one.reason}" for one in told)
        return said or "remembered; nothing is found in it that could be told"

    def _undo_all(self, kind: CorrectionKind, key: LaunchKey) -> Sequence[Correction]:
        said = [one for one in self.desk.holding() if one.kind is kind and one.keys[:1] == (key,) and not one.url]
        for one in said:
            self.desk.undo(one, self._key_of)
        return said

    def _key_of(self, announcement: Announcement) -> LaunchKey:
        return launch_key(announcement.model, announcement.version, announcement.organisations, self.terms.knowledge)
