"""What credit officers are told: the part of `words` for their room."""

from typing import Literal

from bot.views import words
from bot.views.language import N_, _, ngettext
from services.contracts.lending import CreditState
from services.contracts.posts import Because

OFFICER_RECEIPTS: dict[str, str] = {
    "done": "",
    "already_done": N_("That is already done."),
    "closed": N_(
        "This is decided, closed or waits for the customer by now. "
        "Your vote was not counted; the card shows how it stands."
    ),
    "stale": N_(
        "The card was out of date, and your click was not counted. Please look at it again."
    ),
    "claimed": N_("Somebody else has claimed this: the card shows who. Your vote was not counted."),
    "unknown": words.NO_SUCH_APPLICATION,
    "not_an_officer": N_("Only credit officers with the mandate can decide this."),
    "own_application": N_("This is your own application: others decide it."),
    "already_voted": N_("You have voted already."),
    "insufficient_funds": N_("The account does not cover this. Nothing was done."),
    "invalid": N_("That can't be accepted as it is. Your vote was not counted."),
    "aborted": N_(
        "A fault has stopped this application, and your click was not counted. The customer may "
        "apply again."
    ),
}

OFFICER_INVALID: dict[str, str] = {
    "too_long": words.TOO_LONG,
    "reason": words.REASON_MISSING,
    "reasons": words.REASONS_TOO_MANY,
    "note": words.NOTE_MISSING,
    "question": words.QUESTION_EMPTY,
    "rounds": N_("The questions to the customer are used up."),
    "claim": N_("Only whoever has claimed this can hand it over."),
    "unchanged": N_("Nothing is changed by this: use Approve, or write other conditions."),
    "amount_not_lower": N_("It can be {limit} at most."),
    "amount_too_small": N_("It must be {limit} at least."),
    "months_not_longer": N_("It must be {limit} months at least."),
    "term_too_long": N_("It can be {limit} months at most."),
    "instalment_too_small": N_("The instalment would be too small: choose a shorter term."),
    "exposure": N_("All credits of this customer together can be {limit} at most."),
    "colleague": N_("That person can't decide this: please choose another credit officer."),
    "not_in_arrears": N_("This loan is not in arrears: there is nothing to write off."),
    "nothing_owed": N_("Nothing is owed on this loan any more."),
}
"""What an officer's click lacked."""


BECAUSE: dict[Because, str] = {
    "above_mandate": N_("the amount is above the automatic mandate"),
    "policy": N_("a policy threshold asks for a person"),
    "model_classes": N_("a class that only a model gave raises a doubt; it supports no rejection"),
    "agent": N_("the review agent asks for a person"),
    "model_failed": N_("the review agent was not available"),
    "rounds_used_up": N_("the questions to the customer are used up"),
    "corrected": N_("the customer corrects the class of payments that it hangs on"),
    "stopped": N_("the automatic path is stopped"),
    "contested": N_("the customer contests the rejection"),
    "figures_changed": N_(
        "the customer's figures have become worse since this card was shown; earlier votes no "
        "longer count"
    ),
    "exposure_limit": N_(
        "together with everything else this customer has, this would be more than one customer "
        "may have"
    ),
}

OfficerState = Literal["open", "asked", "approved", "rejected", "expired", "withdrawn", "aborted"]
REFERRAL_STATES: dict[OfficerState, str] = {
    "open": N_("Open"),
    "asked": N_("Waiting for the customer's answer"),
    "approved": N_("Approved"),
    "rejected": N_("Rejected"),
    "expired": N_("Expired without a decision"),
    "withdrawn": N_("Withdrawn by the customer"),
    "aborted": N_("Stopped by a fault; the customer was told and may apply again"),
}

STOPPED_WHILE: dict[CreditState, str] = {
    "submitted": N_("before its review began"),
    "under_review": N_("while it was under review"),
    "info_requested": N_("while it waited for the customer's answer"),
    "referred": N_("while it waited for your decision"),
    "approved": N_("while its offer waited for the customer"),
}
"""When a fault has stopped an application, by the state that it was in."""

