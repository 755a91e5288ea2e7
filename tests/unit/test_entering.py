"""A form becomes one application, or is refused by name."""

from collections.abc import Generator
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, cast

import pytest

from services.account import index
from services.contracts import account, applying, credit
from services.contracts.keys import Key, RoomKey
from services.contracts.wire import Wire
from services.desk import handlers
from tests.unit.case import ALICE, BERLIN, NOW, RULES, money
from tests.unit.doors import done

if TYPE_CHECKING:
    import restate

ROOM = RoomKey("T0DESK.D0ALICE")
PARTS = handlers.Parts(rules=RULES, zone=BERLIN)
SHEET = Key("5eed")


@dataclass(frozen=True)
class Ready:
    value: Any

    def __await__(self) -> Generator[Any, Any, Any]:
        return self.value
        yield


@dataclass
class FakeDesk:
    """Alice's applications and her index; what the account entered."""

    kept: dict[str, Wire] = field(default_factory=dict[str, Wire])
    credits: account.Credits = field(default_factory=lambda: account.Credits(items=()))
    entered: list[credit.Application] = field(default_factory=list[credit.Application])

    def key(self) -> str:
        return ALICE

    def random(self) -> Random:
        return Random(len(self.credits.items))

    def time(self) -> Ready:
        return Ready(NOW.timestamp())

    async def get(self, name: str, *, type_hint: type[Wire]) -> Wire | None:
        found = self.kept.get(name)
        assert found is None or type(found) is type_hint
        return found

    def set(self, name: str, value: Wire) -> None:
        self.kept[name] = value

    def generic_call(self, service: str, handler: str, body: bytes, *, key: str) -> Ready:
        match (service, handler):
            case ("CreditApplication", "taken"):
                return _reply(credit.Taken(taken=False))
            case ("Account", "admit"):
                assert key == ALICE
                return _reply(self._admit(credit.Application.model_validate_json(body)))
            case other:
                raise AssertionError(other)

    def _admit(self, application: credit.Application) -> account.Admission:
        most = money(25_000_00)
        admission = index.admitted(self.credits, application, most_open=3, most_owed=most)
        if admission.admitted:
            self.entered.append(application)
            self.credits = index.entered(self.credits, application, on=NOW.date())
        return admission


def _reply(value: Wire) -> Ready:
    return Ready(value.model_dump_json().encode())


def form(sheet: Key = SHEET, *, amount: int = 1000_00, months: int = 12) -> applying.Form:
    return applying.Form(form=sheet, room=ROOM, amount=money(amount), months=months)


def apply(desk: FakeDesk, sent: applying.Form) -> applying.FormReply:
    ctx = cast("restate.ObjectContext", cast("Any", desk))
    return done(handlers.take_form(ctx, sent, PARTS))


def test_a_form_enters_an_application_that_has_no_thread_yet() -> None:
    desk = FakeDesk()
    reply = apply(desk, form())
    assert reply.receipt.outcome == "done"
    (entered,) = desk.entered
    assert (entered.credit_id, entered.by_form) == (reply.credit_id, True)
    assert (entered.place.room, entered.place.thread) == (ROOM, None)
    assert (entered.customer, entered.submitted_at) == (ALICE, NOW)


def test_the_application_keeps_the_language_of_its_form() -> None:
    desk = FakeDesk()
    apply(desk, form().model_copy(update={"language": "de"}))
    (entered,) = desk.entered
    assert entered.language == "de"


def test_a_form_that_is_sent_twice_is_one_application() -> None:
    """Even where the second says something else: the sheet was used, and its reply is the same."""
    desk = FakeDesk()
    first = apply(desk, form())
    assert apply(desk, form()) == apply(desk, form(amount=2000_00)) == first
    assert len(desk.entered) == 1


def test_another_sheet_is_another_application() -> None:
    """Unless it says the same: then it is most likely the same wish."""
    desk = FakeDesk()
    first = apply(desk, form()).credit_id
    twin = apply(desk, form(Key("feed"))).receipt
    assert (twin.outcome, twin.detail, twin.limit) == ("invalid", "duplicate", first)
    assert apply(desk, form(Key("feed"), months=24)).receipt.outcome == "done"
    assert len(desk.entered) == 2


@pytest.mark.parametrize(
    ("amount", "months", "code", "limit"),
    [
        (99_99, 12, "amount_too_small", "100.00 EUR"),
        (-1, 12, "amount_too_small", "100.00 EUR"),
        (25_000_01, 12, "amount_too_large", "25,000.00 EUR"),
        (1000_00, 2, "term_too_short", "3"),
        (1000_00, 121, "term_too_long", "120"),
    ],
)
def test_what_is_refused_names_rule_and_limit(
    amount: int, months: int, code: str, limit: str
) -> None:
    """Nothing is entered; the corrected form is taken."""
    desk = FakeDesk()
    refused = apply(desk, form(amount=amount, months=months)).receipt
    assert (refused.outcome, refused.detail, refused.limit) == ("invalid", code, limit)
    assert desk.entered == []
    assert apply(desk, form()).receipt.outcome == "done"


def test_what_the_index_refuses_names_its_limit() -> None:
    desk = FakeDesk()
    for number, months in enumerate((12, 13, 14)):
        assert apply(desk, form(Key(f"s{number}"), months=months)).credit_id
    full = apply(desk, form(Key("s4"), months=15)).receipt
    assert (full.detail, full.limit) == ("too_many_open", "3")
    owing = FakeDesk()
    assert apply(owing, form(amount=20_000_00)).credit_id
    too_much = apply(owing, form(Key("s1"), amount=6_000_00)).receipt
    assert (too_much.detail, too_much.limit) == ("exposure", "25,000.00 EUR")


def test_only_so_many_sheets_are_remembered() -> None:
    """A person's state doesn't grow with the years."""
    desk = FakeDesk()
    for number in range(handlers.REMEMBERED + 5):
        desk.credits = account.Credits(items=())
        assert apply(desk, form(Key(f"s{number}"))).receipt.outcome == "done"
    sheets = desk.kept["sheets"]
    assert isinstance(sheets, handlers.Sheets)
    assert len(sheets.items) == handlers.REMEMBERED
    assert sheets.items[-1].form == f"s{handlers.REMEMBERED + 4}"
