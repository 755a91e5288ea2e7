"""The terms that the desk would offer for an amount and a term. Pure."""

from datetime import date

from services.contracts.lending import ScheduleLine, Terms
from services.contracts.money import Money
from services.credit import schedule
from services.review.policy import Policy


def terms(policy: Policy, *, amount: int, months: int, start: date) -> Terms:
    """What is offered for `amount` (minor units) when disbursed on `start`.

    Raises `schedule.InstalmentTooSmall`.
    """
    product = policy.product
    built = schedule.annuity(
        amount,
        months=months,
        annual_rate=product.annual_rate,
        start=start,
        fee=product.fee,
        minimum_instalment=product.minimum_instalment,
    )
    return _stated(built, currency=product.currency)


def plan(terms: Terms, *, start: date) -> schedule.Schedule:
    """The repayment schedule of terms, when disbursed on `start`."""
    return schedule.annuity(
        terms.amount.minor,
        months=terms.months,
        annual_rate=terms.nominal_rate,
        start=start,
        fee=terms.fee.minor,
        minimum_instalment=1,
    )


def lines(terms: Terms, *, start: date) -> tuple[ScheduleLine, ...]:
    """The schedule of terms line by line, when disbursed on `start`."""
    return tuple(
        ScheduleLine(row.number, row.due, row.payment, row.interest, row.principal, row.balance)
        for row in plan(terms, start=start).rows
    )


def renewed(terms: Terms, *, start: date) -> Terms:
    """The same terms with the days counted from `start`."""
    return _stated(plan(terms, start=start), currency=terms.amount.currency)


def _stated(built: schedule.Schedule, *, currency: str) -> Terms:
    def money(minor: int) -> Money:
        return Money(minor=minor, currency=currency)

    return Terms(
        amount=money(built.principal),
        months=built.months,
        nominal_rate=built.annual_rate,
        apr=built.apr,
        fee=money(built.fee),
        instalment=money(built.regular),
        last_instalment=money(built.last),
        total_interest=money(built.total_interest),
        total_payable=money(built.total_payable),
        first_due=built.rows[0].due,
    )