WHY = N_("Why a person decides")
FIGURES = N_("Figures")
CORRECTED = N_("What the customer corrects")
ANSWERS = N_("The customer's answers")
VOTES = N_("Votes")
APPROVED = N_("{officer} approved")
APPROVED_WITH = N_("{officer} approved with conditions: {what}")
REJECTED = N_("{officer} rejected: {what}")
ASKED = N_("{officer} asked: {what}")
CLAIMED = N_("{officer} claimed it")
HANDED_OVER = N_("{officer} handed it over")
CLAIM = N_(
    "Claimed by {officer} since {since}. Nobody else decides until it is handed over, or until "
    "{until}."
)
LATE = N_("*The time for it is over.*")
TOLD_AND_FREE = N_("The customer was told and may apply again.")
NOT_TRIED_AGAIN = N_("It is not tried again by itself: please decide how to go on.")


def reminder(
    credit_id: str,
    *,
    what: Literal["claim", "decision", "lapsed", "changed"],
    final: bool,
    claimed_by: str,
    called: str,
) -> str:
    """To the officers; `claimed_by` and `called` are mentions, empty where there are none."""
    match what:
        case "claim":
            head = _("Nobody has claimed the referral {credit_id}. Please claim it.")
        case "lapsed":
            head = _("{officer}'s claim of the referral {credit_id} has lapsed: claim it anew.")
        case "changed":
            head = _(
                "What {credit_id} rests on has changed, so earlier votes no longer count. "
                "The card shows why. Please look at it again."
            )
        case "decision" if claimed_by:
            head = _(
                "The referral {credit_id} is still not decided. {officer} has claimed it. "
                "Please decide."
            )
        case "decision":
            head = _("The referral {credit_id} is still not decided. Please decide.")
    said = head.format(credit_id=credit_id, officer=claimed_by)
    return " ".join(part for part in (said, _(LATE) if final else "", called) if part)


def nobody_may_decide(credit_id: str, *, needed: int, able: int) -> str:
    """The alarm where too few officers may vote on a referral."""
    voters = ngettext("only one officer may vote", "only {count} officers may vote", able)
    alarm = ngettext(
        "The referral {credit_id} needs one vote, and {voters}. Please name officers.",
        "The referral {credit_id} needs {count} votes by different officers, and {voters}. "
        "Please name officers.",
        needed,
    )
    who = voters.format(count=able) if able else _("nobody may vote")
    return alarm.format(credit_id=credit_id, count=needed, voters=who)


def aborted(credit_id: str, *, customer: str, wish: str, before: CreditState) -> str:
    """A fault has stopped an application; `customer` is a mention."""
    when = STOPPED_WHILE.get(before)
    said = _("{credit_id} of {customer}, {wish}, was stopped by a fault {when}.")
    if when is None:
        said = _("{credit_id} of {customer}, {wish}, was stopped by a fault.")
    stopped = said.format(
        credit_id=credit_id, customer=customer, wish=wish, when=_(when) if when else ""
    )
    return f"{stopped} {_(TOLD_AND_FREE)}"


def held(threshold: str) -> str:
    """What a figure is held against."""
    return _(" (threshold {threshold})").format(threshold=threshold)


def conditions(stands: str) -> str:
    """What officers vote on, where it is not what was applied for."""
    said = _("*Voted on with conditions: {stands}.* The instalment above is for these.")
    return said.format(stands=stands)


def claimed(officer: str) -> str:
    """The referral is somebody else's now; `officer` is a mention."""
    return _("{officer} has claimed this. Your vote was not counted.").format(officer=officer)


def task(customer: str, *, final: bool) -> str:
    """What officers should do about an overdue instalment; `customer` is a mention."""
    talk = _("Please talk to {customer}.").format(customer=customer)
    return f"{talk} {_(NOT_TRIED_AGAIN)}" if final else talk


def write_off_wanted(officers: str) -> str:
    """Who wants the rest of a loan written off; mentions."""
    said = _("{officers} wants the rest written off. It takes a second officer.")
    return said.format(officers=officers)


def written_off(officers: str) -> str:
    """The loan is over, by two officers; mentions."""
    return _("The rest of the loan was written off by {officers}.").format(officers=officers)


def hardship(customer: str, credit_id: str, *, overdue: str) -> str:
    """A customer told of difficulties; `customer` is a mention."""
    said = _("{customer} has difficulties with {credit_id}: {overdue} due and unpaid.")
    return said.format(customer=customer, credit_id=credit_id, overdue=overdue)
