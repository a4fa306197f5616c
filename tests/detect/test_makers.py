"""Who made a model: joint makers in reading order, makers behind a name, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.detect import detect
from monitor.knowledge import load_knowledge
from monitor.model import Article, Moment

DAY = Moment(datetime(2030, 7, 9, 8, 0, tzinfo=UTC))


def makers_in(body: str) -> list[tuple[str, ...]]:
    found = detect(Article(url="", title="", body=body, published=DAY), load_knowledge())
    return [one.organisations for one in found if one.confidence >= 0.5]


@pytest.mark.parametrize(
    ("body", "makers"),
    [
        ("Acme Labs and Birch Systems released Nimbus 3, a new language model.", ("Acme Labs", "Birch Systems")),
        ("Birch Systems and Acme Labs released Nimbus 3, a new language model.", ("Birch Systems", "Acme Labs")),
        ("Acme Labs & Birch Systems launched Nimbus 3, a new language model.", ("Acme Labs", "Birch Systems")),
        ("OpenAI and Acme Labs released Nimbus 3, a new language model.", ("OpenAI", "Acme Labs")),
        ("xAI and Z.ai released Nimbus 3, a new language model.", ("xAI", "Z.ai")),
        (
            "On Monday, Acme Labs and the University of Oslo released Nimbus 3, a new language model.",
            ("Acme Labs", "University of Oslo"),
        ),
        (
            "Today Acme Labs, Birch Systems and Cedar AI have released Nimbus 3, a new language model.",
            ("Acme Labs", "Birch Systems", "Cedar AI"),
        ),
        (
            "Researchers at Acme Labs and Birch Systems have released Nimbus 3, a new language model.",
            ("Acme Labs", "Birch Systems"),
        ),
        (
            "Acme Labs, together with Birch Systems, released Nimbus 3, a new language model.",
            ("Acme Labs", "Birch Systems"),
        ),
        (
            "Acme Labs has teamed up with Birch Systems to release Nimbus 3, a new language model.",
            ("Acme Labs", "Birch Systems"),
        ),
        (
            "In partnership with Birch Systems, Acme Labs launched Nimbus 3, a new language model.",
            ("Birch Systems", "Acme Labs"),
        ),
        (
            "Acme Labs launched Nimbus 3, a new language model, in partnership with Birch Systems.",
            ("Acme Labs", "Birch Systems"),
        ),
        (
            "Nimbus 3, a new language model by Acme Labs and Birch Systems, is now available.",
            ("Acme Labs", "Birch Systems"),
        ),
        ("Acme Labs and Birch Systems' Nimbus 3 is a new language model, out today.", ("Acme Labs", "Birch Systems")),
        ("北辰科技联合南山智能发布轻舟大模型3.0。", ("北辰科技", "南山智能")),
        ("南山智能联合北辰科技发布轻舟大模型3.0。", ("南山智能", "北辰科技")),
        ("北辰科技与南山智能共同推出轻舟大模型3.0。", ("北辰科技", "南山智能")),
        ("北辰科技联手南山智能、东湖大学推出轻舟大模型3.0。", ("北辰科技", "南山智能", "东湖大学")),
        ("今日，北辰科技宣布与南山智能联合发布轻舟大模型3.0。", ("北辰科技", "南山智能")),
        ("北辰科技宣布，与南山智能共同推出轻舟大模型3.0。", ("北辰科技", "南山智能")),
        ("轻舟大模型3.0今日发布，由北辰科技与东湖大学联合打造。", ("北辰科技", "东湖大学")),
    ],
    ids=str,
)
def test_joint_makers_are_all_told_in_reading_order(body: str, makers: tuple[str, ...]) -> None:
    assert makers_in(body) == [makers]


@pytest.mark.parametrize(
    ("body", "maker"),
    [
        ("Nimbus 3 by Heron Labs is now available.", "Heron Labs"),
        ("Nimbus 3 from Heron Labs is now available.", "Heron Labs"),
        ("Nimbus 3 (by Heron Labs) is now available as an open language model.", "Heron Labs"),
        ("Nimbus 3, built by Heron Labs.", "Heron Labs"),
        ("Nimbus 3, trained by Heron Labs, Inc., is a new language model, released today.", "Heron Labs"),
        ("Meet Nimbus 3, a language model from Heron Labs.", "Heron Labs"),
        ("The latest model from Heron Labs, called Nimbus 3, is now available.", "Heron Labs"),
        ("The new model from Heron Labs, Nimbus 3, is out today.", "Heron Labs"),
        ("由北辰科技研发的轻舟大模型3.0正式发布。", "北辰科技"),
        ("由北辰科技倾力打造的轻舟大模型3.0今日发布。", "北辰科技"),
        ("北辰科技旗下的轻舟大模型3.0正式上线。", "北辰科技"),
        ("北辰科技出品的轻舟大模型3.0正式上线。", "北辰科技"),
        ("轻舟大模型3.0由北辰科技出品，今日上线。", "北辰科技"),
        ("来自北辰科技的轻舟大模型3.0今日发布。", "北辰科技"),
    ],
)
def test_a_maker_that_stands_beside_a_name_is_told_as_it_is_called(body: str, maker: str) -> None:
    assert makers_in(body) == [(maker,)]


@pytest.mark.parametrize(
    ("body", "makers"),
    [
        (
            "After a deal between Acme Labs and Birch Systems, Cedar AI released Nimbus 3, a language model.",
            ("Cedar AI",),
        ),
        ("Cedar AI released Nimbus 3, which outperforms language models from Acme Labs.", ("Cedar AI",)),
        ("Cedar AI, which works with Birch Systems, released Nimbus 3, a new language model.", ("Cedar AI",)),
        ("Nimbus 3, a language model that beats all models from Acme Labs, is now available.", ()),
        ("Nimbus 3 from Hugging Face is now available as an open language model.", ()),
        ("Nimbus 3 is available as an open language model from Monday on.", ()),
        ("云岭智能与青石科技达成协议后，东湖大学发布轻舟大模型3.0。", ("东湖大学",)),
        ("云岭智能宣布与青石科技终止合作，并发布轻舟大模型3.0。", ("云岭智能",)),
        ("云岭智能发布轻舟大模型3.0，超越了由青石科技研发的松涛大模型。", ("云岭智能",)),
        ("来自北京的轻舟大模型3.0今日发布。", ()),
    ],
)
def test_whoever_is_only_named_beside_a_launch_is_no_maker(body: str, makers: tuple[str, ...]) -> None:
    assert makers_in(body) == [makers]
