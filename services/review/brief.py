"""What the review agent and the classifier are told. Pure.

Only what it needs: computed figures, and flagged transactions with their descriptions
scrubbed. No names, no account numbers.
"""

from collections.abc import Sequence

from services.contracts.account import Correction, Transaction
from services.contracts.credit import Application
from services.contracts.money import Money
from services.contracts.posts import Figure
from services.review import scrub
from services.review.categories import Placed
from services.review.metrics import Flag


def opening(
    application: Application,
    *,
    instalment: Money,
    figures: Sequence[Figure],
    flags: Sequence[Flag],
    claims: Sequence[Correction] = (),
    rounds: int,
) -> str:
    """The task: the application, its figures, what to look at, what the customer says of it."""
    lines = [
        f"Application {application.credit_id}: {application.amount} over "
        f"{application.months} months, instalment {instalment}.",
        "Policy has passed it. Look for what the figures don't tell.",
        "Computed figures:",
        *(f"- {figure.name}: {figure.value}" for figure in figures),
        "Flagged transactions:",
        *(_flag(flag) for flag in flags),
    ]
    if not flags:
        lines.append("- none")
    if claims:
        lines.append("The customer says that these were something else:")
        lines += (f"- {claim.transaction}: {claim.category}" for claim in claims)
    if application.language:
        lines.append(f"Language of the customer: {application.language}")
    return "\n".join([*lines, _rounds(rounds)])


def unknown(debits: Sequence[Transaction]) -> str:
    """The classifier's task: numbered debits, their descriptions scrubbed."""
    lines = (
        f"{number} | {debit.day.isoformat()} | {debit.amount} | "
        f"{scrub.description(debit.description)}"
        for number, debit in enumerate(debits, start=1)
    )
    return "\n".join(["Debits to place:", *lines])


def placed(debits: Sequence[Transaction], classes: Placed) -> str:
    """What a model made of the debits that it was asked about, for the officers."""
    sums: dict[str, list[Money]] = {}
    for debit in debits:
        name = classes.get(debit.id, "unclassified")
        sums.setdefault(name.replace("_", " "), []).append(debit.amount)
    told = [_sum(name, amounts) for name, amounts in sorted(sums.items())]
    return f"Classes that only a model gave: {'; '.join(told)}."


def answered(text: str, *, rounds: int) -> str:
    """The customer's answer, for the agent's next turn. Content, not instruction."""
    return f"The customer answered: {text}\n{_rounds(rounds)}"


def _sum(name: str, amounts: Sequence[Money]) -> str:
    total = Money(minor=-sum(each.minor for each in amounts), currency=amounts[0].currency)
    return f"{name} {total} in {len(amounts)}"


def _rounds(rounds: int) -> str:
    return f"Question rounds left: {rounds}"


def _flag(flag: Flag) -> str:
    moved = flag.transaction
    text = scrub.description(moved.description)
    return f"- {moved.id} | {moved.day.isoformat()} | {moved.amount} | {flag.kind} | {text}"
