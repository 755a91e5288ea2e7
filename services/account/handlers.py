"""Account: one person's money and index of credits. One writer; reads are shared."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import restate

from services import attempts, durable
from services.account import claims, history, index, ledger, portfolio
from services.contracts import account, credit, recovery
from services.contracts.keys import PersonKey
from services.contracts.money import Money
from services.contracts.wire import Nothing
from services.durable import AnyContext

CORRECTABLE = timedelta(days=400)
"""How far back a class can be corrected: longer than any review looks."""
MOST_SEARCHED = 20_000


@dataclass(frozen=True)
class Limits:
    """What one customer may have in all, and the bank's time zone."""

    most_open: int
    most_owed: Money
    zone: ZoneInfo


def build(limits: Limits) -> restate.VirtualObject:  # noqa: C901  # one function a handler
    """The Account object."""
    customer_account = restate.VirtualObject(
        "Account",
        description="One person's account: ledger in parts, transfers, index of credits",
        invocation_retry_policy=attempts.RETRIES,
    )
    # The ledger is kept in parts; each handler loads only those it needs.
    write = partial(customer_account.handler, state_preload=False, ingress_private=True)
    read = partial(customer_account.handler, kind="shared", state_preload=False)

    @read()
    async def balance(ctx: restate.ObjectSharedContext, _request: Nothing) -> account.Balance:
        """The balance of today."""
        return await read_balance(ctx, limits)

    @read(ingress_private=True)
    async def transactions(
        ctx: restate.ObjectSharedContext, request: account.TransactionQuery
    ) -> account.Transactions:
        """Transactions of a period and of certain categories, newest first."""
        return await find_transactions(ctx, request, limits)

    @read()
    async def credits(ctx: restate.ObjectSharedContext, _request: Nothing) -> account.Credits:
        """The person's credits and applications."""
        return await portfolio.read(ctx)

    @read(ingress_private=True)
    async def exposure(
        ctx: restate.ObjectSharedContext, request: account.ExposureQuery
    ) -> account.Exposure:
        """What the person owes us, and would owe, besides one application."""
        return await portfolio.exposure(ctx, request)

    @read(name="ledger")
    async def show_ledger(
        ctx: restate.ObjectSharedContext, _request: Nothing
    ) -> account.LedgerView:
        """All accounts of this person's books and their balances; they sum to zero."""
        books = await _books(ctx, await _today(ctx, limits))
        accounts = ledger.accounts(books.head)
        return account.LedgerView(person=PersonKey(ctx.key()), accounts=accounts)

    @write(name="open")
    async def open_account(ctx: restate.ObjectContext, _request: Nothing) -> Nothing:
        """Write the books at first contact, so that reading needs no history."""
        if await ctx.get("head", type_hint=ledger.Head) is None:
            _keep(ctx, _opened(ctx, await _today(ctx, limits)))
        return Nothing()

    @write()
    async def correct(
        ctx: restate.ObjectContext, request: account.Correction
    ) -> account.CorrectionReply:
        """Note that the customer says a debit was something else."""
        return await note_correction(ctx, request, limits)

    @write()
    async def forget(ctx: restate.ObjectContext, _request: Nothing) -> account.Forgotten:
        """Delete what the person said that debits were; nothing of the books."""
        return await forget_corrections(ctx)

    @write()
    async def admit(ctx: restate.ObjectContext, request: credit.Application) -> account.Admission:
        """Enter a new application and start it, if the person may have it."""
        return await enter(ctx, request, limits)

    @write()
    async def commit(ctx: restate.ObjectContext, request: account.Commit) -> account.CommitReply:
        """Commit the bank to a loan, unless the person has more than the decision knew of."""
        return await portfolio.commit(ctx, request)

    @write()
    async def progress(ctx: restate.ObjectContext, request: account.Progress) -> Nothing:
        """Replace a credit's line in the index; what has ended gives back what it held."""
        await portfolio.follow(ctx, request.summary)
        return Nothing()

    @write(name=recovery.recover("Account").name)
    async def recover(ctx: restate.ObjectContext, request: recovery.Lost) -> Nothing:
        """An application of the person's has no workflow any more: have it ended properly."""
        await portfolio.recover(ctx, request)
        return Nothing()

    @write()
    async def transfer(
        ctx: restate.ObjectContext, request: account.Transfer
    ) -> account.TransferReply:
        """Book a transfer once. The same id with another content is refused."""
        return await book(ctx, request, limits)

    _ = balance, transactions, credits, exposure, show_ledger
    _ = open_account, correct, forget, admit, commit, progress, recover, transfer
    return customer_account


async def read_balance(ctx: AnyContext, limits: Limits) -> account.Balance:
    """The balance of today, from the head alone: as fast at any length of the ledger."""
    asked = ctx.get("head", type_hint=ledger.Head)  # under way while the time is journaled
    today = await _today(ctx, limits)
    head = await asked
    if head is None:
        head = _opened(ctx, today).head
    minor = ledger.balance_after(head, _feed(ctx, head, today), through=today)
    return account.Balance(balance=Money(minor=minor), as_of=today)


async def find_transactions(
    ctx: AnyContext, query: account.TransactionQuery, limits: Limits
) -> account.Transactions:
    """Read the parts back from the newest until the period is covered."""
    books = await _books(ctx, await _today(ctx, limits))
    parts = list(books.parts)
    while parts[0].number > 0 and not _reaches(parts[0], query.since):
        name = f"part.{parts[0].number - 1}"
        part = await ctx.get(name, type_hint=ledger.Part)
        if part is None:
            raise ledger.MissingPart(name)
        parts.insert(0, part)
    found = _answer(query, ledger.recent(parts, books.head))
    ids = {item.id for item in found.items}
    claimed = tuple(c for c in (await _corrections(ctx)).items if c.transaction in ids)
    return found.model_copy(update={"corrections": claimed})


