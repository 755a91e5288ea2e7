"""Reminders/{person}: what a person wants to be reminded of in a thread, and when."""

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import Field

from services.contracts import recovery
from services.contracts.keys import CreditId, ReminderId, ThreadKey
from services.contracts.money import Money
from services.contracts.session import Place
from services.contracts.wire import Handler, Nothing, Wire


class OnDay(Wire):
    """A day at the bank; in the morning where no time is named."""

    kind: Literal["on_day"] = "on_day"
    day: date
    at: time | None = None


class InMinutes(Wire):
    kind: Literal["in_minutes"] = "in_minutes"
    minutes: int = Field(ge=1, le=1_000_000)


class BeforeInstalment(Wire):
    """So many days before the next instalment of the person's loan."""

    kind: Literal["before_instalment"] = "before_instalment"
    credit_id: CreditId
    days: int = Field(ge=1, le=10_000)


class Wish(Wire):
    """`text` is the person's own words; for an instalment there need be none."""

    thread: ThreadKey
    place: Place
    text: str = ""
    when: Annotated[OnDay | InMinutes | BeforeInstalment, Field(discriminator="kind")]


class Instalment(Wire):
    """The instalment that a reminder goes before."""

    credit_id: CreditId
    number: int
    days: int
    due: date
    payment: Money


class Reminder(Wire):
    """`at` has the offset of the bank's clock at that moment, so that it shows the bank's hours."""

    id: ReminderId
    at: datetime
    thread: ThreadKey
    place: Place
    text: str = ""
    instalment: Instalment | None = None
    clock: str = ""
    """What the bank's clock is called then, such as CET."""
    dropped: bool = False
    """It never comes: its instalment was not to be paid any more."""


class Reminders(Wire):
    """Those that are to come, the soonest first; then the last ones that were dropped."""

    items: tuple[Reminder, ...] = ()


Refusal = Literal["", "past", "too_far", "too_many", "text_missing", "text_too_long", "no_loan"]


class WishReply(Wire):
    """The reminder as it was set; or why not, with the figure that was not met."""

    reminder: Reminder | None = None
    refusal: Refusal = ""
    limit: str = ""


class Cancellation(Wire):
    which: ReminderId | Literal["all"]


class Due(Wire):
    """A reminder's timer; an old one, if the reminder is for another moment by now."""

    id: ReminderId
    at: datetime


SET = Handler("Reminders", "set", Wish, WishReply)
CANCEL = Handler("Reminders", "cancel", Cancellation, Reminders, access="public")
"""The reply has those that were cancelled."""
LIST = Handler("Reminders", "list", Nothing, Reminders, access="public")
DUE = Handler("Reminders", "due", Due, Nothing)
RECOVER = recovery.recover("Reminders")
