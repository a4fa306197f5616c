"""What a run is given by those who start it: the time, places where it may be stopped, shelter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.model import Happening

Result = TypeVar("Result")


class Clock(Protocol):
    """Tells the time: aware, in UTC."""

    def __call__(self) -> datetime:
        """Give the time now."""
        ...


class Checkpoint(Protocol):
    """Is told each time a step is done; the place where a test may pull the plug."""

    def __call__(self, step: str, /) -> None:
        """Take note that `step` is done."""
        ...


class Observer(Protocol):
    """Is told of what happens where it happens; it counts, and never fails."""

    def __call__(self, happening: Happening, /) -> None:
        """Take note of what happened."""
        ...


class Right(Protocol):
    """That this process may do what one alone may at a time; false where another may."""

    def __bool__(self) -> bool:
        """Tell whether it was granted."""
        ...

    def lasts(self) -> bool:
        """Tell whether it still is held: a server that was gone meanwhile may have given it to another."""
        ...


class Guard(Protocol):
    """Runs what may exhaust a process where that does no harm."""

    async def __call__(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Run a function of a module, with arguments that can be pickled, and give its result or raise its error.

        Raises:
            GuardError: It took too much memory or time, or it crashed.
        """
        ...
