"""The door from a step of the services to Restate's ingress, for what no journal needs to know.

Everything that must arrive goes through `durable`. What comes from here is a courtesy.
"""

from dataclasses import dataclass
from typing import TypeVar

import aiohttp
from pydantic import ValidationError

from services.contracts.keys import Key
from services.contracts.wire import Handler, Wire

Request = TypeVar("Request", bound=Wire)
Reply = TypeVar("Reply", bound=Wire)

PATIENCE = aiohttp.ClientTimeout(total=10)


class Unreachable(Exception):
    """Restate or whoever serves the handler did not answer, or not with a reply."""


@dataclass(frozen=True)
class Ingress:
    """Calls of the Restate at that address, each on a connection of its own."""

    url: str

    async def call(
        self, handler: Handler[Request, Reply], request: Request, *, key: Key | None = None
    ) -> Reply:
        """Call and wait for the reply, ten seconds at most. Raises `Unreachable`."""
        path = "/".join(filter(None, (handler.service, key, handler.name)))
        url = f"{self.url.rstrip('/')}/{path}"
        body = request.model_dump(mode="json")
        try:
            async with (
                aiohttp.ClientSession(timeout=PATIENCE) as http,
                http.post(url, json=body) as response,
            ):
                response.raise_for_status()
                return handler.reply.model_validate_json(await response.read())
        except (aiohttp.ClientError, OSError, TimeoutError, ValidationError) as failure:
            raise Unreachable(f"{path}: {failure}") from failure
