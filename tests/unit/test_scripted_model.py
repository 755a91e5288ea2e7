"""The stories' scripted model is strict: nothing unasked, nothing left over, nothing twice."""

import contextlib
import json
import time
from collections.abc import AsyncIterator

import openai
import pytest
from openai.types.responses import Response

from services.agent import tool
from tests.scripted_model import (
    Check,
    ScriptedModel,
    calls,
    contains,
    hang,
    junk,
    lacks,
    refusal,
    says,
    status,
    text,
    told,
    truncated,
)
from tests.unit import talks
from tests.unit.talks import CREDIT, FRONT, REVIEW, Line


@pytest.fixture
async def model() -> AsyncIterator[ScriptedModel]:
    started = ScriptedModel()
    await started.start()
    yield started
    with contextlib.suppress(AssertionError):  # each test looks at what is wrong by itself
        await started.close()


async def ask(
    model: ScriptedModel, *lines: Line, agent: tool.Agent = FRONT, seconds: float = 10
) -> Response:
    body = talks.body(agent, lines)
    async with openai.AsyncOpenAI(
        api_key="none", base_url=model.url, max_retries=0, timeout=seconds
    ) as client:
        return await client.responses.create(
            model=body["model"], input=body["input"], tools=body["tools"], store=False
        )


async def test_steps_are_given_in_order_in_each_lane(model: ScriptedModel) -> None:
    """Each agent, told by its tools, has a script of its own."""
    model.expect("front_desk", text("one"))
    model.expect("front_desk", text("two"))
    model.expect("credit_agent", text("credit"))
    model.expect("review_agent", calls(("submit_assessment", {"recommendation": "refer"})))
    assert (await ask(model, "c: a", agent=CREDIT)).output_text == "credit"
    assert (await ask(model, "c: a")).output_text == "one"
    assert (await ask(model, "c: b")).output_text == "two"
    assert (await ask(model, "c: a", agent=REVIEW)).output[0].type == "function_call"
    model.check()


async def test_calls_come_together_and_as_they_were_written(model: ScriptedModel) -> None:
    model.expect("front_desk", calls(("get_balance", {}), ("no_such_tool", "{broken")))
    output = (await ask(model, "c: a")).output
    made = [item for item in output if item.type == "function_call"]
    assert [(call.name, call.arguments) for call in made] == [
        ("get_balance", "{}"),
        ("no_such_tool", "{broken"),
    ]
    assert len({call.call_id for call in made}) == 2


async def test_a_request_without_a_step_fails_the_story(model: ScriptedModel) -> None:
    with pytest.raises(openai.BadRequestError):
        await ask(model, "c: nobody expected this")
    with pytest.raises(AssertionError, match="no step for 'nobody expected this'"):
        model.check()


async def test_steps_left_over_fail_the_story() -> None:
    model = ScriptedModel()
    await model.start()
    model.expect("credit_agent", text("never asked for"))
    with pytest.raises(AssertionError, match=r"left over: \{'credit_agent': 1\}"):
        await model.close()


CHECKS = [
    (says("balance"), True),
    (says("Hello"), False),
    (contains("Hello"), True),
    (contains("account"), False),
    (told("3.00"), True),
    (told("4.00"), False),
    (lacks("secret"), True),
    (lacks("Hello"), False),
]


@pytest.mark.parametrize(("check", "holds"), CHECKS, ids=[check.claim for check, _ in CHECKS])
async def test_a_step_checks_its_request(
    model: ScriptedModel, check: Check, *, holds: bool
) -> None:
    """A check that does not hold is answered with 400 and remembered."""
    model.expect("front_desk", text("fine"), when=(contains("balance"), check))
    lines: tuple[Line, ...] = ("c: Hello", "a: Hi", "c: my balance", ("get_balance", "3.00"))
    if holds:
        assert (await ask(model, *lines)).output_text == "fine"
        model.check()
        return
    with pytest.raises(openai.BadRequestError):
        await ask(model, *lines)
    with pytest.raises(AssertionError, match="expected that"):
        model.check()


