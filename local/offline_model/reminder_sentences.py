"""What the offline model says of reminders. Pure. Every day and time comes from a tool."""

from collections.abc import Sequence

from local.offline_model.outputs import Reminder, Reminders

ASK_WHEN = (
    'When shall I remind you? For example "on Monday at 9", "in 2 hours", or "three days before '
    'the next instalment".'
)
ASK_WHAT = "What shall I remind you of?"
NONE = "You have no reminders."
NOT_THERE = "You have no such reminder. Nothing was cancelled."


def done(found: Reminder) -> str:
    """It is set."""
    return f"I will remind you here on {_when(found)}{_what(found)}. It is {found.reminder}."


def listed(own: Reminders) -> str:
    """All of them, one a line."""
    if not own.reminders:
        return NONE
    return "\n".join(["Your reminders:", *(f"- {_line(each)}" for each in own.reminders)])


def which(own: Reminders) -> str:
    """The question for the number, with all that there are."""
    lines = [f"- {_line(each)}" for each in own.reminders]
    return "\n".join(["Which one shall I cancel? Please write its number.", *lines])


def cancelled(gone: Sequence[str]) -> str:
    """What became of the wish to cancel."""
    return f"Cancelled: {', '.join(gone)}." if gone else NOT_THERE


def refused(reason: str) -> str:
    """The tool's own reason, told on."""
    return f"I can't remind you like that: {reason}"


def _line(each: Reminder) -> str:
    if each.dropped:
        return f"{each.reminder}: dropped, its instalment is not to be paid any more{_what(each)}"
    return f"{each.reminder}: {_when(each)}{_what(each)}"


def _when(each: Reminder) -> str:
    return f"{each.weekday}, {each.day}, at {each.time}"


def _what(each: Reminder) -> str:
    about = f", before the instalment of {each.instalment_due}" if each.instalment_due else ""
    return f"{about}: {each.text}" if each.text else about
