"""Every kind of post renders within Slack's limits, and what people write reaches nobody."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.identity import Target
from bot.views import answers, forms, mrkdwn, office_words, render, rights_cards, sentences, words
from bot.views import rights_words as rights
from bot.views.blocks import BLOCKS, Rendered, shortened
from services.contracts import holdings, posts
from services.contracts.account import Balance, Credits, CreditState, CreditSummary
from services.contracts.credit import (
    Claim,
    Explanation,
    OfficerVote,
    Reason,
    ReasonCode,
    Receipt,
    Terms,
)
from services.contracts.keys import CreditId, Key, PersonKey, ReminderId, RoomKey
from services.contracts.lending import Figure
from services.contracts.loan import (
    ClosingReason,
    InstalmentLine,
    LoanStatement,
    RepaymentKind,
    RepaymentQuote,
)
from services.contracts.money import Money
from services.contracts.reminders import Instalment
from services.contracts.watch import FailedWork, Stuck
from tests.unit.case import document

STATES: tuple[CreditState, ...] = get_args(CreditState)
CREDIT = CreditId("CR-ABCDEFGH")
ALICE = PersonKey("T0DESK.U0ALICE")
OLIVIA = PersonKey("T0DESK.U0OLIVIA")
UNTIL = datetime(2026, 8, 15, 12, 0, tzinfo=UTC)
HOSTILE = "<!channel> <@U0BOB> <https://evil.example|bank> & *so* `on`"
LONG = f"{HOSTILE} and so on. " * 400

TERMS = Terms(
    amount=Money(minor=100_000),
    months=12,
    nominal_rate=Decimal("6.00"),
    apr=Decimal("6.2"),
    fee=Money(minor=2500),
    instalment=Money(minor=8607),
    last_instalment=Money(minor=8603),
    total_interest=Money(minor=3280),
    total_payable=Money(minor=103_280),
    first_due=date(2026, 9, 1),
)
REASON = Reason(code="OTHER", figure="52 %", threshold="50 %", note=LONG[:400])


def offer(state: Any = "open") -> posts.Offer:
    return posts.Offer(
        credit_id=CREDIT, offer="offer.1", terms=TERMS, automated=True, until=UNTIL, state=state
    )


def question(state: Any = "open") -> posts.Question:
    return posts.Question(
        credit_id=CREDIT,
        question="answer.1",
        text=LONG,
        asked_by="officer",
        until=UNTIL,
        state=state,
        answer=LONG,
    )


def referral(state: Any = "open") -> posts.Referral:
    figure = posts.Figure(name="income", value="2,450.00 EUR", threshold="1", fired=True)
    return posts.Referral(
        credit_id=CREDIT,
        customer=ALICE,
        amount=Money(minor=900_000),
        months=24,
        instalment=Money(minor=40_000),
        ballot="vote.1",
        because=("above_mandate", "policy", "agent", "model_failed", "rounds_used_up"),
        reasons=(REASON,) * 4,
        figures=(figure,) * 9,
        opinion=LONG,
        answers=(LONG,) * 4,
        votes=(
            OfficerVote(officer=OLIVIA, action="ask", text=HOSTILE),
            OfficerVote(officer=OLIVIA, action="reject", reasons=(REASON,)),
        ),
        votes_needed=2,
        state=state,
    )


MONEY = Money(minor=123_456)


def aborted(before: CreditState = "referred") -> posts.ApplicationAborted:
    return posts.ApplicationAborted(
        credit_id=CREDIT, customer=ALICE, amount=MONEY, months=36, before=before
    )


FIGURE = Figure(name="debt_to_income_after", value="52 %", threshold="50 %", fired=True)
CONTESTABLE = Explanation(
    credit_id=CREDIT,
    outcome="rejected",
    automated=True,
    policy="2026-11",
    reasons=(REASON,) * 4,
    figures=(FIGURE,) * 9,
    contest="contest.1",
    until=UNTIL,
)
APPROVED = Explanation(
    credit_id=CREDIT, outcome="approved", automated=False, policy="2026-11", figures=(FIGURE,)
)
ASKING = ["decision_why", "human_call"]
CALL = "T0DESK.D0ALICE.1700000000.000100|1"


def human_wanted(taken_by: PersonKey | None = None) -> posts.HumanWanted:
    return posts.HumanWanted(
        call=CALL, customer=ALICE, credit_id=CREDIT, words=LONG, taken_by=taken_by
    )


NONE = Money(minor=0)


def repayment(
    kind: Any = "partial", state: Any = "open", *, late: Money = NONE
) -> posts.RepaymentOffered:
    """507.46 with 2.46 of interest; a part leaves five instalments of 86.07."""
    left: dict[str, Any] = (
        {"instalment": Money(minor=8607), "instalments_left": 5} if kind == "partial" else {}
    )
    quote = RepaymentQuote(
        name="repayment.3",
        kind=kind,
        choice="shorter_term",
        on=date(2026, 8, 15),
        total=Money(minor=50_746),
        principal=Money(minor=50_500),
        interest=Money(minor=246),
        late_interest=late,
        fee_returned=late,
        saved=Money(minor=892),
        **left,
    )
    return posts.RepaymentOffered(credit_id=CREDIT, quote=quote, state=state)


def stated(months: int = 12, **more: Any) -> LoanStatement:
    """A loan of so many instalments, the first of them paid and the second overdue."""
    states: dict[int, Any] = {1: "paid", 2: "overdue", 3: "due"}
    lines = tuple(
        InstalmentLine(
            number=number,
            due=date(2026, 9, 30),
            payment=Money(minor=2_500_000),
            interest=Money(minor=2_500_000),
            principal=Money(minor=2_500_000),
            balance=Money(minor=2_500_000),
            state=states.get(number, "scheduled"),
        )
        for number in range(1, months + 1)
    )
    known: dict[str, Any] = {
        "on": date(2026, 10, 5),
        "state": "in_arrears",
        "paid": 1,
        "months": months,
        "outstanding": Money(minor=91_893),
        "remaining": Money(minor=94_673),
        "overdue": Money(minor=8612),
        "late_interest": Money(minor=5),
        "next_due": date(2026, 9, 30),
        "next_payment": Money(minor=8607),
        "lines": lines,
    }
    return LoanStatement(**(known | more))


NEXT = Instalment(credit_id=CREDIT, number=4, days=3, due=date(2026, 12, 1), payment=MONEY)


def task(state: Any = "open", *, wanted: tuple[PersonKey, ...] = ()) -> posts.OfficersTask:
    return posts.OfficersTask(
        credit_id=CREDIT,
        customer=ALICE,
        number=3,
        payment=MONEY,
        state=state,
        written_off_by=wanted,
    )


CONTENTS: list[posts.Content] = [
    posts.Reply(text=LONG * 5, disclose=True),
    posts.Reply(text=""),
    *(posts.Sentence(code=code, limit=30_000) for code in get_args(posts.SentenceCode)),
    posts.Applied(credit_id=CREDIT, amount=MONEY, months=12),
    *(
        posts.ApplicationReceived(credit_id=CREDIT, amount=MONEY, months=1, state=state)
        for state in get_args(CreditState)
    ),
    *(question(state) for state in ("open", "answered", "closed")),
    posts.QuestionReminder(credit_id=CREDIT, text=LONG, until=UNTIL),
    document(),
    document(amount=2_500_000, months=120),
    *(offer(state) for state in get_args(posts.Offer.model_fields["state"].annotation)),
    posts.Decision(
        credit_id=CREDIT, amount=MONEY, outcome="rejected", reasons=(REASON,) * 4, automated=True
    ),
    posts.Decision(credit_id=CREDIT, amount=MONEY, outcome="expired", expired="offer"),
    posts.Decision(credit_id=CREDIT, amount=MONEY, outcome="withdrawn"),
    posts.Decision(credit_id=CREDIT, amount=MONEY, outcome="aborted"),
    posts.Decision(
        credit_id=CREDIT, amount=MONEY, outcome="rejected", contest="contest.1", until=UNTIL
    ),
    *(posts.DecisionExplained(explanation=each) for each in (APPROVED, CONTESTABLE)),
    *(posts.HumanCalled(credit_id=each) for each in (CREDIT, None)),
    *(posts.HumanComing(officer=OLIVIA, credit_id=each) for each in (CREDIT, None)),
    *(human_wanted(taken_by) for taken_by in (None, OLIVIA)),
    posts.HumanWanted(call=CALL, customer=ALICE),
    *(
        posts.HumanAwaited(customer=ALICE, credit_id=CREDIT, final=final, officers=(OLIVIA,))
        for final in (False, True)
    ),
    posts.Referred(credit_id=CREDIT),
    holdings.PersonalData(
        person=ALICE,
        number=1,
        made_at=UNTIL,
        balance=Balance(balance=MONEY, as_of=date(2026, 9, 1)),
        transactions=(),
        corrections=(),
        credits=(),
        reminders=(),
        conversations=(),
        calls=(),
        events=(),
    ),
    *(
        holdings.DataForgotten(
            conversations=3, reminders=2, corrections=1, running=(CREDIT,) * many, calls_open=called
        )
        for many, called in ((0, False), (1, True), (500, True))
    ),
    *(
        posts.ReminderDue(reminder=ReminderId("R-3"), text=text, instalment=instalment)
        for text, instalment in ((LONG, NEXT), (HOSTILE, None), ("", NEXT))
    ),
    posts.Disbursed(credit_id=CREDIT, amount=MONEY, instalment=MONEY, first_due=date(2026, 9, 1)),
    posts.InstalmentCollected(
        credit_id=CREDIT,
        number=3,
        months=12,
        payment=MONEY,
        outstanding=MONEY,
        remaining=MONEY,
        next_due=date(2026, 10, 1),
    ),
    posts.InstalmentMissed(credit_id=CREDIT, number=3, payment=MONEY, overdue=False),
    posts.InstalmentMissed(credit_id=CREDIT, number=3, payment=MONEY, overdue=True),
    *(posts.LoanClosed(credit_id=CREDIT, reason=why) for why in get_args(ClosingReason)),
    *(repayment(kind) for kind in get_args(RepaymentKind)),
    *(repayment(state=state, late=MONEY) for state in ("paid", "declined", "outdated")),
    *(posts.LoanSchedule(credit_id=CREDIT, statement=stated(n)) for n in (0, 3, 120)),
    *(referral(state) for state in get_args(posts.Referral.model_fields["state"].annotation)),
    posts.ReferralChart(
        credit_id=CREDIT,
        months=(posts.MonthSeen(date(2026, 8, 1), 2500_00, 1800_00, 300_00),),
        classes=(posts.ClassSeen("rent", 900_00), posts.ClassSeen("refund", -9_00)),
    ),
    posts.ReferralChart(credit_id=CREDIT),
    posts.OfficersReminder(credit_id=CREDIT, final=True),
    posts.OfficersReminder(credit_id=CREDIT, what="claim", final=True, officers=(OLIVIA,)),
    posts.OfficersReminder(credit_id=CREDIT, what="lapsed", final=False, claimed_by=OLIVIA),
    posts.OfficersReminder(credit_id=CREDIT, what="changed", final=False, officers=(OLIVIA,)),
    posts.NobodyMayDecide(credit_id=CREDIT, needed=2, able=1),
    task(),
    task(wanted=(OLIVIA,)),
    task("paid", wanted=(OLIVIA,)),
    task("written_off", wanted=(OLIVIA, OLIVIA)),
    posts.HardshipReported(credit_id=CREDIT, customer=ALICE, text=LONG, overdue=MONEY),
    posts.OfficersTask(credit_id=CREDIT, customer=ALICE, number=3, payment=MONEY, final=True),
    posts.SwitchTurned(stopped=True, by=OLIVIA),
    posts.SwitchTurned(stopped=False, by=OLIVIA),
    posts.ApprovalNotice(credit_id=CREDIT, amount=MONEY, months=12, decided_by=(OLIVIA,)),
    posts.ApprovalNotice(credit_id=CREDIT, amount=MONEY, months=12, decided_by=()),
    *(aborted(state) for state in get_args(CreditState)),
    *(
        posts.DeskTrouble(
            since=UNTIL,
            until=until,
            stuck=(Stuck(service=HOSTILE, handler="post", paused=paused, count=2),),
            invocations=(HOSTILE,) * 5,
        )
        for until in (None, UNTIL)
        for paused in (True, False)
    ),
    posts.RoomShut(room=RoomKey("T0DESK.C0OFFICERS"), refused=HOSTILE),
    posts.RoomShut(room=RoomKey("T0DESK.C0OFFICERS"), refused="is_archived", credit_id=CREDIT),
    posts.RoomShut(room=RoomKey("T0DESK.C0OFFICERS"), given_up=2),
    *(
        posts.DeskFailures(
            number=1,
            since=UNTIL,
            works=(FailedWork(service=HOSTILE, handler="post", count=2, keys=(HOSTILE,) * 5),),
            invocations=(HOSTILE,) * 5,
            seen_by=seen_by,
        )
        for seen_by in (None, OLIVIA)
    ),
]


def all_text(view: Rendered) -> str:
    return " ".join([view.text, *(text for block in view.as_json() for text in texts(block))])


def texts(part: Any) -> list[str]:
    if isinstance(part, dict):
        found: dict[str, Any] = {str(key): value for key, value in part.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON
        own = [found["text"]] if isinstance(found.get("text"), str) else []
        return [*own, *(text for value in found.values() for text in texts(value))]
    if isinstance(part, list):
        return [text for item in part for text in texts(item)]  # pyright: ignore[reportUnknownVariableType] - JSON
    return []


def actions(view: Rendered) -> list[str]:
    return [
        element["action_id"]
        for block in view.as_json()
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def test_every_kind_is_rendered_here() -> None:
    """The samples of this file leave no kind of post out."""
    union = get_args(posts.Content)[0]
    assert {type(content) for content in CONTENTS} == set(get_args(union))


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.kind)
def test_slack_takes_it(content: posts.Content) -> None:
    """Texts, fields, blocks and the whole stay under Slack's limits; there is always a text."""
    for view in (render.render(content), shortened(render.render(content))):
        made = view.as_json(mark="p:" + "x" * 200)
        assert 0 < len(view.text.strip()) <= 4000
        assert 0 < len(made) <= BLOCKS
        assert made[0]["block_id"].startswith("p:")
        assert all(len(text) <= 3000 for text in texts(made))
        assert sum(len(text) for text in texts(made)) <= 13_000


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.kind)
def test_nobody_is_called_by_what_people_write(content: posts.Content) -> None:
    """Mentions, broadcasts and links in dynamic text are shown, not followed."""
    shown = all_text(render.render(content))
    markup = set(re.findall(r"<[^>]*>", shown))
    assert markup <= {"<@U0ALICE>", "<@U0OLIVIA>", "<#C0OFFICERS>"}


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.kind)
def test_what_is_over_can_only_be_asked_about(content: posts.Content) -> None:
    """Why? and a human stay on an automated outcome for good; all else is there while open.

    What a fault has ended can be applied for again.
    """
    shown = set(actions(render.render(content)))
    automated = isinstance(content, posts.Offer | posts.Decision) and content.automated
    assert (shown >= {"decision_why", "human_call"}) == automated
    assert bool(shown - {"decision_why", "human_call"}) == _is_open(content)


