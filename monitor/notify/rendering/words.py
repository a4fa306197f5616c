"""The words of messages, by language: data, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from monitor.model import Modality, Tier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Group(Enum):
    """What launches are told together under one label; in the order of a message."""

    RELEASED = "released"
    UPGRADED = "upgraded"
    OPEN_SOURCED = "open_sourced"
    PREVIEW = "preview"
    UPCOMING = "upcoming"
    IN_DEVELOPMENT = "in_development"
    RUMOUR = "rumour"


@dataclass(frozen=True, slots=True)
class Words:
    """How one language says it.

    Args:
        language: ISO 639-1.
        labels: Of the groups of a long message.
        counted: What is counted of each group in a long message's headline.
        said: Who does what, by group; a rumour is said as the group of its status.
        said_of_nobody: The same where the article names no organisation.
        modalities: Shown beside a name; text goes without saying.
        vague_times: Words that an article uses for a time to come; shown when one stands in the evidence.
        months: Names of months; empty where they are numbers.
        sizes: Magnitudes that need `size_suffix` to read as a size.
    """

    language: str
    labels: Mapping[Group, str]
    counted: Mapping[Group, str]
    said: Mapping[Group, str]
    said_of_nobody: Mapping[Group, str]
    modalities: Mapping[Modality, str]
    vague_times: tuple[str, ...]
    months: tuple[str, ...]
    rumour: str
    late: str
    progress: str
    headline: str
    count: str
    either: str
    brackets: str
    quotes: str
    colon: str
    comma: str
    clause: str
    enumeration: str
    separator: str
    glue: str
    item: str
    organisation: str
    label_gap: str
    outlets: Mapping[Tier, str]
    unofficial: str
    original: str
    more: str
    sizes: frozenset[str] = frozenset()
    size_suffix: str = ""

    def beside(self, when: str, details: Sequence[str]) -> str:
        """Write what stands beside a name: a day to come, then details in brackets."""
        inside = self.brackets.format(inside=self.comma.join(details)) if details else ""
        return f" {when}{inside}" if when else inside


_LABELS = {
    Group.RELEASED: "发布",
    Group.UPGRADED: "升级",
    Group.OPEN_SOURCED: "开源",
    Group.PREVIEW: "测试",
    Group.UPCOMING: "预告",
    Group.IN_DEVELOPMENT: "在研",
    Group.RUMOUR: "传闻",
}
CHINESE = Words(
    language="zh",
    labels=_LABELS,
    counted=_LABELS,
    said={
        Group.RELEASED: "{who}发布{what}",
        Group.UPGRADED: "{who}升级{what}",
        Group.OPEN_SOURCED: "{who}开源{what}",
        Group.PREVIEW: "{who}开放测试{what}",
        Group.UPCOMING: "{who}将发布{what}",
        Group.IN_DEVELOPMENT: "{who}在研{what}",
    },
    said_of_nobody={
        Group.RELEASED: "{what}发布",
        Group.UPGRADED: "{what}升级",
        Group.OPEN_SOURCED: "{what}开源",
        Group.PREVIEW: "{what}开放测试",
        Group.UPCOMING: "{what}将发布",
        Group.IN_DEVELOPMENT: "{what}在研",
    },
    modalities={
        Modality.IMAGE: "绘画",
        Modality.VIDEO: "视频",
        Modality.AUDIO: "语音",
        Modality.MULTIMODAL: "多模态",
        Modality.CODE: "代码",
        Modality.EMBEDDING: "向量",
        Modality.SCIENCE: "科学",
        Modality.ROBOTICS: "机器人",
    },
    vague_times=(
        "近期",
        "近日",
        "即将",
        "不久",
        "本周",
        "下周",
        "本月",
        "下月",
        "月底",
        "年内",
        "年底",
        "上半年",
        "下半年",
    ),
    months=(),
    rumour="传闻：{said}",
    late="补报：{said}",
    progress="{before}→{now}",
    headline="{leads}等{count}款大模型：{counts}",
    count="{count}款{what}",
    either="",
    brackets="（{inside}）",
    quotes="「{inside}」",  # Proofs hold “” themselves.
    colon="：",
    comma="，",
    clause="；",
    enumeration="、",
    separator=" · ",
    glue="",
    item="｜",
    organisation="·",
    label_gap="  ",
    outlets={Tier.OFFICIAL: "官方页", Tier.MEDIA: "媒体{count}家", Tier.COMMUNITY: "社区{count}家"},
    unofficial="未见官方页",
    original="原文 {hosts}",
    more="另有{count}款，见原文",
    sizes=frozenset({"十亿", "百亿", "千亿", "万亿", "十万亿", "百万亿"}),
    size_suffix="级",
)

ENGLISH = Words(
    language="en",
    labels={
        Group.RELEASED: "Released",
        Group.UPGRADED: "Upgraded",
        Group.OPEN_SOURCED: "Open-sourced",
        Group.PREVIEW: "Preview",
        Group.UPCOMING: "Upcoming",
        Group.IN_DEVELOPMENT: "In development",
        Group.RUMOUR: "Rumoured",
    },
    counted={
        Group.RELEASED: "released",
        Group.UPGRADED: "upgraded",
        Group.OPEN_SOURCED: "open-sourced",
        Group.PREVIEW: "in preview",
        Group.UPCOMING: "upcoming",
        Group.IN_DEVELOPMENT: "in development",
        Group.RUMOUR: "rumoured",
    },
    said={
        Group.RELEASED: "{who} releases {what}",
        Group.UPGRADED: "{who} upgrades {what}",
        Group.OPEN_SOURCED: "{who} open-sources {what}",
        Group.PREVIEW: "{who} previews {what}",
        Group.UPCOMING: "{who} to release {what}",
        Group.IN_DEVELOPMENT: "{who} develops {what}",
    },
    said_of_nobody={
        Group.RELEASED: "{what} released",
        Group.UPGRADED: "{what} upgraded",
        Group.OPEN_SOURCED: "{what} open-sourced",
        Group.PREVIEW: "{what} in preview",
        Group.UPCOMING: "{what} upcoming",
        Group.IN_DEVELOPMENT: "{what} in development",
    },
    modalities={
        Modality.IMAGE: "image",
        Modality.VIDEO: "video",
        Modality.AUDIO: "audio",
        Modality.MULTIMODAL: "multimodal",
        Modality.CODE: "code",
        Modality.EMBEDDING: "embedding",
        Modality.SCIENCE: "science",
        Modality.ROBOTICS: "robotics",
    },
    vague_times=(
        "coming weeks",
        "coming months",
        "this week",
        "next week",
        "this month",
        "next month",
        "this year",
        "soon",
    ),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    rumour="Rumour: {said}",
    late="Late: {said}",
    progress="{before} → {now}",
    headline="{leads} and {others} more models: {counts}",
    count="{count} {what}",
    either=" or ",
    brackets=" ({inside})",
    quotes="“{inside}”",
    colon=": ",
    comma=", ",
    clause="; ",
    enumeration=", ",
    separator=" · ",
    glue=" ",
    item=" | ",
    organisation=" & ",
    label_gap=": ",
    outlets={Tier.OFFICIAL: "official page", Tier.MEDIA: "media: {count}", Tier.COMMUNITY: "community: {count}"},
    unofficial="no official page seen",
    original="source {hosts}",
    more="{count} more, see the source",
)


def words_for(language: str) -> Words:
    """Give the words of a language; Chinese unless another is known."""
    return ENGLISH if language.lower().startswith("en") else CHINESE
