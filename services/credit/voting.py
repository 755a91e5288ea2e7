"""Whose vote counts, and what officers' votes add up to. Pure.

A vote is judged here before it may resolve its ballot's promise; the referral keeps the
standing and shows it.
"""

from dataclasses import dataclass, replace
from typing import Literal

from services.contracts import sizes
from services.contracts.credit import (
    ApplicationView,
    Claim,
    Conditions,
    OfficerVote,
    Receipt,
    VoteCast,
)
from services.contracts.keys import PersonKey
from services.credit import application, conditions, grounds


def judge(
    view: ApplicationView | None, cast: VoteCast, *, officers: frozenset[PersonKey]
) -> Receipt | None:
    """Why the vote doesn't count, or None."""
    vote = cast.vote
    refusal = judge_reader(view, vote.officer, officers=officers)
    if refusal or view is None:
        return refusal
    if view.state == "aborted":
        # Before the claim, which the view still has: nobody decides it any more.
        return Receipt(outcome="aborted")
    return (
        _barred(view, vote.officer)
        or _missed(view, cast.ballot)
        or _lacking(view, vote, officers=officers)
    )


def judge_reader(
    view: ApplicationView | None, officer: PersonKey, *, officers: frozenset[PersonKey]
) -> Receipt | None:
    """Why the person may not read what officers read about the application, or None."""
    if officer not in officers:
        return Receipt(outcome="not_an_officer")
    if view is None:
        return Receipt(outcome="unknown")
    own = view.application.customer == officer
    return Receipt(outcome="own_application") if own else None


def _barred(view: ApplicationView, officer: PersonKey) -> Receipt | None:
    """Nobody decides past another's claim, or twice."""
    if view.claim and view.claim.by != officer:
        return Receipt(outcome="claimed", detail=view.claim.by)
    voted = any(earlier.officer == officer for earlier in view.votes)
    return Receipt(outcome="already_voted") if voted else None


def _missed(view: ApplicationView, ballot: str) -> Receipt | None:
    """The ballot is not the one that is waited for."""
    refusal = application.expected(view, "vote", ballot)
    voting = view.awaiting is not None and view.awaiting.kind == "vote"
    if refusal and refusal.outcome == "closed" and voting:
        return Receipt(outcome="stale")
    return refusal


def _lacking(
    view: ApplicationView, vote: OfficerVote, *, officers: frozenset[PersonKey]
) -> Receipt | None:
    """A rejection needs its reason, a question words and a round, who hands over a claim.

    Nothing that is written may be longer than the customer can be shown.
    """
    if max(len(vote.text), *(len(reason.note) for reason in vote.reasons), 0) > sizes.NOTE:
        return Receipt(outcome="invalid", detail="too_long", limit=sizes.figure(sizes.NOTE))
    match vote.action:
        case "reject":
            lacking = grounds.lacking(vote.reasons)
        case "ask":
            lacking = "" if vote.text.strip() else "question"
            lacking = lacking or ("" if view.rounds_left else "rounds")
        case "claim":
            lacking = "claim" if view.claim else ""
        case "hand_over":
            voted = {earlier.officer for earlier in view.votes}
            able = officers - voted - {view.application.customer, vote.officer}
            lacking = "" if vote.to is None or vote.to in able else "colleague"
            lacking = lacking if view.claim else "claim"
        case "approve":
            lacking = ""
    return Receipt(outcome="invalid", detail=lacking) if lacking else None


@dataclass(frozen=True)
class Standing:
    """How a referral stands: the approvals so far or the one rejection, and who has it.

    All approvals are for the same `conditions`; `needed` is how many these take.
    """

    needed: int
    conditions: Conditions
    votes: tuple[OfficerVote, ...] = ()
    claim: Claim | None = None

    @property
    def outcome(self) -> Literal["open", "approved", "rejected"]:
        """One rejection ends the vote; else there must be as many approvals as are needed."""
        if any(vote.action == "reject" for vote in self.votes):
            return "rejected"
        return "approved" if len(self.votes) >= self.needed else "open"


def after(standing: Standing, vote: OfficerVote, *, claim: Claim, needed: int) -> Standing:
    """The standing with the vote in it. `claim` is what the officer's claim would be from now.

    `needed` is how many approvals the vote's conditions take now. Other conditions begin the
    vote anew. Who has voted has it no longer; who asks keeps it, because the answer comes back
    to them.
    """
    match vote.action:
        case "reject":
            return replace(standing, votes=(*standing.votes, vote), claim=None)
        case "approve":
            wanted = conditions.wished(vote.wish, stands=standing.conditions)
            kept = standing.votes if wanted == standing.conditions else ()
            return Standing(needed=needed, conditions=wanted, votes=(*kept, vote))
        case "ask":
            return standing
        case "claim":
            return replace(standing, claim=claim)
        case "hand_over":
            taken = claim.model_copy(update={"by": vote.to}) if vote.to else None
            return replace(standing, claim=taken)


def lapsed(standing: Standing) -> Standing:
    """The standing once the claim is over: anybody with the mandate may decide."""
    return replace(standing, claim=None)


def told(vote: OfficerVote) -> tuple[str, str]:
    """What the audit keeps of a vote: the kind of event, and its details."""
    match vote.action:
        case "claim":
            return "referral.claimed", ""
        case "hand_over":
            return "referral.handed_over", vote.to or ""
        case "approve" | "reject" | "ask":
            codes = (reason.code for reason in vote.reasons)
            return "officer.voted", " ".join([vote.action, *codes, *_wished(vote)])


def _wished(vote: OfficerVote) -> list[str]:
    """An officer's other conditions."""
    if vote.wish is None:
        return []
    named = (("amount", vote.wish.amount), ("months", vote.wish.months))
    return [f"{name}={value}" for name, value in named if value is not None]
