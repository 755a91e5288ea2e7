"""A loan in trouble: the customer tells of difficulties, officers write the rest off."""

import restate

from services import denying, durable
from services.audit import chain
from services.contracts import audit, loan, posts, sizes
from services.contracts.credit import Receipt
from services.contracts.keys import PersonKey
from services.loan import book, changes, steps
from services.loan.outbox import Outbox
from services.loan.steps import UNKNOWN, Parts


async def report(ctx: restate.ObjectContext, told: loan.Hardship, parts: Parts) -> Receipt:
    """Tell the officers, once for each missed instalment. The audit keeps no words."""
    before = steps.own(ctx, await changes.current(ctx), told.by, door="difficulties")
    if before is None:
        return UNKNOWN
    if not book.runs(before) or not (before.missed or before.state == "in_arrears"):
        return Receipt(outcome="invalid", detail="not_in_arrears")
    if len(told.text) > sizes.MESSAGE:
        return Receipt(outcome="invalid", detail="too_long", limit=sizes.figure(sizes.MESSAGE))
    after = book.in_difficulties(before)
    if after == before:
        return Receipt(outcome="already_done")
    today = steps.day_of(after, parts, now=await durable.now(ctx))
    owed = sum(claim.total for claim in book.claims(after, on=today))
    reported = posts.HardshipReported(
        credit_id=after.application.credit_id,
        customer=told.by,
        text=told.text,
        overdue=book.money(after, owed),
    )
    number = after.hardship_of
    outbox = Outbox(parts.office.place)
    outbox.show(before, after)
    outbox.post_at(after, f"hardship.{number}", reported, parts.office.place)
    event = audit.Event(
        what="loan.hardship_reported",
        who=told.by,
        role="customer",
        inputs=chain.of(told.text),
        details=str(number),
    )
    outbox.record(event, before, after)
    credit_id = after.application.credit_id
    outbox.note(after, f"told the credit officers of the difficulties with {credit_id}")
    await changes.carry_out(ctx, changes.change(ctx, before, after, outbox))
    return Receipt(outcome="done")


async def write_off(ctx: restate.ObjectContext, vote: loan.WriteOff, parts: Parts) -> Receipt:
    """Count an officer's vote; with the second one the bank bears what is owed."""
    before = await changes.current(ctx)
    refusal = judge(before, vote.officer, officers=parts.office.officers)
    if before and refusal and refusal.outcome in denying.DENIED:
        credit_id = before.application.credit_id
        denying.note(ctx, credit_id, by=vote.officer, door="write_off")
    if refusal or before is None:
        return refusal or UNKNOWN
    voted = book.voted_off(before, vote.officer)
    votes = len(voted.write_off_votes)
    event = audit.Event(
        what="loan.write_off_vote",
        who=vote.officer,
        role="officer",
        details=f"{votes} of {book.WRITE_OFF_VOTES}",
    )
    outbox = Outbox(parts.office.place)
    if votes < book.WRITE_OFF_VOTES:
        outbox.show(before, voted)
        outbox.record(event, before, voted)
        await changes.carry_out(ctx, changes.change(ctx, before, voted, outbox))
        return Receipt(outcome="done")
    after = book.closed(voted, "written_off")
    outbox.show(before, after)
    outbox.record(event, before, voted)
    who = ", ".join(after.write_off_votes)
    outbox.close(before, after, who=who, role="officer")
    await changes.carry_out(ctx, changes.change(ctx, before, after, outbox, order=book.loss(voted)))
    return Receipt(outcome="done")


def judge(
    of: book.Loan | None, officer: PersonKey, *, officers: frozenset[PersonKey]
) -> Receipt | None:
    """Why the officer's vote doesn't count, or None."""
    if officer not in officers:
        return Receipt(outcome="not_an_officer")
    if of is None:
        return UNKNOWN
    if of.application.customer == officer:
        return Receipt(outcome="own_application")
    if not book.runs(of):
        return Receipt(outcome="closed")
    if of.state != "in_arrears":  # the card is from before the arrears were cured
        return Receipt(outcome="invalid", detail="not_in_arrears")
    voted = officer in of.write_off_votes
    return Receipt(outcome="already_voted") if voted else None
