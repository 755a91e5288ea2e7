"""What the workflow finds out about an applicant before it decides: it asks, `judging` judges."""

from datetime import timedelta

from services import durable
from services.contracts import account, switch
from services.contracts.wire import Nothing
from services.credit import judging, offer
from services.credit.case import Case
from services.credit.consulting import consult
from services.credit.judging import FLAGGED, MONTHS_OF_FLAGS, Facts, Known
from services.review import brief, classifier, metrics


async def find(case: Case) -> Facts:
    """Ask the account, and judge by the rules alone. Reads only."""
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
    newest = await recent
    seen = newest.items
    before = await older
    transactions = (*seen, *before.items)
    # Only what the metrics see: this month's instalments are not in their window.
    own = [t for t in seen if t.category == "credit_instalment" and t.day <= window.last]
    visible = sum(-t.amount.minor for t in own)
    hidden = max(0, exposure.instalments.minor - visible // rules.window.months)
    known = Known(
        rules=rules,
        today=today,
        terms=terms,
        transactions=transactions,
        claims=(*newest.corrections, *before.corrections),
        missing=newest.matched - len(seen),
        hidden=hidden,
        exposure=exposure.total.minor + amount.minor,
        stopped=(await switched).stopped,
    )
    return judging.judge(known)


async def classify(case: Case, facts: Facts) -> Facts:
    """Let a model place the debits that the rules left, once for all of them.

    Where it fails the facts are as they were. It is not asked where it can't help.
    """
    if not facts.left:
        return facts
    asked = classifier.chosen(facts.known.transactions, facts.left)
    text = brief.unknown(asked)
    consultation = await consult(case, text, task="classify")
    placed = classifier.conclusion(consultation, asked)
    case.record(
        "agent.classified",
        by=classifier.CLASSIFIER,
        role="agent",
        inputs=text,
        details=f"{len(placed)} of {len(asked)} asked, {len(facts.left)} left by the rules",
    )
    if not placed:
        return facts
    return judging.refined(facts, placed, classes=brief.placed(asked, placed))
