"""The steps of an application as its customer reads them: a part of `words`."""

from bot.views.language import N_
from services.contracts.lending import CreditState

TICK = "\N{CHECK MARK}"
ARROW = "\N{RIGHTWARDS ARROW}"
DONE, NOW, AHEAD = N_("Done"), N_("Now"), N_("Then")

RECEIVED = N_("Received")
IN_REVIEW = N_("In review")
DECISION = N_("Decision")
PAYOUT = N_("Payout")
_AHEAD = (DECISION, N_("Your acceptance"), PAYOUT)
_REVIEWED = (RECEIVED, N_("Reviewed"))
_OFFERED = (*_REVIEWED, N_("Approved"))
_PAYING = (*_OFFERED, N_("Accepted"))
_PAID = (*_PAYING, PAYOUT)

OF: dict[CreditState, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "submitted": ((RECEIVED,), IN_REVIEW, _AHEAD),
    "under_review": ((RECEIVED,), IN_REVIEW, _AHEAD),
    "info_requested": ((RECEIVED,), N_("Your answer to our question"), _AHEAD),
    "referred": ((RECEIVED,), N_("With our credit officers"), _AHEAD),
    "approved": (_OFFERED, N_("Your acceptance of the offer"), (PAYOUT,)),
    "accepted": (_PAYING, PAYOUT, ()),
    "pending_disbursement": (_PAYING, PAYOUT, ()),
    "active": (_PAID, "", ()),
    "in_arrears": (_PAID, "", ()),
    "closed": (_PAID, "", ()),
    "rejected": (_REVIEWED, N_("Not approved"), ()),
    "expired": ((RECEIVED,), N_("Expired"), ()),
    "withdrawn": ((RECEIVED,), N_("Withdrawn"), ()),
    "aborted": ((RECEIVED,), N_("Stopped by a fault on our side"), ()),
}
"""Steps that are done, the present one, and those ahead."""
