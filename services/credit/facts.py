"""What the workflow finds out about an applicant before it decides: it asks, `judging` judges."""

from dataclasses import replace
from datetime import timedelta

from services import durable
from services.contracts import account, switch
from services.contracts.credit import Conditions
from services.contracts.wire import Nothing
from services.credit import conditions, judging, offer
from services.credit.case import Case
from services.credit.consulting import consult
from services.credit.judging import FLAGGED, MONTHS_OF_FLAGS, Facts, Known
from services.review import brief, classifier, metrics


async def find(case: Case) -> Facts:
    """Ask the account and the officers' switch, and judge by the rules alone. Reads only."""
    switched = durable.begin(case.ctx, switch.POSITION, Nothing(), key=switch.AUTOMATIC)
    known = await _look(case, conditions.applied_for(case.application))
    return judging.judge(replace(known, stopped=(await switched).stopped))


async def find_again(case: Case, before: Facts, wanted: Conditions) -> Facts:
    """What holds now, for that amount and term. Whether officers have stopped stays as it was."""
    known = await _look(case, wanted)
    return judging.again(replace(known, stopped=before.known.stopped), before)


async def _look(case: Case, wanted: Conditions) -> Known:
    rules = case.desk.policy
    today = await case.today()
    terms = offer.terms(rules, amount=wanted.amount.minor, months=wanted.months, start=today)
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
    others = account.ExposureQuery(besides=case.application.credit_id)
    owed = durable.begin(case.ctx, account.EXPOSURE, others, key=customer)
    besides, newest, before = await owed, await recent, await older
    seen = newest.items
    # Only what the metrics see: this month's instalments are not in their window.
    own = [t for t in seen if t.category == "credit_instalment" and t.day <= window.last]
    visible = sum(-t.amount.minor for t in own)
    return Known(
        rules=rules,
        today=today,
        terms=terms,
        transactions=(*seen, *before.items),
        claims=(*newest.corrections, *before.corrections),
        missing=newest.matched - len(seen),
        hidden=max(0, besides.instalments.minor - visible // rules.window.months),
        besides=besides,
        stopped=False,
    )


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
