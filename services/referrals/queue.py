"""One line of the index, and its place in the order of waiting. Pure."""

from services.contracts.referrals import Noted, OpenReferral


def place(noted: Noted) -> str:
    """The state key of a referral's line. Sorted, these are in the order of waiting."""
    return f"{int(noted.since.timestamp() * 1000):014d}.{noted.credit_id}"


def line(noted: Noted) -> OpenReferral | None:
    """The referral as it stands now; None where it is over."""
    if noted.state == "over":
        return None
    return OpenReferral(
        credit_id=noted.credit_id,
        amount=noted.amount,
        months=noted.months,
        since=noted.since,
        state=noted.state,
        claim=noted.claim,
    )
