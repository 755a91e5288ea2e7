"""Values of any type of the wire, filled to the brim: every text is whatever a test wants."""

import types
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from services.contracts.keys import (
    CreditId,
    Key,
    PersonKey,
    PostId,
    ReminderId,
    RoomKey,
    ThreadKey,
)
from services.contracts.money import Money

Made = TypeVar("Made", bound=BaseModel)
VALUES: dict[Any, Any] = {
    int: 3,
    float: 3.0,
    bool: True,
    time: time(9),
    dict[str, Any]: {},
    date: date(2026, 8, 1),
    datetime: datetime(2026, 8, 1, 9, tzinfo=UTC),
    Decimal: Decimal(6),
    Money: Money(minor=100_000),
    CreditId: CreditId("CR-7K2M9QXD"),
    PersonKey: PersonKey("T0DESK.U0ALICE"),
    ThreadKey: ThreadKey("T0DESK.D0ALICE.1.1"),
    ReminderId: ReminderId("R-1"),
    RoomKey: RoomKey("T0DESK.D0ALICE"),
    Key: Key("1.1"),
    PostId: PostId("p"),
}
"""What a field of that type holds."""
NAMES: dict[str, str] = {
    "question": "answer.1",
    "offer": "offer.1",
    "ballot": "vote.1",
    "contest": "contest.1",
    "call": "T0DESK.D0ALICE.1.1|1",
    "name": "repayment.1",
    "expected": "expects.Loan.CR-AAAAAAAA.collect",
    "quote": "repayment.1",
    "currency": "EUR",
    "language": "de",
}
"""Texts that the services alone fill: names of promises, of calls, of quotes."""


def made(kind: type[Made], *, text: str, choice: int = 0) -> Made:
    """One with this text in every text; of what is listed the one with that number, or the last."""
    fields = {
        name: NAMES[name]
        if field.annotation is str and name in NAMES
        else _value(field.annotation, text, choice)
        for name, field in kind.model_fields.items()
    }
    return kind.model_validate(fields)


def _value(of: Any, text: str, choice: int) -> Any:
    origin, inner = get_origin(of), get_args(of)
    if of is str or of in VALUES:
        return VALUES.get(of, text)
    if origin is Literal:
        return inner[min(choice, len(inner) - 1)]
    if origin in (tuple, Annotated, Union, types.UnionType):
        one = _value(inner[0], text, choice)
        return (one,) if origin is tuple else one
    if issubclass(of, BaseModel):
        return made(of, text=text, choice=choice)
    named: dict[str, Any] = of.__annotations__  # of a named tuple
    return tuple(_value(each, text, choice) for each in named.values())