def _is_open(content: posts.Content) -> bool:
    match content:
        case (
            posts.Question()
            | posts.Offer()
            | posts.Referral()
            | posts.RepaymentOffered()
            | posts.OfficersTask()
        ):
            return content.state == "open"
        case posts.InstalmentMissed():
            return content.overdue
        case posts.Decision():
            return bool(content.contest) or content.outcome == "aborted"
        case posts.HumanWanted():
            return content.taken_by is None
        case posts.DeskFailures():
            return content.seen_by is None
        case _:
            return False


def test_why_shows_figures_against_their_limits_and_who_decided() -> None:
    """In the form and in the thread alike; with what the customer can do now."""
    said = (
        words.FIGURES["debt_to_income_after"],
        *("52 %", "limit 50 %", "policy version 2026-11", "No person took part"),
    )
    in_form = " ".join(texts(rights_cards.form(CONTESTABLE)))
    card = render.render(posts.DecisionExplained(explanation=CONTESTABLE))
    for shown in (in_form, all_text(card)):
        assert all(each in shown for each in said)
    assert rights.CAN_CONTEST in in_form
    assert "with the button on the decision's card" in all_text(card)
    assert actions(card) == ["human_call"]
    assert rights.CAN_TALK in " ".join(texts(rights_cards.form(APPROVED)))
    assert "officers made this decision" in " ".join(texts(rights_cards.form(APPROVED)))


