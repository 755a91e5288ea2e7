"""The customer's own money, moved behind the desk's back: spent elsewhere, or paid in."""

import asyncio
import json
from typing import Any, Protocol

import aiohttp

from local.supervisor import Stack
from tests.stories import people
from tests.stories.workspace import PATIENCE

_STATE = (
    "SELECT key, value_utf8 FROM state WHERE service_name = 'Account' AND service_key = '{key}'"
)


class Desk(Protocol):
    """Where it is done: a running stack, and its books."""

    @property
    def stack(self) -> Stack: ...

    async def balance(self, user: str) -> int: ...


async def leave(desk: Desk, user: str, minor: int) -> None:
    """Make it so that the account holds just so much, as if the rest had gone or come."""
    key = people.key(user)
    admin, before = desk.stack.admin, await desk.balance(user)
    headers = {"accept": "application/json"}
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as http:
        asked = http.post(f"{admin}/query", json={"query": _STATE.format(key=key)})
        async with asked as response:
            rows = (await response.json())["rows"]
        state = {row["key"]: str(row["value_utf8"]) for row in rows}
        state["head"] = _with(json.loads(state["head"]), minor)
        told = {name: list(value.encode()) for name, value in state.items()}
        body = {"object_key": key, "new_state": told}
        async with http.post(f"{admin}/services/Account/state", json=body):
            pass
    async with asyncio.timeout(PATIENCE):
        while await desk.balance(user) == before != minor:
            await asyncio.sleep(0.05)


def _with(head: dict[str, Any], minor: int) -> str:
    """What goes from the account goes to the bank's clearing: the sum stays zero."""
    tallies = {tally["account"]: tally for tally in head["tallies"]}
    difference = tallies["current"]["minor"] - minor
    tallies["current"]["minor"] -= difference
    tallies["clearing"]["minor"] += difference
    return json.dumps(head)
