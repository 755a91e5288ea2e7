"""What an application meets in its life: an account, an agent, and people, each in its order."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import restate

from services.account import commitments
from services.account.commitments import Commitments
from services.contracts import account, posts, switch
from services.contracts.account import Exposure, Transaction
from services.contracts.credit import ApplicationView, OfficerVote
from services.contracts.keys import PersonKey
from services.contracts.session import Consultation
from services.contracts.wire import Nothing, Wire
from tests.unit.case import OTHER, money
from tests.unit.feed import entry, plain_months

NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)
FINE = plain_months(income=3000_00, spending=800_00)
IN_DEBT = (*FINE, entry("03-06", "loan_repayment", -4600_00))


def assessed(recommendation: str = "approve", *, evidence: tuple[str, ...] = ()) -> Consultation:
    return Consultation(
        outcome="concluded",
        tool="submit_assessment",
        arguments={"recommendation": recommendation, "summary": "Fine.", "evidence": evidence},
    )


def approval(officer: PersonKey) -> OfficerVote:
    return OfficerVote(officer=officer, action="approve")


@dataclass
class World:
    """What the account shows, what the agent says, and what people do, each in its order.

    `waited` are the promises that were waited for: of people where it begins with `vote`.
    """

    feed: tuple[Transaction, ...] = FINE
    owed: tuple[int, ...] = (0,)
    """Besides this credit, at each look; the last figure stays."""
    monthly: tuple[int, ...] = (0,)
    """The same, of the instalments."""
    unseen: int = 0
    """Owed since the last look: another credit was approved in the same instant."""
    stopped: bool = False
    stopped_late: bool = False
    """Officers stop the automatic path after the workflow has looked."""
    says: Consultation = field(default_factory=assessed)
    people: tuple[Wire, ...] = ()
    withdraws: bool = False
    """The customer withdraws in the instant in which it is decided."""
    waited: list[str] = field(default_factory=list[str])
    called: list[str] = field(default_factory=list[str])
    view: ApplicationView | None = None
    posted: list[posts.Post] = field(default_factory=list[posts.Post])
    card: posts.Referral | None = None
    """The last that officers were shown."""
    held: Commitments = field(default_factory=Commitments)

    def request(self) -> "World":
        return self

    @property
    def id(self) -> str:
        """Of the workflow's invocation."""
        return "inv_1"

    async def time(self) -> float:
        return NOON.timestamp()

    async def run_typed(
        self, _name: str, action: Callable[[], Awaitable[Any]], *_options: object
    ) -> Any:
        return await action()

    def set(self, name: str, value: Any) -> None:
        self.view = value if name == "view" else self.view

    def promise(self, _name: str, *, type_hint: type[Wire]) -> "Unresolved":
        assert issubclass(type_hint, Wire)
        return Unresolved(self)

    def generic_send(self, service: str, name: str, body: bytes, **_named: object) -> None:
        self.called.append(f"{service}.{name}")
        if (service, name) == ("Messenger", "post"):
            self.posted.append(posts.Post.model_validate_json(body))
        if (service, name) == ("Messenger", "update"):
            content = posts.Update.model_validate_json(body).content
            self.card = content if isinstance(content, posts.Referral) else self.card

    def generic_call(self, service: str, name: str, body: bytes, *, key: str) -> Awaitable[bytes]:
        assert key
        self.called.append(f"{service}.{name}")
        return self._answered(f"{service}.{name}", body)

    async def _answered(self, handler: str, body: bytes) -> bytes:
        return self.reply(handler, body).model_dump_json().encode()

    def reply(self, handler: str, body: bytes) -> Wire:
        match handler:
            case "Account.transactions":
                return self._transactions(account.TransactionQuery.model_validate_json(body))
            case "Account.exposure":
                return self._look()
            case "Account.commit":
                return self._commit(account.Commit.model_validate_json(body))
            case "Switch.position":
                return switch.Position(stopped=self.stopped)
            case "AgentSession.consult":
                return self.says
            case _:
                assert handler in ("Account.progress", "Loan.open"), handler
                return Nothing()

    async def wait(self, name: str, event: type[Wire], *, lapse: Exception, **_more: object) -> Any:
        """What they do whose turn it is; stands for the case's own wait."""
        self.waited.append(name)
        if not self.people:
            raise lapse
        done, *rest = self.people
        self.people = tuple(rest)
        assert isinstance(done, event)
        return done

    def _look(self) -> Exposure:
        (owed, *more), (monthly, *dearer) = self.owed, self.monthly
        self.owed, self.monthly = tuple(more) or self.owed, tuple(dearer) or self.monthly
        return Exposure(total=money(owed), instalments=money(monthly))

    def _commit(self, order: account.Commit) -> account.CommitReply:
        """As the account does it, with all that the customer has by now as one commitment."""
        now, self.unseen = self.unseen, 0
        if now:
            self.owed = (now,)
        besides = commitments.Commitment(
            credit_id=OTHER, amount=money(now), instalment=order.besides.instalments
        )
        everything = Commitments(items=(*self.held.items, besides))
        held, reply = commitments.committed(
            account.Credits(items=()), everything, order, stopped=self.stopped_late
        )
        self.held = Commitments(items=tuple(i for i in held.items if i.credit_id != OTHER))
        return reply

    def _transactions(self, query: account.TransactionQuery) -> account.Transactions:
        wanted = query.categories
        found = tuple(
            each
            for each in reversed(self.feed)
            if query.since <= each.day <= query.until and (not wanted or each.category in wanted)
        )
        return account.Transactions(
            items=found, matched=len(found), money_in=money(0), money_out=money(0)
        )


@dataclass(frozen=True)
class Unresolved:
    """A promise that nobody has resolved so far."""

    world: World

    async def peek(self) -> None:
        return None

    async def reject(self, _why: str) -> None:
        if self.world.withdraws:
            raise restate.TerminalError("promise was already completed", status_code=409)

    async def resolve(self, _event: Wire) -> None:
        """The receipt."""
