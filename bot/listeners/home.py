"""The Home tab and its buttons. Called by Bolt through `register`.

There is no message to answer beside a tab: what fails is not acknowledged, and Slack shows that.
"""

from datetime import UTC, datetime

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity, tab
from bot.identity import Wish
from bot.listeners import applications, suggesting
from bot.listeners.parts import Parts
from bot.listeners.payloads import HomeClick, HomeEnvelope
from bot.slack import Json
from bot.views import home
from services.contracts import home as contract
from services.contracts import loan
from services.contracts.keys import CreditId
from services.contracts.posts import LoanSchedule
from services.contracts.wire import Nothing


async def open_tab(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Show the tab anew; it may be asked for any number of times."""
    envelope = HomeEnvelope.model_validate(body)
    if envelope.event.tab == "home":
        person = identity.person(team=envelope.team_id, user=envelope.event.user)
        await tab.publish(
            parts.ingress, parts.slack, parts.readers, parts.links, person, now=datetime.now(UTC)
        )
        once = f"opened.{person}"
        await parts.ingress.send(contract.OPENED, person, Nothing(), idempotency_key=once)
    elif envelope.event.tab == "messages":
        await suggesting.suggest(parts, envelope)
    await ack()


async def apply(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Open an empty form to apply."""
    click = HomeClick.model_validate(body)
    await applications.open_form(parts, trigger=click.trigger_id, wished=Wish())
    await ack()


async def show_schedule(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Show the schedule of one of the person's own loans."""
    click = HomeClick.model_validate(body)
    credit_id = CreditId(click.actions[0].value)
    query = loan.StatementQuery(by=click.person)
    stated = (await parts.ingress.call(loan.STATEMENT, credit_id, query)).statement
    content = LoanSchedule(credit_id=credit_id, statement=stated) if stated else None
    await parts.slack.open_form(trigger=click.trigger_id, view=home.schedule(content))
    await ack()


async def ask(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Show where and what to ask."""
    click = HomeClick.model_validate(body)
    await parts.slack.open_form(trigger=click.trigger_id, view=home.asking())
    await ack()
