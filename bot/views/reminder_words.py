"""What people read of reminders: a part of `words`."""

from bot.views.language import N_, _, ngettext

HEAD = N_("Your reminder")
YOURS = N_("Your reminders")
NONE = N_(
    "You have no reminders. To set one, write me for example *remind me on Monday at 9 to send "
    "the papers*, or *remind me three days before the next instalment*."
)
ALL_CANCELLED = N_("All your reminders are cancelled.")
UNKNOWN = N_("You have no such reminder. Please type `/credit reminders` to see yours.")
DROPPED = N_("dropped: that instalment was not to be paid any more")


def line(reminder: str, *, when: str, what: str) -> str:
    """One reminder in a list; `what` is already escaped."""
    return f"*{reminder}*, {when}: {what}"


def instalment(number: int, credit_id: str, *, payment: str, due: str) -> str:
    """What is to be paid."""
    said = _("Instalment {number} of {credit_id}, {payment}, is due on {due}.")
    return said.format(number=number, credit_id=credit_id, payment=payment, due=due)


def before(days: int, *, number: int, credit_id: str, due: str) -> str:
    """What a reminder in a list goes before."""
    said = ngettext(
        "a day before instalment {number} of {credit_id}, due on {due}",
        "{count} days before instalment {number} of {credit_id}, due on {due}",
        days,
    )
    return said.format(count=days, number=number, credit_id=credit_id, due=due)


def cancelled(reminder: str) -> str:
    """What became of one."""
    return _("Your reminder {reminder} is cancelled.").format(reminder=reminder)


def usage(ids: list[str]) -> str:
    """What to type, where it was typed in part or otherwise."""
    own = ", ".join(f"`/credit forget {each}`" for each in ids)
    return _("Please type {commands} or `/credit forget all`.").format(commands=own)


def more(count: int) -> str:
    """Reminders that the tab doesn't show."""
    return ngettext(
        "And {count} more: `/credit reminders` shows it.",
        "And {count} more: `/credit reminders` shows all.",
        count,
    ).format(count=count)
