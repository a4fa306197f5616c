from __future__ import annotations

import pytest

from monitor.errors import UsageError
from monitor.notify import check_channel

GOOD = [
    "console:",
    "mailto://me:secret@example.org",
    "mailto://me:secret@gmail.com?to=you@example.org",
    "mailtos://me:secret@smtp.example.org:465?mode=ssl&from=me@example.org&to=a@example.org,b@example.org",
    "http://127.0.0.1:8000/hook",
    "https://example.org/hook",
    "json://me:secret@example.org/hook",
    "jsons://example.org/hook",
    "https://oapi.dingtalk.com/robot/send?access_token=abc123",
    "https://open.feishu.cn/open-apis/bot/v2/hook/abc-123",
    "https://open.larksuite.com/open-apis/bot/v2/hook/abc-123",
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-123",
    "feishu://abc123",
    "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
    "tgram://123456789:abcdefg_hijklmnop/12315544",
]
BAD = [
    ("just words", "is no address"),
    ("slak://T0P5ECRET/a/b", "did you mean slack://?"),
    ("slack://bad/T0P5ECRET", "is no complete slack:// address"),
    ("zzzzzz://T0P5ECRET", "nothing here sends to zzzzzz://"),
    ("tgram://123456789:T0P5ECRET_abcdefghijk/1234/5678", "names 2 targets"),
    ("tgram://99999:?T0P5ECRET", "is no complete tgram:// address"),
    ("mailto:me@example.org", "is no complete mail address"),
    ("mailto://127.0.0.1?user=me&pass=T0P5ECRET&to=you@example.org", "is no complete mail address"),
    ("mailto://me:T0P5ECRET密码@example.org", "letters beyond ASCII"),
    ("https://oapi.dingtalk.com/robot/send", "is not the whole address of a bot"),
    ("https://open.feishu.cn/open-apis/bot/v2/hook/", "is not the whole address of a bot"),
    ("https://open.feishu.cn/T0P5ECRET", "is not the whole address of a bot"),
    ("wecombot://", "lacks the bot's token"),
    ("https:///T0P5ECRET", "names no host"),
    ("http://example.org:T0P5ECRET/", "is no address"),
    ("https://[T0P5ECRET/", "is no address"),
    ("feishu://[T0P5ECRET", "is no address"),
    ("slak://[T0P5ECRET", "is no address"),
]


@pytest.mark.parametrize("url", GOOD)
def test_an_address_that_can_be_sent_to_passes(url: str) -> None:
    check_channel(url)


@pytest.mark.parametrize(("url", "words"), BAD, ids=[url for url, _ in BAD])
def test_an_address_that_cannot_gets_one_line_without_its_secret(
    url: str, words: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(UsageError) as fault:
        check_channel(url)

    said = str(fault.value)
    assert words in said
    assert "\n" not in said
    assert "T0P5ECRET" not in said + caplog.text + "".join(capfd.readouterr())
