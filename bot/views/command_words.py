"""What is said about `/credit` itself: the part of `words` for its commands."""

from bot.views.language import N_, _

STATUS = N_("your credits and how they stand, or one of them in detail")
APPLY = N_("a form to apply for a credit")
OWE = N_("what you still owe on a loan")
SCHEDULE = N_("its instalments, paid and to come")
REPAY = N_(
    "what it costs to repay it today; an amount after it repays a part, with `shorter` at the "
    "end for a shorter term instead of lower instalments"
)
WITHDRAW = N_("withdraw an application, or a loan within 14 days")
BALANCE = N_("the balance of your account")
REMINDERS = N_("what I will remind you of, and when")
FORGET = N_(
    "delete what was said in our conversations, once you confirm it; with `R-…` cancel that "
    "reminder, or with `all` every one"
)
MY_DATA = N_("all that I hold about you, as a file to keep")
HUMAN = N_("talk to a human; our officers read your words")
HELP = N_("this list")
AUDIT = N_("what happened to a credit")
STOP = N_("every application comes to the officers")
RESUME = N_("the automatic path goes on")

TO_APPLY = N_("To apply in your own words, or to ask anything, write me a direct message.")


def usage(typed: str) -> str:
    """What to type, where it was typed in part; `typed` is the word with its arguments."""
    return _("Please type `/credit {typed}`.").format(typed=typed)


def line(typed: str, what: str) -> str:
    """One line of the help."""
    return f"• `/credit {typed}`: {_(what)}"


def for_officers(typed: list[str]) -> str:
    """The officers' commands, in one line of the help."""
    *others, last = (f"`/credit {each}`" for each in typed)
    said = _("Credit officers also have {commands} and {last}.")
    return said.format(commands=", ".join(others), last=last)


def unknown(word: str, *, nearest: str) -> str:
    """What is said to a word after /credit that means nothing; both are already escaped."""
    if nearest:
        said = _("I don't know `{word}`. Did you mean `/credit {nearest}`?")
    else:
        said = _("I don't know `{word}`.")
    return said.format(word=word, nearest=nearest)
