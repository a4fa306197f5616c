"""What is announced: announcements, launches with their identity and status, and verdicts on what is news."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.reading import Article


class Status(StrEnum):
    """Where a launch's life stands."""

    IN_DEVELOPMENT = "in_development"
    UPCOMING = "upcoming"
    PREVIEW = "preview"
    RELEASED = "released"
    UPGRADED = "upgraded"
    OPEN_SOURCED = "open_sourced"

    @property
    def rank(self) -> int:
        """Give the place in a launch's life, 0 to 4; it only rises. Released and upgraded are one place."""
        return STATUS_RANK[self]


STATUS_RANK = {
    Status.IN_DEVELOPMENT: 0,
    Status.UPCOMING: 1,
    Status.PREVIEW: 2,
    Status.RELEASED: 3,
    Status.UPGRADED: 3,
    Status.OPEN_SOURCED: 4,
}


class Modality(StrEnum):
    """What a model works on."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    MULTIMODAL = "multimodal"
    CODE = "code"
    EMBEDDING = "embedding"
    SCIENCE = "science"
    ROBOTICS = "robotics"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What one article says of one model. Field meanings are those of the contract's detect format.

    Args:
        model: The name as written, without version, quotes and organisation.
        version: What tells this model from its siblings.
        organisations: As written, in reading order.
        date: Partial date of the event, where the text states it.
        domain: The industry as written; None for a general-purpose model.
        parameters: The size as written.
        background: The article only recalls it (more than seven days older than the article).
        named: False where the text only describes the model; `model` is then the description.
        rumour: The text does not vouch for it.
        confidence: Probability that the record is right, 0 to 1.
        evidence: The shortest verbatim span of the article that proves it.
        doubt: Below the confidence that is told: in words, what it lacks and what speaks against it.
        opinion: What a second opinion said of it, in words; empty where none was had.
    """

    model: str
    version: str | None
    organisations: tuple[str, ...]
    status: Status
    date: str | None = None
    modality: Modality = Modality.TEXT
    domain: str | None = None
    parameters: str | None = None
    background: bool = False
    named: bool = True
    rumour: bool = False
    confidence: float = 1.0
    evidence: str = ""
    doubt: str = ""
    opinion: str = ""

    @property
    def full_name(self) -> str:
        """Give model and version as one reads them."""
        return joined_name(self.model, self.version)


DETECT_FIELDS = (
    "model",
    "version",
    "organisations",
    "status",
    "date",
    "modality",
    "domain",
    "parameters",
    "background",
    "named",
    "rumour",
    "confidence",
    "evidence",
)
"""Of an announcement in the contract's detect format, in its order."""


def joined_name(model: str, version: str | None) -> str:
    """Join a model's name and version as one reads them: `盘古大模型3.0`, `Qwen2.5`, `Grok 4`, `Claude Opus 4.5`."""
    if not version:
        return model
    glue = " " if model[-1:].isascii() and model[-1:].isalnum() else ""
    return f"{model}{glue}{version}"


@dataclass(frozen=True, slots=True)
class LaunchKey:
    """What makes two announcements one launch. Each part is normalised; empty where the text does not say."""

    organisation: str
    family: str
    version: str
    variant: str
    size: str

    def __str__(self) -> str:
        """Write the key as it is stored and shown, `v1:huawei/pangu/3//`."""
        return f"v1:{self.organisation}/{self.family}/{self.version}/{self.variant}/{self.size}"

    @property
    def release_family(self) -> str:
        """Give what the members of one release share."""
        return f"{self.organisation}/{self.family}/{self.version}"

    @property
    def is_bare(self) -> bool:
        """Tell whether it names a family and nothing more."""
        return not (self.version or self.variant or self.size)


@dataclass(frozen=True, slots=True)
class Launch:
    """The thing in the world that announcements speak of, as far as it is known.

    Args:
        key: Its identity.
        release: The release it belongs to, `huawei/pangu/3@2023-07-07`.
        status: Only rises, by rank.
        date: Partial date of the event at `status`.
        rumour: True while nobody vouches for it.
        first_seen_at: Time of the first article that told of it.
        status_at: Time of the article that brought `status`.
        seen_at: Time of the latest article that told of it.
        confidence: How sure it is, 0 to 1, by all who told of it.
        id: Its number in the store; 0 before it is stored.
    """

    key: LaunchKey
    release: str
    model: str
    version: str | None
    organisations: tuple[str, ...]
    status: Status
    first_seen_at: datetime
    status_at: datetime
    seen_at: datetime
    date: str | None = None
    modality: Modality = Modality.TEXT
    domain: str | None = None
    parameters: str | None = None
    named: bool = True
    rumour: bool = False
    confidence: float = 1.0
    id: int = 0

    @property
    def full_name(self) -> str:
        """Give model and version as one reads them."""
        return joined_name(self.model, self.version)

    @property
    def who_and_what(self) -> str:
        """Give organisations and name as one line; a name that begins with its organisation says both."""
        name = self.full_name
        apart = [one for one in self.organisations if not name.casefold().startswith(one.casefold())]
        return f"{'、'.join(apart)} {name}".strip()


@dataclass(frozen=True, slots=True)
class Witness:
    """That an article told of a launch under a name.

    Args:
        key: The launch's.
        model: As the article writes it, without version.
        organisations: As the article writes them.
        cluster: What copies of one text share.
        official: An official source said so.
        launch_id: The launch's number.
        number: The announcement's; a later one's is higher.
    """

    key: LaunchKey
    model: str
    organisations: tuple[str, ...]
    cluster: int
    official: bool
    launch_id: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """That an article told of a launch, and how surely.

    Args:
        launch_id: The launch's number.
        cluster: What copies of one text share; None for the article that is being read, where it is no copy.
        official: An official source said so.
    """

    launch_id: int
    cluster: int | None
    confidence: float
    official: bool = False


class VerdictKind(StrEnum):
    """What an announcement is to somebody who knows what we know."""

    NEW = "new"
    ADVANCED = "advanced"
    REPEATED = "repeated"
    BACKGROUND = "background"
    DOUBTED = "doubted"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one announcement, and why.

    Args:
        launch: The launch as it is known from now on; None for background and what is doubted, which make none.
        reason: One sentence a person can read.
        previous: The status before, where it advanced; None where only a rumour was known before.
        moved_from: The date before, where the date of an upcoming launch is another now.
    """

    kind: VerdictKind
    reason: str
    announcement: Announcement
    launch: Launch | None
    previous: Status | None = None
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article in the store, when it was read, and what became of all that it announces, in reading order."""

    article: Article
    read_at: datetime
    verdicts: tuple[Verdict, ...]
