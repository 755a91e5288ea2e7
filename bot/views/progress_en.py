"""The steps of an application as its customer reads them, in English: a part of `words_en`."""

from services.contracts.lending import CreditState

TICK = "\N{CHECK MARK}"
ARROW = "\N{RIGHTWARDS ARROW}"
DONE, NOW, AHEAD = "Done", "Now", "Then"

DECISION = "Decision"
_AHEAD = (DECISION, "Your acceptance", "Payout")
_OFFERED = ("Received", "Reviewed", "Approved")
_PAYING = (*_OFFERED, "Accepted")
_PAID = (*_PAYING, "Payout")

OF: dict[CreditState, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "submitted": (("Received",), "In review", _AHEAD),
    "under_review": (("Received",), "In review", _AHEAD),
    "info_requested": (("Received",), "Your answer to our question", _AHEAD),
    "referred": (("Received",), "With our credit officers", _AHEAD),
    "approved": (_OFFERED, "Your acceptance of the offer", ("Payout",)),
    "accepted": (_PAYING, "Payout", ()),
    "pending_disbursement": (_PAYING, "Payout", ()),
    "active": (_PAID, "", ()),
    "in_arrears": (_PAID, "", ()),
    "closed": (_PAID, "", ()),
    "rejected": (("Received", "Reviewed"), "Not approved", ()),
    "expired": (("Received",), "Expired", ()),
    "withdrawn": (("Received",), "Withdrawn", ()),
}
"""Steps that are done, the present one, and those ahead."""
