"""What the desk holds about a person: given out to them alone, and deleted where it may be."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from bot.views import data_cards, data_file, render
from services.contracts import (
    account,
    audit,
    credit,
    holdings,
    loan,
    posts,
    recovery,
    reminders,
    session,
)
from services.contracts import help as calls
from services.contracts.audit import Event, Role
from services.contracts.keys import CreditId, RoomKey
from services.contracts.lending import CreditState
from services.contracts.wire import Handler, Wire
from services.credit import filing
from services.help import calling
from services.holdings import erasing, handlers, reading
from services.session import keeping
from tests.unit.case import ALICE, BOB, CREDIT, NOW, OLIVIA, OTHER, PLACE, THREAD, money
from tests.unit.case import application as applied
from tests.unit.doors import DESK, FakeWorkflow
from tests.unit.kept_session import OWNED, KeptSession

ROOM = RoomKey("T0DESK.D0ALICE")
WISH = holdings.Wish(room=ROOM)


def chain(*events: Event) -> audit.Chain:
    links = (audit.Link(number=n, event=e, previous="", hash="") for n, e in enumerate(events))
    return audit.Chain(links=tuple(links))


def event(what: str, *, by: str, role: Role, details: str = "") -> Event:
    return Event(at=NOW, what=what, who=by, role=role, details=details)


def summary(state: CreditState, credit_id: Any = CREDIT) -> account.CreditSummary:
    return account.CreditSummary(
        credit_id=credit_id,
        amount=money(1000_00),
        months=12,
        state=state,
        submitted_on=date(2026, 1, 31),
        place=PLACE,
    )


@dataclass
class FakeHoldings:
    """Alice's object. What is called answers by `replies`, and `asked` has what it was."""

    state: dict[str, Any] = field(default_factory=dict[str, Any])
    seconds: float = NOW.timestamp()
    replies: dict[tuple[str, str], Wire] = field(default_factory=dict[tuple[str, str], Wire])
    asked: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    sent: list[tuple[str, str, bytes]] = field(default_factory=list[tuple[str, str, bytes]])

    def key(self) -> str:
        return ALICE

    async def time(self) -> float:
        return self.seconds

    async def get(self, name: str, *, type_hint: Any) -> Any:
        _ = type_hint
        return self.state.get(name)

    def set(self, name: str, value: Any) -> None:
        self.state[name] = value

    def uuid(self) -> UUID:
        return uuid4()

    def clear(self, name: str) -> None:
        del self.state[name]

    @property
    def expected(self) -> list[str]:
        return [each for each in self.state if each.startswith(recovery.PREFIX)]

    async def state_keys(self) -> list[str]:
        return list(self.state)

    async def generic_call(self, service: str, name: str, body: bytes, *, key: str) -> bytes:
        self.asked.append((f"{service}.{name}", key, body.decode()))
        return self.replies[service, name].model_dump_json().encode()

    def generic_send(
        self,
        service: str,
        name: str,
        body: bytes,
        *,
        key: str,
        send_delay: timedelta | None,
        idempotency_key: str = "",
    ) -> None:
        assert send_delay is None
        assert bool(idempotency_key) == (name in ("compile", "erase"))
        self.sent.append((f"{service}.{name}", key, body))

    def answer(self, handler: Handler[Any, Any], reply: Wire) -> None:
        assert isinstance(reply, handler.reply)
        self.replies[handler.service, handler.name] = reply

    def only(self, name: str, kind: type[Wire]) -> Any:
        (body,) = [body for sent, _, body in self.sent if sent == name]
        return kind.model_validate_json(body)

    @property
    def ctx(self) -> Any:
        return cast("Any", self)


def alice(*credits: account.CreditSummary) -> FakeHoldings:
    """With a thread that is listed, and these credits."""
    found = FakeHoldings(state={reading.name(THREAD): holdings.Listed(thread=THREAD)})
    found.answer(account.CREDITS, account.Credits(items=credits))
    found.answer(account.BALANCE, account.Balance(balance=money(5), as_of=date(2026, 1, 31)))
    nothing = account.Transactions(items=(), matched=0, money_in=money(0), money_out=money(0))
    found.answer(account.TRANSACTIONS, nothing)
    found.answer(account.FORGET, account.Forgotten(corrections=2))
    found.answer(reminders.LIST, reminders.Reminders())
    found.answer(reminders.CANCEL, reminders.Reminders())
    found.answer(audit.EXPORT, chain())
    found.answer(session.READ, session.ReadingReply())
    found.answer(session.FORGET, session.Forgotten(records=7))
    found.answer(calls.READ, calls.ReadingReply())
    found.answer(calls.FORGET, calls.Forgotten())
    found.answer(credit.FILE, credit.FileReply())
    found.answer(loan.STATEMENT, loan.StatementReply())
    return found