def test_the_officers_read_the_words_and_nothing_of_the_account() -> None:
    """Who, which credit, and the words as they are; then who has taken it."""
    shown = all_text(render.render(human_wanted()))
    assert "<@U0ALICE>" in shown
    assert "CR-ABCDEFGH" in shown
    assert "&lt;!channel&gt;" in shown
    taken = render.render(human_wanted(OLIVIA))
    assert "<@U0OLIVIA> has taken this." in all_text(taken)


def test_a_thread_that_begins_with_a_card_says_who_answers() -> None:
    """What is submitted at once is answered by a card, and no reply of an agent comes first."""
    received = posts.ApplicationReceived(credit_id=CREDIT, amount=MONEY, months=12)
    assert words.AI_ANSWERS in all_text(render.render(received))


def test_an_offer_says_all_that_it_must() -> None:
    """Amount, term, rates, instalments, total, date, caution, automation, withdrawal."""
    shown = all_text(render.render(offer()))
    for said in (
        *("1,000.00 EUR", "12 months", "6%", "6.2%", "86.07 EUR", "86.03 EUR", "1,032.80 EUR"),
        *("25.00 EUR", "1 September 2026", words.CAUTION, words.AUTOMATED_OFFER, "14 days"),
    ):
        assert said in shown
    assert actions(render.render(offer())) == ["offer_accept", "offer_decline", *ASKING]