async def test_the_same_request_again_gets_the_same_response(model: ScriptedModel) -> None:
    """After a crash a caller asks again: that is no new step, even to the ids of calls."""
    model.expect("front_desk", calls(("get_balance", {})))
    first = await ask(model, "c: a")
    assert (await ask(model, "c: a")).to_dict() == first.to_dict()
    assert (model.replayed, len(model.requests)) == (1, 2)
    model.check()


async def test_after_an_error_the_same_request_is_the_next_step(model: ScriptedModel) -> None:
    model.expect("front_desk", status(429, retry_after=2))
    model.expect("front_desk", status(500))
    model.expect("front_desk", status(401))
    model.expect("front_desk", text("at last"))
    with pytest.raises(openai.RateLimitError) as limited:
        await ask(model, "c: a")
    assert limited.value.response.headers["Retry-After"] == "2"
    with pytest.raises(openai.InternalServerError):
        await ask(model, "c: a")
    with pytest.raises(openai.AuthenticationError):
        await ask(model, "c: a")
    assert (await ask(model, "c: a")).output_text == "at last"
    model.check()


async def test_a_hanging_model_neither_answers_nor_holds_up_the_end(model: ScriptedModel) -> None:
    """The caller's own timeout ends the wait; closing does not wait for the rest of it."""
    model.expect("front_desk", hang(60))
    model.expect("front_desk", text("back"))
    with pytest.raises(openai.APITimeoutError):
        await ask(model, "c: a", seconds=0.2)
    assert (await ask(model, "c: a")).output_text == "back"
    before = time.monotonic()
    await model.close()
    assert time.monotonic() - before < 10


async def test_what_can_not_be_used(model: ScriptedModel) -> None:
    """Nothing, a part, a refusal: as the API gives them."""
    model.expect("front_desk", junk())
    model.expect("front_desk", truncated(text("half a sen")))
    model.expect("front_desk", refusal("no"))
    assert (await ask(model, "c: a")).output == []
    cut = await ask(model, "c: b")
    assert (cut.status, cut.output_text) == ("incomplete", "half a sen")
    assert '"refusal": "no"' in json.dumps((await ask(model, "c: c")).to_dict())
    model.check()


async def test_requests_are_kept_for_canaries(model: ScriptedModel) -> None:
    model.expect("front_desk", text("one"))
    await ask(model, "d: Today is 2026-11-22.", "c: Gr\u00fc\u00dfe", ("get_balance", {"b": 3}))
    (asked,) = model.requests
    assert (asked.lane, asked.said, asked.results) == (
        "front_desk",
        "Gr\u00fc\u00dfe",
        ('{"b": 3}',),
    )
    assert "Gr\u00fc\u00dfe" in asked.raw


async def test_what_the_real_api_refuses_is_refused(model: ScriptedModel) -> None:
    """A call without its output, something stored, an agent that nobody knows."""
    async with openai.AsyncOpenAI(api_key="none", base_url=model.url, max_retries=0) as client:
        known, create = talks.body(FRONT, ())["tools"], client.responses.create
        with pytest.raises(openai.BadRequestError, match="store"):
            await create(model="m", input="hi", tools=known)
        with pytest.raises(openai.BadRequestError, match="list of items"):
            await create(model="m", input="hi", tools=known, store=False)
        with pytest.raises(openai.BadRequestError, match="no agent has these tools"):
            await create(model="m", input=[], store=False)
        with pytest.raises(openai.BadRequestError, match="don't match"):
            await create(
                model="m",
                input=[{"type": "function_call", "call_id": "c", "name": "quote", "arguments": ""}],
                tools=known,
                store=False,
            )
        with pytest.raises(openai.NotFoundError):
            await client.models.list()
    assert len(model.failures) == 5
