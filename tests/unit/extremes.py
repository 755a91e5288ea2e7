"""Values of any wire model, the most extreme ones often: what a payload may hold at worst."""

import types
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from bot.views import loan_words, office_words
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

CREDIT = CreditId("CR-22222222")

HOSTILE = (
    "",
    " ",
    "\n\n",
    "&" * 4_000,
    "<!channel> " * 400,
    "```\n" * 900,
    "wo\u0000rd\n" * 9,
)
KEYS: dict[type, str] = {
    CreditId: CREDIT,
    PersonKey: f"{'T' * 40}.{'U' * 60}",
    RoomKey: f"{'T' * 40}.{'C' * 60}",
    ThreadKey: f"{'T' * 40}.{'C' * 60}.1700000000.000100",
    ReminderId: "R-999999",
    Key: "k" * 128,
    PostId: "p" * 200,
}
PLAIN: dict[object, st.SearchStrategy[Any]] = {
    str: st.sampled_from(HOSTILE) | st.text(max_size=80),
    int: st.integers(0, 10**13),
    bool: st.booleans(),
    type(None): st.none(),
    Decimal: st.decimals(0, 10**6, places=4),
    date: st.dates(date(1970, 1, 1), date(2999, 1, 1)),
    datetime: st.datetimes(datetime(1970, 1, 2), datetime(2999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis adds the zone
    **{kind: st.just(kind(longest)) for kind, longest in KEYS.items()},
}

SIZES = (0, 1, 4, 40)
"""How many of the same stand in a list."""
IN_A_FILE = (
    "transactions",
    "corrections",
    "credits",
    "reminders",
    "conversations",
    "calls",
    "events",
)
PROMISE = st.just("answer." + "9" * 121)
NAMED: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("Money", "currency"): st.just("EUR"),
    ("Question", "question"): PROMISE,
    ("Offer", "offer"): PROMISE,
    ("Decision", "contest"): PROMISE | st.just(""),
    ("Explanation", "contest"): PROMISE | st.just(""),
    ("Referral", "ballot"): PROMISE,
    ("ReferralChart", "currency"): st.just("EUR"),
    ("Receipt", "detail"): st.sampled_from((*loan_words.INVALID, *office_words.OFFICER_INVALID)),
    ("Receipt", "limit"): st.sampled_from(("", "9" * 20)),
    ("CreditSummary", "amount"): st.integers(1, 10**13).map(lambda minor: Money(minor=minor)),
    ("RepaymentQuote", "name"): st.just("repayment.999999"),
    ("Application", "language"): st.sampled_from(("", "de", "gsw")),
    # It all goes into a file, which has no limit, and no message shows it.
    **{("PersonalData", name): st.just(()) for name in IN_A_FILE},
    ("HumanWanted", "call"): st.just(f"{KEYS[ThreadKey]}|123456789"),
}
"""Text that is not free: it must have its form, as the services give it."""


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Everything that the type allows, and the most extreme of it often."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation in PLAIN:
        return PLAIN[annotation]
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is Annotated:
        return values(inner[0])
    if origin in (Union, types.UnionType):
        return st.one_of([values(each) for each in inner])
    if origin is tuple:
        return st.builds(_repeated, values(inner[0]), st.sampled_from(SIZES))
    named = annotation.__name__
    fields = {
        name: NAMED[named, name] if (named, name) in NAMED else values(hint)
        for name, hint in get_type_hints(annotation).items()
        if name != "model_config"
    }
    return st.builds(annotation, **fields)


def _repeated(one: object, times: int) -> tuple[object, ...]:
    return (one,) * times
