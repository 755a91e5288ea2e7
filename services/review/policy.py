"""The lending policy applied: what the product admits and what it makes of computed metrics.

Pure; its values and `load` live in `limits`. No model has a say here. Called by the
composition root and the review.
"""

from dataclasses import asdict, dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from services.contracts.lending import Reason, ReasonCode
from services.contracts.money import Money
from services.contracts.posts import Figure
from services.contracts.wire import Wire
from services.review.limits import Policy as Policy
from services.review.limits import PolicyError as PolicyError
from services.review.limits import load as load
from services.review.metrics import Metrics

REASONS_AT_MOST = 4
_NONE = "-"
_PLACES_AT_MOST = 6

Mandate = Literal["automatic", "one_officer", "two_officers"]
Level = Literal["pass", "refer", "fail"]
LEVELS: tuple[Level, ...] = ("pass", "refer", "fail")
"""From the best to the worst."""


class Refusal(Wire):
    """The product does not allow this. Limits in minor units or months, as the code says."""

    code: Literal["amount_too_small", "amount_too_large", "term_too_short", "term_too_long"]
    minimum: int
    maximum: int


class Verdict(Wire):
    """What policy makes of the metrics, and which rules fired, strongest first."""

    outcome: Level
    reasons: tuple[Reason, ...]


class Judgement(Wire):
    """One rule held against the metrics; `code` is the reason it gives where it doesn't pass."""

    rule: str
    level: Level
    code: ReasonCode
    figure: str
    threshold: str
    strain: Decimal | None = None
    """The figure as a number that grows as it gets worse; None where it can't be computed."""

    def is_worse_than(self, other: "Judgement") -> bool:
        """Whether it fires, and the same rule fired less, or not at all, in the other."""
        if self.level == "pass":
            return False
        if self.level != other.level:
            return LEVELS.index(self.level) > LEVELS.index(other.level)
        if self.strain is None or other.strain is None:
            return self.strain is None and other.strain is not None
        return self.strain > other.strain


@dataclass(frozen=True)
class _Check:
    """One rule held against the metrics. `strain` is as in `Judgement`."""

    level: Level
    code: ReasonCode
    figure: str
    threshold: str
    strain: Decimal | None

    @property
    def reason(self) -> Reason:
        return Reason(code=self.code, figure=self.figure, threshold=self.threshold)


@dataclass(frozen=True)
class _Checks:
    """All rules, from the strongest reason to the weakest."""

    income: _Check
    debt_to_income: _Check
    payment_to_income: _Check
    disposable: _Check
    months_with_income: _Check
    gambling: _Check
    payday: _Check
    unclassified: _Check

    def fired(self) -> list[_Check]:
        """Those that don't pass: hard fails first, then in the order above."""
        each: list[_Check] = [getattr(self, field.name) for field in fields(self)]
        return sorted((c for c in each if c.level != "pass"), key=lambda c: c.level != "fail")


def admissible(policy: Policy, *, amount: int, months: int) -> Refusal | None:
    """None if the product exists with this amount (minor units) and term, else what forbids it.

    The minimum instalment needs a schedule and is checked by whoever has one.
    """
    product = policy.product
    if not product.minimum_amount <= amount <= product.maximum_amount:
        small = amount < product.minimum_amount
        return Refusal(
            code="amount_too_small" if small else "amount_too_large",
            minimum=product.minimum_amount,
            maximum=product.maximum_amount,
        )
    if not product.minimum_months <= months <= product.maximum_months:
        short = months < product.minimum_months
        return Refusal(
            code="term_too_short" if short else "term_too_long",
            minimum=product.minimum_months,
            maximum=product.maximum_months,
        )
    return None


def mandate(policy: Policy, exposure: int) -> Mandate:
    """Who may approve at this total exposure: open loans plus this one, in minor units."""
    if exposure <= policy.mandates.automatic:
        return "automatic"
    return "one_officer" if exposure <= policy.mandates.one_officer else "two_officers"


def assess(metrics: Metrics, policy: Policy) -> Verdict:
    """Apply every rule. One hard fail makes a fail, else one referral makes a referral.

    Reasons are the rules that fired: hard fails first, then in the order of the rules
    (income, obligations, payment, disposable, months, gambling, payday, unclassified), each
    code once, four at most.
    Without income nothing fails, not even a negative disposable amount: income that we can't
    see is not income that isn't there, so people look.
    """
    fired = _checks(metrics, policy).fired()
    if not fired:
        return Verdict(outcome="pass", reasons=())
    by_code: dict[ReasonCode, Reason] = {}
    for check in fired:
        by_code.setdefault(check.code, check.reason)
    return Verdict(outcome=fired[0].level, reasons=tuple(by_code.values())[:REASONS_AT_MOST])


def judgements(metrics: Metrics, policy: Policy) -> tuple[Judgement, ...]:
    """What each rule makes of its figure, whether it fired or not, in the order of the rules."""
    checks = _checks(metrics, policy)
    named: list[tuple[str, _Check]] = [
        (field.name, getattr(checks, field.name)) for field in fields(checks)
    ]
    return tuple(Judgement(rule=name, **asdict(check)) for name, check in named)


