"""What people read of reminders, in English: a part of `words_en`."""

from datetime import datetime

from bot.views import words_en as words

HEAD = "Your reminder"
YOURS = "Your reminders"
NONE = (
    "You have no reminders. To set one, write me for example *remind me on Monday at 9 to send "
    "the papers*, or *remind me three days before the next instalment*."
)
ALL_CANCELLED = "All your reminders are cancelled."
UNKNOWN = "You have no such reminder. Please type `/credit reminders` to see yours."
DROPPED = "dropped: that instalment was not to be paid any more"


def moment(at: datetime) -> str:
    """`Monday, 30 November 2026, 09:00`, by the clock that `at` is of."""
    return f"{at:%A}, {words.day(at.date())}, {at:%H:%M}"


def line(reminder: str, *, when: str, what: str) -> str:
    """One reminder in a list; `what` is already escaped."""
    return f"*{reminder}*, {when}: {what}"


def instalment(number: int, credit_id: str, *, payment: str, due: str) -> str:
    """What is to be paid."""
    return f"Instalment {number} of {credit_id}, {payment}, is due on {due}."


def before(days: int, *, number: int, credit_id: str, due: str) -> str:
    """What a reminder in a list goes before."""
    span = "a day" if days == 1 else f"{days} days"
    return f"{span} before instalment {number} of {credit_id}, due on {due}"


def cancelled(reminder: str) -> str:
    """What became of one."""
    return f"Your reminder {reminder} is cancelled."


def usage(ids: list[str]) -> str:
    """What to type, where it was typed in part or otherwise."""
    own = ", ".join(f"`/credit forget {each}`" for each in ids)
    return f"Please type {own} or `/credit forget all`."


def more(count: int) -> str:
    """Reminders that the tab doesn't show."""
    return f"And {count} more: `/credit reminders` shows all."
