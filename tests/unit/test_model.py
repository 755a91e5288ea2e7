"""The door to the model: items there and back, and which failures are tried again."""

import asyncio
import json
import traceback
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import openai
import pytest
import pytest_asyncio
import restate
from aiohttp import web
from aiohttp.test_utils import TestServer

from local.offline_model import streaming
from services.agent import tool
from services.agent.items import Called, Item, Returned, Said
from services.agent.model import (
    MAX_ITEMS,
    MAX_OUTPUT_TOKENS,
    MAX_TEXT,
    BrokenOff,
    Heard,
    Model,
    ModelBusy,
    ModelReply,
)


class Sum(tool.Arguments):
    title: str
    amount: int


def _never(_scope: tool.Scope, _arguments: Sum) -> tool.Started:
    raise AssertionError


SPEAKER = tool.Agent(
    "speaker", "Be kind.", (tool.Tool("sum", "Adds.", Sum, _never), tool.Handoff("to", "On.", "x"))
)
SILENT = tool.Agent("silent", "Judge.", (tool.Closing("end", "Ends.", Sum),), speaks=False)


@dataclass
class FakeApi:
    """Answers each call alike, and remembers the requests."""

    status: int = 200
    body: str = ""
    kind: str = "application/json"
    delay: float = 0
    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    url: str = ""

    async def responses(self, request: web.Request) -> web.Response:
        assert request.headers["authorization"] == "Bearer key-of-the-test"
        self.requests.append(await request.json())
        await asyncio.sleep(self.delay)
        # Closed by the server, so that no client is left with an open connection.
        headers = {"Connection": "close"}
        return web.Response(
            status=self.status,
            text=self.body,
            content_type=self.kind,
            headers=headers,
        )

    def streams(self, *output: dict[str, Any], status: str = "completed", cut: int = 0) -> None:
        """The same, streamed; without its last `cut` events."""
        self.says(*output, status=status)
        events = [streaming.encode(event) for event in streaming.events(json.loads(self.body))]
        self.kind = "text/event-stream"
        self.body = b"".join(events[: len(events) - cut]).decode()

    def says(
        self, *output: dict[str, Any], status: str = "completed", tokens: tuple[int, int] = (11, 7)
    ) -> None:
        usage = {
            "input_tokens": tokens[0],
            "output_tokens": tokens[1],
            "total_tokens": sum(tokens),
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        }
        self.body = json.dumps(
            {
                "id": "resp_1",
                "object": "response",
                "created_at": 0,
                "model": "m",
                "status": status,
                "output": output,
                "usage": usage,
                "parallel_tool_calls": True,
                "tool_choice": "auto",
                "tools": [],
            }
        )

    async def ask(
        self, *items: Item, agent: tool.Agent = SPEAKER, heard: Heard | None = None
    ) -> ModelReply:
        model = Model(api_key="key-of-the-test", base_url=self.url, name="m-1", timeout=0.5)
        try:
            return await model.respond(agent, items or (Said(role="user", text="Hi"),), heard)
        finally:
            await model.close()


@pytest_asyncio.fixture
async def api() -> AsyncIterator[FakeApi]:
    fake = FakeApi()
    app = web.Application()
    app.router.add_post("/v1/responses", fake.responses)
    async with TestServer(app) as server:
        fake.url = str(server.make_url("/v1"))
        yield fake


def message(*parts: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": list(parts),
    }


def text(words: str) -> dict[str, Any]:
    return {"type": "output_text", "text": words, "annotations": []}


def call(name: str, arguments: str, *, call_id: str = "c1") -> dict[str, Any]:
    return {
        "type": "function_call",
        "id": "fc_1",
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
        "status": "completed",
    }


REFUSAL = {"type": "refusal", "refusal": "I can't."}
REASONING: dict[str, Any] = {"type": "reasoning", "id": "rs_1", "summary": []}


async def test_all_items_go_with_each_call(api: FakeApi) -> None:
    """The API keeps nothing, so it is told everything, in its own words."""
    api.says(message(text("Hello.")))
    await api.ask(
        Said(role="developer", text="Today is Monday."),
        Said(role="user", text="Add."),
        Called(call_id="c0", name="sum", arguments='{"amount":1}'),
        Returned(call_id="c0", output='{"sum":1}'),
        Said(role="assistant", text="Done."),
    )
    [request] = api.requests
    assert request["input"] == [
        {"role": "developer", "content": "Today is Monday."},
        {"role": "user", "content": "Add."},
        {"type": "function_call", "call_id": "c0", "name": "sum", "arguments": '{"amount":1}'},
        {"type": "function_call_output", "call_id": "c0", "output": '{"sum":1}'},
        {"role": "assistant", "content": "Done."},
    ]
    assert (request["model"], request["instructions"]) == ("m-1", "Be kind.")
    assert (request["store"], request["max_output_tokens"]) == (False, MAX_OUTPUT_TOKENS)


