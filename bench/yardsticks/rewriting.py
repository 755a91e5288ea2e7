"""A plain session loop: one list of items, written whole to the state after each new item.

The model gets the whole list each time. The tool is the desk's own account.
"""

import json
from collections.abc import Mapping
from typing import Any

import openai
import restate

from services.contracts.account import BALANCE

Items = list[dict[str, Any]]

INSTRUCTIONS = "You answer questions about a bank account. Use your tools; never guess a figure."
TOOL: dict[str, Any] = {
    "type": "function",
    "name": "get_balance",
    "description": "The customer's account balance.",
    "parameters": {"type": "object", "properties": {}, "additionalProperties": False},
    "strict": True,
}


def build(environment: Mapping[str, str]) -> restate.VirtualObject:
    """The object `Rewriting`; its key is the customer."""
    client = openai.AsyncOpenAI(
        api_key=environment["OPENAI_API_KEY"],
        base_url=environment["OPENAI_BASE_URL"],
        max_retries=0,
    )
    session = restate.VirtualObject("Rewriting")

    @session.handler()
    async def message(ctx: restate.ObjectContext, request: dict[str, Any]) -> str:
        return await _turn(ctx, str(request["text"]), client)

    _ = message
    return session


async def _turn(ctx: restate.ObjectContext, text: str, client: openai.AsyncOpenAI) -> str:
    items: Items = await ctx.get("items") or []

    def add(item: dict[str, Any]) -> None:
        items.append(item)
        ctx.set("items", items)

    async def ask() -> Items:
        response = await client.responses.create(
            model="gpt-5.4",
            instructions=INSTRUCTIONS,
            input=items,  # pyright: ignore[reportArgumentType]  # items as they came
            tools=[TOOL],  # pyright: ignore[reportArgumentType]  # a plain dict
            store=False,
        )
        return [item.model_dump(mode="json", exclude_none=True) for item in response.output]

    add({"role": "user", "content": text})
    while True:
        for item in await ctx.run_typed("ask the model", ask):
            add(item)
        if items[-1]["type"] == "message":
            return str(items[-1]["content"][0]["text"])
        reply = await ctx.generic_call(BALANCE.service, BALANCE.name, b"{}", key=ctx.key())
        output = json.dumps(json.loads(reply))
        add({"type": "function_call_output", "call_id": items[-1]["call_id"], "output": output})
