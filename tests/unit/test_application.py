"""The application's states, and whose events may move it."""

from datetime import datetime
from typing import get_args

import pytest

from services.contracts.credit import (
    Answer,
    ApplicationView,
    Awaiting,
    Claim,
    Contest,
    OfferResponse,
    OfficerVote,
    Reason,
    VoteCast,
    Withdrawal,
)
from services.contracts.keys import PersonKey
from services.contracts.lending import CreditState
from services.credit import application as machine
from services.credit import voting
from tests.unit.case import ALICE, BOB, NOW, OLIVIA, OMAR, UNTIL, money, terms, view

STATES: tuple[CreditState, ...] = get_args(CreditState)
OFFICERS = frozenset({OLIVIA, OMAR})
QUESTION = Awaiting(kind="answer", name="answer.1", text="Why?", until=UNTIL)
OFFER = Awaiting(kind="offer", name="offer.1", until=UNTIL)
BALLOT = Awaiting(kind="vote", name="vote.1", until=UNTIL)

# LENDING's table, written down once more: from, and all that may follow.
TABLE: dict[CreditState, set[CreditState]] = {
    "submitted": {"under_review", "withdrawn", "aborted"},
    "under_review": {"info_requested", "referred", "approved", "rejected", "withdrawn", "aborted"},
    "info_requested": {"under_review", "referred", "expired", "withdrawn", "aborted"},
    "referred": {"info_requested", "approved", "rejected", "expired", "withdrawn", "aborted"},
    "approved": {"accepted", "expired", "withdrawn", "aborted"},
    "rejected": {"referred"},
}
PAIRS: list[tuple[CreditState, CreditState]] = [(state, to) for state in STATES for to in STATES]
LEGAL = [(state, to) for state, to in PAIRS if to in TABLE.get(state, set())]
ILLEGAL = [(state, to) for state, to in PAIRS if state != to and (state, to) not in LEGAL]


@pytest.mark.parametrize(("state", "to"), LEGAL)
def test_a_legal_step_is_taken(state: CreditState, to: CreditState) -> None:
    """The state moves, and nothing is waited for any more unless it is said."""
    before = view(state, QUESTION)
    assert machine.moved(before, to) == view(to)
    assert machine.moved(before, to, awaiting=OFFER).awaiting == OFFER


@pytest.mark.parametrize(("state", "to"), ILLEGAL)
def test_any_other_step_is_refused(state: CreditState, to: CreditState) -> None:
    with pytest.raises(machine.IllegalTransition, match=f"{state} cannot become {to}"):
        machine.moved(view(state), to)


@pytest.mark.parametrize("state", STATES)
def test_a_repeated_step_stays_where_it_is(state: CreditState) -> None:
    assert machine.moved(view(state), state).state == state


@pytest.mark.parametrize("state", STATES)
def test_what_has_ended_cannot_be_withdrawn(state: CreditState) -> None:
    """Nor what was accepted, nor a rejection that could still be contested."""
    assert machine.can_be_withdrawn(state) == ("withdrawn" in TABLE.get(state, set()))


def test_a_rejection_is_contested_by_its_owner_in_words() -> None:
    """Somebody else's is unknown, no words are invalid, and what is not open is closed."""
    waiting = Awaiting(kind="contest", name="contest.1", until=UNTIL)
    mine = Contest(by=ALICE, contest="contest.1", text="Look again.")
    assert machine.judge_contest(view("rejected", waiting), mine) is None
    others = mine.model_copy(update={"by": BOB})
    empty = mine.model_copy(update={"text": " "})
    for contest, outcome in ((others, "unknown"), (empty, "invalid")):
        receipt = machine.judge_contest(view("rejected", waiting), contest)
        assert receipt is not None
        assert receipt.outcome == outcome
    late = machine.judge_contest(view("rejected"), mine)
    assert late is not None
    assert late.outcome == "closed"


@pytest.mark.parametrize(
    "state", [each for each in STATES if "withdrawn" in TABLE.get(each, set())]
)
def test_the_customer_may_withdraw_until_accepted(state: CreditState) -> None:
    assert "withdrawn" in machine.LEGAL[state]
    assert machine.judge_withdrawal(view(state), Withdrawal(by=ALICE)) is None


