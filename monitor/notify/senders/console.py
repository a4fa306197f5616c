"""Messages → lines on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import DeliveryError

if TYPE_CHECKING:
    from monitor.model import Message
    from monitor.notify.senders.means import Maker, Means
    from monitor.settings import Channel


def read_console(_url: str) -> Maker:
    """Understand `console:`; it has no parts."""
    return ConsoleSender


class ConsoleSender:
    """Prints messages, one blank line after each."""

    def __init__(self, channel: Channel, means: Means) -> None:
        self._channel = channel
        self._means = means

    async def send(self, message: Message) -> str:
        """Print a message.

        Raises:
            DeliveryError: Nobody reads the stream any more, or its disk is full.
        """
        stream = self._means.stream
        text = self._means.rendered(message, self._channel).text
        encoding = stream.encoding or "utf-8"
        try:
            stream.write(text.encode(encoding, "replace").decode(encoding) + "\n\n")
            stream.flush()
        except OSError as error:
            raise DeliveryError(self._channel.name, f"cannot print: {error.strerror or error}") from error
        return "printed"
