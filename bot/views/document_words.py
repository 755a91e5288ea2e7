"""What the offer's document says: the part of `words` for paper.

Its fonts know Latin letters only; a test prints every word of it.
"""

from bot.views.language import N_, _

LENDER = "Credit Desk"
TITLE = N_("Your credit offer")
SUBTITLE = N_("Pre-contract information and repayment schedule")
TERMS = N_("The credit")
RIGHTS = N_("Please read this")
SCHEDULE = N_("Repayment schedule")
COLUMNS = (
    N_("No."),
    N_("Due"),
    N_("Payment"),
    N_("Interest"),
    N_("Principal"),
    N_("Balance"),
)

LENT_BY = N_("Lender")
CREDIT = N_("Credit")
VERSION = N_("Version of the offer")
OFFERED_ON = N_("Offered on")
VALID_UNTIL = N_("Valid until")

BY_OFFICERS = N_("Our credit officers made this decision.")
HUMAN = N_(
    "You can ask why, and you can talk to a human: press a button under the offer, or write so in "
    "its thread."
)
HUMAN_TOO = N_("You can ask why, and you can talk to a human: write so in the offer's thread.")
EARLY = N_("You may repay early at any time, in whole or in part, without a fee.")
INTRODUCTION = N_("Your offer to keep, with its whole schedule: {name}")
"""Names the file, which is looked for by its name."""
AS_TEXT = N_("The schedule of {credit_id}, to keep")


def assumed(day: str) -> str:
    """What the due dates rest on."""
    return _(
        "The schedule is for a credit that is paid out on {day}. Paid out on another day, its due "
        "dates count from there; the amounts stay as they are."
    ).format(day=day)


def named(credit_id: str, *, version: int) -> str:
    """At the head of each page."""
    return _("{credit_id}, version {version}").format(credit_id=credit_id, version=version)


def page(number: int, *, of: str) -> str:
    """`Page 1 of 3`."""
    return _("Page {number} of {of}").format(number=number, of=of)
