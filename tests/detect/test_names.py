from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitor.detect.grammar import split_version
from monitor.detect.names import names_in, names_of
from monitor.detect.sentences import view

if TYPE_CHECKING:
    from monitor.detect.lore import Lore


@pytest.mark.parametrize(
    ("written", "model", "version"),
    [
        ("DiffuX-9", "DiffuX", "9"),
        ("Qwen3.6-Plus", "Qwen", "3.6-Plus"),
        ("GLM-5-Turbo", "GLM", "5-Turbo"),
        ("Claude Opus 4.6", "Claude Opus", "4.6"),
        ("Gemini 3.5 Flash", "Gemini", "3.5 Flash"),
        ("Kimi K2.6", "Kimi", "K2.6"),
        ("DeepSeek-V4-Pro", "DeepSeek", "V4-Pro"),
        ("Yi-34B-Chat", "Yi", "34B-Chat"),
        ("Gemma 3n", "Gemma", "3n"),
        ("Fun-ASR", "Fun-ASR", None),
        ("Seed3D 2.0", "Seed3D", "2.0"),
        ("Qwen3Guard", "Qwen3Guard", None),
        ("o3", "o3", None),
    ],
    ids=str,
)
def test_a_full_name_is_cut_where_its_version_begins(written: str, model: str, version: str | None) -> None:
    assert split_version(written) == (model, version)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("蓝桥发布“明肺”大模型", [("明肺", None)], id="quoted before the noun"),
        pytest.param("新模型名为“明肺”", [("明肺", None)], id="quoted behind a naming verb"),
        pytest.param("“日日新”更新到7.5版", [("日日新", "7.5")], id="version at a distance"),
        pytest.param("华为发布盘古大模型6.5", [("盘古大模型", "6.5")], id="han with a version"),
        pytest.param("腾讯混元 9.0 上线", [("混元", "9.0")], id="organisation taken off a han name"),
        pytest.param("阿里 Qwen9 发布", [("Qwen", "9")], id="organisation before a latin name"),
        pytest.param("MiniMax 发布大模型 M9", [("MiniMax", "M9")], id="lettered version with its organisation"),
        pytest.param("Grok 7 和 Grok 7 Fast", [("Grok", "7"), ("Grok", "7 Fast")], id="coordination in full"),
        pytest.param("DeepSeek-V9-Pro/Flash", [("DeepSeek", "V9-Pro"), ("DeepSeek", "V9-Flash")], id="shared stem"),
        pytest.param("Rakuten AI 9.0", [("Rakuten AI", "9.0")], id="an organisation's own AI"),
        pytest.param("Mistral Large 9", [("Mistral Large", "9")], id="an organisation that is a family"),
        pytest.param("Flux.9Alpha [dev]", [("Flux.9Alpha", "[dev]")], id="edition in square brackets"),
        pytest.param("发布了 3 款模型", [], id="a count is no version"),
        pytest.param("该公司有“三大能力”", [], id="a quoted phrase is no name"),
        pytest.param("推出“行业模型”。", [], id="a kind of model in quotes is no name"),
        pytest.param("混元 3 款模型上线", [], id="a family and a count"),
        pytest.param("文心 9 上线", [("文心", "9")], id="a family and a whole number"),
        pytest.param("跑了 P5 米", [], id="a letter and a number that count something"),
        pytest.param("Nimbus-3 mini answers at once.", [("Nimbus", "3 mini")], id="a member in small letters"),
        pytest.param("OpenAI QL 3.0 is out.", [("OpenAI QL", "3.0")], id="short capitals right behind their maker"),
        pytest.param("OpenAI released QL 3.0.", [("QL", "3.0")], id="short capitals apart from their maker"),
        pytest.param(f"{'Nimbus' * 11} 3.0 is out.", [], id="longer than any name"),
        pytest.param("大模型 天工", [("天工", None)], id="a word that is a family right behind the noun"),
        pytest.param("巧夺天工的手艺", [], id="a word that is a family within an idiom"),
        pytest.param("灵渠-LLM 是一款大模型", [("灵渠-LLM", None)], id="coined, with a Latin part"),
        pytest.param("新模型-LLM 是一款大模型", [], id="an ordinary word with a Latin part"),
        pytest.param("公司发布自研模型-LLM", [], id="whose model it is, with a Latin part"),
        pytest.param("推理模型-VL 今日上线", [], id="a kind of model with a Latin part"),
        pytest.param("自研基座-LLM 今日上线", [], id="a part of a model with a Latin part"),
        pytest.param("松涛-VL-7B 今日上线", [("松涛-VL", "7B")], id="coined, with a Latin part and a size"),
        pytest.param("腾讯发布混元-9", [("混元", "9")], id="a dash before a whole number"),
        pytest.param("盘古-9.5 亮相", [("盘古", "9.5")], id="a dash before a version"),
        pytest.param("混元9正式发布", [("混元", "9")], id="a whole number right before a word"),
        pytest.param("华为发布盘古9大模型", [("盘古", "9")], id="a whole number before the noun"),
        pytest.param("混元9款模型上线", [], id="a count right behind a family"),
        pytest.param("发布红豆包大模型", [], id="a family that ends another word"),
        pytest.param("绿豆包大模型今日发布", [], id="a family that ends the first word"),
        pytest.param("造出铜盘古大模型9.0", [("铜盘古大模型", "9.0")], id="another word that ends like a family"),
        pytest.param("字节跳动发布新豆包大模型", [("豆包大模型", None)], id="a word of one character before a family"),
        pytest.param("发布豆包大模型9.0", [("豆包大模型", "9.0")], id="a family right behind a verb"),
    ],
)
def test_names_are_read_as_model_and_version(text: str, expected: list[tuple[str, str | None]], lore: Lore) -> None:
    found = [
        (name.model, name.version)
        for name in names_in(view(text), lore)
        if name.model not in {"MiniMax", "V"} or name.version
    ]

    assert found == expected


