"""What `sources.yaml` says, as frozen values: parsed by `config`, handed on by `wiring`, changed by nobody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from ipaddress import ip_address
from typing import TYPE_CHECKING

from monitor.model import Modality, Status, Tier

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from pydantic import SecretStr


class SourceKind(StrEnum):
    """What a source's address leads to."""

    FEED = "feed"
    PAGE = "page"
    SITEMAP = "sitemap"
    JSON = "json"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class ListSelectors:
    """Where the entries of a list stand: CSS for a page, dotted paths for JSON (`data.items`, `id`).

    Args:
        item: One entry; the others are looked for within it. None: found by itself.
        link: Leads to the article; for JSON also a template such as `https://example.org/{id}`.
    """

    item: str | None = None
    link: str | None = None
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleSelectors:
    """Where the parts of an article stand, by CSS; each is tried in order, and automatic extraction comes last."""

    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    author: tuple[str, ...] = ()


USUAL_EVERY = (timedelta(minutes=5), timedelta(hours=6))
OFFICIAL_EVERY = (timedelta(minutes=1), timedelta(hours=6))
"""Of a source whose tier is official: it is the first to tell, and seldom does, so that nearly all answers are 304."""


@dataclass(frozen=True)  # Without slots: what is worked out once has to be kept.
class Source:
    """One thing in `sources.yaml` that we poll.

    Args:
        id: Identity; the name may change freely.
        is_named: A person chose the name; else it is the host's, until the source's own title is known.
        every: Least and greatest time between two checks.
        language: Of its articles, ISO 639-1.
        organisation: Who speaks where an article names nobody.
        allow_private: Its own host and port may be a private address; a redirect elsewhere may not.
        headers: Sent to its own origin only.
        encoding: Overrides what the documents say of their charset.
        proxy: What its documents are asked for through.
        obeys_robots: Its servers' robots.txt is obeyed.
        owner: Who hears of its failures: a channel's name, or whatever people call each other.
        stale_after: The longest silence that is usual; None for what its own rhythm says.
        select: Where the entries of a list stand.
        match: Glob that a sitemap's addresses must fit, by path or whole.
        article: Where the parts of its articles stand.
        lists_models: Each entry is a model's repository on a hub, by its identifier: it is told of without being read.
    """

    id: str
    name: str
    url: str
    zone: ZoneInfo
    kind: SourceKind = SourceKind.FEED
    every: tuple[timedelta, timedelta] = USUAL_EVERY
    language: str = "zh"
    tier: Tier = Tier.MEDIA
    organisation: str | None = None
    allow_private: bool = False
    headers: Mapping[str, SecretStr] = field(default_factory=dict)
    user_agent: str | None = None
    encoding: str | None = None
    proxy: SecretStr | None = None
    obeys_robots: bool = True
    owner: str | None = None
    stale_after: timedelta | None = None
    select: ListSelectors = ListSelectors()
    match: str | None = None
    article: ArticleSelectors = ArticleSelectors()
    lists_models: bool = False
    enabled: bool = True
    is_named: bool = True

    @cached_property
    def digest(self) -> str:
        """Give what changes whenever anything but the name does; of secrets, only whether there are any."""
        return blake2b(repr(replace(self, name="")).encode(), digest_size=8).hexdigest()

    def known_as(self, title: str) -> Source:
        """Give the source under the title that it bears itself, unless a person named it or the title is empty."""
        return self if self.is_named or not title else replace(self, name=title)


EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class DigestTimes:
    """When a channel's digest is due, by the channel's own clock.

    Args:
        at: The time of day; the contract's where nobody says another (§5).
        days: The days of the week, Monday is 0.
        hourly: At every full hour of every day instead.
    """

    at: time = time(8, 30)
    days: frozenset[int] = EVERY_DAY
    hourly: bool = False


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when to when a channel is left in peace, by its own clock; an end before the beginning is the next day's."""

    begin: time
    end: time


@dataclass(frozen=True, slots=True)
class Template:
    """What a person wrote to shape messages.

    Args:
        name: As the settings name its file.
        text: Jinja2.
        file: Where it stands.
    """

    name: str
    text: str
    file: Path


