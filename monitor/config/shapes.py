"""The grammar of `sources.yaml`: which keys stand where, and what each may hold; `meanings.toml` says what it means.

`not_yet` are keys that are checked but that this version does not act on.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    StrictBool,
    WithJsonSchema,
)

from monitor.config import values
from monitor.model import Modality, Status, Tier  # noqa: TC001 -- pydantic reads the annotations at run time.
from monitor.settings import QuietHours

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")  # The zone of pages that name none (contract §3).
# An editor's YAML tells numbers from text; here a plain scalar stays the text that it looks like (tree.py).
_PLAIN = WithJsonSchema({"type": ["string", "number"]})
_INTERVAL = {"type": "string", "pattern": r"^\d+(\.\d+)? ?[smhd]$", "examples": ["30s", "5m", "6h", "1d"]}
_BOUNDS = {"type": "array", "items": _INTERVAL, "minItems": 2, "maxItems": 2}

Text = Annotated[str, AfterValidator(values.text), _PLAIN]
Identity = Annotated[str, AfterValidator(values.identity), _PLAIN]
Language = Annotated[str, AfterValidator(values.language)]
Zone = Annotated[InstanceOf[ZoneInfo], BeforeValidator(values.time_zone), WithJsonSchema({"type": "string"})]
Rhythm = Annotated[
    tuple[timedelta, timedelta], BeforeValidator(values.rhythm), WithJsonSchema({"anyOf": [_INTERVAL, _BOUNDS]})
]
Interval = Annotated[timedelta, BeforeValidator(values.interval), WithJsonSchema(_INTERVAL)]
Lasting = Annotated[timedelta, BeforeValidator(values.lasting), WithJsonSchema(_INTERVAL)]
Kept = Annotated[timedelta, BeforeValidator(values.kept), WithJsonSchema(_INTERVAL)]
Glob = Annotated[str, AfterValidator(values.glob), _PLAIN]
Digest = Annotated[str, AfterValidator(values.digest)]
Quiet = Annotated[
    InstanceOf[QuietHours],
    BeforeValidator(values.quiet),
    WithJsonSchema({"type": "string"}),
]
WholeNumber = Annotated[
    int, BeforeValidator(values.whole_number), WithJsonSchema({"type": ["integer", "string"], "minimum": 1})
]
Fraction = Annotated[
    float, BeforeValidator(values.fraction), WithJsonSchema({"type": ["number", "string"], "minimum": 0, "maximum": 1})
]
Selectors = Annotated[
    tuple[Text, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]  # fmt: skip


@cache
def _meanings() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files("monitor.config") / "meanings.toml").read_text(encoding="utf-8"))


class Shape(BaseModel):
    """One mapping of the file. A key left out stays None: `settings.py` alone knows the defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    not_yet: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def explained(cls, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Give the schema of the mapping, each key with its meaning."""
        drawn = handler(cls.__pydantic_core_schema__)
        add_meanings(handler.resolve_ref_schema(drawn), cls)
        return drawn

    @classmethod
    def meanings(cls) -> dict[str, str]:
        """Say what each key means; those of the shape that this one adds to are among them."""
        of_bases = [base.meanings() for base in cls.__bases__ if issubclass(base, Shape)]
        own = _meanings().get(re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Shape")).lower(), {})
        return {key: meaning for each in (*of_bases, own) for key, meaning in each.items()}


def add_meanings(drawn: JsonSchemaValue, shape: type[Shape]) -> None:
    """Describe each key of a mapping's schema."""
    for key, about in drawn["properties"].items():
        about["description"] = shape.meanings()[key]


@dataclass(frozen=True, slots=True)
class Part:
    """Marks what is read by itself, so that one fault does not hide the next; the schema shows it whole.

    Args:
        others: What may stand for the mapping: other shapes, or JSON Schema.
    """

    shape: type[Shape]
    is_list: bool = False
    by_name: bool = False
    others: tuple[dict[str, Any] | type[Shape], ...] = ()

    def __get_pydantic_json_schema__(self, _core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Give the schema of the mapping, of a list of such or of a mapping from names to such."""
        choices = [
            other if isinstance(other, dict) else other.explained(handler) for other in (*self.others, self.shape)
        ]
        one = {"anyOf": choices} if self.others else choices[0]
        if self.is_list:
            return {"type": "array", "items": one}
        return {"type": "object", "additionalProperties": one} if self.by_name else one


class DefaultsShape(Shape):
    """What holds where a source or channel says nothing else."""

    every: Rhythm | None = None
    timezone: Zone | None = None
    language: Language | None = None
    tier: Tier | None = None


class SelectShape(Shape):
    """Where the entries of a list stand: CSS for a page, dotted paths for JSON."""

    item: Text | None = None
    link: Text | None = None
    title: Text | None = None
    date: Text | None = None


class ArticleShape(Shape):
    """Where the parts of an article stand: CSS, tried in order."""

    title: Selectors | None = None
    body: Selectors | None = None
    date: Selectors | None = None
    author: Selectors | None = None


class SourceShape(Shape):
    """One source."""

    id: Identity | None = None
    name: Text | None = None
    kind: Literal["feed", "article", "page", "sitemap", "json"] | None = None
    url: str | None = None
    every: Rhythm | None = None
    timezone: Zone | None = None
    language: Language | None = None
    tier: Tier | None = None
    organisation: Text | None = None
    allow_private: StrictBool | None = None
    headers: dict[str, Annotated[str, _PLAIN]] = {}
    user_agent: Annotated[str, AfterValidator(values.header_value)] | None = None
    encoding: Annotated[str, AfterValidator(values.encoding)] | None = None
    select: Annotated[dict[str, Any] | None, Part(SelectShape)] = None
    match: Glob | None = None
    article: Annotated[dict[str, Any] | None, Part(ArticleShape)] = None
    lists: Literal["articles", "models"] | None = None
    owner: Text | None = None
    stale_after: Lasting | None = None
    robots: Literal["obey", "ignore"] | None = None
    proxy: str | None = None
    enabled: StrictBool | None = None


class StarterShape(Shape):
    """A packaged list of sources, updated with the software."""

    starter: Text


class ChannelShape(Shape):
    """One channel."""

    name: Text | None = None
    url: str
    language: Literal["zh", "en"] | None = None
    timezone: Zone | None = None
    endpoint: str | None = None
    secret: str | None = None
    form: Literal["rich", "text"] | None = None
    template: Text | None = None
    digest: Digest | None = None
    quiet: Quiet | None = None


class RouteShape(Shape):
    """Which launches which channels hear of."""

    channels: tuple[Text, ...]
    status: tuple[Status, ...] = ()
    organisations: tuple[Glob, ...] = ()
    modality: tuple[Modality, ...] = ()
    min_confidence: Fraction | None = None
    urgent: StrictBool | None = None
    goes_on: Annotated[StrictBool | None, Field(alias="continue")] = None


class MessagesShape(Shape):
    """When messages go out."""

    wait: Interval | None = None
    more_after: Interval | None = None
    hold_unsure: Interval | None = None
    storm: Annotated[
        str | None,
        AfterValidator(lambda value: None if value is None else values.storm(value)),
    ] = None


class KeepShape(Shape):
    """How long what need not be remembered for ever is kept."""

    articles: Kept | None = None
    notices: Kept | None = None


class HostShape(Shape):
    """How a host wants to be asked."""

    parallel: WholeNumber | None = None
    spacing: Interval | None = None


class WebShape(Shape):
    """Where the page is served."""

    listen: Annotated[str, AfterValidator(values.listen)] | None = None
    token: str | None = None
    hosts: tuple[Annotated[str, AfterValidator(values.host)], ...] = ()


class SecondOpinionShape(Shape):
    """Who is asked about candidates in doubt: an OpenAI-compatible endpoint."""

    base_url: str
    model: Text
    api_key: str | None = None
    budget_per_day: WholeNumber | None = None


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


class KnowledgeShape(Shape):
    """What the user knows beside the packaged knowledge."""

    organisations: Annotated[list[Any], Part(OrganisationShape, is_list=True)] = []
    models: Annotated[list[Any], Part(ModelShape, is_list=True)] = []


_ADDRESS = {"type": "string"}


class ListShape(Shape):
    """A file of sources, such as one that another includes; its parts are read one by one."""

    version: Annotated[Literal["1"], WithJsonSchema({"enum": [1, "1"]})] = "1"
    defaults: Annotated[dict[str, Any], Part(DefaultsShape)] = {}
    sources: Annotated[list[Any] | None, Part(SourceShape, is_list=True, others=(_ADDRESS, StarterShape))] = None
    include: tuple[Text, ...] = ()


class FileShape(ListShape):
    """The whole of sources.yaml."""

    channels: Annotated[list[Any], Part(ChannelShape, is_list=True, others=(_ADDRESS,))] = []
    follow: tuple[Text, ...] = ()
    digest: Digest | None = None
    routes: Annotated[list[Any], Part(RouteShape, is_list=True)] = []
    messages: Annotated[dict[str, Any], Part(MessagesShape)] = {}
    notices: Text | None = None
    hosts: Annotated[dict[str, Any], Part(HostShape, by_name=True)] = {}
    web: Annotated[Any, Part(WebShape, others=({"const": "off"},))] = None
    knowledge: Annotated[dict[str, Any], Part(KnowledgeShape)] = {}
    second_opinion: Annotated[dict[str, Any] | None, Part(SecondOpinionShape)] = None
    heartbeat: str | None = None
    keep: Annotated[Any, Part(KeepShape, others=({"const": "forever"},))] = None
    public_url: str | None = None
