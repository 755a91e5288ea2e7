"""What people read in the form to apply and in the Home tab, in English: a part of `words_en`."""

from datetime import timedelta

APPLY_TITLE = "Apply for a credit"
AMOUNT_LABEL = "Amount in euros"
AMOUNT_HINT = "Such as 1,000.00."
MONTHS_LABEL = "Term in months"
MONTHS_HINT = "Such as 12."
APPLY_USAGE = (
    "Please type `/credit apply`, or with an amount and a term in months, such as "
    "`/credit apply 1000 12`."
)
NOT_OPENED = "The form could not be opened. Please type it again."
STALE_FORM = "This form is out of date. Please open a new one."
NO_DIRECT_MESSAGE = "Our direct message could not be opened. Please send the form again."
FOLLOW = "How it goes on is posted in this thread; you can also ask here."

REFUSALS: dict[str, str] = {
    "amount_too_small": "It must be {limit} at least.",
    "amount_too_large": "It can be {limit} at most.",
    "term_too_short": "It must be {limit} months at least.",
    "term_too_long": "It can be {limit} months at most.",
    "instalment_too_small": "Each instalment must be {limit} at least: choose a shorter term.",
    "duplicate": "{limit} is already under way for the same amount and term.",
    "too_many_open": "At most {limit} applications can be open at a time.",
    "exposure": "All your credits together can be {limit} at most.",
}
"""Why an application was not taken, by its code; `{limit}` is the figure it was held against."""

NOT_TAKEN = "This could not be applied for. Nothing was done."

YOUR_CREDITS = "Your credits"
NO_CREDITS = "You have no credits yet."
APPLY = "Apply"
SCHEDULE = "Schedule"
ASK_TITLE = "Ask"
ASK = (
    "Write me a direct message: open *Messages* at the top of this page. For example:\n"
    "• What is my balance?\n"
    "• How does my application stand?\n"
    "• What would 5,000 euros over 36 months cost?\n"
    "• Remind me three days before the next instalment.\n"
    "• I want to talk to a human."
)
REFERRALS = "Open referrals"
NO_REFERRALS = "No referral is open."


def applied(credit_id: str, *, amount: str, term: str) -> str:
    """The root of an application's thread."""
    return f"You applied for {amount} over {term}: {credit_id}."


def received(credit_id: str) -> str:
    """The form's place once it was sent."""
    return f"Your application {credit_id} is in. Its thread is in our direct message."


def asked(amount: str, *, term: str) -> str:
    """What was typed with the command; `term` is empty where only an amount was."""
    over = f" over {term}" if term else ""
    return f"You ask for *{amount}{over}*."


def unless(stands: str) -> str:
    """Under the field of what was typed with the command."""
    return f"Leave it empty for {stands}."


def older(count: int) -> str:
    """Credits that the tab doesn't show."""
    return f"And {count} older ones: `/credit status CR-…` shows each."


def more(count: int) -> str:
    """Referrals that the tab doesn't show."""
    return f"And {count} newer ones."


def schedule_of(credit_id: str) -> str:
    """The button under a loan."""
    return f"Schedule of {credit_id}"


def repaid(percent: int, *, paid: str, of: str) -> str:
    """What of a loan is repaid, in words."""
    return f"{percent}% repaid: {paid} of {of}."


def referral(credit_id: str, *, wish: str, age: str, asked: bool, claimed_by: str) -> str:
    """A line of the officers' queue; `claimed_by` is a mention, empty where nobody has it."""
    who = f"claimed by {claimed_by}" if claimed_by else "nobody has claimed it"
    stands = "the customer is asked" if asked else who
    return f"• *{credit_id}*: {wish}, open for {age}, {stands}."


def age(waited: timedelta) -> str:
    """`2 days`, `1 hour`, `less than an hour`: whole ones."""
    hours = max(waited, timedelta()) // timedelta(hours=1)
    if hours >= 2 * 24:
        return f"{hours // 24} days"
    if hours == 0:
        return "less than an hour"
    return "1 hour" if hours == 1 else f"{hours} hours"