def test_the_shorter_form_keeps_the_buttons_that_are_left() -> None:
    shorter = shortened(render.render(offer()))
    assert actions(shorter) == ["offer_accept", "offer_decline", *ASKING]
    assert actions(shortened(render.render(offer("expired")))) == ASKING


def test_what_a_fault_has_ended_is_no_rejection_and_leads_on() -> None:
    """The customer reads whose fault it was, that nothing is owed, and what can be done now."""
    card = render.render(posts.Decision(credit_id=CREDIT, amount=MONEY, outcome="aborted"))
    for said in ("went wrong on our side", "CR-ABCDEFGH", "1,234.56 EUR", words.NOTHING_OWED):
        assert said in all_text(card)
    assert "not approved" not in all_text(card)
    assert actions(card) == ["credit_apply", "human_call"]
    assert actions(shortened(card)) == ["credit_apply", "human_call"]


def test_an_offer_that_a_fault_has_ended_can_not_be_accepted() -> None:
    """Its terms stay, its two buttons go, and it is nobody's fault but ours."""
    card = render.render(offer("aborted"))
    assert "can't be accepted any more" in all_text(card)
    assert words.NOTHING_OWED in all_text(card)
    assert actions(card) == ASKING


def test_a_referral_that_a_fault_has_ended_is_closed_and_says_why() -> None:
    """Nothing to click, and no claim or vote that would still be waited for."""
    claim = Claim(by=OLIVIA, since=UNTIL, until=UNTIL)
    card = render.render(referral("aborted").model_copy(update={"claim": claim}))
    assert actions(card) == []
    assert "Stopped by a fault; the customer was told" in card.text
    assert "Claimed by" not in all_text(card)
    assert "Approvals:" not in all_text(card)


