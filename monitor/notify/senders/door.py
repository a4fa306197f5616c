"""The only door to apprise: addresses → its plugins, and messages through one; what it logs, nobody else sees."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apprise import AppriseAsset, NotifyBase
    from apprise.plugins.email import NotifyEmail
    from apprise.result import AppriseResult


def service_for(url: str) -> NotifyBase | None:
    """Have apprise understand an address of any service; None where it does not."""
    with _quietly():
        from apprise import Apprise

        try:
            plugin: NotifyBase | None = Apprise.instantiate(url, asset=_asset())
        except (AttributeError, LookupError, TypeError, ValueError):  # Some of its plugins stumble: tgram://99999:?
            return None
    return plugin


def mail_for(url: str) -> NotifyEmail | None:
    """Have apprise understand a mail address, without loading its other 170 services; None where it does not."""
    with _quietly():
        from apprise.exception import AppriseImproperlyConfigured
        from apprise.plugins.email import NotifyEmail

        parts = NotifyEmail.parse_url(url)  # type: ignore[no-untyped-call]  # apprise leaves it untyped.
        try:
            return NotifyEmail(asset=_asset(), **parts) if parts else None  # type: ignore[no-untyped-call]
        except AppriseImproperlyConfigured:
            return None


def schemes() -> frozenset[str]:
    """Give what the addresses begin with that apprise knows."""
    with _quietly():
        from apprise.manager_plugins import NotificationManager

        known = NotificationManager().schemas()  # type: ignore[no-untyped-call]  # apprise leaves these two untyped.
    return frozenset(str(scheme) for scheme in known)


def notify(plugin: NotifyBase, title: str, body: str) -> AppriseResult:
    """Send plain text through one plugin, in this thread."""
    from apprise import Apprise, NotifyFormat

    _keep_log_private()
    service = Apprise(asset=_asset())
    service.add(plugin)
    return service.notify(title=title, body=body, body_format=NotifyFormat.TEXT)


@cache
def _asset() -> AppriseAsset:
    """Give apprise our name, and no pool of its own, in which hung services keep others waiting (trust.md §0, 4)."""
    from apprise import AppriseAsset

    return AppriseAsset(app_id="monitor", app_desc="monitor", service_timeout=0)


def _keep_log_private() -> None:
    """Leave apprise's log lines, which tell whole addresses, to its results alone (trust.md §1)."""
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


@contextmanager
def _quietly() -> Iterator[None]:
    """Load apprise's modules without a word."""
    _keep_log_private()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # One of its modules looks for imghdr.
        yield
