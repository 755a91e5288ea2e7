"""Tells Restate where the handlers are. `local.supervisor` calls it at each start."""

import asyncio

import aiohttp

TRIES = 40
PAUSE_SECONDS = 0.25


class RegistrationRefused(RuntimeError):
    """Restate did not take a deployment. The message holds what it said."""


async def register(deployment: str, *, admin: str, http: aiohttp.ClientSession) -> None:
    """Registers the handlers at the address `deployment`, again if they were known already.

    `force` replaces what was registered at the same address: while developing, the code behind
    it changes. A production deployment gets an address of its own instead.
    """
    said = ""
    for _ in range(TRIES):
        try:
            request = {"uri": deployment, "force": True, "use_http_11": False}
            async with http.post(f"{admin}/deployments", json=request) as reply:
                if reply.ok:
                    return
                said = await reply.text()
        except aiohttp.ClientError as problem:
            said = str(problem)
        await asyncio.sleep(PAUSE_SECONDS)
    msg = f"Restate did not register {deployment}: {said}"
    raise RegistrationRefused(msg)
