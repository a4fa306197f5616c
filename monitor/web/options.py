"""What the page is handed beside the memory: how it tells things, who may read it, what it may ask of the program."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pydantic import SecretStr

    from monitor.model import CorrectionKind, Message
    from monitor.settings import KnownOrganisation
    from monitor.web.probes import Probes

_HOME_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Written:
    """A message as its readers see it: the first line, and all of it."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a launch, in the words of the command `feedback`.

    Args:
        which: The launch's number or key.
        other: The launch that a merged one becomes.
        undo: It is taken back.
    """

    kind: CorrectionKind
    which: str
    other: str | None = None
    undo: bool = False


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How the page behaves.

    Args:
        zone: By its clocks times are told.
        pass_limit: How old the last completed pass may be; the watch counts as late afterwards.
        wordings: Other wordings of a question, by names that are known.
        known: The organisation of a key or name, with its other names.
        written: How a message reads.
        correct: Obeys a person and says what came of it. Raises UsageError.
        token: Opens the page and admits corrections; None for no corrections.
        is_open: Whoever reaches the page may read it without the token.
        probes: Tell how the process is; without any, its last pass tells.
        public_url: Under which others know the page; feeds link there.
    """

    zone: tzinfo = _HOME_ZONE
    pass_limit: timedelta = timedelta(minutes=15)
    wordings: Callable[[str], Collection[str]] = field(default=lambda _question: ())
    known: Callable[[str], KnownOrganisation | None] = field(default=lambda _name: None)
    written: Callable[[Message], Written] = field(default=lambda message: Written("", message.reply))
    correct: Callable[[Said], str] | None = None
    token: SecretStr | None = None
    is_open: bool = True
    probes: Probes | None = None
    public_url: str | None = None
