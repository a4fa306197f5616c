from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import pytest

from monitor.config import secrets_of
from monitor.config.secrets import may_stand_open, parse_dotenv
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from conftest import Folder

HOOK = "https://hooks.example.org/services/T0123456789/abcdefghijklmnopqrstuvwx"
CHANNEL = 'sources: []\nchannels: ["${TEAM_URL}"]\n'


@pytest.mark.parametrize(
    ("dotenv", "environment"),
    [
        pytest.param("", {"TEAM_URL": HOOK}, id="environment"),
        pytest.param(f'# secrets\nexport TEAM_URL="{HOOK}"  # of the team\n', {}, id="dotenv-beside-the-file"),
        pytest.param("TEAM_URL=https://old.example.org/\n", {"TEAM_URL": HOOK}, id="environment-wins-over-dotenv"),
    ],
)
def test_a_variable_comes_from_the_environment_or_else_from_dotenv(
    folder: Folder, dotenv: str, environment: dict[str, str]
) -> None:
    (folder.path / ".env").write_text(dotenv, encoding="utf-8")

    settings = folder.settings(CHANNEL, environment)

    assert settings.channels[0].url.get_secret_value() == HOOK


@pytest.mark.parametrize(
    "reference", [pytest.param("file:team", id="beside"), pytest.param("file://{}/team", id="absolute")]
)
def test_a_secret_comes_from_a_file(folder: Folder, reference: str) -> None:
    (folder.path / "team").write_text(f"{HOOK}\n", encoding="utf-8")

    settings = folder.settings(f"sources: []\nchannels: [{{url: '{reference.format(folder.path)}'}}]\n")

    assert settings.channels[0].url.get_secret_value() == HOOK
    assert settings.channels[0].name == "team"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "team:1:1: no such file", id="missing"),
        pytest.param(b"", 'team" must hold the secret alone, without blanks', id="empty"),
        pytest.param(b"a b", 'team" must hold the secret alone, without blanks', id="two-words"),
        pytest.param(b"\xd6\xd0", "team:1:1: not UTF-8", id="gbk"),
    ],
)
def test_a_file_without_a_secret_is_a_fault(folder: Folder, content: bytes | None, said: str) -> None:
    if content is not None:
        (folder.path / "team").write_bytes(content)

    faults = folder.faults("sources: []\nchannels: ['file:team']\n")

    assert faults[0].startswith("sources.yaml:2:12: channels[0].url: ")
    assert said in faults[0]


def test_an_unset_variable_is_named(folder: Folder) -> None:
    faults = folder.faults(CHANNEL)

    said = "TEAM_URL is not set: write TEAM_URL=… into .env beside this file, or export it"
    assert faults == [f"sources.yaml:2:12: channels[0].url: {said}"]


def test_an_empty_variable_counts_as_unset_and_a_near_one_is_suggested(folder: Folder) -> None:
    (folder.path / ".env").write_text("TEAMS_URL=https://x.example.org\n", encoding="utf-8")

    faults = folder.faults(CHANNEL, {"TEAM_URL": ""})

    assert faults == ['sources.yaml:2:12: channels[0].url: TEAM_URL is not set, did you mean "TEAMS_URL"?']


def test_a_variable_may_lead_to_a_file(folder: Folder) -> None:
    (folder.path / "team").write_text(HOOK, encoding="utf-8")

    settings = folder.settings(CHANNEL, {"TEAM_URL": "file:team"})

    assert settings.channels[0].url.get_secret_value() == HOOK


def test_a_badly_written_variable_is_a_fault(folder: Folder) -> None:
    faults = folder.faults('sources: []\nchannels: ["${TEAM-URL}"]\n')

    said = "a variable is written ${NAME}, with letters, digits and _"
    assert faults == [f"sources.yaml:2:12: channels[0].url: {said}"]


def test_what_a_variable_holds_is_not_expanded_again(folder: Folder) -> None:
    settings = folder.settings(CHANNEL, {"TEAM_URL": "https://x.example.org/${HOME}", "HOME": "/root"})

    assert settings.channels[0].url.get_secret_value() == "https://x.example.org/${HOME}"