def test_a_name_in_brackets_is_an_alias_of_the_name_before(lore: Lore) -> None:
    (name,) = names_in(view("大模型 Bridge Operator-3（简称 BO-3）"), lore)

    assert (name.full, name.aliases) == ("Bridge Operator3", ("BO-3",))


def test_brackets_behind_another_word_hold_no_alias(lore: Lore) -> None:
    found = names_in(view("Nimbus 3 发布，对手（Stratus）也来了"), lore)

    assert [(name.full, name.aliases) for name in found] == [("Nimbus3", ()), ("Stratus", ())]


def test_a_product_of_a_family_is_marked(lore: Lore) -> None:
    (name,) = names_in(view("Claude Code 更新"), lore)

    assert name.product


def test_all_spellings_of_one_model_share_a_key(lore: Lore) -> None:
    spellings = [("混元大模型", "3.0"), ("混元", "3.0"), ("Hunyuan", "3.0"), ("HY", "3.0"), ("腾讯混元", "v3.0")]

    keys = {lore.key_of(model, version) for model, version in spellings}

    assert len(keys) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("北辰9 周三上线", None, id="not a name before any noun"),
        pytest.param("Qwen 9 位列第一", ("Qwen", "9"), id="a word that begins like a unit"),
        pytest.param("Qwen 9 家族", ("Qwen", "9"), id="a family is no count"),
        pytest.param("Kimi App 更新至 9.2.0", ("Kimi", None), id="the version is the app's"),
        pytest.param("Mureka 更新到 V9,哼三秒", ("Mureka", "V9"), id="an unknown name that rises"),
        pytest.param("盘古 Vision-S、", ("盘古 Vision-S", None), id="a Latin part behind a Chinese family"),
        pytest.param("天工 Lantern Agent 模型", ("天工 Lantern", None), id="what says of which kind it is"),
        pytest.param("DeepRoute IO 9.0 拿了出来", ("DeepRoute IO", "9.0"), id="short capitals keep their maker"),
        pytest.param("中国石油发布 5000 亿参数北昆大模型", ("北昆大模型", None), id="behind a size"),
        pytest.param("“全球首个养老大模型”", None, id="a quoted description"),
    ],
)
def test_names_beside_words_that_mislead(text: str, expected: tuple[str, str | None] | None, lore: Lore) -> None:
    found = names_in(view(text), lore)

    assert [(name.model, name.version) for name in found][:1] == ([expected] if expected else [])


def test_a_coined_name_is_read_again_with_its_members(lore: Lore) -> None:
    texts = [view(text) for text in ("某校发布语音大模型“听泉”。", "听泉-Lite 与听泉 2.0 同日开放。")]

    found = names_of(texts, lore)

    assert [(name.model, name.version) for name in found[1]] == [("听泉", "Lite"), ("听泉", "2.0")]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("云岭智能发布飞云-VL-7B。", ["飞云-VL-7B"]),
        ("谷歌发布 Gemini 9.5 Pro 和 9.5 Flash。", ["Gemini 9.5 Pro", "9.5 Flash"]),
        ("发布了**Nimbus 3**大模型", ["**Nimbus 3**"]),
        ("云岭智能发布“飞云”医疗大模型2.0。", ["“飞云”医疗大模型2.0"]),
        ("Nimbus 3（代号 Falcon）模型", ["Nimbus 3（代号 Falcon）"]),
        ("腾讯混元大模型 9.0 上线", ["腾讯混元大模型 9.0"]),
        ("云岭智能发布飞云2.0 Pro大模型。", ["飞云2.0 Pro大模型"]),
        ("发布语音大模型听澜2.0。", ["听澜2.0"]),
        ("发布 V9-Medium 1.5T 模型", ["V9-Medium 1.5T"]),
        ("GLM-9V[preview]来了", ["GLM-9V[preview]"]),
        ("发布 DeepRoute IO 3.0 模型", ["DeepRoute IO 3.0"]),
    ],
    ids=str,
)
def test_a_name_stands_where_it_is_written(text: str, spans: list[str], lore: Lore) -> None:
    assert [text[name.start : name.end] for name in names_in(view(text), lore)] == spans


@pytest.mark.parametrize(("length", "count"), [(59, 1), (60, 0)])
def test_what_is_longer_than_any_name_is_none(length: int, count: int, lore: Lore) -> None:
    word = "N" + "o" * (length - 1)

    assert len(names_in(view(f"云岭智能发布 {word}-3 模型"), lore)) == count


def test_a_user_s_family_may_be_called_like_a_member_of_others(own: Lore, lore: Lore) -> None:
    text = view("云岭智能发布 Lite，很好用。")

    assert [one.model for one in names_in(text, own)] == ["Lite"]
    assert names_in(text, lore) == ()
