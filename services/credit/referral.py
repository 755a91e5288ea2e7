"""Credit officers decide: a card in their room, and a durable promise per ballot."""

from dataclasses import dataclass
from typing import Literal

from services import durable
from services.contracts import posts
from services.contracts.credit import Awaiting, OfficerVote
from services.contracts.keys import PersonKey
from services.contracts.lending import Reason
from services.credit.asking import ask
from services.credit.case import Case, Lapsed, Withdrawn
from services.credit.facts import Facts

Because = Literal[
    "above_mandate", "policy", "stopped", "agent", "model_failed", "rounds_used_up", "contested"
]


@dataclass(frozen=True)
class Carried:
    """Enough officers approved."""

    officers: tuple[PersonKey, ...]


@dataclass(frozen=True)
class Refused:
    """An officer rejected, with reasons."""

    reasons: tuple[Reason, ...]


async def decide(
    case: Case,
    facts: Facts,
    *,
    because: tuple[Because, ...],
    opinion: str,
    answers: tuple[str, ...],
) -> Carried | Refused:
    """Put it to the officers until enough have approved or one has rejected."""
    case.referrals += 1
    card = posts.Referral(
        credit_id=case.application.credit_id,
        customer=case.application.customer,
        amount=case.application.amount,
        months=case.application.months,
        instalment=facts.terms.instalment,
        ballot=f"vote.{case.ballots + 1}",
        because=because,
        reasons=facts.reasons,
        figures=facts.figures,
        opinion=opinion,
        answers=answers,
        votes_needed=2 if facts.mandate == "two_officers" else 1,
    )
    case.post(f"referred.{case.referrals}", posts.Referred(credit_id=card.credit_id))
    case.note(f"credit officers now decide about {card.credit_id}")
    try:
        return await _collect(case, card)
    except Withdrawn:
        _close(case, card, "withdrawn")
        raise
    except Lapsed:
        _close(case, card, "expired")
        raise


async def _collect(case: Case, card: posts.Referral) -> Carried | Refused:
    show = case.post_officers
    while True:
        await _open_ballot(case, card)
        # Only now: who clicks as soon as the card shows must be heard.
        show(_name(case), card)
        show = case.show_officers
        vote = await _next_vote(case, card)
        codes = " ".join(reason.code for reason in vote.reasons)
        details = f"{vote.action} {codes}".strip()
        case.record("officer.voted", by=vote.officer, role="officer", details=details)
        card = card.model_copy(update={"ballot": f"vote.{case.ballots + 1}"})
        match vote.action:
            case "reject":
                card = card.model_copy(update={"votes": (*card.votes, vote)})
                _close(case, card, "rejected")
                return Refused(vote.reasons)
            case "approve":
                card = card.model_copy(update={"votes": (*card.votes, vote)})
                if len(card.votes) >= card.votes_needed:
                    _close(case, card, "approved")
                    return Carried(tuple(each.officer for each in card.votes))
            case "ask":
                _close(case, card, "asked")
                answer = await ask(case, vote.text, asked_by="officer")
                card = card.model_copy(update={"answers": (*card.answers, answer)})


async def _open_ballot(case: Case, card: posts.Referral) -> None:
    """From here on a vote for the card's ballot counts."""
    case.ballots += 1
    until = await durable.now(case.ctx) + case.desk.policy.timers.referral_deadline
    await case.move(
        "referred",
        awaiting=Awaiting(kind="vote", name=card.ballot, until=until),
        votes=card.votes,
        votes_needed=card.votes_needed,
        rounds_left=case.rounds_left,
    )


async def _next_vote(case: Case, card: posts.Referral) -> OfficerVote:
    timers = case.desk.policy.timers
    reminders = (timers.referral_reminder, timers.referral_escalation)

    def remind(number: int) -> None:
        last = number == len(reminders)
        reminder = posts.OfficersReminder(credit_id=card.credit_id, final=last)
        case.post_officers(f"{card.ballot}.reminder.{number}", reminder)

    return await case.wait(
        card.ballot,
        OfficerVote,
        lapse=Lapsed("referral"),
        deadline=timers.referral_deadline,
        reminders=reminders,
        remind=remind,
    )


def _name(case: Case) -> str:
    """The officers' card: one for each time that they are asked to decide."""
    return f"referral.{case.referrals}"


def _close(
    case: Case,
    card: posts.Referral,
    state: Literal["asked", "approved", "rejected", "expired", "withdrawn"],
) -> None:
    case.show_officers(_name(case), card.model_copy(update={"state": state}))