def test_the_summary_shows_the_open_question() -> None:
    line = machine.summary(view("info_requested", QUESTION))
    assert (line.question, line.until) == ("Why?", UNTIL)
    assert (line.amount, line.months, line.state) == (money(1000_00), 12, "info_requested")
    assert line.submitted_on == NOW.date()


@pytest.mark.parametrize(("awaiting", "until"), [(None, None), (OFFER, UNTIL), (BALLOT, None)])
def test_the_summary_shows_no_question_when_none_is_open(
    awaiting: Awaiting | None, until: datetime | None
) -> None:
    """An offer has its deadline, but nothing to answer; a ballot is the officers' alone."""
    line = machine.summary(view("approved", awaiting))
    assert (line.question, line.until) == (None, until)


def test_the_summary_carries_terms_and_reasons() -> None:
    reason = Reason(code="GAMBLING_SHARE")
    decided = view("approved").model_copy(update={"terms": terms(), "reasons": (reason,)})
    line = machine.summary(decided)
    assert (line.terms, line.reasons) == (terms(), (reason,))


def test_an_answer_to_the_open_question_is_taken() -> None:
    answer = Answer(by=ALICE, question="answer.1", text="A car.")
    assert machine.judge_answer(view("info_requested", QUESTION), answer) is None


@pytest.mark.parametrize(
    ("seen", "by", "question", "text", "outcome"),
    [
        (None, ALICE, "answer.1", "A car.", "unknown"),
        (view("info_requested", QUESTION), BOB, "answer.1", "A car.", "unknown"),
        (view("info_requested", QUESTION), OLIVIA, "answer.1", "A car.", "unknown"),
        (view("info_requested", QUESTION), BOB, "answer.1", "", "unknown"),
        (view("info_requested", QUESTION), ALICE, "answer.1", " \n", "invalid"),
        (view("info_requested", QUESTION), ALICE, "answer.2", "A car.", "closed"),
        (view("under_review"), ALICE, "answer.1", "A car.", "closed"),
    ],
)
def test_an_answer_is_refused(
    seen: ApplicationView | None, by: PersonKey, question: str, text: str, outcome: str
) -> None:
    """A stranger learns nothing; an empty or a late one is told so."""
    receipt = machine.judge_answer(seen, Answer(by=by, question=question, text=text))
    assert receipt
    assert receipt.outcome == outcome


@pytest.mark.parametrize("awaiting", [OFFER, BALLOT, QUESTION])
def test_each_promise_takes_only_its_own_kind_of_event(awaiting: Awaiting) -> None:
    """An answer that names the offer's promise must not resolve it; nor the others."""
    seen, name = REFERRED.model_copy(update={"awaiting": awaiting}), awaiting.name
    receipts = {
        "answer": machine.judge_answer(seen, Answer(by=ALICE, question=name, text="Yes")),
        "offer": machine.judge_response(seen, OfferResponse(by=ALICE, offer=name, accept=True)),
        "vote": voting.judge(seen, cast(APPROVE, ballot=name), officers=OFFICERS),
    }
    assert receipts.pop(awaiting.kind) is None
    assert {receipt.outcome for receipt in receipts.values() if receipt} == {"invalid"}


@pytest.mark.parametrize(
    ("seen", "by", "outcome"),
    [
        (view("approved", OFFER), ALICE, "done"),
        (None, ALICE, "unknown"),
        (view("approved", OFFER), BOB, "unknown"),
        (view("approved", OFFER), OLIVIA, "unknown"),
        (view("accepted"), ALICE, "closed"),
        (view("info_requested", QUESTION), ALICE, "closed"),
    ],
)
@pytest.mark.parametrize("accept", [True, False])
def test_only_the_owner_responds_to_an_open_offer(
    seen: ApplicationView | None, by: PersonKey, outcome: str, *, accept: bool
) -> None:
    receipt = machine.judge_response(seen, OfferResponse(by=by, offer="offer.1", accept=accept))
    assert (receipt.outcome if receipt else "done") == outcome


@pytest.mark.parametrize(
    ("seen", "by", "outcome"),
    [
        (None, ALICE, "unknown"),
        (view("under_review"), BOB, "unknown"),
        (view("withdrawn"), BOB, "unknown"),
        (view("withdrawn"), ALICE, "already_done"),
        (view("accepted"), ALICE, "closed"),
        (view("rejected"), ALICE, "closed"),
        (view("expired"), ALICE, "closed"),
    ],
)
def test_a_withdrawal_is_refused(seen: ApplicationView | None, by: PersonKey, outcome: str) -> None:
    receipt = machine.judge_withdrawal(seen, Withdrawal(by=by))
    assert receipt
    assert receipt.outcome == outcome