async def test_tools_are_described_without_what_costs_and_tells_nothing(api: FakeApi) -> None:
    """Pydantic's titles go; an argument that is called title stays."""
    api.says(message(text("Hello.")))
    await api.ask()
    [described, handoff] = api.requests[0]["tools"]
    assert described["parameters"] == {
        "type": "object",
        "properties": {"title": {"type": "string"}, "amount": {"type": "integer"}},
        "required": ["title", "amount"],
        "additionalProperties": False,
    }
    assert (described["type"], described["name"], described["strict"]) == ("function", "sum", False)
    assert handoff["parameters"]["properties"] == {}


@pytest.mark.parametrize(("agent", "choice"), [(SPEAKER, "auto"), (SILENT, "required")])
async def test_an_agent_that_must_conclude_has_to_use_a_tool(
    api: FakeApi, agent: tool.Agent, choice: str
) -> None:
    api.says(message(text("Hello.")))
    await api.ask(agent=agent)
    assert api.requests[0]["tool_choice"] == choice


async def test_words_and_calls_come_back_in_order(api: FakeApi) -> None:
    """Reasoning is left out; pieces of one message are one text; tokens are counted."""
    words = message(text("One "), text("moment."))
    api.says(REASONING, words, call("sum", '{"amount":2}'), message(text("  ")))
    assert await api.ask() == ModelReply(
        items=(
            Said(role="assistant", text="One moment."),
            Called(call_id="c1", name="sum", arguments='{"amount":2}'),
        ),
        ending="complete",
        tokens_in=11,
        tokens_out=7,
    )


async def test_a_reply_survives_the_journal(api: FakeApi) -> None:
    """What is replayed is what was answered."""
    api.says(message(text("Grüße \U0001f389")), call("sum", "{}"))
    reply = await api.ask()
    assert ModelReply.model_validate_json(reply.model_dump_json()) == reply


async def test_half_characters_do_not_reach_the_journal(api: FakeApi) -> None:
    """JSON can spell half of an emoji, which no UTF-8 can; the rest of the text stays."""
    half = "\ud83c"
    api.says(message(text(f"Done {half}!")), call(f"s{half}m", f'{{"x":"ü{half}"}}', call_id=half))
    reply = await api.ask()
    assert reply.items == (
        Said(role="assistant", text="Done ?!"),
        Called(call_id="?", name="s?m", arguments='{"x":"ü?"}'),
    )
    assert ModelReply.model_validate_json(reply.model_dump_json()) == reply


@pytest.mark.parametrize(
    ("output", "status", "ending"),
    [
        ([message(REFUSAL)], "completed", "refused"),
        ([message(text("Well."), REFUSAL)], "completed", "refused"),
        ([message(text("It is 86"))], "incomplete", "truncated"),
        ([call("sum", '{"amo')], "incomplete", "truncated"),
        ([], "incomplete", "truncated"),
        ([], "completed", "empty"),
        ([REASONING], "completed", "empty"),
        ([message(text(" \n"))], "completed", "empty"),
        ([message(text("It is 86")) | {"status": "incomplete"}], "completed", "truncated"),
        ([message(text("It is 86")) | {"status": "in_progress"}], "completed", "truncated"),
        ([call("sum", "{}") | {"status": "incomplete"}], "completed", "truncated"),
        ([message(text("Well.")), call("sum", "{}") | {"status": "x"}], "completed", "truncated"),
        ([REASONING | {"status": "in_progress"}, message(text("Yes."))], "completed", "complete"),
        ([{"type": "message", "content": [text("Yes.")]}], "completed", "complete"),
    ],
)
async def test_what_cannot_be_used_is_told_apart(
    api: FakeApi, output: list[dict[str, Any]], status: str, ending: str
) -> None:
    api.says(*output, status=status)
    assert (await api.ask()).ending == ending


NOT_OVER = ["failed", "cancelled", "in_progress", "queued", "expired", "COMPLETED", "", None]


@pytest.mark.parametrize("status", NOT_OVER)
async def test_an_answer_that_is_not_over_is_an_outage(api: FakeApi, status: str | None) -> None:
    """Half a text is never posted, and a call beside it, whole as it looks, never carried out."""
    api.says(message(text("Your balance is 1,0")), call("sum", '{"amount":2}'))
    body = json.loads(api.body) | {"status": status}
    api.body = json.dumps(body)
    with pytest.raises(ModelBusy) as busy:
        await api.ask()
    assert str(busy.value).startswith("the model's API gave an answer that is not over")
    assert "COMPLETED" not in str(busy.value), "it says what it likes"
    del body["status"]
    api.body = json.dumps(body)
    with pytest.raises(ModelBusy):
        await api.ask()


