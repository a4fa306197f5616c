from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from monitor.detect import observed
from monitor.model import Article, Moment, Precision, Status

if TYPE_CHECKING:
    from monitor.knowledge import Knowledge


def seen(text: str, model: str, knowledge: Knowledge) -> tuple[frozenset[str], Status]:
    day = Moment(datetime(2026, 5, 20, tzinfo=ZoneInfo("Asia/Shanghai")), Precision.DAY)
    article = Article(url="https://news.example/1", title="", body=text, published=day, language="zh")
    one = next(one for one in observed(article, knowledge) if one.name.model == model)
    return one.features, one.status


@pytest.mark.parametrize(
    ("text", "model", "feature"),
    [
        ("新模型在测试中超越谷歌的 Gemini 9。", "Gemini", "outdone"),
        ("由 Qwen9 驱动的客服上岗。", "Qwen", "served"),
        ("某平台上线 GLM-9 和 Kimi K9。", "Kimi", "mixed_owners"),
        ("公司已构建全栈产品矩阵,包括自研的 Qwen9。", "Qwen", "portfolio"),
        ("在推出 Qwen9 之后,公司启动了新项目。", "Qwen", "half_clause"),
        ("用户现可直接选用 Qwen9。", "Qwen", "usable"),
        ("面壁再出小模型：MiniCPM-o 9 手机可跑", "MiniCPM-o", "object"),
        ("这款语音模型定名 Larkspur 2。", "Larkspur", "called"),
        ("主角是 Qwen9。", "Qwen", "presented"),
        ("Larkspur 2 的预训练已经开始。", "Larkspur", "trained"),
        ("某云公布 Larkspur-Next。", "Larkspur-Next", "coined"),
        ("某院发布 LarkPerf 2。", "LarkPerf", "other_part"),
        ("Kimi App 更新至 9.2.0。", "Kimi", "other:app"),
        ("ChatGLM：千亿基座的对话模型开启内测", "ChatGLM", "subject"),
        ("它的名字叫**Larkspur**，是一款语言模型。", "Larkspur", "defined"),
        ("GLM-9 vs Claude 9：谁更强", "Claude", "versus"),
        ("开源版的“文心一言”来了", "文心一言", "likened"),
        ("某院更新 MMDiT 模型。", "MMDiT", "architecture"),
        ("We release Larkspur, a 20B MMDiT image model.", "MMDiT", "modifier"),
        ("Larkspur, a model trained by IBM, Kestrel, and Aldgate, is out.", "Kestrel", "maker"),
        ("Aldersgate Labs released Larkspur, a language model.", "Aldersgate", "agent"),
        ("云岭智能尚未发布青鸾大模型9.0。", "青鸾大模型", "not_yet"),
        ("| Foxglove-8B | 76.1 | 89.0 |", "Foxglove", "scored"),
        ("Introducing LedgerModel: our next-generation data model", "LedgerModel", "defined_other"),
        ("Qwen-72B, another language model that was released a few months ago, is slower.", "Qwen", "recalled"),
        ("抢在OpenAI发布GPT-9前,某公司开源了新模型。", "GPT", "half_clause"),
        ("Popular serving engine options, such as Foo-LLM and BarServe.", "Foo-LLM", "other_before"),
    ],
)
def test_the_part_of_a_name_is_seen(text: str, model: str, feature: str, knowledge: Knowledge) -> None:
    features, _ = seen(text, model, knowledge)

    assert feature in features


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Qwen9 的权重挂上了 Hugging Face。", Status.OPEN_SOURCED),
        ("Qwen9 由阿里通义团队开源。", Status.OPEN_SOURCED),
        ("Qwen9 仅对部分会员可见。", Status.PREVIEW),
        ("Qwen9 的测试账号已发出。", Status.PREVIEW),
        ("Qwen9 换成了 9.5 版。", Status.UPGRADED),
        ("Qwen9 下个月就会上线。", Status.UPCOMING),
        ("Qwen9 延期到六月。", Status.UPCOMING),
        ("Qwen9 已经开始预训练。", Status.IN_DEVELOPMENT),
        ("Qwen9 正在抓紧训练。", Status.IN_DEVELOPMENT),
        ("Qwen9 即日可用。", Status.RELEASED),
        ("Qwen9 交到了开发者手中。", Status.RELEASED),
        ("Qwen9 正式投入运行。", Status.RELEASED),
        ("Qwen9 周三面向全部用户开放。", Status.RELEASED),
    ],
)
def test_a_predicate_says_where_the_launch_stands(text: str, status: Status, knowledge: Knowledge) -> None:
    features, found = seen(text, "Qwen", knowledge)

    assert found is status
    assert "no_verb" not in features


@pytest.mark.parametrize(
    "text", ["该院发布三维模型 Larkspur 2。", "某公司推出价格模型 Larkspur 2。", "某厂推出赛车模型 Larkspur 2。"]
)
def test_a_model_in_another_sense_proves_nothing(text: str, knowledge: Knowledge) -> None:
    features, _ = seen(text, "Larkspur", knowledge)

    assert "unproven" in features


def test_a_month_in_a_later_clause_is_not_the_day_of_the_release(knowledge: Knowledge) -> None:
    _, status = seen("某公司披露,Qwen9 已更新到 9.5 版本,会员优先,六月全量。", "Qwen", knowledge)

    assert status is Status.UPGRADED


@pytest.mark.parametrize("text", ["某厂 2026 款 ET5T 上市。", "前置 3200 万像素(豪威 OV32B40)。"])
def test_what_looks_like_a_size_proves_no_model(text: str, knowledge: Knowledge) -> None:
    day = Moment(datetime(2026, 5, 20, tzinfo=ZoneInfo("Asia/Shanghai")), Precision.DAY)
    article = Article(url="https://news.example/1", title="", body=text, published=day, language="zh")

    assert all("unproven" in one.features for one in observed(article, knowledge))
