"""Credit officers decide: a card in their room, and a durable promise per ballot."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from services import durable
from services.contracts import account, posts
from services.contracts.credit import Awaiting, Claim, Conditions, OfficerVote
from services.contracts.keys import PersonKey
from services.contracts.lending import Reason
from services.credit import (
    charting,
    commitment,
    conditions,
    grounds,
    offer,
    officers_card,
    vote_validity,
    voting,
)
from services.credit.asking import ask
from services.credit.case import Case, Lapsed
from services.credit.deadlines import Deadlines, Reminder
from services.credit.judging import Facts
from services.credit.officer_notices import OfficerNotices
from services.credit.voting import Standing
from services.credit.withdrawal import Withdrawn
from services.review import policy

NEEDED: Mapping[policy.Mandate, int] = MappingProxyType(
    {"automatic": 1, "one_officer": 1, "two_officers": 2}
)
"""Officers that approve a referral at a mandate."""


@dataclass(frozen=True)
class Carried:
    """Enough officers approved, all of them for this."""

    officers: tuple[PersonKey, ...]
    conditions: Conditions
    facts: Facts
    """As they were at that moment."""


@dataclass(frozen=True)
class Refused:
    """An officer rejected, with reasons."""

    reasons: tuple[Reason, ...]


async def decide(
    case: Case,
    facts: Facts,
    *,
    because: tuple[posts.Because, ...],
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
        corrected=facts.claims(),
        answers=answers,
    )
    case.post(f"referred.{case.referrals}", posts.Referred(credit_id=card.credit_id))
    said = f"credit officers now decide about {card.credit_id}"
    case.note(said, openly=said)
    standing = Standing(
        needed=NEEDED[facts.mandate], conditions=conditions.applied_for(case.application)
    )
    opened = await durable.now(case.ctx)
    chart = charting.chart(facts, card.credit_id, number=case.referrals)
    referral = _Referral(case, facts, card, chart, standing)
    referral.open(_deadlines(case, opened))
    try:
        return await referral.collect()
    except (Lapsed, Withdrawn) as ended:
        referral.close("expired" if isinstance(ended, Lapsed) else "withdrawn")
        raise


class _Referral:
    """The workflow's hand on one referral: the ballots, the card and the reminders."""

    def __init__(
        self,
        case: Case,
        facts: Facts,
        card: posts.Referral,
        chart: posts.ReferralChart,
        standing: Standing,
    ) -> None:
        self._case = case
        self._facts = facts
        """What the card shows: an approval is one of these."""
        self._card = card
        self._chart = chart
        self._standing = standing
        self._name = f"referral.{case.referrals}"
        self._notices = OfficerNotices(case, self._name)
        self._officers: frozenset[PersonKey] = frozenset()

    def open(self, deadlines: Deadlines) -> None:
        """The officers' time begins."""
        self._deadlines = deadlines
        self._opened = deadlines.opened
        self._reminded = deadlines.opened

    async def collect(self) -> Carried | Refused:
        """Take vote after vote until it is decided."""
        while True:
            await self._open_ballot()
            # Only now: who clicks as soon as the card shows must be heard.
            self._show("open")
            await self._notices.alarm(self._standing, able=len(self._eligible()))
            vote = self._stated(await self._next_vote())
            what, details = voting.told(vote)
            self._case.record(what, by=vote.officer, role="officer", details=details)
            await self._case.withdrawal.check()
            await self._count(vote)
            match self._standing.outcome:
                case "approved":
                    facts = await self._commit()
                    if facts:
                        self.close("approved")
                        officers = tuple(each.officer for each in self._standing.votes)
                        return Carried(officers, self._standing.conditions, facts)
                case "rejected":
                    self.close("rejected")
                    return Refused(vote.reasons)
                case "open" if vote.action == "ask":
                    await self._ask(vote)
                case "open":
                    pass

    async def _count(self, vote: OfficerVote) -> None:
        """The vote in the standing, with the mandate that total exposure asks for now."""
        case, standing = self._case, self._standing
        now = await durable.now(case.ctx)
        claim = Claim(by=vote.officer, since=now, until=self._deadlines.lapse(now))
        needed = standing.needed
        if vote.action == "approve":
            wanted = conditions.wished(vote.wish, stands=standing.conditions)
            besides = account.ExposureQuery(besides=self._card.credit_id)
            owed = await durable.call(case.ctx, account.EXPOSURE, besides, key=self._card.customer)
            total = owed.total.minor + wanted.amount.minor
            needed = NEEDED[policy.mandate(case.desk.policy, total)]
            terms = offer.terms(
                case.desk.policy,
                amount=wanted.amount.minor,
                months=wanted.months,
                start=await case.today(),
            )
            self._card = self._card.model_copy(update={"instalment": terms.instalment})
        self._standing = voting.after(standing, vote, claim=claim, needed=needed)

    async def _commit(self) -> Facts | None:
        """What the approval rests on, once the bank is committed to it; None where it can't be."""
        outcome = await commitment.commit(
            self._case, self._facts, self._standing.conditions, automatic=False, may=self._may
        )
        if outcome.committed:
            return outcome.facts
        self._look_again(outcome.facts)
        return None

    def _may(self, now: Facts) -> bool:
        """Whether the votes carry it still: enough of them, on figures that are no better."""
        enough = len(self._standing.votes) >= NEEDED[now.mandate]
        return enough and not vote_validity.objections(self._facts, now)

    def _look_again(self, now: Facts) -> None:
        """The card with the figures of today; votes that rest on better ones are void."""
        standing, needed = self._standing, NEEDED[now.mandate]
        void = vote_validity.objections(self._facts, now)
        if not void and len(standing.votes) >= needed:
            void = ("figures_changed",)  # they have, again and again
        if void:
            self._notices.call_back(standing.votes)
        self._standing = replace(standing, votes=() if void else standing.votes, needed=needed)
        self._card = vote_validity.redrawn(self._card, now, void)
        self._facts = now

    def close(
        self, state: Literal["asked", "approved", "rejected", "expired", "withdrawn"]
    ) -> None:
        """Show how it ended, or that the customer is asked; the buttons go."""
        self._standing = voting.lapsed(self._standing) if state != "asked" else self._standing
        self._show(state)

    async def _open_ballot(self) -> None:
        """From here on a vote for the card's ballot counts."""
        case = self._case
        self._officers = await case.officers()
        case.ballots += 1
        name = f"vote.{case.ballots}"
        self._card = self._card.model_copy(update={"ballot": name})
        if case.view.state != "referred":
            await case.move("referred")
        case.amend(
            awaiting=Awaiting(kind="vote", name=name, until=self._deadlines.end),
            votes=self._standing.votes,
            votes_needed=self._standing.needed,
            claim=self._standing.claim,
            conditions=self._conditions,
            rounds_left=case.rounds_left,
        )

    async def _next_vote(self) -> OfficerVote:
        now = await durable.now(self._case.ctx)
        due = self._deadlines.reminders(
            claim=self._standing.claim, voted=bool(self._standing.votes), after=self._reminded
        )
        return await self._case.wait(
            self._card.ballot,
            OfficerVote,
            lapse=Lapsed("referral"),
            deadline=max(self._deadlines.end, now) - now,
            reminders=tuple(max(each.at, now) - now for each in due),
            remind=lambda number: self._remind(due[number - 1]),
        )

    def _remind(self, due: Reminder) -> None:
        self._reminded = due.at
        claim = self._standing.claim
        if claim and due.what == "lapsed":
            self._standing = voting.lapsed(self._standing)
            self._case.amend(claim=None)
            self._case.record("claim.lapsed", details=claim.by)
        self._show("open")  # a card that never came is posted with its reminder
        self._notices.remind(due, claim=claim, eligible=self._eligible())

    async def _ask(self, vote: OfficerVote) -> None:
        """Ask the customer. The officers' time begins anew when the answer is there."""
        case = self._case
        self.close("asked")
        answer = await ask(case, vote.text, asked_by="officer")
        self._card = self._card.model_copy(update={"answers": (*self._card.answers, answer)})
        self._reminded = await durable.now(case.ctx)
        self._deadlines = _deadlines(case, self._reminded)
        claim = self._standing.claim
        if claim:
            until = self._deadlines.lapse(self._reminded)
            renewed = claim.model_copy(update={"until": until})
            self._standing = replace(self._standing, claim=renewed)

    @property
    def _conditions(self) -> Conditions | None:
        """What is voted on, where it is not what was applied for."""
        stands = self._standing.conditions
        return None if stands == conditions.applied_for(self._case.application) else stands

    def _eligible(self) -> tuple[PersonKey, ...]:
        """Those who may still vote, in a stable order."""
        voted = {vote.officer for vote in self._standing.votes}
        barred = {self._card.customer, *voted}
        return tuple(sorted(self._officers - barred))

    def _stated(self, vote: OfficerVote) -> OfficerVote:
        """A rejection's reasons with the figures of the rules that fired, strongest first."""
        if vote.action != "reject":
            return vote
        reasons = grounds.stated(vote.reasons, fired=self._card.reasons)
        return vote.model_copy(update={"reasons": reasons})

    def _show(
        self, state: Literal["open", "asked", "approved", "rejected", "expired", "withdrawn"]
    ) -> None:
        standing = self._standing
        shown = self._card.model_copy(
            update={
                "state": state,
                "votes": standing.votes,
                "votes_needed": standing.needed,
                "claim": standing.claim,
                "conditions": self._conditions,
            }
        )
        officers_card.show(self._case, self._name, shown, chart=self._chart, opened=self._opened)


def _deadlines(case: Case, opened: datetime) -> Deadlines:
    return Deadlines(opened=opened, timers=case.desk.policy.timers, zone=case.desk.zone)
