"""Messages → lines on a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import DeliveryError

if TYPE_CHECKING:
    from monitor.model import Message
    from monitor.notify.senders.means import Means


@dataclass(frozen=True, slots=True)
class ConsoleSender:
    """Prints messages, one blank line after each."""

    means: Means

    async def send(self, message: Message) -> str:
        """Print a message.

        Raises:
            DeliveryError: Nobody reads the stream any more, or its disk is full.
        """
        stream = self.means.stream
        encoding = stream.encoding or "utf-8"
        try:
            stream.write(self.means.rendered(message).text.encode(encoding, "replace").decode(encoding) + "\n\n")
            stream.flush()
        except OSError as error:
            raise DeliveryError(self.means.channel.name, f"cannot print: {error.strerror or error}") from error
        return "printed"
