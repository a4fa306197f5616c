"""`${NAME}` and `file:` turned into the secrets they stand for, and addresses told apart that may stand in the open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from monitor.config import values
from monitor.config.faults import did_you_mean, quoted
from monitor.config.files import read_text
from monitor.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from monitor.settings import Settings

REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
KEEP_ELSEWHERE = 'is a secret: write "${NAME}" here and NAME=… into .env beside this file'
_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*")
_QUOTED = re.compile(r"""(["'])(.*)\1(?:\s+#.*)?""")
_COMMENT = re.compile(r"(?:^|\s+)#.*")
_PASSWORD = re.compile(r"//[^/?#@]*:[^/?#]*@|pass(word)?=", re.IGNORECASE)
_SECRET_PIECE = re.compile(r"[\w.~-]{16,}")  # Providers' tokens have 16 characters and more; words of a path fewer.


@dataclass(frozen=True, slots=True)
class Secrets:
    """Knows the variables and the folder that a settings file refers to.

    Args:
        folder: Where the settings file stands; `file:` without a leading slash starts here.
        environment: The process's variables; they win over `.env`.
        dotenv: The variables of `.env`.
    """

    folder: Path
    environment: Mapping[str, str]
    dotenv: Mapping[str, str]

    def expand(self, text: str) -> str:
        """Put the values of variables in place of `${NAME}`; the values themselves are not expanded again.

        Raises:
            ValueError: A variable is unset or badly written.
        """
        if "${" in REFERENCE.sub("", text):
            raise ValueError("a variable is written ${NAME}, with letters, digits and _")
        return REFERENCE.sub(lambda reference: self._value(reference[1]), text)

    def web_address(self, text: str) -> str:
        """Expand variables within an http or https address.

        Raises:
            ValueError: A variable is unset, or the whole is no such address.
        """
        return values.web_address(self.expand(text))

    def reveal(self, text: str) -> str:
        """Expand variables, or read the first line of the file that `file:` names.

        Raises:
            ValueError: There is no such variable or file, or it is empty.
        """
        expanded = self.expand(text)
        if not expanded.startswith("file:"):
            return expanded
        path = self.folder / re.sub(r"^//(?=/)", "", expanded.removeprefix("file:"))
        try:
            lines = read_text(path).split()
        except SettingsError as error:
            raise ValueError(error.faults[0]) from error
        if len(lines) != 1:
            raise ValueError(f"{quoted(path.name)} must hold the secret alone, without blanks")
        return lines[0]

    def proxy(self, text: str) -> str:
        """Reveal a proxy's address; one with a password must be kept elsewhere.

        Raises:
            ValueError: There is no such secret, or it is no such address.
        """
        if _PASSWORD.search(text) and not is_kept_elsewhere(text):
            raise ValueError(KEEP_ELSEWHERE)
        return values.proxy(self.reveal(text))

    def hidden(self, text: str) -> str:
        """Reveal what must not stand in the settings file.

        Raises:
            ValueError: It stands in the open, or there is no such secret.
        """
        if not is_kept_elsewhere(text):
            raise ValueError(KEEP_ELSEWHERE)
        return self.reveal(text)

    def _value(self, name: str) -> str:
        value = self.environment.get(name) or self.dotenv.get(name)
        if not value:
            hint = did_you_mean(name, self.dotenv)
            raise ValueError(f"{name} is not set{hint or f': write {name}=… into .env beside this file, or export it'}")
        return value


def is_kept_elsewhere(text: str) -> bool:
    """Tell whether a value as written only refers to a secret."""
    return text.startswith("file:") or REFERENCE.search(text) is not None


def may_stand_open(address: str) -> bool:
    """Tell whether a channel's address holds nothing to hide: the terminal, this machine, mail without a password."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if values.is_loopback(host):
        return True
    return parts.scheme in {"console", "mailto"} and not _PASSWORD.search(unquote(address))


def parse_dotenv(text: str) -> dict[str, str]:
    """Read `NAME=value` lines; a value may be quoted and followed by a comment, any other line counts for nothing."""
    variables = {}
    for line in text.splitlines():
        match = _ASSIGNMENT.fullmatch(line)
        if match:
            in_quotes = _QUOTED.fullmatch(match[2])
            variables[match[1]] = in_quotes[2] if in_quotes else _COMMENT.sub("", match[2])
    return variables


def secrets_of(settings: Settings) -> frozenset[str]:
    """Give all that must never appear in a log: addresses of channels, endpoints and proxies, keys, headers, tokens."""
    secrets = [channel.url for channel in settings.channels]
    secrets += [channel.secret for channel in settings.channels if channel.secret]
    secrets += [settings.heartbeat] if settings.heartbeat else []
    secrets += [settings.web.token] if settings.web and settings.web.token else []
    secrets += [value for source in settings.sources for value in source.headers.values()]
    proxies = (source.proxy for source in settings.sources if source.proxy)
    secrets += [proxy for proxy in proxies if _PASSWORD.search(proxy.get_secret_value())]
    if endpoint := settings.second_opinion:
        secrets += [endpoint.base_url, *((endpoint.api_key,) if endpoint.api_key else ())]
    texts = [secret.get_secret_value() for secret in secrets]
    return frozenset(piece for text in texts for piece in (text, *_pieces(text)))


def _pieces(value: str) -> Iterator[str]:
    try:
        parts = urlsplit(value)
        host, password = parts.hostname or "", parts.password
    except ValueError:
        host, password = "", None
    domain = host if "." in host else ""  # Without a dot it is a token, as in slack://token/token.
    yield from (piece for piece in _SECRET_PIECE.findall(value) if piece.lower() != domain)
    if password:
        yield from (password, unquote(password))