def test_officers_read_which_application_a_fault_has_ended_and_when() -> None:
    view = render.render(aborted("referred"))
    assert view.text == (
        ":rotating_light: CR-ABCDEFGH of <@U0ALICE>, 1,234.56 EUR over 36 months, was stopped by "
        "a fault while it waited for your decision. The customer was told and may apply again."
    )
    assert "{" not in "".join(all_text(render.render(aborted(each))) for each in STATES)


def test_officers_read_why_earlier_votes_no_longer_count() -> None:
    because = ("figures_changed", "exposure_limit")
    shown = all_text(render.render(referral().model_copy(update={"because": because})))
    assert "earlier votes no longer count" in shown
    assert "more than one customer may have" in shown


def test_who_has_voted_is_called_where_the_vote_no_longer_counts() -> None:
    what = posts.OfficersReminder(credit_id=CREDIT, what="changed", final=False, officers=(OLIVIA,))
    assert render.render(what).text == (
        "What CR-ABCDEFGH rests on has changed, so earlier votes no longer count. The card shows "
        "why. Please look at it again. <@U0OLIVIA>"
    )


def test_an_approval_notice_has_no_figures_of_the_account() -> None:
    content = posts.ApprovalNotice(credit_id=CREDIT, amount=MONEY, months=12, decided_by=(OLIVIA,))
    view = render.render(content)
    assert view.text == (
        "Credit CR-ABCDEFGH over 1,234.56 EUR, 12 months: approved by <@U0OLIVIA>."
    )
    assert "\n" not in view.text