async def given_out(person: FakeHoldings) -> posts.Post:
    """The post with all that is held."""
    assert (await handlers.promise(person.ctx, WISH)).outcome == "done"
    compilation = person.only("Holdings.compile", holdings.Compilation)
    await handlers.give_out(person.ctx, compilation)
    return person.only("Messenger.post", posts.Post)


async def test_all_is_read_in_the_persons_name_and_goes_to_the_room_given() -> None:
    """Each read names Alice or is of her own object; the post is for her to read."""
    person = alice(summary("active"))
    post = await given_out(person)
    assert (post.place.room, post.place.thread, post.reader) == (ROOM, None, ALICE)
    assert post.post_id == f"my-data.{ALICE}.1"
    for name, key, body in person.asked:
        assert key == ALICE or json.loads(body).get("by") == ALICE or name == "Audit.export"
    assert {key for name, key, _ in person.asked if name == "Audit.export"} == {ALICE, CREDIT}
    assert [key for name, key, _ in person.asked if name == "AgentSession.read"] == [THREAD]


async def test_officers_are_not_named_and_what_is_among_them_is_withheld() -> None:
    """That it happened, and on what grounds it ended, is in it."""
    person = alice(summary("rejected"))
    events = (
        event("referral.claimed", by=OLIVIA, role="officer"),
        event("referral.handed_over", by=OLIVIA, role="officer", details="T0DESK.U0OMAR"),
        event("claim.lapsed", by="desk", role="desk", details="T0DESK.U0OMAR"),
        event("officer.voted", by=OLIVIA, role="officer", details="reject OTHER"),
        event("application.rejected", by=OLIVIA, role="officer", details="INCOME_INSUFFICIENT"),
        event("audit.read", by=OLIVIA, role="officer"),
    )
    person.answer(audit.EXPORT, chain(*events))
    post = await given_out(person)
    assert isinstance(post.content, holdings.PersonalData)
    told = post.content.credits[0].events
    assert [each.what for each in told] == [each.what for each in events]
    assert [each.details for each in told] == ["", "", "", "", "INCOME_INSUFFICIENT", ""]
    assert "U0O" not in post.content.model_dump_json()


async def test_it_is_given_out_now_and_then() -> None:
    """Each time as a file of another name, by which it is found again."""
    person = alice()
    first = render.render((await given_out(person)).content).file
    soon = await handlers.promise(person.ctx, WISH)
    assert (soon.outcome, soon.again) == ("too_soon", NOW + handlers.PAUSE)
    person.seconds += handlers.PAUSE.total_seconds()
    person.sent.clear()
    second = render.render((await given_out(person)).content).file
    assert first
    assert second
    assert (first.name, second.name) == ("my-data-2026-01-31-1.json", "my-data-2026-01-31-2.json")
    assert first.name in first.comment


async def test_the_file_is_json_and_where_none_can_be_a_sentence_says_so() -> None:
    post = await given_out(alice(summary("active")))
    assert isinstance(post.content, holdings.PersonalData)
    view = data_file.view(post.content)
    assert view.file
    read = json.loads(view.file.content())
    assert read["person"] == ALICE
    assert read["credits"][0]["summary"]["credit_id"] == CREDIT
    assert "could not be attached" in view.text
    assert CREDIT not in view.text


async def test_what_may_be_deleted_is_and_what_is_open_is_named() -> None:
    """Each object is asked in the person's name; an account of it goes to the person's audit."""
    third = CreditId("CR-44444444")
    person = alice(summary("active"), summary("rejected", OTHER), summary("aborted", third))
    person.answer(calls.FORGET, calls.Forgotten(open=True))
    gone = await erasing.erase(person.ctx)
    assert gone == holdings.DataForgotten(
        conversations=1, reminders=0, corrections=2, running=(CREDIT,), calls_open=True
    )
    asked = {(name, key) for name, key, _ in person.asked}
    assert {("AgentSession.forget", THREAD), ("Reminders.cancel", ALICE)} <= asked
    event = person.only("Audit.append", Event)
    assert (event.what, event.who, event.role) == ("data.forgotten", ALICE, "customer")
    assert event.details == "1 conversations, 0 reminders, 2 corrections"
    shown = data_cards.forgotten(gone)
    assert CREDIT in shown.text
    assert OTHER not in shown.text
    assert "ten years" in shown.text


