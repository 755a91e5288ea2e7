"""The repayment schedule: annuity, due dates, per-diem interest, all in minor units.

Pure: no clock, no vendor. Called by quotes, the application workflow and the loan.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cached_property

from services.credit import apr

_CONTEXT = Context(prec=28, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=4096, rounding=ROUND_HALF_UP)


class InvalidTerms(ValueError):
    """No schedule can have these terms: an amount, a term, a rate or a fee out of range."""


class InstalmentTooSmall(ValueError):
    """The regular or the last instalment would fall under the minimum."""


@dataclass(frozen=True)
class Row:
    """One instalment; `balance` is the principal owed after it. Minor units."""

    number: int
    due: date
    payment: int
    interest: int
    principal: int
    balance: int


@dataclass(frozen=True)
class Schedule:
    """What is paid when. Minor units; `annual_rate` is percent a year."""

    principal: int
    months: int
    annual_rate: Decimal
    fee: int
    rows: tuple[Row, ...]

    @property
    def regular(self) -> int:
        """Every instalment but the last."""
        return self.rows[0].payment

    @property
    def last(self) -> int:
        """The last instalment, which takes up what rounding has left."""
        return self.rows[-1].payment

    @property
    def total_interest(self) -> int:
        return sum(row.interest for row in self.rows)

    @property
    def total_payable(self) -> int:
        """All instalments and the fee."""
        return sum(row.payment for row in self.rows) + self.fee

    @property
    def total_cost(self) -> int:
        """What the credit costs beyond its principal: interest and fee."""
        return self.total_payable - self.principal

    @property
    def apr(self) -> Decimal:
        """The APR as it is stated: percent, one decimal, half up."""
        return self.apr_exact.quantize(Decimal("0.1"), context=_WIDE)

    @cached_property
    def apr_exact(self) -> Decimal:
        """The APR in percent, not rounded. Equal months; the fee is paid at the drawdown."""
        with localcontext(_CONTEXT):
            paid = [(Decimal(row.number) / 12, row.payment) for row in self.rows]
        return apr.exact([(Decimal(0), self.principal)], [(Decimal(0), self.fee), *paid])


def annuity(
    principal: int,
    *,
    months: int,
    annual_rate: Decimal,
    start: date,
    fee: int = 0,
    minimum_instalment: int = 100,
) -> Schedule:
    """The schedule of `months` equal instalments; the first is due a month after `start`.

    The instalment is P·i / (1 - (1+i)^-n), rounded once; each month's interest is rounded half up;
    the last instalment is balance plus interest. `annual_rate` is percent, `i` a twelfth of it.
    Raises `InvalidTerms` and `InstalmentTooSmall`.
    """
    if principal <= 0 or months < 1 or annual_rate < 0 or not 0 <= fee < principal:
        raise InvalidTerms(f"{principal=} {months=} {annual_rate=} {fee=}")
    with localcontext(_CONTEXT):
        factor = annuity_factor(months, annual_rate=annual_rate)
        regular = _rounded(principal / factor)
        rows = tuple(
            _rows(principal, months=months, annual_rate=annual_rate, start=start, regular=regular)
        )
    smallest = min(regular, rows[-1].payment)
    if smallest < max(minimum_instalment, 1):
        raise InstalmentTooSmall(f"{smallest} is under {minimum_instalment}")
    return Schedule(principal=principal, months=months, annual_rate=annual_rate, fee=fee, rows=rows)


def due_date(anchor: date, number: int) -> date:
    """The day of instalment `number`: the anchor's day, `number` months on.

    A month too short for that day gives its last one; the next month is not touched by it.
    """
    years, month = divmod(anchor.month - 1 + number, 12)
    year = anchor.year + years
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def annuity_factor(months: int, *, annual_rate: Decimal) -> Decimal:
    """What `months` payments of 1, the first in a month, are worth today; rate in percent."""
    # The closed formula divides by zero at 0 %; the sum it stands for does not.
    with localcontext(_CONTEXT):
        discount = 1 / (1 + annual_rate / 1200)
        factor = term = discount
        for _ in range(months - 1):
            term *= discount
            factor += term
    return factor


def monthly_interest(principal: int, *, annual_rate: Decimal, days_paid: int = 0) -> int:
    """A month's interest on `principal`, a twelfth of the rate, in minor units; never negative.

    Less that of the month's first `days_paid` days, actual/365, which was paid already.
    """
    with localcontext(_CONTEXT):
        # Multiply before dividing: a rounded monthly rate would tip exact halves.
        month, paid = principal * annual_rate / 1200, principal * annual_rate * days_paid / 36500
        return max(0, _rounded(month - paid))


def accrued_interest(principal: int, *, annual_rate: Decimal, days: int) -> int:
    """Interest on `principal` for `days`, actual/365, in minor units; rate in percent a year."""
    with localcontext(_CONTEXT):
        return _rounded(principal * annual_rate * days / 36500)


def _rows(
    principal: int, *, months: int, annual_rate: Decimal, start: date, regular: int
) -> list[Row]:
    rows: list[Row] = []
    balance = principal
    for number in range(1, months + 1):
        interest = monthly_interest(balance, annual_rate=annual_rate)
        payment = regular if number < months else balance + interest
        balance -= payment - interest
        due = due_date(start, number)
        rows.append(Row(number, due, payment, interest, payment - interest, balance))
    return rows


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
