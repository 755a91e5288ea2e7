"""Tools for reminders. The front desk alone has them: they move nothing of the bank's."""

from datetime import date, time, timedelta
from functools import partial
from typing import Any, Literal, Self, get_args

from pydantic import Field, model_validator

from services import durable
from services.agent import tool
from services.contracts import reminders as contract
from services.contracts.keys import CreditId, ReminderId
from services.contracts.reminders import BeforeInstalment, InMinutes, OnDay, Reminder
from services.contracts.wire import Nothing
from services.desk import reading, refusals, repaying

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class RemindArguments(repaying.LoanArguments):
    text: str = Field(
        default="",
        max_length=4000,
        description="Of what, in the customer's own words. Only for an instalment may it be empty.",
    )
    day: date | Literal["today", "tomorrow"] | Weekday | None = Field(
        default=None, description="YYYY-MM-DD, or the word that the customer used: never computed."
    )
    time: str | None = Field(
        default=None,
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="HH:MM of that day, where the customer names it; else it is the morning.",
    )
    in_days: int | None = Field(default=None, ge=1, le=10_000)
    in_minutes: int | None = Field(default=None, ge=1, le=1_000_000)
    days_before_instalment: int | None = Field(
        default=None, ge=1, le=10_000, description="Days before a loan's next instalment."
    )

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        given = (self.day, self.in_days, self.in_minutes, self.days_before_instalment)
        if sum(each is not None for each in given) != 1:
            raise ValueError("give one of day, in_days, in_minutes, days_before_instalment")
        if self.time is not None and self.day is None and self.in_days is None:
            raise ValueError("a time belongs to a day")
        if self.credit_id is not None and self.days_before_instalment is None:
            raise ValueError("a credit belongs to days_before_instalment")
        return self


class CancelArguments(tool.Arguments):
    reminder: str = Field(
        pattern=r"^(R-[1-9][0-9]{0,5}|all)$", description="Such as R-3, or all; see reminders."
    )


def tools() -> tuple[tool.Tool[Any], ...]:
    """Set, list, cancel."""
    return (
        tool.Tool(
            "remind",
            "Write into this thread again at a later moment, to remind the customer.",
            RemindArguments,
            _remind,
            status="reminders",
        ),
        tool.Tool(
            "reminders",
            "The customer's reminders that are to come, from all threads.",
            reading.NoArguments,
            _list,
            status="reminders",
        ),
        tool.Tool(
            "cancel_reminder",
            "Cancel one of the customer's reminders, or all.",
            CancelArguments,
            _cancel,
            status="reminders",
        ),
    )


def meant_day(named: date | str, *, today: date) -> date:
    """The day of a word; a weekday is the next such day after today."""
    match named:
        case date():
            return named
        case "today":
            return today
        case "tomorrow":
            return today + timedelta(days=1)
        case _:
            ahead = (_WEEKDAYS.index(named) - today.weekday() - 1) % 7 + 1
            return today + timedelta(days=ahead)


def _remind(scope: tool.Scope, arguments: RemindArguments) -> tool.Started:
    if arguments.days_before_instalment is not None:
        before = partial(_before, days=arguments.days_before_instalment)
        return repaying.about_a_loan(before, scope, arguments)
    when = InMinutes(minutes=arguments.in_minutes) if arguments.in_minutes else None

    async def finish() -> tool.Output:
        return await _set(scope, arguments, when or _on_day(scope, arguments))

    return tool.Started(finish)


async def _before(
    scope: tool.Scope, arguments: RemindArguments, credit_id: CreditId, *, days: int
) -> tool.Output:
    return await _set(scope, arguments, BeforeInstalment(credit_id=credit_id, days=days))


def _on_day(scope: tool.Scope, arguments: RemindArguments) -> OnDay:
    at = time.fromisoformat(arguments.time) if arguments.time else None
    if arguments.in_days is not None:
        return OnDay(day=scope.today + timedelta(days=arguments.in_days), at=at)
    return OnDay(day=meant_day(arguments.day or "today", today=scope.today), at=at)


async def _set(
    scope: tool.Scope, arguments: RemindArguments, when: OnDay | InMinutes | BeforeInstalment
) -> tool.Output:
    wish = contract.Wish(thread=scope.thread, place=scope.place, text=arguments.text, when=when)
    reply = await durable.call(scope.ctx, contract.SET, wish, key=scope.customer)
    if reply.reminder is None:
        return tool.Output(dict(refusals.reminder(reply).as_output()))
    return tool.Output(_line(reply.reminder))


def _list(scope: tool.Scope, _arguments: reading.NoArguments) -> tool.Started:
    pending = durable.begin(scope.ctx, contract.LIST, Nothing(), key=scope.customer)

    async def finish() -> tool.Output:
        return tool.Output({"reminders": [_line(each) for each in (await pending).items]})

    return tool.Started(finish, (pending,))


def _cancel(scope: tool.Scope, arguments: CancelArguments) -> tool.Started:
    which = "all" if arguments.reminder == "all" else ReminderId(arguments.reminder)
    cancellation = contract.Cancellation(which=which)
    pending = durable.begin(scope.ctx, contract.CANCEL, cancellation, key=scope.customer)

    async def finish() -> tool.Output:
        gone = [each.id for each in (await pending).items]
        return tool.Output({"cancelled": gone} if gone else {"outcome": "unknown"})

    return tool.Started(finish, (pending,))


def _line(reminder: Reminder) -> dict[str, Any]:
    line: dict[str, Any] = {
        "reminder": reminder.id,
        "day": reminder.at.date().isoformat(),
        "weekday": _WEEKDAYS[reminder.at.weekday()].capitalize(),
        "time": f"{reminder.at:%H:%M} {reminder.clock}".rstrip(),
    }
    if reminder.text:
        line["text"] = reminder.text
    if reminder.instalment:
        line["credit_id"] = reminder.instalment.credit_id
        line["days_before_instalment"] = reminder.instalment.days
        line["instalment_due"] = reminder.instalment.due.isoformat()
    if reminder.dropped:
        line["dropped"] = "the instalment was not to be paid any more; it never comes"
    return line
