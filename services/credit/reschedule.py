"""What is left of a schedule after part of it was repaid early: two ways, the customer's choice.

Pure. Due dates stay those of the anchor. Called by the loan's settlement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Literal, assert_never

from services.credit import schedule
from services.credit.schedule import InstalmentTooSmall, Row

_CONTEXT = Context(prec=28, rounding=ROUND_HALF_UP)

Choice = Literal["lower_instalment", "shorter_term"]


@dataclass(frozen=True)
class Rest:
    """A balance in minor units, to be repaid by instalments with these numbers.

    Interest is paid until `paid_until`, a day in the month before the first of them is due.
    """

    balance: int
    numbers: range
    anchor: date
    annual_rate: Decimal
    paid_until: date

    @property
    def first_interest(self) -> int:
        """Of the first instalment: the month's, less that of the days that were paid."""
        begun = schedule.due_date(self.anchor, self.numbers[0] - 1)
        days = (self.paid_until - begun).days
        return schedule.monthly_interest(
            self.balance, annual_rate=self.annual_rate, days_paid=max(0, days)
        )


def rows(rest: Rest, *, choice: Choice, instalment: int, minimum: int) -> tuple[Row, ...]:
    """What is left, as chosen; `instalment` is the one before. Raises `InstalmentTooSmall`."""
    match choice:
        case "lower_instalment":
            return lower_instalment(rest, at_most=instalment, minimum=minimum)
        case "shorter_term":
            return shorter_term(rest, instalment=instalment, minimum=minimum)
        case _:
            assert_never(choice)


def lower_instalment(rest: Rest, *, at_most: int, minimum: int) -> tuple[Row, ...]:
    """As many instalments as before, each smaller. Raises `InstalmentTooSmall` under `minimum`.

    `at_most` is the instalment before: rounding must not raise it by a cent or two.
    The first month is shorter than the others, so the annuity is taken of what the balance
    would have been worth a whole month before the first due date.
    """
    with localcontext(_CONTEXT):
        month = 1 + rest.annual_rate / 1200
        worth = (rest.balance + rest.first_interest) / month
        factor = schedule.annuity_factor(len(rest.numbers), annual_rate=rest.annual_rate)
        exact = int((worth / factor).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    regular = min(exact, at_most)
    found = _rows(rest, pays=lambda _balance, _interest: regular)
    # Rounded up to a cent, the smallest instalments repay all before the last is reached.
    if len(found) < len(rest.numbers) or min(row.payment for row in found) < max(minimum, 1):
        raise InstalmentTooSmall(f"{regular} is under {minimum}")
    return found


def shorter_term(rest: Rest, *, instalment: int, minimum: int) -> tuple[Row, ...]:
    """The same instalment as before, so fewer of them; the last takes up the rest.

    A rest that would make a last instalment under `minimum` goes into the one before.
    """

    def pays(balance: int, interest: int) -> int:
        owed = balance + interest
        after = owed - instalment
        last = after + schedule.monthly_interest(max(0, after), annual_rate=rest.annual_rate)
        return owed if last < minimum else instalment

    return _rows(rest, pays=pays)


def _rows(rest: Rest, *, pays: Callable[[int, int], int]) -> tuple[Row, ...]:
    """Rows until nothing is owed; `pays` tells a payment from the balance and its interest."""
    found: list[Row] = []
    balance, interest = rest.balance, rest.first_interest
    for number in rest.numbers:
        owed = balance + interest
        payment = owed if number == rest.numbers[-1] else pays(balance, interest)
        balance = owed - payment
        due = schedule.due_date(rest.anchor, number)
        found.append(Row(number, due, payment, interest, payment - interest, balance))
        if balance == 0:
            break
        interest = schedule.monthly_interest(balance, annual_rate=rest.annual_rate)
    return tuple(found)
