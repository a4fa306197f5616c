"""What a model works on: read from its name, its noun phrase, its family, and what is said around it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from detect.known import KNOWLEDGE

from monitor.detect import detect
from monitor.model import Article, Modality, Moment, Precision

DAY = Moment(datetime(2026, 3, 18, tzinfo=UTC), Precision.DAY)


def modalities(body: str, title: str = "") -> list[Modality]:
    found = detect(Article(url="one", title=title, body=body, published=DAY), KNOWLEDGE)
    return [one.modality for one in found if one.confidence >= 0.5]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("青岚智能发布 Lan-VL 2 大模型。", Modality.MULTIMODAL, id="part of the name"),
        pytest.param("青岚智能发布 OmniSinger 2 大模型。", Modality.AUDIO, id="the surer part"),
        pytest.param("青岚智能发布图像编辑模型 OmniLan 2。", Modality.IMAGE, id="noun phrase before a prefix"),
        pytest.param("青岚智能发布 Lan 2 视频角色表演生成模型。", Modality.VIDEO, id="noun phrase behind"),
        pytest.param("青岚智能发布 Lan 2 和 Lan 2 Fast 两款编程模型。", Modality.CODE, id="one noun for two"),
        pytest.param("青岚智能发布 Lan 2 强化学习模型。", Modality.TEXT, id="no chemistry in reinforcement"),
        pytest.param("快手宣布可灵 9.0 面向企业开放公测。", Modality.VIDEO, id="known family"),
        pytest.param(
            "智谱发布 GLM-8 模型，首次兼顾推理、多模态与编程。", Modality.MULTIMODAL, id="what it can take in"
        ),
        pytest.param("Lan Labs released Lan-2, a vision-language model.", Modality.MULTIMODAL, id="English, behind"),
        pytest.param("Lan Labs released the music model Lan-2 today.", Modality.AUDIO, id="English, before"),
        pytest.param("智谱发布 GLM-8，一款大语言模型。", Modality.TEXT, id="language"),
    ],
)
def test_a_modality_is_read_from_what_is_nearest(body: str, expected: Modality) -> None:
    assert set(modalities(body)) == {expected}


def test_a_neighbour_s_words_say_nothing() -> None:
    assert modalities("小米发布 MiMo-V9-Pro、MiMo-V9-Omni 和 MiMo-V9-TTS 大模型。") == [
        Modality.TEXT,
        Modality.MULTIMODAL,
        Modality.AUDIO,
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("机器人公司青岚智能发布 Lan-2", Modality.ROBOTICS),
        ("辅助驾驶公司青岚智能发布 Lan-2", Modality.MULTIMODAL),
        ("青岚智能发布 Lan-2", Modality.OTHER),
    ],
)
def test_a_world_model_is_what_its_maker_builds(title: str, expected: Modality) -> None:
    assert modalities("青岚智能今日发布世界模型 Lan-2。", title) == [expected]


def test_another_mention_may_say_it() -> None:
    assert modalities("青岚智能今日推出 Lan-2 大模型。Lan-2 是一款语音合成模型。") == [Modality.AUDIO]