async def note_correction(
    ctx: restate.ObjectContext, correction: account.Correction, limits: Limits
) -> account.CorrectionReply:
    """Keep the claim beside the booking, which stays as it is."""
    today = await _today(ctx, limits)
    query = account.TransactionQuery(since=today - CORRECTABLE, until=today, limit=MOST_SEARCHED)
    items = (await find_transactions(ctx, query, limits)).items
    meant = next((item for item in items if item.id == correction.transaction), None)
    refusal = claims.judge(meant)
    if refusal or meant is None:
        return refusal or account.CorrectionReply(outcome="unknown")
    kept, reply = claims.noted(await _corrections(ctx), correction, meant)
    ctx.set("corrections", kept)
    return reply


async def forget_corrections(ctx: restate.ObjectContext) -> account.Forgotten:
    """Unless an application is under way: its review may rest on them."""
    if any(item.state in index.PENDING for item in (await portfolio.read(ctx)).items):
        return account.Forgotten()
    gone = await _corrections(ctx)
    ctx.clear("corrections")
    return account.Forgotten(corrections=len(gone.items))


async def enter(
    ctx: restate.ObjectContext, application: credit.Application, limits: Limits
) -> account.Admission:
    """Enter the application, and with the first one write the books."""
    today = await _today(ctx, limits)
    admission = await portfolio.enter(
        ctx, application, most_open=limits.most_open, most_owed=limits.most_owed, today=today
    )
    if admission.admitted:
        _keep(ctx, await _books(ctx, today))
    return admission


async def book(
    ctx: restate.ObjectContext, order: account.Transfer, limits: Limits
) -> account.TransferReply:
    """Book the transfer, unless it was booked before or the account is short."""
    print_now = ledger.fingerprint(order)
    print_before = await ctx.get(f"transfer.{order.id}", type_hint=str)
    today = await _today(ctx, limits)
    books = await _books(ctx, today)
    last = books.head.last
    if last and last.id == order.id:
        print_before = last.fingerprint
    if print_before is not None:
        outcome = "booked" if print_before == print_now else "conflict"
        return account.TransferReply(outcome=outcome, balance=_balance(books.head))
    try:
        booked = ledger.transfer(books, order, day=today)
    except ledger.InsufficientFunds:
        return account.TransferReply(outcome="insufficient_funds", balance=_balance(books.head))
    except ledger.InvalidTransfer as invalid:
        raise restate.TerminalError(str(invalid), status_code=400) from invalid
    if last:
        # Its handler may have been ended before it wrote this, and the head forgets it now.
        ctx.set(f"transfer.{last.id}", last.fingerprint)
    _keep(ctx, booked)
    ctx.set(f"transfer.{order.id}", print_now)
    return account.TransferReply(outcome="booked", balance=_balance(booked.head))


async def _books(ctx: AnyContext, today: date) -> ledger.Books:
    """The books as of today. A reader sees the feed unwritten; the next transfer writes it."""
    head = await ctx.get("head", type_hint=ledger.Head)
    if head is None:
        return _opened(ctx, today)
    last = await ctx.get(f"part.{ledger.last_part(head)}", type_hint=ledger.Part)
    return ledger.caught_up(ledger.books(head, last), _feed(ctx, head, today), through=today)


def _opened(ctx: AnyContext, today: date) -> ledger.Books:
    since = history.opening_day(today)
    person = PersonKey(ctx.key())
    feed = history.transactions(person, opened=today, since=since, until=today)
    return ledger.opened(feed, through=today)


def _feed(ctx: AnyContext, head: ledger.Head, today: date) -> tuple[account.Transaction, ...]:
    """What happened since the head was written."""
    if head.booked_through >= today:
        return ()
    since = head.booked_through + timedelta(days=1)
    return history.transactions(PersonKey(ctx.key()), opened=head.opened, since=since, until=today)


def _keep(ctx: restate.ObjectContext, books: ledger.Books) -> None:
    # Parts before the head: who reads in between finds each booking, and none twice.
    for part in filter(lambda part: part.bookings, books.parts):
        ctx.set(f"part.{part.number}", part)
    ctx.set("head", books.head)


def _reaches(part: ledger.Part, since: date) -> bool:
    return bool(part.bookings) and part.bookings[0].day < since


async def _corrections(ctx: AnyContext) -> account.Corrections:
    stored = await ctx.get("corrections", type_hint=account.Corrections)
    return stored or account.Corrections()


async def _today(ctx: AnyContext, limits: Limits) -> date:
    return (await durable.now(ctx)).astimezone(limits.zone).date()


def _balance(head: ledger.Head) -> Money:
    return Money(minor=ledger.balance(head))


def _answer(
    query: account.TransactionQuery, bookings: tuple[ledger.Booking, ...]
) -> account.Transactions:
    wanted = frozenset(query.categories)
    found = [
        t
        for t in reversed(ledger.customer_transactions(bookings))
        if query.since <= t.day <= query.until and (not wanted or t.category in wanted)
    ]
    return account.Transactions(
        items=tuple(found[: query.limit]),
        matched=len(found),
        money_in=Money(minor=sum(max(0, t.amount.minor) for t in found)),
        money_out=Money(minor=sum(max(0, -t.amount.minor) for t in found)),
    )
