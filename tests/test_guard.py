"""A process that may die: its result, its errors and its end come back, and the next call has a worker."""

from __future__ import annotations

import os
import signal
import time
from threading import Event

import pytest

from monitor.errors import ExtractError, FetchError, FetchReason, GuardError, MonitorError
from monitor.guard import Guard, guarding

pytestmark = pytest.mark.anyio


def take(megabytes: int) -> int:
    return len(bytes(megabytes << 20))


def compute(seconds: float) -> str:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return "done"


def refuse(error: MonitorError) -> None:
    raise error


def hang() -> None:
    Event().wait(60)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def process() -> int:
    return os.getpid()


async def test_a_result_comes_back_from_another_process_that_is_kept() -> None:
    guard = Guard()

    first, second = await guard(process), await guard(process)

    assert first == second != os.getpid()


@pytest.mark.parametrize(
    "error",
    [
        ExtractError("https://outlet.example/1", "no readable article"),
        FetchError(FetchReason.TIMEOUT, "https://outlet.example/1", "late", status=504, retry_after=3.0),
    ],
    ids=["extract", "fetch"],
)
async def test_an_error_comes_back_as_it_was_raised(error: MonitorError) -> None:
    with pytest.raises(type(error)) as caught:
        await Guard()(refuse, error)

    assert str(caught.value) == str(error)
    assert vars(caught.value) == vars(error)


async def test_a_fault_of_ours_comes_back_too() -> None:
    with pytest.raises(ZeroDivisionError):
        await Guard()(divmod, 1, 0)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        pytest.param(take, (1_000,), id="memory"),
        pytest.param(compute, (30.0,), id="time"),
        pytest.param(os.abort, (), id="crash"),
    ],
)
async def test_what_takes_too_much_costs_its_own_worker_and_the_next_call_is_answered(
    function: object, arguments: tuple[object, ...]
) -> None:
    guard = Guard(cpu_seconds=1, deadline=60)

    with pytest.raises(GuardError, match="needs more than 400 MiB or 1 s, or crashes"):
        await guard(function, *arguments)

    assert await guard(take, 1) == 1 << 20


async def test_a_worker_that_was_killed_while_idle_costs_no_page() -> None:
    guard = Guard()
    first = await guard(process)

    os.kill(first, signal.SIGKILL)
    second = await guard(process)

    assert second not in {first, os.getpid()}


async def test_hostile_calls_in_a_row_leave_a_guard_that_answers() -> None:
    guard = Guard(cpu_seconds=1, deadline=60)

    for function, arguments in [(die, ()), (take, (1_000,)), (os.abort, ())] * 3:
        with pytest.raises(GuardError):
            await guard(function, *arguments)

    assert await guard(take, 1) == 1 << 20


async def test_what_does_not_end_is_ended() -> None:
    with pytest.raises(GuardError, match=r"not done within 0\.2 s"):
        await Guard(deadline=0.2)(hang)


async def test_the_limit_of_time_is_one_of_each_call_and_not_of_all() -> None:
    guard = Guard(cpu_seconds=2, deadline=60)

    assert [await guard(compute, 0.7) for _ in range(4)] == ["done"] * 4


def test_code_that_does_not_await_has_a_guard_too() -> None:
    with guarding() as guard:
        first, second = guard(process), guard(process)
        with pytest.raises(GuardError):
            guard(take, 1_000)

    assert first == second != os.getpid()