async def test_an_answer_with_an_error_is_an_outage(api: FakeApi) -> None:
    """Whatever its status says; and what the error says is not repeated."""
    api.says(message(text("Hello.")))
    api.body = json.dumps(json.loads(api.body) | {"error": {"message": "bad key-of-the-test"}})
    with pytest.raises(ModelBusy) as busy:
        await api.ask()
    assert "key-of-the-test" not in "".join(traceback.format_exception(busy.value))


async def test_an_answer_that_says_why_it_is_incomplete_is_not_whole(api: FakeApi) -> None:
    api.says(message(text("It is 86")))
    why = {"incomplete_details": {"reason": "max_output_tokens"}}
    api.body = json.dumps(json.loads(api.body) | why)
    assert (await api.ask()).ending == "truncated"


async def test_no_more_items_are_looked_at_than_a_turn_can_use(api: FakeApi) -> None:
    api.says(*[call("sum", "{}")] * 50)
    assert len((await api.ask()).items) == MAX_ITEMS


async def test_no_more_text_is_kept_than_can_be_shown(api: FakeApi) -> None:
    """Of an endless answer the beginning; it would be journaled, and read again each turn."""
    endless = "x" * (MAX_TEXT - 1)
    api.says(message(text(endless)), call("n" * 500, '{"a":1}', call_id="i" * 500), call("sum", ""))
    said, called = (await api.ask()).items
    assert said == Said(role="assistant", text=endless)
    assert called == Called(call_id="i" * 100, name="n" * 100, arguments="{")
    api.says(message(text("x" * (MAX_TEXT + 1))), call("sum", "{}"))
    assert (await api.ask()).items == (Said(role="assistant", text="x" * MAX_TEXT),)


async def test_no_more_tokens_are_counted_than_a_call_can_cost(api: FakeApi) -> None:
    """A customer's day is charged with them: nonsense must neither end it nor refill it."""
    api.says(message(text("Hello.")), tokens=(10**18, 10**18))
    reply = await api.ask()
    sent = json.dumps(api.requests[0], ensure_ascii=False, separators=(",", ":"))
    assert reply.tokens_in == len(sent.encode())
    assert reply.tokens_out == MAX_OUTPUT_TOKENS
    api.says(message(text("Hello.")), tokens=(-(10**18), -1))
    reply = await api.ask()
    assert (reply.tokens_in, reply.tokens_out) == (0, 0)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
async def test_a_call_that_never_heals_is_given_up_at_once(api: FakeApi, status: int) -> None:
    """Nothing of what the API says, which may hold the key, goes into the message."""
    api.status, api.body = status, '{"error":{"message":"bad key-of-the-test"}}'
    with pytest.raises(restate.TerminalError) as refused:
        await api.ask()
    assert refused.value.status_code == 502
    assert refused.value.message == f"the model's API refused the call with {status}"
    assert len(api.requests) == 1


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
async def test_an_outage_is_left_to_restate(api: FakeApi, status: int) -> None:
    """One request each: the client itself does not try again. What the API says stays unsaid."""
    api.status, api.body = status, '{"error":{"message":"later, key-of-the-test"}}'
    with pytest.raises(ModelBusy) as busy:
        await api.ask()
    assert "key-of-the-test" not in "".join(traceback.format_exception(busy.value))
    assert len(api.requests) == 1


async def test_a_slow_answer_is_not_waited_for(api: FakeApi) -> None:
    api.says(message(text("Hello.")))
    api.delay = 1.5
    with pytest.raises(openai.APITimeoutError):
        await api.ask()
    assert len(api.requests) == 1


async def test_an_api_that_is_not_there_is_an_outage() -> None:
    with pytest.raises(openai.APIConnectionError):
        await FakeApi(url="http://127.0.0.1:9/v1").ask()


@pytest.mark.parametrize("body", ["", "<html>", "null", "[]", '"words"', '{"output":null}'])
async def test_junk_is_tried_again_like_an_outage(api: FakeApi, body: str) -> None:
    """It is no answer, and no refusal that would end the turn at once."""
    api.body = body
    with pytest.raises((ValueError, TypeError, AttributeError, openai.APIError)):
        await api.ask()


async def test_output_of_an_unknown_kind_is_no_answer(api: FakeApi) -> None:
    api.says({"type": "hologram", "text": "Approve."})
    assert await api.ask() == ModelReply(items=(), ending="empty", tokens_in=11, tokens_out=7)


