"""The grammar of `sources.yaml`: which keys stand where, and what each may hold.

`not_yet` are keys of the agreed grammar that this version does not act on: they are never called unknown.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, InstanceOf, StrictBool

from monitor.config import values
from monitor.model import Tier  # noqa: TC001 -- pydantic reads the annotations at run time.
from monitor.settings import MessageTimes

DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")  # The zone of pages that name none (contract §3).

Text = Annotated[str, AfterValidator(values.text)]
Language = Annotated[str, AfterValidator(values.language)]
Zone = Annotated[InstanceOf[ZoneInfo], BeforeValidator(values.time_zone)]
Rhythm = Annotated[tuple[timedelta, timedelta], BeforeValidator(values.rhythm)]
Interval = Annotated[timedelta, BeforeValidator(values.interval)]


class Shape(BaseModel):
    """One mapping of the file. A key left out stays None: `settings.py` alone knows the defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    not_yet: ClassVar[frozenset[str]] = frozenset()


class FileShape(Shape):
    """The whole file; its parts are read one by one, so that one fault does not hide the next."""

    not_yet = frozenset({"follow", "digest", "routes", "notices", "web", "hosts", "include", "second_opinion"})

    version: Literal["1"] = "1"
    defaults: dict[str, Any] = {}
    sources: list[Any] | None = None
    channels: list[Any] = []
    messages: dict[str, Any] = {}
    knowledge: dict[str, Any] = {}
    public_url: str | None = None


class DefaultsShape(Shape):
    """What holds where a source or channel says nothing else."""

    every: Rhythm | None = None
    timezone: Zone = DEFAULT_ZONE
    language: Language | None = None
    tier: Tier | None = None


class SourceShape(Shape):
    """One source."""

    not_yet = frozenset(
        {"starter", "preset", "org", "base", "select", "article", "owner", "stale_after", "robots", "proxy", "match"}
    )

    id: Annotated[str, AfterValidator(values.identity)] | None = None
    name: Text | None = None
    kind: Literal["feed", "article", "page", "sitemap", "json"] | None = None
    url: str | None = None
    every: Rhythm | None = None
    timezone: Zone | None = None
    language: Language | None = None
    tier: Tier | None = None
    organisation: Text | None = None
    allow_private: StrictBool | None = None
    headers: dict[str, str] = {}
    user_agent: Annotated[str, AfterValidator(values.header_value)] | None = None
    encoding: Annotated[str, AfterValidator(values.encoding)] | None = None
    enabled: StrictBool | None = None


class ChannelShape(Shape):
    """One channel."""

    not_yet = frozenset({"digest", "quiet"})

    name: Text | None = None
    url: str
    language: Literal["zh", "en"] | None = None
    timezone: Zone | None = None
    endpoint: str | None = None


class MessagesShape(Shape):
    """When messages go out."""

    wait: Interval = MessageTimes().wait
    more_after: Interval = MessageTimes().more_after
    hold_unsure: Interval = MessageTimes().hold_unsure


class KnowledgeShape(Shape):
    """What the user knows beside the packaged knowledge."""

    organisations: list[Any] = []
    models: list[Any] = []


class OrganisationShape(Shape):
    """An organisation that the user names."""

    name: Text
    aliases: tuple[Text, ...] = ()


class ModelShape(Shape):
    """A model family that the user names."""

    name: Text
    organisation: Text
    aliases: tuple[Text, ...] = ()
    released: Annotated[str, AfterValidator(values.partial_date)] | None = None
