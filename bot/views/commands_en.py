"""What is said about `/credit` itself, in English: the part of `words_en` for its commands."""

STATUS = "your credits and how they stand, or one of them in detail"
APPLY = "a form to apply for a credit"
OWE = "what you still owe on a loan"
SCHEDULE = "its instalments, paid and to come"
REPAY = (
    "what it costs to repay it today; an amount after it repays a part, with `shorter` at the "
    "end for a shorter term instead of lower instalments"
)
WITHDRAW = "withdraw an application, or a loan within 14 days"
BALANCE = "the balance of your account"
REMINDERS = "what I will remind you of, and when"
FORGET = "cancel a reminder, or with `all` every one"
HUMAN = "talk to a human; our officers read your words"
HELP = "this list"
AUDIT = "what happened to a credit"
STOP = "every application comes to the officers"
RESUME = "the automatic path goes on"

TO_APPLY = "To apply in your own words, or to ask anything, write me a direct message."


def usage(typed: str) -> str:
    """What to type, where it was typed in part; `typed` is the word with its arguments."""
    return f"Please type `/credit {typed}`."


def line(typed: str, what: str) -> str:
    """One line of the help."""
    return f"• `/credit {typed}`: {what}"


def for_officers(typed: list[str]) -> str:
    """The officers' commands, in one line of the help."""
    *others, last = (f"`/credit {each}`" for each in typed)
    return f"Credit officers also have {', '.join(others)} and {last}."


def unknown(word: str, *, nearest: str) -> str:
    """What is said to a word after /credit that means nothing; both are already escaped."""
    hint = f" Did you mean `/credit {nearest}`?" if nearest else ""
    return f"I don't know `{word}`.{hint}"
