"""Repayments by quote and click: what one costs, whether a click still pays it, what it does.

Pure; days are the loan's. Called by the loan's handlers, which store and book.
"""

from datetime import date

from services.contracts.account import Transfer
from services.contracts.credit import Receipt
from services.contracts.loan import RepaymentConfirmation, RepaymentQuote, RepaymentWish
from services.contracts.money import Money
from services.credit.schedule import InstalmentTooSmall
from services.loan import book, settlement
from services.loan.book import Loan, Rescheduled
from services.loan.settlement import Position


def quote(loan: Loan, wish: RepaymentWish, *, on: date, minimum: int) -> RepaymentQuote | Receipt:
    """The next quote: what the repayment costs that day, or why there is none.

    `minimum` is the smallest instalment that a partial repayment may leave, in minor units.
    """
    if not book.runs(loan):
        return _invalid("nothing_owed")
    position = book.position(loan)
    # A clock that was set back: interest is never given back for days that are paid.
    day = max(on, position.since)
    try:
        return _priced(loan, position, wish, on=day, minimum=minimum)
    except (
        settlement.WithdrawalExpired,
        settlement.InstalmentDue,
        settlement.PaymentTooSmall,
        settlement.PaymentTooLarge,
        InstalmentTooSmall,
    ) as refusal:
        whole = settlement.early(position, on=day, late=loan.late)
        return _refused(loan, refusal, whole, on=day, minimum=minimum)


def judge_click(
    loan: Loan, click: RepaymentConfirmation, *, day: date, minimum: int
) -> Receipt | None:
    """Why the click does nothing, or None. `day` is the bank's.

    Whatever has changed since the quote makes it stale: nothing but what its card says is
    ever taken.
    """
    newest = loan.quoted
    if newest is None or int(click.quote.partition(".")[2]) > loan.quotes:
        return Receipt(outcome="unknown")
    if newest.quote.name != click.quote or newest.state == "outdated":
        return Receipt(outcome="stale")
    if newest.state != "open":
        same = (newest.state == "paid") == click.accept
        return Receipt(outcome="already_done" if same else "closed")
    old = newest.quote
    wish = RepaymentWish(
        by=click.by,
        kind=old.kind,
        payment=old.total if old.kind == "partial" else None,
        choice=old.choice,
        place=newest.place,
    )
    again = quote(loan, wish, on=old.on, minimum=minimum)
    same = (
        newest.day == day
        and isinstance(again, RepaymentQuote)
        and again.model_copy(update={"name": old.name}) == old
    )
    return None if same else Receipt(outcome="stale")


def is_overtaken(loan: Loan, click: RepaymentConfirmation, refusal: Receipt) -> bool:
    """Whether the refused quote still looks open on its card."""
    newest = loan.quoted
    is_open = newest is not None and newest.state == "open" and newest.quote.name == click.quote
    return is_open and refusal.outcome == "stale"


def order(loan: Loan, quote: RepaymentQuote) -> Transfer:
    """The transfer that pays a quote. Its id makes it one, for good."""
    return Transfer(
        id=f"{loan.application.credit_id}.{quote.name}",
        amount=book.money(loan, -quote.total.minor),
        purpose="credit_repayment",
        credit_id=loan.application.credit_id,
        description=f"Repayment of {loan.application.credit_id}",
        interest=book.money(loan, quote.interest.minor + quote.late_interest.minor),
        fee=quote.fee_returned,
    )


def paid(loan: Loan, quote: RepaymentQuote, *, minimum: int) -> Loan:
    """The loan once the quote's transfer is booked. Raises `book.IllegalTransition`."""
    after = book.settled(loan, "paid")
    match quote.kind:
        case "early":
            return book.closed(after, "repaid_early")
        case "withdrawal":
            return book.closed(after, "withdrawn_14d")
        case "partial":
            before = book.position(loan)
            change = Rescheduled(
                first=before.rows[0].number,
                last=before.rows[-1].number,
                balance=before.principal - quote.principal.minor,
                instalment=before.rows[0].payment,
                choice=quote.choice,
                minimum=minimum,
                paid_until=quote.on,
            )
            return book.repaid_in_part(after, change, saved=quote.saved.minor)


def sentence(loan: Loan, quote: RepaymentQuote) -> str:
    """What the quote is for, for the model."""
    credit_id = loan.application.credit_id
    match quote.kind:
        case "early":
            return f"repaying all of {credit_id} for {quote.total}"
        case "withdrawal":
            return f"withdrawing from {credit_id} for {quote.total}"
        case "partial":
            return (
                f"repaying {quote.total} of {credit_id}, after which {quote.instalments_left} "
                f"instalments of {quote.instalment} are left"
            )


def _priced(
    loan: Loan, position: Position, wish: RepaymentWish, *, on: date, minimum: int
) -> RepaymentQuote | Receipt:
    match wish.kind:
        case "early":
            whole = settlement.early(position, on=on, late=loan.late)
        case "withdrawal":
            since = loan.accepted_on or loan.anchor
            fee = loan.terms.fee.minor
            whole = settlement.withdrawal(position, accepted_on=since, on=on, fee=fee)
        case "partial":
            return _priced_part(loan, position, wish, on=on, minimum=minimum)
    return RepaymentQuote(
        name=_next_name(loan),
        kind=wish.kind,
        choice=wish.choice,
        on=on,
        total=book.money(loan, whole.total),
        principal=book.money(loan, whole.principal),
        interest=book.money(loan, whole.interest),
        late_interest=book.money(loan, whole.late_interest),
        fee_returned=book.money(loan, whole.fee_returned),
        saved=book.money(loan, whole.saved),
    )


def _priced_part(
    loan: Loan, position: Position, wish: RepaymentWish, *, on: date, minimum: int
) -> RepaymentQuote | Receipt:
    if wish.payment is None or wish.payment.currency != loan.terms.amount.currency:
        return _invalid("payment_missing")
    part = settlement.partial(
        position,
        payment=wish.payment.minor,
        on=on,
        choice=wish.choice,
        minimum_instalment=minimum,
    )
    left = part.position.rows
    return RepaymentQuote(
        name=_next_name(loan),
        kind="partial",
        choice=wish.choice,
        on=on,
        total=wish.payment,
        principal=book.money(loan, part.principal),
        interest=book.money(loan, part.interest),
        late_interest=book.money(loan, 0),
        fee_returned=book.money(loan, 0),
        saved=book.money(loan, part.saved),
        instalment=book.money(loan, left[0].payment),
        instalments_left=len(left),
    )


def _refused(
    loan: Loan, refusal: ValueError, whole: settlement.Settlement, *, on: date, minimum: int
) -> Receipt:
    match refusal:
        case settlement.WithdrawalExpired():
            return _invalid("withdrawal_expired")
        case settlement.InstalmentDue():
            owed = sum(claim.total for claim in book.claims(loan, on=on))
            return _invalid("instalment_due", limit=book.money(loan, owed))
        case settlement.PaymentTooSmall():
            return _invalid("payment_too_small", limit=book.money(loan, whole.interest))
        case settlement.PaymentTooLarge():
            return _invalid("payment_too_large", limit=book.money(loan, whole.total))
        case _:
            return _invalid("instalment_too_small", limit=book.money(loan, minimum))


def _next_name(loan: Loan) -> str:
    return f"repayment.{loan.quotes + 1}"


def _invalid(detail: str, *, limit: Money | None = None) -> Receipt:
    return Receipt(outcome="invalid", detail=detail, limit=str(limit or ""))
