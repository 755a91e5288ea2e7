"""What people read in the form to apply and in the Home tab: a part of `words`."""

from datetime import timedelta
from decimal import Decimal

from bot.views import language
from bot.views.language import N_, _, ngettext

APPLY_TITLE = N_("Apply for a credit")
AMOUNT_LABEL = N_("Amount in euros")
AMOUNT_HINT = N_("Such as 1,000.00.")
MONTHS_LABEL = N_("Term in months")
MONTHS_HINT = N_("Such as 12.")
APPLY_USAGE = N_(
    "Please type `/credit apply`, or with an amount and a term in months, such as "
    "`/credit apply 1000 12`."
)
NOT_OPENED = N_("The form could not be opened. Please type it again.")
STALE_FORM = N_("This form is out of date. Please open a new one.")
NO_DIRECT_MESSAGE = N_("Our direct message could not be opened. Please send the form again.")
FOLLOW = N_("How it goes on is posted in this thread; you can also ask here.")

REFUSALS: dict[str, str] = {
    "amount_too_small": N_("It must be {limit} at least."),
    "amount_too_large": N_("It can be {limit} at most."),
    "term_too_short": N_("It must be {limit} months at least."),
    "term_too_long": N_("It can be {limit} months at most."),
    "instalment_too_small": N_("Each instalment must be {limit} at least: choose a shorter term."),
    "duplicate": N_("{limit} is already under way for the same amount and term."),
    "too_many_open": N_("At most {limit} applications can be open at a time."),
    "exposure": N_("All your credits together can be {limit} at most."),
}
"""Why an application was not taken, by its code; `{limit}` is the figure it was held against."""

NOT_TAKEN = N_("This could not be applied for. Nothing was done.")

YOUR_CREDITS = N_("Your credits")
NO_CREDITS = N_("You have no credits yet.")
APPLY = N_("Apply")
SCHEDULE = N_("Schedule")
ASK_TITLE = N_("Ask")
ASK = N_(
    "Write me a direct message: open *Messages* at the top of this page. For example:\n"
    "• What is my balance?\n"
    "• How does my application stand?\n"
    "• What would 5,000 euros over 36 months cost?\n"
    "• Remind me three days before the next instalment.\n"
    "• I want to talk to a human."
)
REFERRALS = N_("Open referrals")
NO_REFERRALS = N_("No referral is open.")


def applied(credit_id: str, *, wish: str) -> str:
    """The root of an application's thread."""
    return _("You applied for {wish}: {credit_id}.").format(wish=wish, credit_id=credit_id)


def received(credit_id: str) -> str:
    """The form's place once it was sent."""
    return _("Your application {credit_id} is in. Its thread is in our direct message.").format(
        credit_id=credit_id
    )


def asked(amount: str, *, term: str) -> str:
    """What was typed with the command; `term` is empty where only an amount was."""
    said = _("You ask for *{amount} over {term}*.") if term else _("You ask for *{amount}*.")
    return said.format(amount=amount, term=term)


def unless(stands: str) -> str:
    """Under the field of what was typed with the command."""
    return _("Leave it empty for {value}.").format(value=stands)


def older(count: int) -> str:
    """Credits that the tab doesn't show."""
    return ngettext(
        "And {count} older one: `/credit status CR-…` shows it.",
        "And {count} older ones: `/credit status CR-…` shows each.",
        count,
    ).format(count=count)


def more(count: int) -> str:
    """Referrals that the tab doesn't show."""
    return ngettext("And {count} newer one.", "And {count} newer ones.", count).format(count=count)


def schedule_of(credit_id: str) -> str:
    """The button under a loan."""
    return _("Schedule of {credit_id}").format(credit_id=credit_id)


def repaid(percent: int, *, paid: str, of: str) -> str:
    """What of a loan is repaid, in words."""
    share = language.percent(Decimal(percent))
    return _("{share} repaid: {paid} of {of}.").format(share=share, paid=paid, of=of)


def referral(credit_id: str, *, wish: str, age: str, asked: bool, claimed_by: str) -> str:
    """A line of the officers' queue; `claimed_by` is a mention, empty where nobody has it."""
    if asked:
        line = _("• *{credit_id}*: {wish}, open for {age}, the customer is asked.")
    elif claimed_by:
        line = _("• *{credit_id}*: {wish}, open for {age}, claimed by {officer}.")
    else:
        line = _("• *{credit_id}*: {wish}, open for {age}, nobody has claimed it.")
    return line.format(credit_id=credit_id, wish=wish, age=age, officer=claimed_by)


def age(waited: timedelta) -> str:
    """`2 days`, `1 hour`, `less than an hour`: whole ones."""
    hours = max(waited, timedelta()) // timedelta(hours=1)
    if hours >= 2 * 24:
        days = hours // 24
        return ngettext("{count} day", "{count} days", days).format(count=days)
    if hours == 0:
        return _("less than an hour")
    return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
