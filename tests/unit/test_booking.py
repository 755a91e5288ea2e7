"""A customer's account books each transfer once, whoever asks for it again."""

from typing import Any, cast

import pytest

from services.account import handlers, ledger
from services.contracts.account import Transfer, TransferReply
from services.contracts.money import Money
from tests.unit.case import ALICE, BERLIN, CREDIT, NOW, money
from tests.unit.kept import Kept

LIMITS = handlers.Limits(most_open=3, most_owed=money(50_000_00), zone=BERLIN)
PAYOUT = Transfer(
    id=f"{CREDIT}.disbursement",
    amount=money(1000_00),
    purpose="credit_disbursement",
    credit_id=CREDIT,
    description="Credit",
)


class Account(Kept):
    """Alice's account as it is stored."""

    def key(self) -> str:
        return ALICE

    async def time(self) -> float:
        return NOW.timestamp()

    async def books(self, order: Transfer) -> TransferReply:
        return await handlers.book(cast("Any", self), order, LIMITS)

    async def balance(self) -> Money:
        return (await handlers.read_balance(cast("Any", self), LIMITS)).balance

    @property
    def lent(self) -> int:
        head = self.state["head"]
        assert sum(tally.minor for tally in head.tallies) == 0
        return -ledger.balance(head, "loans")


async def test_the_same_transfer_again_is_booked_once() -> None:
    """Its sender crashed and asks again, and is told the same."""
    account = Account()
    before = await account.balance()
    first = await account.books(PAYOUT)
    assert await account.books(PAYOUT) == first
    assert (first.outcome, account.lent) == ("booked", 1000_00)
    assert first.balance.minor == before.minor + 1000_00


@pytest.mark.parametrize(
    "changed", [{"amount": money(9000_00)}, {"description": "Another"}, {"fee": money(1_00)}]
)
async def test_an_id_that_was_used_for_another_transfer_is_a_conflict(
    changed: dict[str, Any],
) -> None:
    """And moves nothing."""
    account = Account()
    first = await account.books(PAYOUT)
    again = await account.books(PAYOUT.model_copy(update=changed))
    assert (again.outcome, again.balance, account.lent) == ("conflict", first.balance, 1000_00)


async def test_what_could_not_be_paid_is_not_taken_for_booked() -> None:
    """The next try of the same transfer is a try, not a repetition."""
    account = Account()
    await account.books(PAYOUT)
    much = (await account.balance()).minor + 1
    instalment = Transfer(
        id=f"{CREDIT}.instalment.1",
        amount=money(-much),
        purpose="credit_instalment",
        credit_id=CREDIT,
        description="Instalment 1",
        interest=money(much),
    )
    assert (await account.books(instalment)).outcome == "insufficient_funds"
    assert (await account.books(instalment)).outcome == "insufficient_funds"
    assert account.lent == 1000_00
