"""The open referrals in the order in which they came. Pure."""

from datetime import datetime

from services.contracts.referrals import Noted, OpenReferral, OpenReferrals


def noted(before: OpenReferrals, now_stands: Noted, *, at: datetime) -> OpenReferrals:
    """The index with the referral as it stands now. It waits since it was first noted."""
    credit_id = now_stands.credit_id
    if now_stands.state == "over":
        return OpenReferrals(items=tuple(i for i in before.items if i.credit_id != credit_id))
    known = next((item for item in before.items if item.credit_id == credit_id), None)
    line = OpenReferral(
        credit_id=credit_id,
        amount=now_stands.amount,
        months=now_stands.months,
        since=known.since if known else at,
        state=now_stands.state,
        claim=now_stands.claim,
    )
    if known is None:
        return OpenReferrals(items=(*before.items, line))
    return OpenReferrals(items=tuple(line if i is known else i for i in before.items))
