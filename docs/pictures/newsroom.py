"""A made-up fortnight of news for the pictures of the page: launches of many kinds, copies, messages, sources."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from monitor.knowledge import load_knowledge
from monitor.lookup import SourceView
from monitor.model import (
    Announcement,
    Article,
    Entry,
    Modality,
    Moment,
    SourceHealth,
    SourceState,
    Status,
    Tier,
)
from monitor.pipeline import Judged, Terms, settle
from monitor.settings import Audience, MessageTimes
from monitor.wiring import no_checkpoint

if TYPE_CHECKING:
    from monitor.store import SqlStore

NOW = datetime(2026, 11, 29, 11, 42, tzinfo=UTC)
OUTLETS = {
    "潮汐观察": ("tide.example", Tier.MEDIA), "岚峰科技": ("lanfeng.example", Tier.MEDIA),
    "云岭智能": ("yunling.example", Tier.OFFICIAL), "北岸日报": ("beian.example", Tier.MEDIA),
    "Harbour Wire": ("harbourwire.example", Tier.MEDIA), "Larkspur Blog": ("larkspur.example", Tier.OFFICIAL),
}  # fmt: skip
RELEASED, UPGRADED, OPENED, PLANNED, TRIED, AT_WORK = (
    Status.RELEASED, Status.UPGRADED, Status.OPEN_SOURCED, Status.UPCOMING, Status.PREVIEW, Status.IN_DEVELOPMENT,
)  # fmt: skip
LEAD = "在今天上午的开发者大会上，公司介绍了过去半年的进展。"
TAIL = "公司没有公布价格，业内人士在等待更多细节。"
# hours ago, outlet, organisation, model, version, status, the sentence, what else is known
NEWS: tuple[tuple[float, str, str, str, str | None, Status, str, dict[str, Any]], ...] = (
    (0.6, "潮汐观察", "云岭智能", "青鸾大模型", "3.0", RELEASED,
     "云岭智能今天发布青鸾大模型3.0，上下文长度达到100万字，面向开发者开放接口。", {"date": "2026-11-29"}),
    (0.9, "云岭智能", "云岭智能", "青鸾大模型", "3.0", RELEASED,
     "青鸾大模型3.0今天正式发布。", {"date": "2026-11-29"}),
    (1.1, "Harbour Wire", "Larkspur", "Heron", "4", OPENED,
     "Larkspur released the weights of Heron 4 under an open licence on Sunday, in sizes of 8 and 70 billion.",
     {"parameters": "70B"}),
    (3.4, "岚峰科技", "霜桥智算", "玄鹭视频", "2", UPGRADED,
     "霜桥智算宣布玄鹭视频2上线，一次可以生成一分钟带声音的画面。", {"modality": Modality.VIDEO}),
    (5.2, "潮汐观察", "澜江认知", "墨鹤大模型", "5.0", PLANNED,
     "澜江认知将于12月18日发布墨鹤大模型5.0。", {"date": "2026-12-18"}),
    (7.9, "Larkspur Blog", "Larkspur", "Heron", "4", RELEASED,
     "Heron 4 is available today to everyone through the API.", {"date": "2026-11-29"}),
    (22, "北岸日报", "北洲智能", "听雪语音大模型", None, TRIED,
     "北洲智能的听雪语音大模型开始内测，支持十一种方言。", {"modality": Modality.AUDIO}),
    (24, "Harbour Wire", "Kestrel Labs", "Merlin", "2.5", RELEASED,
     "Kestrel Labs said Merlin 2.5 can now plan tasks that take a working day.", {"modality": Modality.MULTIMODAL}),
    (26, "岚峰科技", "石塘智能", "鹿鸣代码", "1.5", OPENED,
     "石塘智能开源鹿鸣代码1.5，参数量为340亿，可用于商业用途。",
     {"modality": Modality.CODE, "parameters": "340亿"}),
    (31, "潮汐观察", "京岳科技", "言澈大模型", None, PLANNED,
     "京岳科技表示，言澈大模型的发布推迟到12月20日。", {"date": "2026-12-20"}),
    (47, "Harbour Wire", "Larkspur", "Wren", "1", PLANNED,
     "Larkspur plans to show Wren 1, a model for robots, in January.",
     {"modality": Modality.ROBOTICS, "date": "2027-01"}),
    (49, "潮汐观察", "杏林云", "本草医疗大模型", None, AT_WORK,
     "杏林云正在研发面向基层医院的本草医疗大模型。", {"domain": "医疗"}),
    (52, "北岸日报", "云岭智能", "青鸾图像", "2", RELEASED,
     "云岭智能发布青鸾图像2，能够读懂手写的草图。", {"modality": Modality.IMAGE}),
    (72, "Harbour Wire", "Kestrel Labs", "Merlin Mini", "2.5", RELEASED,
     "A smaller sibling, Merlin Mini 2.5, runs on a laptop without a network.", {}),
    (75, "岚峰科技", "远山机器人", "山行", "1", TRIED,
     "远山机器人展示了山行1，可以让机器人自己整理房间。", {"modality": Modality.ROBOTICS, "rumour": True}),
    (98, "潮汐观察", "霜桥智算", "玄鹭大模型", "3.1", OPENED,
     "霜桥智算今日宣布开源玄鹭大模型3.1，权重可以免费下载。", {"parameters": "70B"}),
    (121, "北岸日报", "石塘智能", "鹿鸣大模型", "2", PLANNED,
     "石塘智能将于11月28日发布鹿鸣大模型2。", {"date": "2026-11-28"}),
    (126, "Harbour Wire", "Fathom", "Tern", "3", UPGRADED,
     "Fathom upgraded Tern 3 with a context of two million tokens.", {}),
    (150, "潮汐观察", "云岭智能", "青鸾大模型", "3.0", PLANNED,
     "云岭智能预告，青鸾大模型3.0将在11月底发布。", {"date": "2026-11"}),
    (170, "岚峰科技", "北洲智能", "听雪向量", "1", OPENED,
     "北洲智能开源听雪向量1，用于中文检索。", {"modality": Modality.EMBEDDING}),
    (200, "Harbour Wire", "Larkspur", "Heron", "3.5", RELEASED,
     "Larkspur has made Heron 3.5 available to all of its customers.", {}),
)  # fmt: skip
COPIES = (("北岸日报", 0), ("岚峰科技", 0), ("北岸日报", 4))
"""Outlets that reprint an article of the list above."""


def publish(store: SqlStore) -> None:
    """Let the outlets tell it all, and the channels hear of it."""
    knowledge = load_knowledge()
    terms = Terms(knowledge, Audience(("团队群", "mail")), MessageTimes(), no_checkpoint)
    every = [*enumerate(NEWS), *((index, (NEWS[index][0] - 0.2, name, *NEWS[index][2:])) for name, index in COPIES)]
    for number, (index, row) in enumerate(sorted(every, key=lambda each: -each[1][0])):
        hours, outlet, who, model, version, status, sentence, known = row
        host, tier = OUTLETS[outlet]
        at = NOW - timedelta(hours=hours)
        said = Announcement(model, version, (who,), status, evidence=sentence, confidence=0.93, **known)
        body = f"{LEAD}{sentence}{TAIL}\n第{index}条：{_own(index)}" if _is_chinese(sentence) else _english(sentence)
        url = f"https://{host}/2026/11/{number:03}.html"
        title = sentence.rstrip("。.")[:60]
        language = "zh" if _is_chinese(sentence) else "en"
        article = Article(
            url, title, body, Moment(at), language=language, source_id=host, source_name=outlet, tier=tier
        )
        store.record_check(SourceState(host), [Entry(str(number), url, title, Moment(at))], at)
        [pending] = store.unread(host, at, 1)
        settle(store, pending, Judged(article, (said,), at), terms)
        told_at = at + timedelta(seconds=38 + 17 * (number % 9))
        for message in store.claim(told_at, told_at + timedelta(minutes=1), 9):
            if number == len(every) - 1 and message.channel == "mail":
                store.record_refused(message.id, "550 mailbox full", None)
            else:
                store.record_accepted(message.id, "ok", told_at)


def views() -> list[SourceView]:
    """Give how the sources are."""
    days = (3, 5, 2, 0, 1, 4, 6, 3, 2, 5, 0, 1, 3, 4, 7, 2, 0, 1, 5, 3, 2, 4, 6, 1, 0, 2, 5, 3, 4, 2)
    healths = {
        "北岸日报": (SourceHealth.ERROR, "timeout: no answer within 30 s"),
        "Larkspur Blog": (SourceHealth.STALE, "nothing new for 12 d, usually every 2 d"),
    }
    made = []
    for index, (name, (host, tier)) in enumerate(OUTLETS.items()):
        health, reason = healths.get(name, (SourceHealth.OK, ""))
        since = NOW - timedelta(hours=9) if reason else None
        seen = NOW - timedelta(minutes=index * 41 + 3)
        checked, following = NOW - timedelta(minutes=index + 1), NOW + timedelta(minutes=4 * index + 2)
        by_day = tuple(day * (index + 1) % 9 for day in days[index:])
        made.append(
            SourceView(
                host.partition(".")[0], name, tier, health, reason, since, seen, checked, following,
                entries_a_day=round(sum(by_day) / len(by_day), 1), entries_by_day=by_day,
            )
        )  # fmt: skip
    return made


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def _own(index: int) -> str:
    """Give a paragraph that no other article has."""
    subjects = ("城市交通", "医院的病历", "工厂的排程", "课堂上的提问", "港口的调度", "山里的气象站")
    return "".join(f"{subjects[(index + turn) % 6]}在第{index}天得到了{turn + 3}次检验。" for turn in range(6))


def _english(sentence: str) -> str:
    asked = " ".join(f"A reader asked what “{sentence[turn : turn + 9]}” means." for turn in range(6))
    return f"The company had been silent for months. {sentence} Prices were not given.\n{asked}"
