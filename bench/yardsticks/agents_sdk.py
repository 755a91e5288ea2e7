"""openai-agents with the SDK's `DurableRunner` and its session in the object's state.

As the SDK's documentation shows it; the tool is the desk's own account.
"""

from collections.abc import Mapping
from typing import Any, cast

import agents
import openai
import restate
from restate.ext.openai import DurableRunner, durable_function_tool, restate_object_context

from bench.yardsticks.rewriting import INSTRUCTIONS
from services.contracts.account import BALANCE


def build(environment: Mapping[str, str]) -> restate.VirtualObject:
    """The object `AgentsSdk`; its key is the customer."""
    agents.set_tracing_disabled(disabled=True)  # it would send traces to another place
    agents.set_default_openai_client(
        openai.AsyncOpenAI(
            api_key=environment["OPENAI_API_KEY"],
            base_url=environment["OPENAI_BASE_URL"],
            max_retries=0,
        )
    )
    desk = agents.Agent(
        name="desk", model="gpt-5.4", instructions=INSTRUCTIONS, tools=[get_balance]
    )
    session = restate.VirtualObject("AgentsSdk")

    @session.handler()
    async def message(_ctx: restate.ObjectContext, request: dict[str, Any]) -> str:
        run = cast("Any", DurableRunner).run  # its keyword arguments have no types
        result = await run(desk, str(request["text"]), use_restate_session=True)
        return str(result.final_output)

    _ = message
    return session


@durable_function_tool
async def get_balance() -> str:
    """The customer's account balance."""
    ctx = restate_object_context()
    reply = await ctx.generic_call(BALANCE.service, BALANCE.name, b"{}", key=ctx.key())
    return reply.decode()