@dataclass(frozen=True, slots=True)
class Channel:
    """A named place that messages go to; one address.

    Args:
        url: The address as the provider shows it; a secret.
        endpoint: Send there instead of to the provider's host (a gateway, or a test).
        form: `rich`, what the provider shows best, or `text`, what every reader of it shows.
        template: Writes its messages instead of the built-in layout.
        secret: Signs what is sent, where the provider or a webhook's receiver wants that.
        digest: When what is not told at once is told; None for never.
        quiet: When nothing is sent but what is urgent; None for always open.
    """

    name: str
    url: SecretStr
    zone: ZoneInfo
    language: str = "zh"
    endpoint: str | None = None
    form: str = "rich"
    template: Template | None = None
    secret: SecretStr | None = None
    digest: DigestTimes | None = DigestTimes()
    quiet: QuietHours | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Which launches some channels hear of. What is empty restricts nothing.

    Args:
        organisations: Names or globs.
        min_confidence: Below it an alert waits for a second voice; None for the least at which anything is told.
        urgent: What it tells passes quiet hours.
        goes_on: The routes behind it are asked, too; else the first that matches decides.
    """

    channels: tuple[str, ...]
    status: frozenset[Status] = frozenset()
    organisations: tuple[str, ...] = ()
    modality: frozenset[Modality] = frozenset()
    min_confidence: float | None = None
    urgent: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears of what.

    Args:
        channels: Names of all channels.
        routes: The first that matches chooses channels; none, and every channel hears of everything.
        follow: Organisations that are told of at once; none, and all are.
    """

    channels: tuple[str, ...]
    routes: tuple[Route, ...] = ()
    follow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Storm:
    """So many messages within so long are enough for a channel; what comes beyond goes out together.

    On eleven weeks of the archive a channel that heard of everything got two messages within ten minutes at most, and
    three within an hour (`monitor replay`): what is more than double that is read together or not at all.
    """

    most: int = 5
    within: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class MessageTimes:
    """When messages go out.

    Args:
        wait: From an article's news to its message.
        more_after: Later members of a told release go together after this.
        hold_unsure: How long an alert below the threshold waits for a second cluster.
        storm: From how many messages on they are gathered; None for never.
    """

    wait: timedelta = timedelta(0)
    more_after: timedelta = timedelta(minutes=60)
    hold_unsure: timedelta = timedelta(minutes=30)
    storm: Storm | None = Storm()


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation that the user names."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model family that the user names."""

    name: str
    organisation: str
    aliases: tuple[str, ...] = ()
    released: str | None = None


@dataclass(frozen=True, slots=True)
class HostManners:
    """How a host wants to be asked: so many requests at a time, so far apart."""

    parallel: int = 1
    spacing: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Who is asked about candidates in doubt: an OpenAI-compatible endpoint.

    Args:
        base_url: What `/chat/completions` is put behind; it may hold a key in its query.
        model: Its name there.
        api_key: Sent as a bearer's token; none for a server of one's own.
        budget_per_day: The most questions of a day, by UTC.
    """

    base_url: SecretStr
    model: str
    api_key: SecretStr | None = None
    budget_per_day: int = 200


@dataclass(frozen=True, slots=True)
class Web:
    """Where the page is served, and to whom.

    Args:
        listen: `host:port`.
        token: Opens the page where other machines can reach it, and admits corrections; None for neither.
        hosts: Names under which it may be asked for beside the address itself.
    """

    listen: str = "127.0.0.1:8080"
    token: SecretStr | None = None
    hosts: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """Give the address without port and brackets."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def is_local(self) -> bool:
        """Tell whether this machine alone can reach it."""
        return self.host == "localhost" or (_is_address(self.host) and ip_address(self.host).is_loopback)

    @property
    def listens_everywhere(self) -> bool:
        """Tell whether it has no name of its own, `0.0.0.0` or `::`."""
        return _is_address(self.host) and ip_address(self.host).is_unspecified


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what need not be remembered for ever is kept; what was announced, and who was told of it, always is.

    Args:
        articles: Texts in which nothing was announced. Copies of a text are looked for, and `monitor why` reads texts,
            as far back as the 60 days that are the least.
        notices: Messages of the system's own that were delivered.
    """

    articles: timedelta = timedelta(days=90)
    notices: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole of one `sources.yaml`.

    Args:
        digest: When the digest is due of a channel that says nothing else, or of the terminal where there are none.
        hosts: By name, those that want to be asked otherwise than others.
        web: Where the page is served; None for no page.
        files: Every file that was read, so that a change of any of them is noticed.
        folders: Where a file that appears may be another one; they need not be there yet.
        routes: Which channels hear of which launches.
        follow: Organisations that are told of at once.
        notices: The channel that hears of the system itself; None where nobody said which.
        heartbeat: Is asked for after each cycle that went well; None for nothing.
        second_opinion: Who is asked about candidates in doubt; None for nobody.
        keep: How long what was read is kept; None for always.
        notes: What to know of what is written rightly, such as that it has no effect yet; a line each with its place.
    """

    sources: tuple[Source, ...]
    channels: tuple[Channel, ...] = ()
    digest: DigestTimes | None = DigestTimes()
    hosts: Mapping[str, HostManners] = field(default_factory=dict)
    web: Web | None = Web()
    files: tuple[Path, ...] = ()
    folders: frozenset[Path] = frozenset()
    messages: MessageTimes = MessageTimes()
    organisations: tuple[KnownOrganisation, ...] = ()
    models: tuple[KnownModel, ...] = ()
    public_url: str | None = None
    routes: tuple[Route, ...] = ()
    follow: tuple[str, ...] = ()
    notices: str | None = None
    heartbeat: SecretStr | None = None
    second_opinion: SecondOpinion | None = None
    keep: Retention | None = Retention()
    notes: tuple[str, ...] = ()
