"""CreditApplication/{credit id}: the workflow, and the events that people send it."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.contracts.keys import CreditId, PersonKey, ThreadKey
from services.contracts.lending import CreditState as CreditState
from services.contracts.lending import Figure
from services.contracts.lending import Reason as Reason
from services.contracts.lending import ReasonCode as ReasonCode
from services.contracts.lending import Terms as Terms
from services.contracts.money import Money
from services.contracts.session import Place
from services.contracts.wire import Handler, Nothing, Wire

Language = Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")]
"""A language's code, such as `de`; empty where it is not known."""


class Application(Wire):
    credit_id: CreditId
    customer: PersonKey
    thread: ThreadKey
    place: Place
    amount: Money
    months: int
    submitted_at: datetime
    language: Language = ""
    """The customer's: of what they write or, where they filled in a form, of what they read."""
    by_form: bool = False
    """Nobody has written in a thread yet: the application begins one in the place's room."""


PromiseName = Annotated[
    str, StringConstraints(pattern=r"^(answer|vote|offer|contest)\.[1-9][0-9]{0,5}$")
]
WithdrawalName = Literal["withdrawn", "withdrawn.2"]
"""The name of the promise that a withdrawal resolves: the second once a rejection is contested."""
"""The name of a durable promise that a person's event resolves."""


class Wish(Wire):
    """What an officer changes on a ballot: `amount` in minor units; None leaves it."""

    amount: int | None = None
    months: int | None = None


class Conditions(Wire):
    """What a ballot is about: as applied for, or less over a longer time."""

    amount: Money
    months: int


class OfficerVote(Wire):
    """What an officer does on a ballot: decide, ask, or take and give the referral."""

    officer: PersonKey
    action: Literal["approve", "reject", "ask", "claim", "hand_over"]
    reasons: tuple[Reason, ...] = ()
    text: str = ""
    """The question, for `ask`."""
    wish: Wish | None = None
    """Other conditions, for `approve`; without a wish it is for what the ballot says."""
    to: PersonKey | None = None
    """Who has it next, for `hand_over`; nobody where it is just released."""


class Claim(Wire):
    """An officer has taken the referral: until it lapses nobody else decides."""

    by: PersonKey
    since: datetime
    until: datetime


class Awaiting(Wire):
    """The durable promise that the workflow waits for, and until when."""

    kind: Literal["answer", "vote", "offer", "contest"]
    name: PromiseName
    text: str = ""
    until: datetime
    asked_by: Literal["", "review", "officer"] = ""
    """Who asks, where it is an answer."""


class ApplicationView(Wire):
    """All that can be seen of an application from outside."""

    application: Application
    state: CreditState
    awaiting: Awaiting | None = None
    terms: Terms | None = None
    reasons: tuple[Reason, ...] = ()
    votes: tuple[OfficerVote, ...] = ()
    votes_needed: int = 0
    claim: Claim | None = None
    conditions: Conditions | None = None
    """What the present ballot is about, where that is not what was applied for."""
    rounds_left: int = 0
    """How many questions the customer may still be asked."""
    decided_by: str = ""
    """`policy`, `agent` or the officers' keys."""
    accepted_on: date | None = None
    """The day of the click, in the bank's time zone."""
    aborted_from: CreditState | None = None
    """In which state it was when a fault ended it."""
    withdrawal: WithdrawalName = "withdrawn"


class Taken(Wire):
    """Whether there is an application with this id, whosever it is."""

    taken: bool


class Answer(Wire):
    by: PersonKey
    question: PromiseName
    """The name of the promise that was asked, as the question's post carries it."""
    text: str


class OfferResponse(Wire):
    by: PersonKey
    offer: PromiseName
    accept: bool
    # Left out where it says nothing: a workflow of an older version refuses what it doesn't know.
    withdrawn: bool = Field(default=False, exclude_if=lambda value: not value)
    """Not accepted because the whole application is withdrawn."""


class Contest(Wire):
    """The customer contests a rejection, and wants people to look again."""

    by: PersonKey
    contest: PromiseName
    text: str


class Withdrawal(Wire):
    by: PersonKey


class VoteCast(Wire):
    vote: OfficerVote
    ballot: PromiseName
    """The name of the promise that the officer's card carries."""


class OpinionRead(Wire):
    """An officer wants to read what the review agent thought."""

    by: PersonKey


class Explanation(Wire):
    """Why an application was decided as it was, and what its customer can do about it."""

    credit_id: CreditId
    outcome: Literal["approved", "rejected"]
    automated: bool
    policy: str
    """The version of the policy that the figures were held against."""
    reasons: tuple[Reason, ...] = ()
    figures: tuple[Figure, ...] = ()
    contest: str = ""
    """The promise's name, while the rejection can be contested."""
    until: datetime | None = None
    """Until when it can be contested."""


class WhyAsked(Wire):
    """The customer wants to know why it was decided so."""

    by: PersonKey


class FileWish(Wire):
    """The customer wants to know what is kept of an application."""

    by: PersonKey


class Receipt(Wire):
    """What became of an event that a person sent.

    `unknown` is also the answer for what belongs to somebody else; `claimed` has in `detail`
    the key of the officer who has it, `stale` is for a card that was not the present one.
    `aborted` is for an application that a fault has ended: nobody waits for the event.
    """

    outcome: Literal[
        "done",
        "already_done",
        "unknown",
        "closed",
        "stale",
        "claimed",
        "not_an_officer",
        "own_application",
        "already_voted",
        "insufficient_funds",
        "invalid",
        "aborted",
    ]
    detail: str = ""
    limit: str = ""
    """The figure that an invalid one is held against."""


class OpinionReply(Wire):
    """`text` where the receipt is `done`."""

    receipt: Receipt
    text: str = ""


class WhyReply(Wire):
    """`explanation` where the receipt is `done`; `invalid` is for what is not decided yet."""

    receipt: Receipt
    explanation: Explanation | None = None


class Answered(Wire):
    """What the customer answered to a question, word for word."""

    question: str
    text: str


class CaseFile(Wire):
    """What is kept of an application and its customer may read.

    Who of the officers voted how, and what they and the review agent thought on the way, is
    not in it: what the decision rests on is.
    """

    application: Application
    state: CreditState
    terms: Terms | None = None
    reasons: tuple[Reason, ...] = ()
    explanation: Explanation | None = None
    answers: tuple[Answered, ...] = ()
    contest: str = ""
    """The words with which it was contested."""


class FileReply(Wire):
    """`file` is None for whoever is not the customer, and where none is kept any more."""

    file: CaseFile | None = None


class Recovery(Wire):
    """The application's workflow has ended, or never began, and nobody heard of its end."""

    application: Application


RUN = Handler("CreditApplication", "run", Application, Nothing)
RECOVER = Handler("CreditApplication", "recover", Recovery, Nothing)
TAKEN = Handler("CreditApplication", "taken", Nothing, Taken)
ANSWER = Handler("CreditApplication", "answer", Answer, Receipt, access="public")
RESPOND = Handler("CreditApplication", "respond", OfferResponse, Receipt, access="public")
CONTEST = Handler("CreditApplication", "contest", Contest, Receipt, access="public")
WHY = Handler("CreditApplication", "why", WhyAsked, WhyReply, access="public")
FILE = Handler("CreditApplication", "file", FileWish, FileReply)
WITHDRAW = Handler("CreditApplication", "withdraw", Withdrawal, Receipt, access="public")
OPINION = Handler("CreditApplication", "opinion", OpinionRead, OpinionReply, access="public")
VOTE = Handler("CreditApplication", "vote", VoteCast, Receipt, access="public")
