"""A turn where others read along: what is posted how, what is kept, and what is shown meanwhile."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, cast

import pytest

from services.agent import patience, tool
from services.agent.items import Called, Said
from services.agent.model import ModelReply
from services.contracts import budget, posts
from services.contracts.keys import Key
from services.contracts.session import Message
from services.contracts.wire import Wire
from services.session import handlers
from tests.unit.case import ALICE, BERLIN, PLACE, THREAD

FIGURE = "3,110.15 EUR"


def _balance(_scope: tool.Scope, _arguments: tool.Arguments) -> tool.Started:
    async def finish() -> tool.Output:
        return tool.Output({"balance": FIGURE})

    return tool.Started(finish)


FRONT = tool.Agent(
    "front", "Be kind.", (tool.Tool("balance", "The balance.", tool.Arguments, _balance),)
)
LOOKS = ModelReply(items=(Called(call_id="c", name="balance", arguments="{}"),), ending="complete")
TELLS = ModelReply(items=(Said(role="assistant", text=f"It is {FIGURE}."),), ending="complete")
HELLO = ModelReply(items=(Said(role="assistant", text="Hello."),), ending="complete")


class Model:
    """Gives its answers in order."""

    def __init__(self, *answers: ModelReply) -> None:
        self.answers = list(answers)
        self.heard: list[object] = []

    async def respond(self, _agent: tool.Agent, _items: object, heard: object = None) -> ModelReply:
        self.heard.append(heard)
        return self.answers.pop(0)


class Talk:
    """A session's state, and what it has posted."""

    def __init__(self) -> None:
        self.state: dict[str, Wire] = {}
        self.posted: list[posts.Post] = []

    def key(self) -> str:
        return THREAD

    def random(self) -> Random:
        return Random(1)

    async def get(self, name: str, *, type_hint: type[Wire]) -> Wire | None:
        found = self.state.get(name)
        assert found is None or type(found) is type_hint
        return found

    def set(self, name: str, value: Wire) -> None:
        self.state[name] = value

    async def run_typed(
        self, _name: str, action: Callable[[], Awaitable[Any]], _options: object
    ) -> Any:
        return await action()

    async def generic_call(self, _service: str, _name: str, _body: bytes, *, key: str) -> bytes:
        assert key == ALICE
        return budget.BEGIN.reply().model_dump_json().encode()

    def generic_send(
        self, service: str, name: str, body: bytes, *, key: str, send_delay: timedelta | None
    ) -> None:
        assert key
        if send_delay:
            assert name != "post"
        if (service, name) == ("Messenger", "post"):
            self.posted.append(posts.Post.model_validate_json(body))


async def turn(talk: Talk, *answers: ModelReply, shared: bool = True, live: bool = False) -> Model:
    """Alice writes, and the model gives exactly these answers."""
    model = Model(*answers)
    message = Message(
        author=ALICE,
        place=PLACE,
        reference=Key(f"{len(talk.posted)}.1"),
        sent_at=datetime(2026, 11, 27, tzinfo=UTC),
        text="my balance?",
        addressed=True,
        shared=shared,
        live=live,
    )
    parts = handlers.Parts(
        agents={"front": FRONT},
        front="front",
        workers={},
        model=cast("Any", model),
        model_name="none",
        zone=BERLIN,
        patience=patience.Terms(timedelta(seconds=20), timedelta(hours=2)),
        retention=timedelta(days=90),
        served=frozenset({"member"}),
        ingress=cast("Any", None),
    )
    await handlers.answer(cast("Any", talk), message, parts)
    assert not model.answers
    return model


async def test_an_answer_from_the_account_is_private_and_is_not_kept() -> None:
    """Who goes on under it where it comes is told it, by a note."""
    talk = Talk()
    await turn(talk, LOOKS, TELLS)
    [post] = talk.posted
    assert post.discretion == "private"
    assert post.note
    assert FIGURE in post.note.text
    assert "my balance?" in str(talk.state)
    assert FIGURE not in str(talk.state)


async def test_an_answer_without_the_account_is_for_all() -> None:
    talk = Talk()
    await turn(talk, LOOKS, TELLS)
    await turn(talk, HELLO)
    assert (talk.posted[-1].discretion, talk.posted[-1].note) == ("open", None)
    assert "Hello." in str(talk.state)


async def test_where_nobody_else_reads_all_is_kept() -> None:
    talk = Talk()
    await turn(talk, LOOKS, TELLS, shared=False)
    assert (talk.posted[0].discretion, talk.posted[0].note) == ("open", None)
    assert FIGURE in str(talk.state)


@pytest.mark.parametrize("shared", [True, False])
async def test_nothing_is_shown_while_it_is_written_where_others_read(*, shared: bool) -> None:
    """Only at its end is it known who may read it."""
    talk = Talk()
    model = await turn(talk, HELLO, shared=shared, live=True)
    assert talk.posted[0].drafted != shared
    assert (model.heard == [None]) == shared
