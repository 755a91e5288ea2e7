"""The door from a step of the services to Restate's ingress, for what no journal needs to know.

Everything that must arrive goes through `durable`. What comes from here is a courtesy.
"""

import os
from dataclasses import dataclass, field

import aiohttp
from pydantic import ValidationError

from services.contracts import sealed
from services.contracts.keys import Key
from services.contracts.wire import Handler, Reply, Request

PATIENCE = aiohttp.ClientTimeout(total=10)
_JSON = {"content-type": "application/json"}
_FAILURES = (aiohttp.ClientError, OSError, TimeoutError, ValidationError)


class Unreachable(Exception):
    """Restate or whoever serves the handler did not answer, or not with a reply."""


@dataclass(frozen=True)
class Ingress:
    """Calls of the Restate at that address, each on a connection of its own, sealed by `keys`."""

    url: str
    keys: sealed.Keys = field(default_factory=sealed.Keys)

    async def call(
        self, handler: Handler[Request, Reply], request: Request, *, key: Key | None = None
    ) -> Reply:
        """Call and wait for the reply, ten seconds at most. Raises `Unreachable`."""
        path = "/".join(filter(None, (handler.service, key, handler.name)))
        url = f"{self.url.rstrip('/')}/{path}"
        plain = request.model_dump_json().encode()
        body = self.keys.seal(plain, nonce=os.urandom(sealed.NONCE_BYTES))
        try:
            async with (
                aiohttp.ClientSession(timeout=PATIENCE, headers=_JSON) as http,
                http.post(url, data=body) as response,
            ):
                response.raise_for_status()
                return handler.reply.model_validate_json(self.keys.open(await response.read()))
        except (*_FAILURES, sealed.Unreadable) as failure:
            raise Unreachable(f"{path}: {failure}") from failure
