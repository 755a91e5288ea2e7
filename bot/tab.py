"""A person's Home tab, made from what the services say now.

Called by `listeners` when it is opened and by `messenger` when something has changed.
"""

from datetime import datetime

from bot import identity
from bot.ingress import Ingress
from bot.links import Links
from bot.readers import Readers
from bot.slack import Slack
from bot.views import home, language
from services.contracts import account, referrals, reminders
from services.contracts.keys import PersonKey
from services.contracts.wire import Nothing


async def publish(
    ingress: Ingress,
    slack: Slack,
    readers: Readers,
    links: Links,
    person: PersonKey,
    now: datetime,
) -> None:
    """Replace what the person sees. Raises what the ingress and Slack raise."""
    own = await ingress.call(account.CREDITS, person, Nothing())
    reading = referrals.Reading(by=person)
    read = await ingress.call(referrals.READ, referrals.OFFICERS, reading)
    kept = await ingress.call(reminders.LIST, person, Nothing())
    threads = await links.of(own)
    with language.of(await readers.language(person)):
        view = home.view(own, reminders=kept, now=now, queue=read.queue, links=threads)
    await slack.publish_home(user=identity.user_of(person), view=view)
