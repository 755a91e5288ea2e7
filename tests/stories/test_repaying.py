"""Paying back early on the real server: the loan's doors, without a front end between."""

from typing import TypeVar

import aiohttp

from services.contracts import loan
from services.contracts.keys import Key, RoomKey
from services.contracts.money import Money
from services.contracts.session import Place
from services.contracts.wire import Handler, Wire
from tests.stories import people, steps
from tests.stories.staging import Desk, credit_id

Request = TypeVar("Request", bound=Wire)
Reply = TypeVar("Reply", bound=Wire)
PLACE = Place(room=RoomKey("T0DESK.D0NOWHERE"), thread=Key("1700000000.000100"))


async def ask(desk: Desk, handler: Handler[Request, Reply], request: Request, *, key: Key) -> Reply:
    """What a front end would do with a click."""
    url = f"{desk.stack.ingress}/{handler.service}/{key}/{handler.name}"
    async with (
        aiohttp.ClientSession() as client,
        client.post(url, json=request.model_dump(mode="json")) as response,
    ):
        response.raise_for_status()
        return handler.reply.model_validate(await response.json())


async def test_a_part_is_repaid_and_then_the_loan_withdrawn_from(desk: Desk) -> None:
    """On the day of the payout neither costs interest; a second click and a stranger do nothing."""
    customer = desk.customer()
    thread, offer = await steps.offered(desk, customer)
    before = await desk.balance(customer)
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.reply(thread, "were paid out")
    key, by = credit_id(offer), people.key(customer)

    part = loan.RepaymentWish(by=by, kind="partial", payment=Money(minor=400_00), place=PLACE)
    quoted = await ask(desk, loan.QUOTE, part, key=key)
    assert quoted.quote
    assert (quoted.quote.principal, quoted.quote.instalments_left) == (Money(minor=400_00), 12)
    click = loan.RepaymentConfirmation(by=by, quote=quoted.quote.name, accept=True)
    stranger = click.model_copy(update={"by": people.key("U0ALICE")})
    assert (await ask(desk, loan.REPAY, stranger, key=key)).outcome == "unknown"
    assert (await ask(desk, loan.REPAY, click, key=key)).outcome == "done"
    assert (await ask(desk, loan.REPAY, click, key=key)).outcome == "already_done"
    stated = (await ask(desk, loan.STATEMENT, loan.StatementQuery(by=by), key=key)).statement
    assert stated
    assert (stated.outstanding, stated.months) == (Money(minor=600_00), 12)

    whole = loan.RepaymentWish(by=by, kind="withdrawal", place=PLACE)
    quoted = await ask(desk, loan.QUOTE, whole, key=key)
    assert quoted.quote
    assert quoted.quote.total == Money(minor=600_00)
    click = loan.RepaymentConfirmation(by=by, quote=quoted.quote.name, accept=True)
    desk.stack.kill("services")
    assert (await ask(desk, loan.REPAY, click, key=key)).outcome == "done"
    stated = (await ask(desk, loan.STATEMENT, loan.StatementQuery(by=by), key=key)).statement
    assert stated
    assert (stated.state, stated.closed) == ("closed", "withdrawn_14d")
    assert await desk.balance(customer) == before
    assert await desk.ledger_sum() == 0
