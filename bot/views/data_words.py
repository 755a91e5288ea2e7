"""What people read of the data that the desk holds about them: a part of `words`."""

from datetime import datetime

from bot.views import disclosure, language
from bot.views.language import N_, _

TITLE = N_("Your data")
COMING = N_("All that I hold about you comes as a file to our direct message, in a moment.")
NO_DIRECT_MESSAGE = N_("I could not open our direct message. Please try again later.")
NO_FILE = N_(
    "The file with your data could not be attached. Please type `/credit my-data` again later."
)
WITHHELD = N_(
    "It has no names of our officers, and nothing of what they said to each other: what your "
    "decisions rest on is in it. `/credit human` brings you to somebody who answers for the rest."
)
FORGET_TITLE = N_("Delete my data")
DELETE = N_("Delete")
GOES = N_("This is deleted")
STAYS = N_("This stays")
LAW = N_(
    "Your account, your credits and the record of what happened to them: book-keeping law wants "
    "them kept for ten years after a credit has ended. What you wrote for an application stays in "
    "its file until 400 days after its end, so that its decision can be looked at again."
)
UNDER_WAY = N_("It is being deleted. I write to our direct message what was.")
CALL_OPEN = N_("You have called a human: your words stay until one of our officers has taken it.")
ONE_REMINDER = N_(
    "In our journals it is gone a day later; Slack keeps its messages by its own rules. To cancel "
    "one reminder only, type `/credit forget` with its number, such as `/credit forget R-3`."
)


def introduction(name: str) -> str:
    """Names the file, which is looked for by its name."""
    said = _("All that I hold about you: {name}").format(name=name)
    return f"{said}. {_(WITHHELD)} {disclosure.bank()}"


def to_delete(*, conversations: int, reminders: int) -> str:
    """What a click would delete."""
    said = _(
        "What was said in our conversations ({conversations}), with what I remember of them and "
        "what you thought of my answers; your reminders ({reminders}); and what you told me that "
        "payments were for, unless an application is under way."
    )
    return said.format(conversations=conversations, reminders=reminders)


def deleted(*, conversations: int, reminders: int, corrections: int) -> str:
    """What was there, and is no more."""
    said = _(
        "Deleted, as you wanted: conversations: {conversations}, reminders: {reminders}, what you "
        "told me that payments were for: {corrections}."
    )
    return said.format(conversations=conversations, reminders=reminders, corrections=corrections)


def running(credits: list[str]) -> str:
    """What is open, and so is not touched."""
    said = _("{credits}: this goes on as it is, and so do open questions about it.")
    return said.format(credits=", ".join(credits))


def too_soon(again: datetime) -> str:
    """It was given out just now."""
    said = _("You got your data just now. You can have them again from {moment} on.")
    return said.format(moment=language.moment(again))
