"""Where the desk holds what about a person: read from each object by its own checked read.

Each read names the person, and gives nothing to another: a thread or a credit that is listed
by mistake shows nothing.
"""

from collections.abc import Iterable
from datetime import date

from services import durable
from services.contracts import account, audit, credit, loan, reminders, session
from services.contracts import help as calls
from services.contracts.audit import Link
from services.contracts.holdings import Compilation, CreditFile, Happened, PersonalData
from services.contracts.keys import PersonKey, ThreadKey
from services.contracts.wire import Nothing
from services.durable import AnyContext

FIRST_DAY = date(1970, 1, 1)
MOST_TRANSACTIONS = 20_000
AMONG_OFFICERS = ("officer.", "referral.", "claim.", "loan.write_off_vote")
"""Of these events a person reads that they were, and no more."""
_THREAD = "thread."


def name(thread: ThreadKey) -> str:
    """The state key by which a thread is listed."""
    return f"{_THREAD}{thread}"


def threads(names: Iterable[str]) -> set[ThreadKey]:
    """The threads that are listed."""
    return {ThreadKey(n.removeprefix(_THREAD)) for n in names if n.startswith(_THREAD)}


def places(credits: account.Credits) -> set[ThreadKey]:
    """The threads where the person's credits are talked about: the desk's notes are there."""
    found = (item.place for item in credits.items if item.place)
    return {ThreadKey(f"{at.room}.{at.thread or session.NO_THREAD}") for at in found}


def happened(links: Iterable[Link]) -> tuple[Happened, ...]:
    """The events without the officers' names, and without what is among them."""
    return tuple(_told(link) for link in links)


async def read(ctx: AnyContext, compilation: Compilation) -> PersonalData:
    """All of it. What is read at once is asked for at once."""
    person = PersonKey(ctx.key())
    credits = await durable.call(ctx, account.CREDITS, Nothing(), key=person)
    query = account.TransactionQuery(
        since=FIRST_DAY, until=compilation.at.date(), limit=MOST_TRANSACTIONS
    )
    balance = durable.begin(ctx, account.BALANCE, Nothing(), key=person)
    moved = durable.begin(ctx, account.TRANSACTIONS, query, key=person)
    reminded = durable.begin(ctx, reminders.LIST, Nothing(), key=person)
    chain = durable.begin(ctx, audit.EXPORT, Nothing(), key=person)
    where = sorted(threads(await ctx.state_keys()) | places(credits))
    reading, calling = session.Reading(by=person), calls.Reading(by=person)
    said = [durable.begin(ctx, session.READ, reading, key=thread) for thread in where]
    called = [durable.begin(ctx, calls.READ, calling, key=thread) for thread in where]
    files = [await _file(ctx, item, person) for item in credits.items]
    talks = [(await each).conversation for each in said]
    wanted = [(await each).call for each in called]
    transactions = await moved
    return PersonalData(
        person=person,
        number=compilation.number,
        made_at=compilation.at,
        balance=await balance,
        transactions=transactions.items,
        corrections=transactions.corrections,
        credits=tuple(files),
        reminders=(await reminded).items,
        conversations=tuple(each for each in talks if each),
        calls=tuple(each for each in wanted if each),
        events=happened((await chain).links),
    )


async def _file(ctx: AnyContext, summary: account.CreditSummary, person: PersonKey) -> CreditFile:
    key = summary.credit_id
    case = durable.begin(ctx, credit.FILE, credit.FileWish(by=person), key=key)
    stated = durable.begin(ctx, loan.STATEMENT, loan.StatementQuery(by=person), key=key)
    chain = durable.begin(ctx, audit.EXPORT, Nothing(), key=key)
    file = (await case).file
    if file and summary.state == "aborted":  # a workflow that was killed could not write it
        file = file.model_copy(update={"state": summary.state})
    return CreditFile(
        summary=summary,
        application=file,
        loan=(await stated).statement,
        events=happened((await chain).links),
    )


def _told(link: Link) -> Happened:
    event = link.event
    among_officers = event.what.startswith(AMONG_OFFICERS)
    return Happened(
        at=event.at,
        what=event.what,
        by=event.role,
        before=event.before,
        after=event.after,
        policy=event.policy,
        model=event.model,
        details="" if among_officers else event.details,
    )