def test_an_address_in_the_open_is_refused_without_repeating_it(folder: Folder) -> None:
    faults = folder.faults(f"sources: []\nchannels: ['{HOOK}']\n")

    said = 'an address is a secret: write url: "${NAME}" here and NAME=… into .env beside this file'
    assert faults == [f"sources.yaml:2:12: channels[0].url: {said}"]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        pytest.param("console:", True, id="console"),
        pytest.param("http://127.0.0.1:9/hook", True, id="loopback"),
        pytest.param("json://localhost/hook", True, id="localhost"),
        pytest.param("http://[::1]/hook", True, id="loopback-6"),
        pytest.param("mailto:me@example.org", True, id="mail"),
        pytest.param("mailto://me:word@example.org", False, id="mail-with-password"),
        pytest.param("mailto://example.org?user=me&pass=word", False, id="mail-with-password-in-query"),
        pytest.param("mailto://me:word@127.0.0.1:2525?to=me@example.org", True, id="mail-on-this-machine"),
        pytest.param("mailto:me@example.org?smtp=smtp://me:word@mail.example.org", False, id="password-within"),
        pytest.param("http://127.0.0.1.example.org/", False, id="almost-loopback"),
        pytest.param("http://[::1", False, id="broken"),
        pytest.param("slack://a/b/c", False, id="tokens"),
    ],
)
def test_only_addresses_without_a_secret_may_stand_in_the_open(address: str, *, allowed: bool) -> None:
    assert may_stand_open(address) is allowed


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(
            "Authorization: Bearer abc", "3:30: sources[0].headers.Authorization: is a secret", id="open-secret"
        ),
        pytest.param(
            "Host: example.net", "3:21: sources[0].headers.Host: this header is written by the program", id="host"
        ),
        pytest.param("a b: c", "3:20: sources[0].headers.a b: is no name of a header", id="name"),
        pytest.param(
            'X-A: "a\\r\\nX-B: c"', "3:20: sources[0].headers.X-A: a header takes only printable", id="injection"
        ),
    ],
)
def test_headers_at_fault(folder: Folder, line: str, said: str) -> None:
    faults = folder.faults(f"sources:\n  - url: https://example.org\n    headers: {{{line}}}\n")

    assert faults[0].startswith(f"sources.yaml:{said}")


def test_header_values_are_secrets_but_harmless_ones_may_stand_open(folder: Folder) -> None:
    text = 'sources:\n  - url: https://example.org\n    headers: {X-Key: "${KEY}", Accept: text/xml}\n'

    headers = folder.settings(text, {"KEY": "hidden"}).sources[0].headers

    assert headers["X-Key"].get_secret_value() == "hidden"
    assert headers["Accept"].get_secret_value() == "text/xml"


def test_secrets_never_show(folder: Folder) -> None:
    def refuse(address: str) -> None:
        raise ValueError(f"nothing can send to {address}")

    text = CHANNEL + 'defaults: {every: 5}\npublic_url: "${TEAM_URL}x y"\n'
    settings = folder.settings(CHANNEL, {"TEAM_URL": HOOK})

    with pytest.raises(SettingsError) as caught:
        folder.settings(text, {"TEAM_URL": HOOK}, refuse)

    assert HOOK not in repr(settings)
    assert "channels[0].url: nothing can send to •••" in str(caught.value)
    assert HOOK not in "".join(traceback.format_exception(caught.value, chain=False))


def test_every_secret_and_token_is_known_to_the_log(folder: Folder) -> None:
    text = (
        'sources:\n  - {url: https://example.org, headers: {X-Key: "${KEY}"}}\nchannels: ["${A}", "${B}"]\n'
        'second_opinion: {base_url: "https://llm.example.org/v1?key=${C}", model: m, api_key: "${D}"}\n'
    )
    environment = {"KEY": "k3y", "A": HOOK, "B": "mailto://me:p%40ss@example.org", "C": "q" * 20, "D": "sk-l1m"}
    settings = folder.settings(text, environment)

    secrets = secrets_of(settings)

    assert {HOOK, "abcdefghijklmnopqrstuvwx", "k3y", "p%40ss", "p@ss", "q" * 20, "sk-l1m"} <= secrets
    assert "hooks.example.org" not in secrets


def test_dotenv_lines_in_every_dress() -> None:
    text = "A=1\n export B = two words \nC='a # b' # c\nD=https://x.org/#top # home\nno line\nE=\nF=\"x\"y\n"

    variables = parse_dotenv(text)

    assert variables == {"A": "1", "B": "two words", "C": "a # b", "D": "https://x.org/#top", "E": "", "F": '"x"y'}


@pytest.mark.parametrize(
    "address",
    [HOOK, "tgram://12345:abcdefgh/67890", "http://me:passw0rd@hooks.example.org/"],
    ids=["web", "app", "user"],
)
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param("notices: '{}'", id="notices"),
        pytest.param("routes: [{{channels: ['{}']}}]", id="routes"),
        pytest.param("channels: [{{name: team, '{}': x}}]", id="key"),
        pytest.param("hosts: {{'{}': {{parallel: 2}}}}", id="host"),
        pytest.param("digest: '{}'", id="digest"),
        pytest.param("web: {{listen: '{}'}}", id="listen"),
        pytest.param("include: ['{}']", id="include"),
        pytest.param("channels: [{{url: 'console:', language: '{}'}}]", id="language"),
    ],
)
def test_an_address_in_a_wrong_place_is_not_repeated_beyond_its_host(folder: Folder, wrong: str, address: str) -> None:
    faults = folder.faults(f"sources: []\n{wrong.format(address)}\n")

    assert faults
    assert not any(secret in fault for fault in faults for secret in ("T0123456789", "abcdefgh", "passw0rd"))


def test_what_a_variable_holds_is_not_repeated_where_it_fits_no_preset(folder: Folder) -> None:
    faults = folder.faults('sources: [{preset: hf_org, org: "${KEY}"}]\n', {"KEY": "hid/den"})

    assert [fault.partition("org: ")[2][:23] for fault in faults] == ['"${KEY}" fits no preset']
