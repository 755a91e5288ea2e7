"""When the next attempt comes, and how long one took, as the SDK's core is told of it."""

from datetime import timedelta
from itertools import accumulate, pairwise
from typing import Any
from unittest.mock import MagicMock

import pytest
from restate import server
from restate.vm import Failure, RunRetryConfig, VMWrapper

from services import attempts

HEADERS = [("content-type", "application/vnd.restate.invocation.v6")]
FAILED = Failure(code=500, message="no connection")


def machine() -> Any:
    attempts.bear_set_clocks()
    return server.VMWrapper(HEADERS)  # pyright: ignore[reportPrivateImportUsage]


def test_the_sdk_as_it_is_does_not_bear_a_clock_that_was_set_back() -> None:
    """Once it does, what `attempts` mends can go."""
    with pytest.raises(OverflowError):
        VMWrapper(HEADERS).propose_run_completion_transient(1, FAILED, -1, RunRetryConfig())


@pytest.mark.parametrize(
    ("told", "passed_on"),
    [(-3_600_000, 0), (-1, 0), (0, 0), (250, 250), (7_200_000, attempts.LONGEST_MS)],
)
def test_only_possible_durations_are_passed_on(told: int, passed_on: int) -> None:
    """Whether the failure says itself when to try again, or the step does."""
    of = machine()
    of.vm = MagicMock()
    of.propose_run_completion_transient(1, FAILED, told, RunRetryConfig())
    assert of.vm.propose_run_completion_failure_transient.call_args.args[2] == passed_on
    of.propose_run_completion_transient_with_delay_override(1, FAILED, told, None, None, None)
    override = of.vm.propose_run_completion_failure_transient_with_delay_override
    assert override.call_args.args[2] == passed_on


def test_what_was_away_is_found_soon_after() -> None:
    """Restate's waits grow by the factor, up to the longest one."""
    policy = attempts.RETRIES
    first, longest = policy.initial_interval, policy.max_interval
    factor, most = policy.exponentiation_factor, policy.max_attempts
    assert first
    assert longest
    assert factor
    assert most
    waits = [min(first * factor**number, longest) for number in range(60)]
    moments = list(accumulate(waits, initial=timedelta()))
    for before, after in pairwise(moments):
        away = max(before, timedelta(seconds=1))
        assert after - before <= min(away * 0.4, timedelta(seconds=5)), before
    assert most * longest > timedelta(days=5)
