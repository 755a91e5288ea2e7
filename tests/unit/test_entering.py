"""A form becomes one application, in a thread of its own, or is refused by name."""

from collections.abc import Generator
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, cast

import pytest

from services.account import index
from services.contracts import account, applying, credit, posts
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
    """Alice's applications and her index; what was sent. `posted` is Slack's name of the root."""

    kept: dict[str, Wire] = field(default_factory=dict[str, Wire])
    credits: account.Credits = field(default_factory=lambda: account.Credits(items=()))
    sent: list[Wire] = field(default_factory=list[Wire])
    root: list[posts.Post] = field(default_factory=list[posts.Post])
    posted: str = "1700000000.000100"

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
                return _reply(self._admit(account.ApplicationEntry.model_validate_json(body)))
            case ("Messenger", "post"):
                assert key == ROOM
                self.root.append(posts.Post.model_validate_json(body))
                return _reply(posts.Posted(reference=self.posted))
            case other:
                raise AssertionError(other)

    def _admit(self, entry: account.ApplicationEntry) -> account.Admission:
        most = money(25_000_00)
        admission = index.admitted(self.credits, entry, most_open=3, most_owed=most)
        if admission.admitted:
            self.credits = index.entered(self.credits, entry, on=NOW.date())
        return admission

    def generic_send(
        self, service: str, handler: str, body: bytes, *, key: str, send_delay: None
    ) -> None:
        match (service, handler):
            case ("Applications", "open_thread"):
                assert key == ALICE
                self.sent.append(applying.Opening.model_validate_json(body))
            case ("CreditApplication", "run"):
                started = credit.Application.model_validate_json(body)
                assert key == started.credit_id
                self.sent.append(started)
            case other:
                raise AssertionError(other)
        assert send_delay is None


def _reply(value: Wire) -> Ready:
    return Ready(value.model_dump_json().encode())


def form(sheet: Key = SHEET, *, amount: int = 1000_00, months: int = 12) -> applying.Form:
    return applying.Form(form=sheet, room=ROOM, amount=money(amount), months=months)


def apply(desk: FakeDesk, sent: applying.Form) -> applying.FormReply:
    ctx = cast("restate.ObjectContext", cast("Any", desk))
    return done(handlers.take_form(ctx, sent, PARTS))


def begin(desk: FakeDesk, opening: applying.Opening) -> credit.Application:
    ctx = cast("restate.ObjectSharedContext", cast("Any", desk))
    done(handlers.begin(ctx, opening))
    started = desk.sent[-1]
    assert isinstance(started, credit.Application)
    return started


def opening(desk: FakeDesk) -> applying.Opening:
    (sent,) = desk.sent
    assert isinstance(sent, applying.Opening)
    return sent


def test_a_form_enters_an_application_and_sends_for_its_thread() -> None:
    desk = FakeDesk()
    reply = apply(desk, form())
    assert reply.receipt.outcome == "done"
    assert [item.credit_id for item in desk.credits.items] == [reply.credit_id]
    assert opening(desk).credit_id == reply.credit_id


def test_the_application_keeps_the_language_of_its_form() -> None:
    desk = FakeDesk()
    apply(desk, form().model_copy(update={"language": "de"}))
    assert begin(desk, opening(desk)).language == "de"


def test_a_form_that_is_sent_twice_is_one_application() -> None:
    """Even where the second says something else: the sheet was used, and its reply is the same."""
    desk = FakeDesk()
    first = apply(desk, form())
    assert apply(desk, form()) == apply(desk, form(amount=2000_00)) == first
    assert len(desk.sent) == len(desk.credits.items) == 1


def test_another_sheet_is_another_application() -> None:
    """Unless it says the same: then it is most likely the same wish."""
    desk = FakeDesk()
    first = apply(desk, form()).credit_id
    twin = apply(desk, form(Key("feed"))).receipt
    assert (twin.outcome, twin.detail, twin.limit) == ("invalid", "duplicate", first)
    assert apply(desk, form(Key("feed"), months=24)).receipt.outcome == "done"
    assert len(desk.sent) == 2


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
    assert desk.sent == list(desk.credits.items) == []
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


def test_the_application_runs_in_the_thread_of_its_root() -> None:
    """The root is one post, however often this is tried."""
    desk = FakeDesk()
    apply(desk, form())
    asked = opening(desk)
    started = begin(desk, asked)
    assert started.thread == f"{ROOM}.1700000000.000100"
    assert (started.place.room, started.place.thread) == (ROOM, "1700000000.000100")
    assert (started.customer, started.submitted_at) == (ALICE, NOW)
    (root,) = desk.root
    assert (root.post_id, root.place.thread) == (f"applied.{asked.credit_id}", None)


def test_without_a_root_it_runs_in_the_room_itself() -> None:
    """Slack would not have the message; the application is not lost for it."""
    desk = FakeDesk(posted="")
    apply(desk, form())
    started = begin(desk, opening(desk))
    assert (started.place.room, started.place.thread) == (ROOM, None)
    assert started.thread == f"{ROOM}.0"