def figures(metrics: Metrics, policy: Policy) -> tuple[Figure, ...]:
    """What an officer sees of the metrics: all but the exposure, which the caller adds."""
    checks = _checks(metrics, policy)
    currency = policy.product.currency
    before = metrics.debt_to_income_before.value
    return (
        _figure("income", checks.income),
        Figure(name="living_spending", value=_money(metrics.living_spending.value, currency)),
        Figure(name="debt_service", value=_money(metrics.debt_service.value, currency)),
        Figure(name="debt_to_income_before", value=_NONE if before is None else _percent(before)),
        _figure("debt_to_income_after", checks.debt_to_income),
        _figure("payment_to_income", checks.payment_to_income),
        _figure("disposable_after", checks.disposable),
        _figure("gambling_share", checks.gambling),
    )


def _figure(
    name: Literal[
        "income", "debt_to_income_after", "payment_to_income", "disposable_after", "gambling_share"
    ],
    check: _Check,
) -> Figure:
    fired = check.level != "pass"
    return Figure(name=name, value=check.figure, threshold=check.threshold, fired=fired)


def _checks(metrics: Metrics, policy: Policy) -> _Checks:
    limits = policy.thresholds
    return _Checks(
        income=_income(metrics, policy),
        debt_to_income=_share(
            "OBLIGATIONS_EXCESSIVE",
            metrics.debt_to_income_after.value,
            refer_above=limits.debt_to_income_refer_above,
            fail_above=limits.debt_to_income_fail_above,
        ),
        payment_to_income=_share(
            "INCOME_INSUFFICIENT",
            metrics.payment_to_income.value,
            refer_above=limits.payment_to_income_refer_above,
        ),
        disposable=_disposable(metrics, policy),
        months_with_income=_months_with_income(metrics),
        gambling=_share(
            "GAMBLING_SHARE",
            metrics.gambling.share,
            refer_above=limits.gambling_share_refer_above,
        ),
        payday=_payday(metrics, within=limits.payday_refer_within_days),
        unclassified=_share(
            "INCOME_UNVERIFIED",
            metrics.unclassified_share.value,
            refer_above=limits.unclassified_share_refer_above,
        ),
    )


def _income(metrics: Metrics, policy: Policy) -> _Check:
    seen = metrics.income.total > 0
    figure = _money(metrics.income.value, policy.product.currency)
    strain = -metrics.income.value
    return _Check("pass" if seen else "refer", "INCOME_UNVERIFIED", figure, "", strain)


def _share(
    code: ReasonCode,
    value: Decimal | None,
    *,
    refer_above: Decimal,
    fail_above: Decimal | None = None,
) -> _Check:
    if value is None:
        return _Check("refer", "INCOME_UNVERIFIED", _NONE, _percent(refer_above / 100), None)
    level: Level = "pass"
    limit = refer_above / 100
    if fail_above is not None and value > fail_above / 100:
        level, limit = "fail", fail_above / 100
    elif value > limit:
        level = "refer"
    return _Check(level, code, _percent(value, beside=limit), _percent(limit), value)


def _disposable(metrics: Metrics, policy: Policy) -> _Check:
    limits, currency = policy.thresholds, policy.product.currency
    share = metrics.income.value * limits.disposable_refer_below_share / 100
    floor = max(limits.disposable_refer_below, _cents(share))
    left = metrics.disposable_after.value
    figure, strain = _money(left, currency), Decimal(-left)
    if metrics.income.total <= 0:
        return _Check("refer", "INCOME_UNVERIFIED", figure, _money(floor, currency), strain)
    if left < limits.disposable_fail_below:
        least = _money(limits.disposable_fail_below, currency)
        return _Check("fail", "DISPOSABLE_NEGATIVE", figure, least, strain)
    level = "refer" if left < floor else "pass"
    return _Check(level, "INCOME_INSUFFICIENT", figure, _money(floor, currency), strain)


def _months_with_income(metrics: Metrics) -> _Check:
    """A history that begins late is short; one with a gap is irregular."""
    months = metrics.income.by_month
    paid = [month > 0 for month in months]
    code = "SHORT_HISTORY" if paid == sorted(paid) else "IRREGULAR_INCOME"
    level = "pass" if all(paid) else "refer"
    return _Check(level, code, str(sum(paid)), str(len(paid)), Decimal(-sum(paid)))


def _payday(metrics: Metrics, *, within: int) -> _Check:
    days = metrics.payday.days_since_last
    recent = days is not None and days <= within
    figure = _NONE if days is None else f"{days} d"
    level = "refer" if recent else "pass"
    strain = None if days is None else Decimal(-days)
    return _Check(level, "RECENT_HIGH_COST_LOANS", figure, f"{within} d", strain)


def _cents(minor: Decimal) -> int:
    return int(minor.quantize(Decimal(1), ROUND_HALF_UP))


def _money(minor: Decimal | int, currency: str) -> str:
    return str(Money(minor=_cents(Decimal(minor)), currency=currency))


def _percent(ratio: Decimal, *, beside: Decimal | None = None) -> str:
    """One decimal; more where the figure would otherwise read like the limit it passed."""
    percent, limit = ratio * 100, None if beside is None else beside * 100
    places = 1
    while percent != limit and _rounded(percent, places) == limit and places < _PLACES_AT_MOST:
        places += 1
    return f"{_rounded(percent, places)} %"


def _rounded(percent: Decimal, places: int) -> Decimal:
    return percent.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