def cast(vote: OfficerVote, *, ballot: str = "vote.1") -> VoteCast:
    return VoteCast(vote=vote, ballot=ballot)


APPROVE = OfficerVote(officer=OLIVIA, action="approve")
REJECT = OfficerVote(officer=OLIVIA, action="reject", reasons=(Reason(code="OTHER", note="No."),))
ASK = OfficerVote(officer=OLIVIA, action="ask", text="Which employer?")
REFERRED = view("referred", BALLOT).model_copy(update={"rounds_left": 1})


@pytest.mark.parametrize("vote", [APPROVE, REJECT, ASK])
def test_an_officer_votes_on_the_open_ballot(vote: OfficerVote) -> None:
    assert voting.judge(REFERRED, cast(vote), officers=OFFICERS) is None


@pytest.mark.parametrize(
    ("seen", "vote", "outcome", "detail"),
    [
        (REFERRED, APPROVE.model_copy(update={"officer": BOB}), "not_an_officer", ""),
        (None, APPROVE.model_copy(update={"officer": BOB}), "not_an_officer", ""),
        (None, APPROVE, "unknown", ""),
        (REFERRED.model_copy(update={"votes": (APPROVE,)}), APPROVE, "already_voted", ""),
        (REFERRED.model_copy(update={"votes": (APPROVE,)}), REJECT, "already_voted", ""),
        (REFERRED, REJECT.model_copy(update={"reasons": ()}), "invalid", "reason"),
        (REFERRED, ASK.model_copy(update={"text": "  "}), "invalid", "question"),
        (view("referred", BALLOT), ASK, "invalid", "rounds"),
        (view("approved", OFFER), APPROVE, "closed", ""),
        (
            view("referred", Awaiting(kind="vote", name="vote.2", until=UNTIL)),
            APPROVE,
            "stale",
            "",
        ),
    ],
)
def test_a_vote_does_not_count(
    seen: ApplicationView | None, vote: OfficerVote, outcome: str, detail: str
) -> None:
    """Each reason is told apart, so that the officer knows what to do."""
    receipt = voting.judge(seen, cast(vote), officers=OFFICERS)
    assert receipt
    assert (receipt.outcome, receipt.detail) == (outcome, detail)


def test_an_officer_never_decides_the_own_application() -> None:
    """Not even one who is a credit officer and a customer."""
    vote = APPROVE.model_copy(update={"officer": ALICE})
    receipt = voting.judge(REFERRED, cast(vote), officers=OFFICERS | {ALICE})
    assert receipt
    assert receipt.outcome == "own_application"


def test_the_second_officer_votes_after_the_first() -> None:
    seen = REFERRED.model_copy(
        update={"votes": (APPROVE,), "awaiting": BALLOT.model_copy(update={"name": "vote.2"})}
    )
    second = cast(APPROVE.model_copy(update={"officer": OMAR}), ballot="vote.2")
    assert voting.judge(seen, second, officers=OFFICERS) is None


@pytest.mark.parametrize(
    "seen",
    [
        view("info_requested", QUESTION),
        view("approved", OFFER),
        REFERRED,
        REFERRED.model_copy(update={"claim": Claim(by=OMAR, since=NOW, until=UNTIL)}),
    ],
)
def test_who_clicks_after_a_fault_is_told_that_it_was_stopped(seen: ApplicationView) -> None:
    """What it waited for is still in the view, and nobody waits for it."""
    gone = machine.aborted(seen)
    name = gone.awaiting.name if gone.awaiting else ""
    receipts = {
        "answer": machine.judge_answer(gone, Answer(by=ALICE, question=name, text="Yes")),
        "offer": machine.judge_response(gone, OfferResponse(by=ALICE, offer=name, accept=True)),
        "vote": voting.judge(gone, cast(APPROVE, ballot=name), officers=OFFICERS),
    }
    told = [receipts[gone.awaiting.kind if gone.awaiting else ""]]
    told.append(machine.judge_withdrawal(gone, Withdrawal(by=ALICE)))
    told.append(voting.judge(gone, cast(APPROVE, ballot="vote.9"), officers=OFFICERS))
    assert [receipt and receipt.outcome for receipt in told] == ["aborted"] * 3
