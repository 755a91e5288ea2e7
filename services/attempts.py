"""Attempts: how soon the next one of a handler comes, and how long one of a step took.

The SDK takes the latter by the wall clock, for the limit of a step's retries. Set back, it counts
less than nothing: its core refuses that, the step is never told of, and the invocation hangs. Set
forward, it uses up at once the hour in which a post must arrive. `serving` sees to it; decision 28.
"""

from datetime import timedelta

from restate import InvocationRetryPolicy, server
from restate.vm import Failure, RunRetryConfig, VMWrapper

RETRIES = InvocationRetryPolicy(
    initial_interval=timedelta(milliseconds=100),
    exponentiation_factor=1.3,
    max_interval=timedelta(seconds=5),
    max_attempts=100_000,
    on_max_attempts="pause",
)
"""For outages, and for days. What was away is found again within a third of the time that it was,
and within 5 s. Who looks after what is paused in the end, or tries for long, is `services.watch`.
"""
LONGEST_MS = 10 * 60 * 1000
"""No attempt of ours takes longer: whatever is waited for within one has its deadline."""


class _Machine(VMWrapper):
    """The SDK's state machine of an invocation; it believes no impossible duration."""

    def propose_run_completion_transient(
        self, handle: int, failure: Failure, attempt_duration_ms: int, config: RunRetryConfig
    ) -> None:
        super().propose_run_completion_transient(
            handle, failure, _possible(attempt_duration_ms), config
        )

    def propose_run_completion_transient_with_delay_override(
        self,
        handle: int,
        failure: Failure,
        attempt_duration_ms: int,
        delay_override: timedelta | None,
        max_retry_attempts_override: int | None,
        max_retry_duration_override: timedelta | None,
    ) -> None:
        super().propose_run_completion_transient_with_delay_override(
            handle,
            failure,
            _possible(attempt_duration_ms),
            delay_override,
            max_retry_attempts_override,
            max_retry_duration_override,
        )


def bear_set_clocks() -> None:
    """From now on, in this process; doing it twice is doing it once."""
    server.VMWrapper = _Machine  # pyright: ignore[reportPrivateImportUsage] - looked up there


def _possible(milliseconds: int) -> int:
    return min(max(milliseconds, 0), LONGEST_MS)
