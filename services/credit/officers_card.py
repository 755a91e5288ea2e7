"""The officers' card of a referral, with its chart, and its place in the officers' queue."""

from datetime import datetime

from services import durable
from services.contracts import posts, referrals, session
from services.credit.case import Case
from services.credit.posting import SHOWN, Shown


def show(
    case: Case, name: str, card: posts.Referral, *, chart: posts.ReferralChart, opened: datetime
) -> None:
    """Post the card with its chart under it, or replace what the card shows.

    It is kept for whoever clicks late. `opened` is when the referral began.
    """
    place = session.Place(room=case.desk.officers_room)
    new = case.shown is None or case.shown.name != name
    revision = case.shown.revision + 1 if case.shown else 1
    case.shown = Shown(name=name, card=card, revision=revision, since=opened)
    case.ctx.set(SHOWN, case.shown)
    noted = referrals.Noted(
        credit_id=card.credit_id,
        amount=card.amount,
        months=card.months,
        since=opened,
        state=card.state if card.state in ("open", "asked") else "over",
        claim=card.claim,
    )
    durable.send(case.ctx, referrals.NOTE, noted, key=referrals.OFFICERS)
    if new:
        case.posting.post(name, card, place)
        case.posting.post(f"{name}.chart", chart, place, under=name)
    else:
        case.posting.redraw(case.shown, place)
