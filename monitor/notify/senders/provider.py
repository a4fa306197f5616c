"""What is known of a provider, and what its replies mean: acceptance is what its document says, and nothing else."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING

from monitor.errors import DeliveryError
from monitor.http.reply import LONGEST_WAIT
from monitor.notify.senders.means import SERVER_FAULTS, WORTH_ANOTHER_TRY
from monitor.notify.senders.posting import OK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.http import Reply
    from monitor.notify.senders.means import Means

ANYTHING = "*"
BUSY_AT_LARGE = "-1"
"""The provider's own trouble (DingTalk, WeCom), no matter how many messages it got."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider; the fields are those of `providers.toml`, and explained there."""

    name: str
    host: str
    path: str
    parameter: str
    codes: Sequence[str]
    accepted: Sequence[object]
    words: Sequence[str]
    busy: Mapping[str, float]
    malformed: Sequence[str]
    signs: str
    rates: Sequence[tuple[int, float]]
    in_groups: Sequence[tuple[int, float]]

    def judged(self, reply: Reply, means: Means) -> str:
        """Give the words of acceptance.

        Raises:
            DeliveryError: It was refused, or this is no answer of this provider.
        """
        fields = _fields(reply.body)
        code = next((fields[name] for name in self.codes if name in fields), None)
        said = next((fields[name] for name in self.words if fields.get(name)), "")
        if reply.status not in OK:
            raise self._refused(reply, fields, means)
        if code is None or isinstance(code, (dict, list)) or not self._is_code(code):
            words = means.words(f"no answer of {self.name}: ".encode() + reply.body)
            raise DeliveryError(means.channel.name, words, ambiguous=True)
        words = means.words(f"{code} {said}" if type(code) is int else str(said or code))
        if self._accepts(code):
            return words
        wait = self.busy.get(str(code))
        raise DeliveryError(
            means.channel.name,
            words,
            code=str(code),
            retryable=wait is not None,
            too_many=wait is not None and str(code) != BUSY_AT_LARGE,
            retry_after=wait,
        )

    def finds_malformed(self, error: DeliveryError) -> bool:
        """Tell whether a message was refused for its form, so that a plainer one may be taken."""
        return any(sign == error.code or (not sign.isdecimal() and sign in error.reply) for sign in self.malformed)

    def _is_code(self, code: object) -> bool:
        return ANYTHING in self.accepted or type(code) is type(self.accepted[0])

    def _accepts(self, code: object) -> bool:
        return ANYTHING in self.accepted or any(code == value for value in self.accepted)

    def _refused(self, reply: Reply, fields: Mapping[str, object], means: Means) -> DeliveryError:
        """Make the error of a reply that says so by its status; its body may say it better, and how long to wait."""
        inner = fields.get("parameters")
        asked = [each.get("retry_after") for each in (fields, inner) if isinstance(each, dict)]
        waits = [float(min(wait, LONGEST_WAIT)) for wait in asked if isinstance(wait, int | float) and wait >= 0]
        header = reply.retry_after(means.clock())
        code = next((fields[name] for name in ("error_code", "code", "errno") if type(fields.get(name)) is int), None)
        return DeliveryError(
            means.channel.name,
            means.words(f"HTTP {reply.status} ".encode() + reply.body),
            code=str(reply.status if code is None else code),
            retryable=reply.status in SERVER_FAULTS or reply.status in WORTH_ANOTHER_TRY,
            too_many=reply.status == HTTPStatus.TOO_MANY_REQUESTS,
            retry_after=max(waits, default=header),
        )


PROVIDERS: Mapping[str, Provider] = {
    name: Provider(**facts)
    for name, facts in tomllib.loads(
        (resources.files("monitor.notify.senders") / "providers.toml").read_text(encoding="utf-8")
    ).items()
}


def _fields(body: bytes) -> dict[str, object]:
    """Read a JSON object; a text that is none is its own only field; anything else has no fields."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {"text": body.decode("utf-8", "replace").strip()}
    return read if isinstance(read, dict) else {}
