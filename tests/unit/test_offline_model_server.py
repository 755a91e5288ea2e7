"""The offline model over HTTP, asked by the client that the desk uses."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence

import aiohttp
import openai
import pytest
from aiohttp.test_utils import TestServer
from openai.types.responses import Response

from local.offline_model import server
from services.agent import tool
from tests.unit import talks
from tests.unit.talks import CREDIT, FRONT, TODAY, Line


@pytest.fixture
async def running() -> AsyncIterator[TestServer]:
    started = TestServer(server.build())
    await started.start_server()
    yield started
    await started.close()


async def ask(running: TestServer, agent: tool.Agent, lines: Sequence[Line]) -> Response:
    body = talks.body(agent, lines)
    url = str(running.make_url("/v1"))
    async with openai.AsyncOpenAI(api_key="none", base_url=url, max_retries=0) as client:
        return await client.responses.create(
            model=body["model"],
            instructions=agent.instructions,
            input=body["input"],
            tools=body["tools"],
            store=False,
        )


async def test_words_arrive_as_words(running: TestServer) -> None:
    """Given a tool's result, when asked, then a complete message with its usage."""
    gave = {"balance": "3,250.12 EUR", "as_of": "2026-11-22"}
    reply = await ask(running, FRONT, (TODAY, "c: What is my balance?", ("get_balance", gave)))
    assert reply.output_text == "Your balance is **3,250.12 EUR** as of 2026-11-22."
    assert (reply.status, reply.error, reply.incomplete_details) == ("completed", None, None)
    assert reply.usage is not None
    assert reply.usage.total_tokens == reply.usage.input_tokens + reply.usage.output_tokens > 2


async def test_calls_arrive_as_calls(running: TestServer) -> None:
    """Several at once, each with an id of its own; the client's checks accept them."""
    reply = await ask(running, FRONT, (TODAY, "c: my balance, and how is my application doing?"))
    calls = [item for item in reply.output if item.type == "function_call"]
    assert [call.name for call in calls] == ["get_balance", "list_credits"]
    assert len({call.call_id for call in calls}) == 2
    Response.model_validate(reply.to_dict(), strict=False)


async def test_a_conversation_goes_on_with_what_was_answered(running: TestServer) -> None:
    """The agent's own words, sent back, let the next message be understood."""
    wish = "c: Hi, I would like to apply for a credit of 1000 euros."
    first = await ask(running, CREDIT, (TODAY, wish))
    second = await ask(running, CREDIT, (TODAY, wish, f"a: {first.output_text}", "c: 12"))
    call = second.output[0]
    assert call.type == "function_call"
    assert json.loads(call.arguments) == {"amount": "1000.00", "months": 12}


async def test_a_plain_string_is_a_message(running: TestServer) -> None:
    url = str(running.make_url("/v1"))
    async with openai.AsyncOpenAI(api_key="none", base_url=url, max_retries=0) as client:
        reply = await client.responses.create(model="offline", input="hello")
    assert "I can help with" in reply.output_text


async def test_a_streamed_answer_comes_word_by_word(running: TestServer) -> None:
    """The client's own checks accept each event; the words add up to the answer."""
    url = str(running.make_url("/v1"))
    async with openai.AsyncOpenAI(
        api_key="none", base_url=url, max_retries=0, _strict_response_validation=True
    ) as client:
        whole = await client.responses.create(model="offline", input="hello")
        events = [
            e
            async for e in await client.responses.create(
                model="offline", input="hello", stream=True
            )
        ]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    words = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert len(words) > 3
    assert "".join(words) == whole.output_text
    assert events[-1].type == "response.completed"
    assert events[-1].response.output_text == whole.output_text


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/v1/chat/completions", "{}", 404),
        ("GET", "/v1/responses", "", 404),
        ("POST", "/v1/responses", "no json", 400),
        ("POST", "/v1/responses", "[]", 400),
        ("POST", "/v1/responses", '{"model": "m", "input": 7}', 400),
        ("POST", "/v1/responses", '{"model": "m", "input": [], "stream": "yes, slowly"}', 400),
    ],
)
async def test_errors_have_the_api_s_shape(
    running: TestServer, method: str, path: str, body: str, status: int
) -> None:
    url = running.make_url(path)
    async with aiohttp.ClientSession() as web, web.request(method, url, data=body) as reply:
        assert reply.status == status
        error = (await reply.json())["error"]
    assert error["type"] == "invalid_request_error"
    assert error["message"]


async def test_it_is_healthy(running: TestServer) -> None:
    url = running.make_url("/health")
    async with aiohttp.ClientSession() as web, web.get(url) as reply:
        assert reply.status == 200


def test_it_says_what_it_is_when_it_starts() -> None:
    """The command line names it: no language model. It ends when it is told to."""
    command = [sys.executable, "-m", "local.offline_model", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        running.terminate()
        assert running.wait(timeout=10) == 0
    assert "no language model" in line