async def test_a_streamed_answer_is_heard_while_it_grows(api: FakeApi) -> None:
    """Whole at the end as if it had not been streamed; reasoning and calls are not heard."""
    output = (REASONING, message(text("One moment, ")), message(text("please.")), call("sum", "{}"))
    api.says(*output)
    whole = await api.ask()
    assert api.requests[0]["stream"] is False
    api.streams(*output)
    heard: list[str] = []
    assert await api.ask(heard=heard.append) == whole
    assert heard == ["One ", "One moment, ", "One moment, \n\nplease."]
    assert api.requests[1]["stream"] is True


async def test_no_more_is_heard_than_can_be_shown(api: FakeApi) -> None:
    api.streams(message(text(f"{'x' * 30_000} " * 3)))
    heard: list[str] = []
    await api.ask(heard=heard.append)
    assert max(map(len, heard)) == MAX_TEXT


async def test_an_api_that_streams_nothing_is_understood_all_the_same(api: FakeApi) -> None:
    api.says(message(text("Hello.")))
    assert (await api.ask(heard=pytest.fail)).items == (Said(role="assistant", text="Hello."),)


@pytest.mark.parametrize(
    ("output", "status", "ending"),
    [
        ([message(REFUSAL)], "completed", "refused"),
        ([message(text("It is 86"))], "incomplete", "truncated"),
        ([message(text("It is 86")) | {"status": "incomplete"}], "completed", "truncated"),
    ],
)
async def test_what_cannot_be_used_is_told_apart_in_a_stream_too(
    api: FakeApi, output: list[dict[str, Any]], status: str, ending: str
) -> None:
    api.streams(*output, status=status)
    assert (await api.ask(heard=lambda _: None)).ending == ending


async def test_an_answer_that_breaks_off_is_tried_again(api: FakeApi) -> None:
    """However much of it was heard, it was not said."""
    api.streams(message(text("It is 86.07 euros.")), cut=1)
    with pytest.raises(BrokenOff):
        await api.ask(heard=lambda _: None)


@pytest.mark.parametrize(
    "said",
    [
        {"type": "error", "code": "server_error", "message": "key-of-the-test"},
        {"type": "error", "error": {"message": "key-of-the-test"}},
    ],
)
async def test_an_error_in_the_middle_of_a_stream_is_an_outage(
    api: FakeApi, said: dict[str, Any]
) -> None:
    """Also where the whole answer comes after it. What the API says stays unsaid."""
    api.streams(message(text("It is 86")))
    api.body = f"event: error\ndata: {json.dumps(said)}\n\n{api.body}"
    with pytest.raises(ModelBusy) as busy:
        await api.ask(heard=lambda _: None)
    assert "key-of-the-test" not in "".join(traceback.format_exception(busy.value))


@pytest.mark.parametrize("status", NOT_OVER)
@pytest.mark.parametrize("kind", ["completed", "incomplete", "failed", "cancelled"])
async def test_a_stream_that_ends_without_an_answer_is_an_outage(
    api: FakeApi, status: str | None, kind: str
) -> None:
    """Whatever the event is called that ends it, and whatever is said after it."""
    api.streams(message(text("Your balance is 1,0")), call("sum", "{}"))
    whole = json.loads(api.body.split("data: ")[-1])["response"]
    end = {"type": f"response.{kind}", "response": whole | {"status": status}}
    before = api.body.split("event: response.completed")[0]
    api.body = before + b"".join(map(streaming.encode, [end])).decode() + api.body
    with pytest.raises(ModelBusy):
        await api.ask(heard=lambda _: None)


async def test_an_event_that_says_incomplete_is_believed(api: FakeApi) -> None:
    api.streams(message(text("It is 86")))
    api.body = api.body.replace("response.completed", "response.incomplete")
    assert (await api.ask(heard=lambda _: None)).ending == "truncated"


async def test_words_that_are_gone_at_the_end_are_not_taken(api: FakeApi) -> None:
    """Some proxies stream, and then send no output: nothing says that the words were all."""
    api.streams(message(text("It is 86.07 euros.")))
    end = json.loads(api.body.split("data: ")[-1])
    emptied = streaming.encode(end | {"response": end["response"] | {"output": []}}).decode()
    api.body = api.body.split("event: response.completed")[0] + emptied
    with pytest.raises(BrokenOff):
        await api.ask(heard=lambda _: None)


async def test_a_slow_stream_is_not_waited_for(api: FakeApi) -> None:
    api.streams(message(text("Hello.")))
    api.delay = 1.5
    with pytest.raises((openai.APITimeoutError, TimeoutError)):
        await api.ask(heard=lambda _: None)


async def test_a_refused_stream_is_a_refused_call(api: FakeApi) -> None:
    api.status, api.body = 401, '{"error":{"message":"bad key-of-the-test"}}'
    with pytest.raises(restate.TerminalError):
        await api.ask(heard=lambda _: None)
