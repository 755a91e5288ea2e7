"""What a transfer with the bank moves, account by account. Pure; amounts are minor units.

Called by the ledger, which books it.
"""

from typing import Literal

from services.contracts.account import Transfer
from services.contracts.money import Money
from services.contracts.wire import Wire

Account = Literal["current", "loans", "interest", "fees", "clearing", "losses"]
"""`current` is the customer's money. The others are the bank's toward this customer: principal
lent (negative while owed), interest and fees earned, money from and to other banks, principal
written off (negative)."""


class InvalidTransfer(Exception):
    """A transfer that makes no sense: sign, interest part, currency, more than is lent."""


class InsufficientFunds(Exception):
    """What is to be paid is more than the customer's account holds."""


class Leg(Wire):
    account: Account
    minor: int


def of(order: Transfer, *, funds: int, lent: int) -> tuple[Leg, ...]:
    """The legs of a transfer, for a customer who has `funds` and owes `lent`.

    Raises `InvalidTransfer` and `InsufficientFunds`.
    """
    match order.purpose:
        case "credit_disbursement":
            return _disbursement(order)
        case "credit_instalment":
            return _instalment(order, funds=funds)
        case "credit_repayment":
            return _repayment(order, funds=funds, lent=lent)
        case "credit_write_off":
            return _write_off(order, lent=lent)


def own_currency(money: Money) -> int:
    """The minor units. Raises `InvalidTransfer` for another currency."""
    if money.currency != Money(minor=0).currency:
        raise InvalidTransfer(f"the ledger holds no {money.currency}")
    return money.minor


def _disbursement(order: Transfer) -> tuple[Leg, ...]:
    amount, fee = own_currency(order.amount), own_currency(order.fee)
    others = order.interest.minor or order.written_off.minor
    if others or not 0 <= fee < amount:
        raise InvalidTransfer(f"{order.id}: a disbursement is more than its fee, without interest")
    lent = (Leg(account="current", minor=amount - fee), Leg(account="loans", minor=-amount))
    return (*lent, Leg(account="fees", minor=fee)) if fee else lent


def _instalment(order: Transfer, *, funds: int) -> tuple[Leg, ...]:
    payment, interest = -own_currency(order.amount), own_currency(order.interest)
    others = order.fee.minor or order.written_off.minor
    if payment <= 0 or others or not 0 <= interest <= payment:
        raise InvalidTransfer(f"{order.id}: an instalment is negative and holds its interest")
    if payment > funds:
        raise InsufficientFunds(order.id)
    bank = (Leg(account="loans", minor=payment - interest), Leg(account="interest", minor=interest))
    return (Leg(account="current", minor=-payment), *(leg for leg in bank if leg.minor))


def _repayment(order: Transfer, *, funds: int, lent: int) -> tuple[Leg, ...]:
    """A fee that is given back can be more than what is repaid: then the customer gets money."""
    payment, interest = -own_currency(order.amount), own_currency(order.interest)
    fee = own_currency(order.fee)
    principal = payment - interest + fee
    others = order.written_off.minor
    if others or min(interest, fee) < 0 or not 0 < principal <= lent:
        raise InvalidTransfer(f"{order.id}: a repayment is of what is lent, interest and fee aside")
    if payment > max(0, funds):
        raise InsufficientFunds(order.id)
    legs = (
        Leg(account="current", minor=-payment),
        Leg(account="loans", minor=principal),
        Leg(account="interest", minor=interest),
        Leg(account="fees", minor=-fee),
    )
    return tuple(leg for leg in legs if leg.minor)


def _write_off(order: Transfer, *, lent: int) -> tuple[Leg, ...]:
    written_off = own_currency(order.written_off)
    others = order.amount.minor or order.interest.minor or order.fee.minor
    if others or not 0 < written_off <= lent:
        raise InvalidTransfer(f"{order.id}: a write-off is of what is lent, and moves no money")
    return (Leg(account="loans", minor=written_off), Leg(account="losses", minor=-written_off))
