"""What credit officers are told: the part of `words` for their room."""

from typing import Literal

from bot.views import words
from bot.views.language import N_, _, ngettext

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
NOT_TRIED_AGAIN = N_("It is not tried again by itself: please decide how to go on.")


def reminder(
    credit_id: str,
    *,
    what: Literal["claim", "decision", "lapsed"],
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
