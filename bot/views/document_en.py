"""What the offer's document says, in English: the part of `words_en` for paper.

Its fonts know Latin letters only; a test prints every word of it.
"""

LENDER = "Credit Desk"
TITLE = "Your credit offer"
SUBTITLE = "Pre-contract information and repayment schedule"
TERMS = "The credit"
RIGHTS = "Please read this"
SCHEDULE = "Repayment schedule"
COLUMNS = ("No.", "Due", "Payment", "Interest", "Principal", "Balance")

LENT_BY = "Lender"
CREDIT = "Credit"
VERSION = "Version of the offer"
OFFERED_ON = "Offered on"
VALID_UNTIL = "Valid until"

BY_OFFICERS = "Our credit officers made this decision."
HUMAN = (
    "You can ask why, and you can talk to a human: press a button under the offer, or write so in "
    "its thread."
)
HUMAN_TOO = "You can ask why, and you can talk to a human: write so in the offer's thread."
EARLY = "You may repay early at any time, in whole or in part, without a fee."
INTRODUCTION = "Your offer to keep, with its whole schedule: {name}"
"""Names the file, which is looked for by its name."""
AS_TEXT = "The schedule of {credit_id}, to keep"


def assumed(day: str) -> str:
    """What the due dates rest on."""
    return (
        f"The schedule is for a credit that is paid out on {day}. Paid out on another day, its due "
        "dates count from there; the amounts stay as they are."
    )


def named(credit_id: str, *, version: int) -> str:
    """At the head of each page."""
    return f"{credit_id}, version {version}"


def page(number: int, *, of: str) -> str:
    """`Page 1 of 3`."""
    return f"Page {number} of {of}"
