"""What the workflow finds out about an applicant before it decides."""

from dataclasses import dataclass
from datetime import timedelta

from services import durable
from services.contracts import account, switch
from services.contracts.account import Category
from services.contracts.lending import Reason, Terms
from services.contracts.money import Money
from services.contracts.posts import Figure
from services.contracts.wire import Nothing
from services.credit import offer
from services.credit.case import Case
from services.review import metrics, policy

FLAGGED: tuple[Category, ...] = (
    "gambling",
    "gambling_win",
    "payday_proceeds",
    "payday_repayment",
    "collection",
    "unclassified",
)
"""What is looked for before the window. Of unclassified ones the words may tell."""
MONTHS_OF_FLAGS = 12


@dataclass(frozen=True)
class Facts:
    """Computed figures, what policy says to them, and what a reviewer should look at."""

    terms: Terms
    verdict: policy.Verdict
    figures: tuple[Figure, ...]
    flags: tuple[metrics.Flag, ...]
    mandate: policy.Mandate
    evidence: frozenset[str]
    """The ids of all transactions that were looked at."""
    stopped: bool
    """Officers have stopped the automatic path."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.verdict.reasons


async def find(case: Case) -> Facts:
    """Ask the account, then compute. Reads only."""
    rules, amount = case.desk.policy, case.application.amount
    today = await case.today()
    terms = offer.terms(rules, amount=amount.minor, months=case.application.months, start=today)
    window = metrics.complete_months(today=today, months=rules.window.months)
    customer = case.application.customer
    recent = durable.begin(
        case.ctx,
        account.TRANSACTIONS,
        account.TransactionQuery(since=window.first, until=today),
        key=customer,
    )
    older = durable.begin(
        case.ctx,
        account.TRANSACTIONS,
        account.TransactionQuery(
            since=window.first - timedelta(days=31 * (MONTHS_OF_FLAGS - rules.window.months)),
            until=window.first - timedelta(days=1),
            categories=FLAGGED,
            limit=200,
        ),
        key=customer,
    )
    besides = account.ExposureQuery(besides=case.application.credit_id)
    owed = durable.begin(case.ctx, account.EXPOSURE, besides, key=customer)
    switched = durable.begin(case.ctx, switch.POSITION, Nothing(), key=switch.AUTOMATIC)
    exposure = await owed
    seen = (await recent).items
    transactions = (*seen, *(await older).items)
    # Only what the metrics see: this month's instalments are not in their window.
    own = [t for t in seen if t.category == "credit_instalment" and t.day <= window.last]
    visible = sum(-t.amount.minor for t in own)
    hidden = max(0, exposure.instalments.minor - visible // rules.window.months)
    measured = metrics.compute(
        transactions,
        today=today,
        months=rules.window.months,
        instalment=terms.instalment.minor,
        own_instalments_not_visible=hidden,
    )
    total = exposure.total.minor + amount.minor
    return Facts(
        terms=terms,
        verdict=policy.assess(measured, rules),
        figures=(
            *policy.figures(measured, rules),
            Figure(name="exposure", value=str(Money(minor=total, currency=amount.currency))),
        ),
        flags=metrics.flagged(transactions, today=today, months=MONTHS_OF_FLAGS),
        mandate=policy.mandate(rules, total),
        evidence=frozenset(t.id for t in transactions),
        stopped=(await switched).stopped,
    )
