"""The floor: as many durable steps, calls and sends as a turn with one tool call, nothing else.

`Floor` stands for the session at turn 2, `FloorAccount` for the account that it asks, and
`FloorBudget` for the customer's budget, which gives leave. What is journaled has the size that
it has with the desk; nothing is decided. `AskingFloor` asks the model too, in the plainest way;
`Floor` doesn't.
"""

import json
from collections.abc import Awaitable, Callable, Mapping

import aiohttp
import restate
from restate.serde import BytesSerde

from services.contracts.posts import POST, STATUS

HEAD = b"h" * 170
RECORD = b"r" * 450
STATUS_LINE = b"s" * 75
ANSWER = b"a" * 260
CALL, WORDS = b"c" * 140, b"w" * 220
BALANCE = b"b" * 65
USED, LEAVE = b"u" * 65, b"l" * 50
BYTES = BytesSerde()


Ask = Callable[[bytes], Awaitable[bytes]]


def build(environment: Mapping[str, str]) -> list[restate.VirtualObject]:
    """The two kinds of session, the account and the budget."""
    account = restate.VirtualObject("FloorAccount", state_preload=False)
    read = account.handler("balance", kind="shared", input_serde=BYTES, output_serde=BYTES)
    read(_balance)
    budget = restate.VirtualObject("FloorBudget")
    budget.handler("begin", input_serde=BYTES, output_serde=BYTES)(_count)
    asking = _Asking(f"{environment['OPENAI_BASE_URL']}/responses")
    return [_session("Floor", _answer), _session("AskingFloor", asking.ask), account, budget]


def _session(name: str, ask: Ask) -> restate.VirtualObject:
    session = restate.VirtualObject(name)

    @session.handler(input_serde=BYTES, output_serde=BYTES)
    async def message(ctx: restate.ObjectContext, _request: bytes) -> bytes:
        await _turn(ctx, ask)
        return b"{}"

    _ = message
    return session


async def _turn(ctx: restate.ObjectContext, ask: Ask) -> None:
    room = ctx.key()
    await ctx.get("head", serde=BYTES)
    await ctx.generic_call("FloorBudget", "begin", b"{}", key=room)
    await ctx.get("record.0", serde=BYTES)
    await _step(ctx, "model call 1", ask, CALL)
    ctx.generic_send(STATUS.service, STATUS.name, STATUS_LINE, key=room)
    await ctx.generic_call("FloorAccount", "balance", b"{}", key=room)
    await _step(ctx, "model call 2", ask, WORDS)
    ctx.generic_send(POST.service, POST.name, ANSWER, key=room)
    ctx.set("record.0", RECORD, serde=BYTES)
    ctx.set("head", HEAD, serde=BYTES)


async def _balance(ctx: restate.ObjectSharedContext, _request: bytes) -> bytes:
    head = ctx.get("head", serde=BYTES)
    await ctx.time()
    await head
    return BALANCE


async def _count(ctx: restate.ObjectContext, _request: bytes) -> bytes:
    await ctx.get("used", serde=BYTES)
    ctx.set("used", USED, serde=BYTES)
    return LEAVE


async def _step(ctx: restate.ObjectContext, name: str, ask: Ask, reply: bytes) -> None:
    async def asked() -> bytes:
        return await ask(reply)

    await ctx.run_typed(name, asked, restate.RunOptions(serde=BYTES))


async def _answer(reply: bytes) -> bytes:
    return reply


class _Asking:
    def __init__(self, url: str) -> None:
        self._url = url
        self._client: aiohttp.ClientSession | None = None

    async def ask(self, reply: bytes) -> bytes:
        """One call of the model with one line; the reply is what is journaled."""
        self._client = self._client or aiohttp.ClientSession()
        body = json.dumps({"input": [{"role": "user", "content": "balance"}], "tools": []})
        headers = {"content-type": "application/json"}
        async with self._client.post(self._url, data=body, headers=headers) as response:
            await response.read()
        return reply
