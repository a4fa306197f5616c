"""The errors of this program; everything that may go wrong by the world's doing is one of these.

MonitorError
├── UsageError          a person's mistake on the command line; exit code 2
├── SettingsError       sources.yaml does not say what can be done; exit code 2
├── StoreError          the database cannot be used; exit code 3
├── FetchError          a document could not be had
├── DiscoverError       a document is not what its source says it is
├── ExtractError        a document holds no readable article
├── GuardError          a document took more than its reader may use
├── ItemError           a line of bulk input cannot be read
├── OpinionError        a second opinion is not to be had, or worth nothing
└── DeliveryError       a provider did not accept a message
"""

from __future__ import annotations

import re
from enum import StrEnum
from http import HTTPStatus

_LOGIN = re.compile(r"(?<=//)[^/?#]*@(?:/+[^/?#]*@)*")  # What one leaves behind must not look like another.
_PARAMETER = re.compile(r"([^=&#]*=|(?=[^&#]))[^&#]*")
_MAY_HOLD_ADDRESS = re.compile(r"\S*(?://|\?)\S*")


def redacted(url: str) -> str:
    """Write an address without user, password and the values of its query, any of which may be a key."""
    address, mark, query = _LOGIN.sub("", url).partition("?")
    return address + mark + _PARAMETER.sub(r"\1…", query)


class MonitorError(Exception):
    """Whatever this program raises on purpose. It passes from one process to another as it is."""

    def __reduce__(self) -> tuple[object, ...]:
        """Give how it is made anew: its fields are not those that its class is called with."""
        return _made_anew, (type(self), self.args, self.__dict__)


def _made_anew(kind: type[MonitorError], words: tuple[object, ...], fields: dict[str, object]) -> MonitorError:
    error = kind.__new__(kind)
    error.args = words
    error.__dict__.update(fields)
    return error


class UsageError(MonitorError):
    """A person's mistake on the command line: one line on stderr, exit code 2."""


class SettingsError(MonitorError):
    """One or more faults of a settings file; `faults` are lines of the form `file:line:column: what to write`."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class StoreError(MonitorError):
    """The database cannot be opened, is damaged, full, locked, or newer than this program.

    Args:
        said: What is wrong and what to do.
        passes: It is a server that does not answer, or answers no more: whoever was let in once tries again.
    """

    def __init__(self, said: str, *, passes: bool = False) -> None:
        super().__init__(said)
        self.passes = passes


class FetchReason(StrEnum):
    """Why a document could not be had; the label of the metric, too."""

    BAD_URL = "bad_url"
    REFUSED_ADDRESS = "refused_address"
    NAME_NOT_FOUND = "name_not_found"
    CONNECTION = "connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    BAD_PROTOCOL = "bad_protocol"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    CLIENT_STATUS = "client_status"
    SERVER_STATUS = "server_status"
    RATE_LIMITED = "rate_limited"
    ROBOTS = "robots"
    CHALLENGE = "challenge"


class FetchError(MonitorError):
    """A document could not be had from `url`.

    Args:
        reason: The kind of failure.
        url: The address that was asked.
        detail: What happened, in words; may be empty.
        status: The HTTP status, where one came.
        retry_after: Seconds that the server asked us to wait, where it did.
        unsent: No connection came about, so that nothing can have reached the server.
    """

    def __init__(
        self,
        reason: FetchReason,
        url: str,
        detail: str = "",
        *,
        status: int | None = None,
        retry_after: float | None = None,
        unsent: bool = False,
    ) -> None:
        said = f"{reason.value}: {detail}" if detail else reason.value
        super().__init__(_told(said, url))
        self.reason = reason
        self.url = url
        self.detail = detail
        self.status = status
        self.retry_after = retry_after
        self.unsent = unsent

    @property
    def label(self) -> str:
        """Give the kind of failure as metrics count it."""
        return self.reason.value

    @property
    def words(self) -> str:
        """Say what happened and where, for people: without our own label, where there are words for it."""
        return _told(self.detail or self.reason.value.replace("_", " "), self.url)

    @property
    def retryable(self) -> bool:
        """Tell whether asking again later may help."""
        gone_for_good = {FetchReason.BAD_URL, FetchReason.REFUSED_ADDRESS}
        # A page that is not there yet (404) may be soon; one that is gone (410) stays so (RFC 9110 §15.5.11).
        return self.reason not in gone_for_good and self.status != HTTPStatus.GONE


def _told(detail: str, url: str) -> str:
    """Say what happened and where: the text goes to the store, the page and the logs, so that it holds no keys."""
    return f"{_MAY_HOLD_ADDRESS.sub(lambda found: redacted(found[0]), detail)}: {redacted(url)}"


class MarkupError(MonitorError):
    """A page is no fit input for the parser, or a selector cannot be read."""


class DiscoverError(MonitorError):
    """The document at `url` is not the feed or list that its source promises."""

    label = "no_list"

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(_told(detail, url))
        self.url = url
        self.reason = detail


class NoMatchError(DiscoverError):
    """The document at `url` is what its source says, and a selector or glob of the source fits nothing in it."""

    label = "no_match"


class SitemapIndexError(DiscoverError):
    """The document at `url` lists sitemaps and no articles.

    Args:
        parts: Their addresses, each with when it changed as the index states it; the likeliest to hold news first.
    """

    def __init__(self, url: str, detail: str, parts: tuple[tuple[str, str], ...]) -> None:
        super().__init__(url, detail)
        self.parts = parts


class DamagedFeedError(DiscoverError):
    """The feed at `url` is not well-formed; it may be mended, which is dear."""


class ExtractError(MonitorError):
    """The document at `url` holds no readable article."""

    label = "no_article"

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(_told(detail, url))
        self.url = url
        self.reason = detail


class GuardError(MonitorError):
    """What was to be read takes more memory or time than it may, or crashes its reader."""


class ItemError(MonitorError):
    """One line of bulk input cannot be read; its neighbours can."""


class TemplateFaultError(MonitorError):
    """A person's template cannot write a message."""

    def __init__(self, template: str, fault: str) -> None:
        super().__init__(f"{template}: {fault}")
        self.template = template
        self.fault = fault


class OpinionError(MonitorError):
    """A second opinion is not to be had, or it is worth nothing; its words hold no address and no key."""


class DeliveryError(MonitorError):
    """The provider of `channel` did not accept a message.

    Args:
        channel: The channel's name, never its address.
        reply: The provider's own words.
        code: The provider's code (an HTTP status, SMTP code or errcode), as text.
        retryable: Whether the same message may be accepted later.
        ambiguous: Whether the provider may have accepted it all the same (no reply came).
        too_many: Whether it was one message too many within some time.
        retry_after: Seconds that the provider asked us to wait, where it did.

    Attributes:
        idempotent: Whether who gets a second copy knows it as one, by a key that both bear.
    """

    def __init__(
        self,
        channel: str,
        reply: str,
        *,
        code: str = "",
        retryable: bool = True,
        ambiguous: bool = False,
        too_many: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{channel}: {reply}")
        self.channel = channel
        self.reply = reply
        self.code = code
        self.retryable = retryable
        self.ambiguous = ambiguous
        self.idempotent = False
        self.too_many = too_many
        self.retry_after = retry_after
