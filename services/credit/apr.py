"""The annual percentage rate: the equation of the EU directives, solved.

Pure: no clock, no vendor. Called by the schedule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

Flow = tuple[Decimal, int]
"""When, in years from the first drawdown, and how much, in minor units."""

_CONTEXT = Context(prec=28, rounding=ROUND_HALF_UP)
_SIGNIFICANT = Context(prec=18, rounding=ROUND_HALF_UP)
_TIME_GRAIN = Decimal("1e-12")
_TOLERANCE = Decimal("1e-22")
_FORCE_LIMIT = Decimal(4096)
_ROUNDS = 500


class NoRate(ValueError):
    """No rate makes these drawdowns and payments equal."""


def exact(drawdowns: Sequence[Flow], payments: Sequence[Flow]) -> Decimal:
    """The rate X, in percent, with sum of C(1+X)^-t equal to sum of D(1+X)^-s; not rounded.

    Directive 2008/48/EC, Annex I (now 2023/2225, Annex III). A fee kept back at the drawdown is
    a payment at time 0. Raises `NoRate` where the equation has no solution.
    """
    with localcontext(_CONTEXT):
        flows = _discounting_order(drawdowns, payments)
        percent = (_force_of_interest(flows).exp() - 1) * 100
    return _SIGNIFICANT.plus(percent)


@dataclass(frozen=True)
class _TimedFlow:
    gap: Decimal
    time: Decimal
    minor: int


def _discounting_order(
    drawdowns: Sequence[Flow], payments: Sequence[Flow]
) -> tuple[_TimedFlow, ...]:
    """Payments positive, drawdowns negative, by time, each with the time since the one before.

    Times are cut to a grain so that equal months have few different gaps: only one power is
    taken for each of those.
    """
    signed = [(time, -minor) for time, minor in drawdowns] + list(payments)
    flows: list[_TimedFlow] = []
    previous = Decimal(0)
    for years, minor in sorted(signed):
        time = years.quantize(_TIME_GRAIN)
        flows.append(_TimedFlow(gap=time - previous, time=time, minor=minor))
        previous = time
    return tuple(flows)


def _force_of_interest(flows: Sequence[_TimedFlow]) -> Decimal:
    """ln(1+X): Newton's method, kept inside a bracket by bisection."""
    low, high = _bracket(flows)
    force = low
    for _ in range(_ROUNDS):
        value, slope = _present_value(flows, force)
        if value > 0:
            low = force
        elif value < 0:
            high = force
        else:
            return force
        following = force - value / slope if slope else high
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - force) <= _TOLERANCE:
            return following
        force = following
    raise NoRate("the rate was not found")


def _bracket(flows: Sequence[_TimedFlow]) -> tuple[Decimal, Decimal]:
    """Two forces of interest: the present value is positive or zero at the first only."""
    rising = _present_value(flows, Decimal(0))[0] >= 0
    near, far = Decimal(0), Decimal(1 if rising else -1)
    while abs(far) <= _FORCE_LIMIT:
        value = _present_value(flows, far)[0]
        if value < 0 if rising else value > 0:
            return (near, far) if rising else (far, near)
        near, far = far, far * 2
    raise NoRate("no rate makes the payments equal the drawdowns")


def _present_value(flows: Sequence[_TimedFlow], force: Decimal) -> tuple[Decimal, Decimal]:
    """The present value at this force of interest, and its derivative."""
    factors = {gap: (-force * gap).exp() for gap in {flow.gap for flow in flows}}
    discount, value, slope = Decimal(1), Decimal(0), Decimal(0)
    for flow in flows:
        discount *= factors[flow.gap]
        present = flow.minor * discount
        value += present
        slope -= flow.time * present
    return value, slope