def test_a_rejection_gives_its_reasons_in_plain_words() -> None:
    reason = Reason(code="OBLIGATIONS_EXCESSIVE", figure="52 %", threshold="50 %")
    content = posts.Decision(
        credit_id=CREDIT, amount=MONEY, outcome="rejected", reasons=(reason,), automated=True
    )
    shown = all_text(render.render(content))
    assert f"{words.REASONS['OBLIGATIONS_EXCESSIVE']} (52 %, limit 50 %)" in shown
    assert "OBLIGATIONS" not in shown


@given(st.text(alphabet="ab<&\n `", max_size=4000), st.integers(200, 900))
def test_parts_are_short_and_whole(text: str, size: int) -> None:
    """Splitting loses no word and cuts no escape in two."""
    escaped = mrkdwn.escape(text)
    parts = mrkdwn.split(escaped, size=size)
    assert all(len(part) <= size + 8 for part in parts)
    letters = re.compile(r"[^ab]")
    assert letters.sub("", "".join(parts).replace("&amp;", "")) == letters.sub(
        "", escaped.replace("&amp;", "")
    )


@pytest.mark.parametrize("receipt", get_args(Receipt.model_fields["outcome"].annotation))
def test_every_receipt_has_its_sentence(receipt: Any) -> None:
    """What is done needs none; what is another's is said like what doesn't exist."""
    told = (
        sentences.for_customer(Receipt(outcome=receipt)),
        sentences.for_officer(Receipt(outcome=receipt, detail=OLIVIA)),
        sentences.for_asker(Receipt(outcome=receipt)),
        sentences.for_caller(Receipt(outcome=receipt)),
        sentences.for_taker(Receipt(outcome=receipt, detail=OLIVIA)),
    )
    assert all(not sentence for sentence in told) == (receipt == "done")
    assert all(told) == (receipt != "done")
    if receipt == "unknown":
        assert told[0] == words.NO_SUCH_CREDIT
    if receipt == "aborted":
        assert all("fault" in sentence and "apply again" in sentence for sentence in told)


def test_every_code_has_its_words() -> None:
    assert set(words.REASONS) == set(words.REASON_CHOICES) == set(get_args(ReasonCode))
    assert set(words.STATUS) == set(get_args(posts.StatusCode))
    assert set(words.CREDIT_STATES) == set(get_args(CreditState))
    assert set(office_words.BECAUSE) == set(get_args(posts.Because))
    assert set(office_words.REFERRAL_STATES) == set(
        get_args(posts.Referral.model_fields["state"].annotation)
    )
    assert set(words.FIGURES) == set(get_args(posts.Figure.model_fields["name"].annotation))


def test_forms_fit_and_name_no_person() -> None:
    target = Target(credit_id=CREDIT, promise=Key("vote.1"))
    for form in (
        forms.answer(target),
        forms.reject(target),
        forms.ask(target),
        forms.hand_over(target),
        forms.difficulties(target),
    ):
        assert form["private_metadata"] == "CR-ABCDEFGH|vote.1"
        assert len(form["title"]["text"]) <= 24
        assert all(len(text) <= 3000 for text in texts(form))
    lists = [block["element"]["options"] for block in forms.reject(target)["blocks"][1:3]]
    assert all(len(options) <= 10 for options in lists)
    assert [option["value"] for options in lists for option in options] == list(
        get_args(ReasonCode)
    )
    opinion = forms.opinion(target, LONG)
    assert "submit" not in opinion
    assert all(len(text) <= 3000 for text in texts(opinion))


def test_the_last_task_tells_officers_that_nothing_happens_by_itself() -> None:
    """The first one only asks them to talk to the customer; both name credit and customer."""
    first, last = (
        all_text(render.render(each))
        for each in (task(), task().model_copy(update={"final": True}))
    )
    assert all("CR-ABCDEFGH" in text and "<@U0ALICE>" in text for text in (first, last))
    assert "not tried again" in last
    assert "not tried again" not in first


def line(credit_id: CreditId = CREDIT, **stands: Any) -> CreditSummary:
    """1,234.56 over 12 months, under review unless it `stands` otherwise."""
    under_review = CreditSummary(
        credit_id=credit_id,
        amount=MONEY,
        months=12,
        state="under_review",
        submitted_on=date(2026, 8, 1),
    )
    return under_review.model_copy(update=stands)


