"""How an application is decided.

Policy has the last word, and only a hard rule or an officer rejects. Whatever the model
does, the worst it can cause is that people decide.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

from services.contracts.credit import Conditions
from services.contracts.keys import PersonKey
from services.contracts.lending import Reason, Terms
from services.credit import commitment, conditions, referral
from services.credit import facts as found
from services.credit.asking import ask
from services.credit.case import Case
from services.credit.consulting import consult
from services.credit.judging import Facts
from services.review import agent, brief


@dataclass(frozen=True)
class Approved:
    """By these officers; by the automatic path where there are none."""

    conditions: Conditions
    terms: Terms
    on: date
    """The day of the decision."""
    officers: tuple[PersonKey, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """For these reasons; `automated` when a hard rule did it."""

    reasons: tuple[Reason, ...]
    automated: bool


@dataclass(frozen=True)
class _Assessed:
    """What the review agent came to: fine, or why people have to decide."""

    doubt: Literal["", "agent", "model_failed", "rounds_used_up"]
    summary: str = ""
    answers: tuple[str, ...] = ()


async def decide(case: Case) -> Approved | Rejected:
    """The decision. Raises `Lapsed` or `Withdrawn` when it never comes to one."""
    facts = await found.classify(case, await found.find(case))
    case.assess(facts)
    because, assessed = facts.because, _Assessed("")
    if facts.verdict.outcome != "fail" and not because:
        assessed = await _assess(case, facts)
        if assessed.doubt:
            because = (assessed.doubt,)
        else:
            wanted = conditions.applied_for(case.application)
            outcome = await commitment.commit(
                case, facts, wanted, automatic=True, may=lambda now: now.passes
            )
            facts = outcome.facts
            if outcome.committed:
                return Approved(wanted, facts.terms, facts.known.today)
            because = facts.because or ("figures_changed",)
    if facts.verdict.outcome == "fail":
        return Rejected(facts.reasons, automated=True)
    opinion = "\n".join(text for text in (facts.classes, assessed.summary) if text)
    result = await referral.decide(
        case, facts, because=because, opinion=opinion, answers=assessed.answers
    )
    return _as_decision(result)


async def decide_again(case: Case, words: str) -> Approved | Rejected:
    """Officers look at a contested rejection, with the customer's words. Nobody else does."""
    facts = await found.find(case)
    case.assess(facts)
    result = await referral.decide(
        case, facts, because=("contested",), opinion="", answers=(words,)
    )
    return _as_decision(result)


async def _assess(case: Case, facts: Facts) -> _Assessed:
    """Let the review agent look, and ask the customer what it wants to know."""
    answers: tuple[str, ...] = ()
    text = brief.opening(
        case.application,
        instalment=facts.terms.instalment,
        figures=facts.figures,
        flags=facts.flags,
        claims=facts.known.claims,
        rounds=case.rounds_left,
    )
    while True:
        conclusion = agent.conclusion(await consult(case, text, task="review"))
        match conclusion:
            case None:
                return _Assessed("model_failed", answers=answers)
            case agent.AskCustomer() if case.rounds_left < 1:
                return _Assessed("rounds_used_up", conclusion.question, answers)
            case agent.AskCustomer():
                answer = await ask(case, conclusion.question, asked_by="review")
                await case.move("under_review")
                answers = (*answers, answer)
                text = brief.answered(answer, rounds=case.rounds_left)
            case agent.SubmitAssessment():
                case.record(
                    "agent.assessed",
                    by=agent.REVIEWER,
                    role="agent",
                    inputs=text,
                    details=conclusion.recommendation,
                )
                return _judged(conclusion, facts, answers)


def _judged(
    assessment: agent.SubmitAssessment, facts: Facts, answers: tuple[str, ...]
) -> _Assessed:
    invented = not facts.evidence.issuperset(assessment.evidence)
    positive = assessment.recommendation == "approve" and not invented
    return _Assessed("" if positive else "agent", assessment.summary, answers)


def _as_decision(result: referral.Carried | referral.Refused) -> Approved | Rejected:
    match result:
        case referral.Carried():
            facts = result.facts
            return Approved(result.conditions, facts.terms, facts.known.today, result.officers)
        case referral.Refused():
            return Rejected(result.reasons, automated=False)
        case _:
            assert_never(result)
