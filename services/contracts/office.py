"""What is posted to the officers' and the approvals rooms. Used through `posts`."""

from datetime import date
from typing import Literal, NamedTuple

from services.contracts.account import Category
from services.contracts.credit import Claim, Conditions, OfficerVote, Reason
from services.contracts.keys import CreditId, PersonKey, RoomKey
from services.contracts.lending import CreditState
from services.contracts.lending import Figure as Figure
from services.contracts.money import Currency, Money
from services.contracts.wire import Wire

Because = Literal[
    "above_mandate",
    "policy",
    "model_classes",
    "corrected",
    "stopped",
    "agent",
    "model_failed",
    "rounds_used_up",
    "contested",
    "figures_changed",
    "exposure_limit",
]
"""Why people decide.

`figures_changed`: since the card was shown, the customer's figures have become worse, so that
earlier votes no longer count. `exposure_limit`: with all else that the customer has, it is more
than one customer may have.
"""


class Corrected(Wire):
    """A debit whose class the customer corrects."""

    day: date
    amount: Money
    bank: Category
    customer: Category


class Referral(Wire):
    """To the officers: decide this one."""

    kind: Literal["referral"] = "referral"
    credit_id: CreditId
    customer: PersonKey
    amount: Money
    months: int
    instalment: Money
    ballot: str
    """The promise's name; it travels with the buttons."""
    because: tuple[Because, ...]
    reasons: tuple[Reason, ...] = ()
    figures: tuple[Figure, ...] = ()
    opinion: str = ""
    corrected: tuple[Corrected, ...] = ()
    """What the customer says that debits were, the largest first."""
    answers: tuple[str, ...] = ()
    """What the customer answered so far, verbatim."""
    votes: tuple[OfficerVote, ...] = ()
    votes_needed: int = 1
    claim: Claim | None = None
    conditions: Conditions | None = None
    """What is voted on, where that is not what was applied for; `instalment` is for these."""
    state: Literal["open", "asked", "approved", "rejected", "expired", "withdrawn", "aborted"] = (
        "open"
    )


class MonthSeen(NamedTuple):
    """What the account shows of a month, by its first day; amounts in minor units.

    `living` falls under zero where more was refunded than spent. A bare list on the wire.
    """

    month: date
    income: int
    living: int
    debts: int


class ClassSeen(NamedTuple):
    """What went into a class over all the months, in minor units; refunds are negative."""

    category: Category
    total: int
    debt: bool = False
    """It is the service of debts, not living."""


class ReferralChart(Wire):
    """To the officers, under a referral: income against spending, and spending by class.

    A post of its own: the card is sent again whenever it changes, this is not.
    """

    kind: Literal["referral_chart"] = "referral_chart"
    credit_id: CreditId
    number: int = 1
    """Which referral of the application it belongs to."""
    currency: Currency = "EUR"
    months: tuple[MonthSeen, ...] = ()
    """The complete months that the figures are of, oldest first."""
    classes: tuple[ClassSeen, ...] = ()
    """The largest first."""


class OfficersReminder(Wire):
    """To the officers: nobody has claimed it, or decided it, or a claim has lapsed.

    Or what was voted on has changed, so that earlier votes no longer count: `officers` are then
    those who gave them. Else they are those who may do it, to be called; `final` when the time
    for it is over.
    """

    kind: Literal["officers_reminder"] = "officers_reminder"
    credit_id: CreditId
    what: Literal["claim", "decision", "lapsed", "changed"] = "decision"
    final: bool
    claimed_by: PersonKey | None = None
    officers: tuple[PersonKey, ...] = ()


class NobodyMayDecide(Wire):
    """To the officers: of the votes that are needed, only so many officers may give one."""

    kind: Literal["nobody_may_decide"] = "nobody_may_decide"
    credit_id: CreditId
    needed: int
    able: int


class OfficersTask(Wire):
    """To the officers: an instalment is overdue. `final` when it is not tried again."""

    kind: Literal["officers_task"] = "officers_task"
    credit_id: CreditId
    customer: PersonKey
    number: int
    payment: Money
    final: bool = False
    written_off_by: tuple[PersonKey, ...] = ()
    """Officers who want the rest of the loan written off; two different ones do it."""
    state: Literal["open", "paid", "written_off"] = "open"


class HardshipReported(Wire):
    """To the officers: a customer in arrears has difficulties, in the customer's words."""

    kind: Literal["hardship_reported"] = "hardship_reported"
    credit_id: CreditId
    customer: PersonKey
    text: str
    overdue: Money


class SwitchTurned(Wire):
    """To the officers: the automatic path was stopped, or goes on."""

    kind: Literal["switch_turned"] = "switch_turned"
    stopped: bool
    by: PersonKey


class HumanWanted(Wire):
    """To the officers: a customer wants to talk to a human, in these words where there are any.

    `call` names the request; it travels with the button. Who has taken it is `taken_by`.
    """

    kind: Literal["human_wanted"] = "human_wanted"
    call: str
    customer: PersonKey
    credit_id: CreditId | None = None
    words: str = ""
    taken_by: PersonKey | None = None


class HumanAwaited(Wire):
    """To the officers, called by name: nobody has taken it yet. `final` for the last time."""

    kind: Literal["human_awaited"] = "human_awaited"
    customer: PersonKey
    credit_id: CreditId | None = None
    final: bool
    officers: tuple[PersonKey, ...]


class ApplicationAborted(Wire):
    """To the officers: a fault has ended an application before anything was decided about it.

    `before` is the state that it was in; the customer was told, and may apply again.
    """

    kind: Literal["application_aborted"] = "application_aborted"
    credit_id: CreditId
    customer: PersonKey
    amount: Money
    months: int
    before: CreditState


class ApprovalNotice(Wire):
    """To the approvals channel. No figures from the customer's account."""

    kind: Literal["approval_notice"] = "approval_notice"
    credit_id: CreditId
    amount: Money
    months: int
    decided_by: tuple[PersonKey, ...]
    """The officers; none when it was automatic."""


class RoomShut(Wire):
    """To each officer alone: a room of the desk's people can't be reached, and what waits for it.

    `refused` is Slack's word for why. `given_up` is how many posts were tried for too long.
    """

    kind: Literal["room_shut"] = "room_shut"
    room: RoomKey
    refused: str = ""
    credit_id: CreditId | None = None
    """What the post that waits is about, where that is one credit."""
    given_up: int = 0