ASKED = line(state="info_requested", question=HOSTILE, until=UNTIL)
OFFERED = line(CreditId("CR-33333333"), state="approved", terms=TERMS, until=UNTIL)
RUNNING = line(
    CreditId("CR-22222222"),
    state="active",
    terms=TERMS,
    paid=1,
    outstanding=Money(minor=91_893),
    remaining=Money(minor=94_673),
    next_due=date(2026, 9, 1),
    next_payment=Money(minor=8607),
)
REJECTED = line(state="rejected", reasons=(Reason(code="SHORT_HISTORY", figure="2"),))
STOPPED = line(state="aborted")
REPAID = RUNNING.model_copy(
    update={
        "state": "closed",
        "paid": 12,
        "outstanding": Money(minor=0),
        "remaining": Money(minor=0),
        "next_due": None,
        "next_payment": None,
    }
)


def test_the_list_tells_how_each_credit_stands() -> None:
    shown = all_text(answers.credits_list(Credits(items=(ASKED, RUNNING))))
    assert "waiting for your answer" in shown
    assert "&lt;!channel&gt;" in shown
    assert "Still to pay: 946.73 EUR." in shown
    assert "Next instalment: 86.07 EUR on 1 September 2026." in shown


@pytest.mark.parametrize("credit", [ASKED, OFFERED])
def test_what_waits_for_the_customer_says_until_when(credit: CreditSummary) -> None:
    """In the list and alone; an offer is not called a question, nor the reverse."""
    for view in (answers.credits_list(Credits(items=(credit,))), answers.one_credit(credit)):
        shown = all_text(view)
        assert "until 15 August 2026, 14:00 CEST" in shown
        assert ("We asked you" in shown) == (credit is ASKED)
        assert ("Accept or decline" in shown) == (credit is OFFERED)


@pytest.mark.parametrize("credit", [line(), REJECTED, RUNNING, REPAID, STOPPED])
def test_what_waits_for_nobody_has_no_deadline(credit: CreditSummary) -> None:
    assert "until" not in all_text(answers.one_credit(credit))


def test_one_credit_tells_terms_and_repayment() -> None:
    shown = all_text(answers.one_credit(RUNNING))
    for said in ("86.07 EUR", "6.2%", "1,032.80 EUR", "1 of 12", "918.93 EUR", "946.73 EUR"):
        assert said in shown


def test_one_credit_tells_why_it_was_rejected() -> None:
    """In plain words; before there are terms there is nothing to repay."""
    shown = all_text(answers.one_credit(REJECTED))
    assert words.REASONS["SHORT_HISTORY"] in shown
    assert "SHORT_HISTORY" not in shown
    assert "APR" not in shown
    assert "Instalments paid" not in shown


def test_what_a_fault_has_ended_is_told_as_that() -> None:
    """In the list and alone; no deadline, no reason, and the way on."""
    for view in (answers.credits_list(Credits(items=(STOPPED,))), answers.one_credit(STOPPED)):
        shown = all_text(view)
        assert "stopped by a fault on our side" in shown
        assert words.NOTHING_OWED in shown
        assert "rejected" not in shown


def test_a_credit_paid_back_owes_nothing_more() -> None:
    shown = all_text(answers.one_credit(REPAID))
    assert "12 of 12" in shown
    assert "Still to pay" not in shown
    assert "Next instalment" not in shown


@pytest.mark.parametrize("credit", [ASKED, OFFERED, RUNNING, REJECTED, REPAID, STOPPED])
def test_slack_takes_each_credit(credit: CreditSummary) -> None:
    """Alone and in the longest list; what people wrote calls nobody."""
    many = Credits(items=(credit.model_copy(update={"question": LONG}),) * 40)
    for view in (answers.one_credit(credit), answers.credits_list(many)):
        made = view.as_json()
        assert 0 < len(made) <= BLOCKS
        assert all(len(text) <= 3000 for text in texts(made))
        assert not re.findall(r"<[^>]*>", all_text(view))


def test_a_debt_shows_its_minus() -> None:
    view = answers.balance(Balance(balance=Money(minor=-500), as_of=date(2026, 8, 1)))
    assert view.text.splitlines()[0] == "Your balance on 1 August 2026: -5.00 EUR."