async def test_the_form_says_what_would_go_and_names_nobody() -> None:
    """Deleting is for who sends it."""
    person = alice(summary("under_review"))
    made = data_cards.form(await erasing.survey(person.ctx))
    assert len(made["title"]["text"]) <= 24
    form = json.dumps(made)
    assert all(part in form for part in ("conversations (1)", "reminders (0)", CREDIT, "ten years"))
    assert ALICE not in form
    assert "private_metadata" not in form
    assert person.sent == []


async def test_a_conversation_is_read_and_forgotten_by_its_owner_alone() -> None:
    """For another it is as if there were none."""
    talk = KeptSession()
    await talk.say("my daughter is ill")
    before = dict(talk.state)
    assert (await keeping.read(talk.ctx, session.Reading(by=BOB))).conversation is None
    by_bob = session.Forgetting(by=BOB)
    assert (await keeping.forget(talk.ctx, by_bob, front="front_desk")).records == 0
    assert talk.state == before
    read = (await keeping.read(talk.ctx, session.Reading(by=ALICE))).conversation
    assert read
    assert read.lines == (session.Line(by="customer", text="my daughter is ill"),)


async def test_a_forgotten_conversation_keeps_its_timer_and_its_owner() -> None:
    """So there is never a second timer, and nobody else gets the thread."""
    talk = KeptSession()
    await talk.say()
    talk.sent.clear()
    forgetting = session.Forgetting(by=ALICE)
    assert (await keeping.forget(talk.ctx, forgetting, front="front_desk")).records == 1
    assert talk.names == [("Audit.append", ALICE)]
    assert talk.head == OWNED.model_copy(update={"timed": True, "listed": True})
    talk.sent.clear()
    await talk.say()
    assert talk.sent == []
    await keeping.forget(talk.ctx, forgetting, front="front_desk")
    talk.sent.clear()
    await talk.ring()
    assert talk.names == [("Holdings.unlist", ALICE)]
    assert talk.head == OWNED


def test_the_words_of_a_call_stay_until_an_officer_has_them() -> None:
    """Unless their time is over."""
    call = calls.Call(by=ALICE, place=PLACE, words="please call me")
    waiting = calling.Standing(number=2, call=call)
    taken = waiting.model_copy(update={"taken_by": OLIVIA})
    wish, over = calls.Forgetting(by=ALICE), calls.Forgetting(by=ALICE, number=2)
    assert calling.forgotten(waiting, wish) is None
    assert calling.forgotten(taken, calls.Forgetting(by=BOB)) is None
    assert calling.forgotten(taken, calls.Forgetting(by=ALICE, number=1)) is None
    for standing, forgetting in ((taken, wish), (waiting, over)):
        left = calling.forgotten(standing, forgetting)
        assert left
        assert (left.call.words, left.call.by, left.number) == ("", ALICE, 2)
    assert calling.kept(taken, BOB) is None
    assert calling.kept(taken, ALICE) == calls.Kept(
        words="please call me", credit_id=None, taken=True
    )


async def test_an_applications_file_is_its_customers() -> None:
    """With the words that resolved its promises; those that nobody resolved are not in it."""
    seen = credit.ApplicationView(application=applied(), state="rejected")
    workflow = FakeWorkflow(
        seen,
        {"answer.1": credit.Answer(by=ALICE, question="answer.1", text="it was a gift")},
        charter=DESK.charter,
        lapsed={"answer.2"},
    )
    ctx = cast("Any", workflow)
    assert (await filing.read(ctx, credit.FileWish(by=BOB))).file is None
    file = (await filing.read(ctx, credit.FileWish(by=ALICE))).file
    assert file
    assert file.answers == (credit.Answered(question="answer.1", text="it was a gift"),)
    assert (file.contest, file.explanation) == ("", None)


async def test_what_was_promised_is_done_again_where_it_was_lost() -> None:
    """An export and an erasure are expected until they say that they are done."""
    person = alice(summary("active"))
    await handlers.promise(person.ctx, WISH)
    await handlers.begin_erasure(person.ctx, WISH)
    assert len(person.expected) == 2
    before = [sent for sent in person.sent if sent[0] in ("Holdings.compile", "Holdings.erase")]
    person.sent.clear()
    for each in person.expected:
        await handlers.recover(person.ctx, recovery.lost(each))
    assert person.sent == before
    assert len(person.expected) == 2
    await handlers.give_out(person.ctx, person.only("Holdings.compile", holdings.Compilation))
    await handlers.settle(person.ctx, person.only("Holdings.settle", holdings.Settled))
    assert ["erase" in each for each in person.expected] == [True]
    await handlers.settle(person.ctx, holdings.Settled(erased=1))
    assert person.expected == []
    settled = recovery.expectation("Holdings", ALICE, "erase", "1.0")
    await handlers.recover(person.ctx, recovery.lost(settled))
    assert person.expected == []
