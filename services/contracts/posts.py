"""Messenger/{room}: what the services have posted. The front end finds the words."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from services.contracts import recovery
from services.contracts.credit import Conditions, Explanation, Reason, Terms
from services.contracts.holdings import Given
from services.contracts.keys import CreditId, Key, PersonKey, PostId, ReminderId
from services.contracts.lending import CreditState, ScheduleLine
from services.contracts.money import Money
from services.contracts.office import ApplicationAborted as ApplicationAborted
from services.contracts.office import ApprovalNotice as ApprovalNotice
from services.contracts.office import Because as Because
from services.contracts.office import ClassSeen as ClassSeen
from services.contracts.office import Corrected as Corrected
from services.contracts.office import Figure as Figure
from services.contracts.office import HardshipReported as HardshipReported
from services.contracts.office import HumanAwaited as HumanAwaited
from services.contracts.office import HumanWanted as HumanWanted
from services.contracts.office import MonthSeen as MonthSeen
from services.contracts.office import NobodyMayDecide as NobodyMayDecide
from services.contracts.office import OfficersReminder as OfficersReminder
from services.contracts.office import OfficersTask as OfficersTask
from services.contracts.office import Referral as Referral
from services.contracts.office import ReferralChart as ReferralChart
from services.contracts.office import RoomShut as RoomShut
from services.contracts.office import SwitchTurned as SwitchTurned
from services.contracts.paying import Disbursed as Disbursed
from services.contracts.paying import InstalmentCollected as InstalmentCollected
from services.contracts.paying import InstalmentMissed as InstalmentMissed
from services.contracts.paying import LoanClosed as LoanClosed
from services.contracts.paying import LoanSchedule as LoanSchedule
from services.contracts.paying import RepaymentOffered as RepaymentOffered
from services.contracts.reminders import Instalment
from services.contracts.session import Note, Place
from services.contracts.status import StatusCode as StatusCode
from services.contracts.status import StatusLine as StatusLine
from services.contracts.watch import DeskFailures as DeskFailures
from services.contracts.watch import DeskTrouble as DeskTrouble
from services.contracts.wire import Handler, Nothing, Wire


class Reply(Wire):
    """An agent's answer, in Markdown as the model wrote it."""

    kind: Literal["reply"] = "reply"
    text: str
    disclose: bool = False
    """First answer of a thread: say that an AI assistant answers."""


SentenceCode = Literal[
    "no_text",
    "too_long",
    "model_unavailable",
    "takes_longer",
    "gave_up",
    "not_your_thread",
    "budget_used",
    "in_private",
    "no_direct_message",
    "not_served",
]


class Sentence(Wire):
    """A fixed sentence, by its code, with the figure or the day that it names, if any."""

    kind: Literal["sentence"] = "sentence"
    code: SentenceCode
    limit: int = 0
    day: date | None = None


class Applied(Wire):
    """The customer applied with the form; what becomes of it follows in this post's thread."""

    kind: Literal["applied"] = "applied"
    credit_id: CreditId
    amount: Money
    months: int


class ApplicationReceived(Wire):
    """The application is in, and how far it has come; updated while it goes on."""

    kind: Literal["application_received"] = "application_received"
    credit_id: CreditId
    amount: Money
    months: int
    state: CreditState = "under_review"


class Question(Wire):
    kind: Literal["question"] = "question"
    credit_id: CreditId
    question: str
    """The promise's name; it travels with the Answer button."""
    text: str
    asked_by: Literal["review", "officer"]
    until: datetime
    state: Literal["open", "answered", "closed"] = "open"
    answer: str = ""


class QuestionReminder(Wire):
    kind: Literal["question_reminder"] = "question_reminder"
    credit_id: CreditId
    text: str
    until: datetime


class Offer(Wire):
    kind: Literal["offer"] = "offer"
    credit_id: CreditId
    offer: str
    """The promise's name; it travels with the buttons."""
    terms: Terms
    automated: bool
    until: datetime
    version: int = 1
    """2 where officers approved under conditions; 1 is what was applied for."""
    applied_for: Conditions | None = None
    """What the customer applied for, where the offer is another."""
    state: Literal["open", "accepted", "declined", "expired", "withdrawn", "aborted"] = "open"


