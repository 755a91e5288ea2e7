"""What officers see of an applicant's account at a glance. Pure; of the judged facts."""

from services.contracts import posts
from services.contracts.keys import CreditId
from services.credit.judging import Facts
from services.review import categories, metrics


def chart(facts: Facts, credit_id: CreditId, *, number: int) -> posts.ReferralChart:
    """Income, living and debts month by month, and spending by class, as the rules see them.

    What the account shows: what a debt of ours will cost beyond that is in the figures alone.
    """
    known = facts.known
    found = known.measured()
    classes = metrics.spent(known.transactions, today=known.today, months=found.window.months)
    return posts.ReferralChart(
        credit_id=credit_id,
        number=number,
        currency=known.rules.product.currency,
        months=tuple(
            posts.MonthSeen(first, income, living, debts)
            for first, income, living, debts in zip(
                metrics.first_days(found.window),
                found.income.by_month,
                found.living_spending.by_month,
                found.debt_service.by_month,
                strict=True,
            )
        ),
        classes=tuple(
            posts.ClassSeen(category, total, debt=category in categories.DEBT)
            for category, total in classes
        ),
    )
