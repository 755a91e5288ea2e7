"""What credit officers are told, in English: the part of `words_en` for their room."""

from typing import Literal

from bot.views import words_en as words

OFFICER_RECEIPTS: dict[str, str] = {
    "done": "",
    "already_done": "That is already done.",
    "closed": (
        "This is decided, closed or waits for the customer by now. "
        "Your vote was not counted; the card shows how it stands."
    ),
    "stale": "The card was out of date, and your click was not counted. Please look at it again.",
    "claimed": "Somebody else has claimed this: the card shows who. Your vote was not counted.",
    "unknown": words.NO_SUCH_APPLICATION,
    "not_an_officer": "Only credit officers with the mandate can decide this.",
    "own_application": "This is your own application: others decide it.",
    "already_voted": "You have voted already.",
    "insufficient_funds": "The account does not cover this. Nothing was done.",
    "invalid": "That can't be accepted as it is. Your vote was not counted.",
}

OFFICER_INVALID: dict[str, str] = {
    "reason": words.REASON_MISSING,
    "reasons": words.REASONS_TOO_MANY,
    "note": words.NOTE_MISSING,
    "question": words.QUESTION_EMPTY,
    "rounds": "The questions to the customer are used up.",
    "claim": "Only whoever has claimed this can hand it over.",
    "unchanged": "Nothing is changed by this: use Approve, or write other conditions.",
    "amount_not_lower": "It can be {limit} at most.",
    "amount_too_small": "It must be {limit} at least.",
    "months_not_longer": "It must be {limit} months at least.",
    "term_too_long": "It can be {limit} months at most.",
    "instalment_too_small": "The instalment would be too small: choose a shorter term.",
    "exposure": "All credits of this customer together can be {limit} at most.",
    "colleague": "That person can't decide this: please choose another credit officer.",
    "not_in_arrears": "This loan is not in arrears: there is nothing to write off.",
    "nothing_owed": "Nothing is owed on this loan any more.",
}
"""What an officer's click lacked."""


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
            head = f"Nobody has claimed the referral {credit_id}. Please claim it."
        case "lapsed":
            head = f"{claimed_by}'s claim of the referral {credit_id} has lapsed: claim it anew."
        case "decision":
            mine = f" {claimed_by} has claimed it." if claimed_by else ""
            head = f"The referral {credit_id} is still not decided.{mine} Please decide."
    late = " *The time for it is over.*" if final else ""
    return f"{head}{late} {called}".strip()


def nobody_may_decide(credit_id: str, *, needed: int, able: int) -> str:
    """The alarm where too few officers may vote on a referral."""
    people = {0: "nobody", 1: "only one officer"}.get(able, f"only {able} officers")
    votes = "one vote" if needed == 1 else f"{needed} votes by different officers"
    return f"The referral {credit_id} needs {votes}, and {people} may vote. Please name officers."


def conditions(stands: str) -> str:
    """What officers vote on, where it is not what was applied for."""
    return f"*Voted on with conditions: {stands}.* The instalment above is for these."


def claimed(officer: str) -> str:
    """The referral is somebody else's now; `officer` is a mention."""
    return f"{officer} has claimed this. Your vote was not counted."


def task(customer: str, *, final: bool) -> str:
    """What officers should do about an overdue instalment; `customer` is a mention."""
    talk = f"Please talk to {customer}."
    return f"{talk} It is not tried again by itself: please decide how to go on." if final else talk


def write_off_wanted(officers: str) -> str:
    """Who wants the rest of a loan written off; mentions."""
    return f"{officers} wants the rest written off. It takes a second officer."


def written_off(officers: str) -> str:
    """The loan is over, by two officers; mentions."""
    return f"The rest of the loan was written off by {officers}."


def hardship(customer: str, credit_id: str, *, overdue: str) -> str:
    """A customer told of difficulties; `customer` is a mention."""
    return f"{customer} has difficulties with {credit_id}: {overdue} due and unpaid."
