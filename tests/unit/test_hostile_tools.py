"""Whatever a model calls, the tools reach nothing but what is the owner's, and never fail."""

import importlib
import json
import pkgutil
from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any, cast

import pytest
import restate

from services import contracts
from services.agent import loop, tool
from services.agent.items import Called, Item, Said
from services.agent.model import Heard, ModelReply
from services.contracts import account, credit, loan, posts, reminders
from services.contracts import help as calls
from services.contracts.account import Credits, CreditSummary
from services.contracts.keys import CreditId
from services.contracts.session import OpenQuestion
from services.contracts.wire import Handler
from services.desk import agents
from tests.hostile import characters, nasty
from tests.unit import filled
from tests.unit.case import ALICE, PLACE, RULES, THREAD, TODAY

TURNS = 300
OWN = (CreditId("CR-AAAAAAAA"), CreditId("CR-BBBBBBBB"))
OTHERS = CreditId("CR-CCCCCCCC")
MAY: frozenset[Handler[Any, Any]] = frozenset(
    {
        account.BALANCE,
        account.TRANSACTIONS,
        account.CREDITS,
        account.CORRECT,
        account.ADMIT,
        credit.TAKEN,
        credit.WITHDRAW,
        credit.ANSWER,
        credit.CONTEST,
        credit.WHY,
        loan.STATEMENT,
        loan.SCHEDULE,
        loan.QUOTE,
        loan.HARDSHIP,
        calls.CALL,
        reminders.SET,
        reminders.LIST,
        reminders.CANCEL,
        posts.POST,
    }
)
"""What a model may cause: none of it moves money, votes, or answers an offer."""
OF_A_PERSON = {"by": ALICE, "customer": ALICE, "thread": THREAD, "place": PLACE.model_dump()}
"""What a request must say where it says whose it is."""


def declared() -> dict[tuple[str, str], Handler[Any, Any]]:
    """Every handler that there is."""
    names = (module.name for module in pkgutil.iter_modules(contracts.__path__))
    modules = (importlib.import_module(f"services.contracts.{name}") for name in names)
    found = (each for module in modules for each in vars(module).values())
    return {(each.service, each.name): each for each in found if isinstance(each, Handler)}


HANDLERS = declared()
AGENTS = {agent.name: agent for agent in agents.build(RULES)}


@cache
def _schemas(agent: str) -> dict[str, Any]:
    return {move.name: tool.schema(move) for move in AGENTS[agent].moves}


@dataclass
class Reach:
    """A context that notes what is reached, and answers with what the owner has."""

    rng: Random
    reached: list[str] = field(default_factory=list[str])

    def random(self) -> Random:
        return self.rng

    async def time(self) -> float:
        return 1_769_860_000.0

    async def run_typed(
        self, _name: str, action: Callable[[], Awaitable[ModelReply]], _options: object
    ) -> ModelReply:
        return await action()

    def generic_call(self, service: str, name: str, body: bytes, *, key: str) -> "Answered":
        handler = HANDLERS[service, name]
        self._judge(handler, body, key)
        if handler is account.CREDITS:
            items = tuple(
                filled.made(CreditSummary, text="x", choice=self.rng.randrange(9)).model_copy(
                    update={"credit_id": each}
                )
                for each in OWN
            )
            return Answered(Credits(items=items).model_dump_json().encode())
        if handler is credit.TAKEN:
            return Answered(credit.Taken(taken=False).model_dump_json().encode())
        reply = filled.made(handler.reply, text="x", choice=self.rng.randrange(5))
        return Answered(reply.model_dump_json().encode())

    def generic_send(
        self, service: str, name: str, body: bytes, *, key: str, send_delay: object
    ) -> None:
        assert send_delay is None
        self._judge(HANDLERS[service, name], body, key)

    def _judge(self, handler: Handler[Any, Any], body: bytes, key: str) -> None:
        assert handler in MAY, f"a model reached {handler.service}.{handler.name}"
        handler.request.model_validate_json(body)
        said = json.loads(body)
        new = handler is credit.TAKEN
        assert key in (ALICE, THREAD, PLACE.room, *OWN) or new, key
        assert said.get("credit_id") != OTHERS
        for name, whose in OF_A_PERSON.items():
            assert said.get(name) in (None, whose), (handler, name)
        if handler is account.ADMIT:
            wish = credit.Application.model_validate_json(body)
            assert 100_00 <= wish.amount.minor <= 25_000_00
        self.reached.append(f"{handler.service}.{handler.name}")


@dataclass(frozen=True)
class Answered:
    """A call that has come back."""

    body: bytes

    def __await__(self) -> Generator[Any, Any, bytes]:
        yield from ()
        return self.body


@dataclass
class Wild:
    """The wild character behind the door of the model."""

    rng: Random
    calls: int = 0

    async def respond(
        self, agent: tool.Agent, items: Sequence[Item], heard: Heard | None = None
    ) -> ModelReply:
        assert heard is None
        texts = [str(item) for item in items[-6:]]
        body = {"input": [{"role": "user", "content": text} for text in texts]}
        told = characters.Read(
            body={**body, "ids": [*OWN, OTHERS]},
            tools=_schemas(agent.name),
            instructions=(),
            done=(),
        )
        output, status = characters.wild(told, self.rng)
        made = tuple(_item(item) for item in output[:16])
        self.calls += sum(isinstance(item, Called) for item in made)
        ending = "truncated" if status == "incomplete" else "complete" if made else "empty"
        return ModelReply(items=made, ending=ending)


def _item(output: dict[str, Any]) -> Item:
    if output["type"] == "function_call":
        name, arguments = _clean(output["name"]), _clean(output["arguments"])
        return Called(call_id="c", name=name, arguments=arguments)
    return Said(role="assistant", text=_clean(output["content"][0].get("text", "")))


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:60_000]


async def test_two_thousand_wild_calls_reach_only_what_is_the_owners(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both agents of the desk, every tool, real loop: no exception, and nobody else is touched."""

    async def gathered(*_futures: object) -> None:
        return None

    monkeypatch.setattr(restate, "gather", gathered)
    seen, reached = Wild(Random(24)), set[str]()
    for number in range(TURNS):
        ctx = Reach(Random(number))
        scope = tool.Scope(
            ctx=cast("restate.ObjectContext", ctx),
            customer=ALICE,
            thread=THREAD,
            place=PLACE,
            words="What is it?",
            today=TODAY,
            questions=(OpenQuestion(credit_id=OWN[0], question="answer.1", text=nasty.LINKS),),
        )
        start = (agents.FRONT_DESK, agents.CREDIT_AGENT)[number % 2]
        turn = await loop.Loop(AGENTS, seen).run(scope, start=start, history=[])
        assert turn.model_calls <= loop.MAX_MODEL_CALLS
        assert len(ctx.reached) <= 4 * loop.MAX_CALLS
        reached |= set(ctx.reached)
    assert seen.calls > 2000
    assert reached == {f"{each.service}.{each.name}" for each in MAY}, "a tool was never called"