class OfferDocument(Wire):
    """The durable copy of an offer: its terms, and the schedule if it is paid out that day."""

    kind: Literal["offer_document"] = "offer_document"
    credit_id: CreditId
    version: int
    offered_on: date
    until: datetime
    automated: bool
    terms: Terms
    lines: tuple[ScheduleLine, ...]


class Decision(Wire):
    """The end of an application without an offer."""

    kind: Literal["decision"] = "decision"
    credit_id: CreditId
    amount: Money
    outcome: Literal["rejected", "expired", "withdrawn", "aborted"]
    """`aborted`: a fault has ended it, and nothing was decided; the customer may apply again."""
    expired: Literal["", "question", "offer", "referral", "contest"] = ""
    reasons: tuple[Reason, ...] = ()
    automated: bool = False
    contest: str = ""
    """The promise's name, while the rejection can be contested; it travels with the button."""
    until: datetime | None = None
    """Until when it can be contested."""
    contested: bool = False


class DecisionExplained(Wire):
    """Why it was decided so, as the customer asked."""

    kind: Literal["decision_explained"] = "decision_explained"
    explanation: Explanation


class HumanCalled(Wire):
    """To the customer: the officers know that a human is wanted."""

    kind: Literal["human_called"] = "human_called"
    credit_id: CreditId | None = None


class HumanComing(Wire):
    """To the customer: this officer will write."""

    kind: Literal["human_coming"] = "human_coming"
    officer: PersonKey
    credit_id: CreditId | None = None


class Referred(Wire):
    """To the customer: people decide now."""

    kind: Literal["referred"] = "referred"
    credit_id: CreditId


class ReminderDue(Wire):
    """What the customer wanted to be reminded of: own words, a coming instalment, or both."""

    kind: Literal["reminder_due"] = "reminder_due"
    reminder: ReminderId
    text: str = ""
    instalment: Instalment | None = None


Content = Annotated[
    Reply
    | Sentence
    | Applied
    | ApplicationReceived
    | Question
    | QuestionReminder
    | Offer
    | OfferDocument
    | Decision
    | DecisionExplained
    | HumanCalled
    | HumanComing
    | Referred
    | ReminderDue
    | Given
    | Disbursed
    | InstalmentCollected
    | InstalmentMissed
    | LoanClosed
    | RepaymentOffered
    | LoanSchedule
    | Referral
    | ReferralChart
    | OfficersReminder
    | NobodyMayDecide
    | OfficersTask
    | HardshipReported
    | SwitchTurned
    | HumanWanted
    | HumanAwaited
    | ApplicationAborted
    | ApprovalNotice
    | DeskFailures
    | DeskTrouble
    | RoomShut,
    Field(discriminator="kind"),
]


Discretion = Literal["open", "private", "silent"]
"""Who may read a post: `private` and `silent` ones are for their reader alone. Where others read
along they come by direct message, and of a `private` one its thread says so.
"""


class Post(Wire):
    """Post this once, whatever happens. `only_for` makes it visible to that person alone.

    `answers` names the message that it answers: what was shown there as a status then ends.
    `under` is an earlier post of the same room, in whose thread this one belongs.
    `drafted` tells that it may have a draft, whose place it takes then.
    """

    post_id: PostId
    place: Place
    content: Content
    only_for: PersonKey | None = None
    answers: Key | None = None
    reader: PersonKey | None = None
    """The customer to whom it speaks; None where the desk's people read it. Where the customer's
    thread is gone, the reader gets it alone.
    """
    under: PostId | None = None
    drafted: bool = False
    discretion: Discretion = "open"
    note: Note | None = None
    """What a conversation under it shall know, where it was put elsewhere than in its thread."""


class Posted(Wire):
    """`reference` names the message at the front end; empty where it could not be posted."""

    reference: str


class Update(Wire):
    """Replace what an earlier post shows.

    Where several hands update one post, `revision` counts up; an older one changes nothing.
    """

    post_id: PostId
    place: Place
    content: Content
    revision: int = 0
    reader: PersonKey | None = None
    """The customer to whom it speaks; None where the desk's people read it."""
    discretion: Discretion = "open"
    note: Note | None = None
    """As a post's."""


POST = Handler("Messenger", "post", Post, Posted)
UPDATE = Handler("Messenger", "update", Update, Nothing)
STATUS = Handler("Messenger", "status", StatusLine, Nothing)
RECOVER = recovery.recover("Messenger")
