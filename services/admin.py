"""The door from the services to Restate's admin interface: what its invocations do, and resuming.

The watch and the console come through here; no handler needs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=10)
_HEADERS = {"accept": "application/json"}


class Unanswered(Exception):
    """Restate did not answer, or not with what was asked for."""


class Starting(Unanswered):
    """Restate runs, and answers with an error of its own, as it does for a moment at its start."""


@dataclass(frozen=True)
class Admin:
    """The admin interface at that address, each call on a connection of its own."""

    url: str

    async def query(self, sql: str) -> list[Mapping[str, Any]]:
        """The rows. Raises `Unanswered`."""
        answer = await self._ask("POST", "query", json={"query": sql})
        return list(answer.get("rows") or [])

    async def resume(self, invocation: str) -> None:
        """Let a paused invocation go on. Raises `Unanswered`."""
        await self._ask("PATCH", f"invocations/{invocation}/resume")

    async def _ask(self, method: str, path: str, **body: Any) -> Mapping[str, Any]:  # noqa: ANN401
        url = f"{self.url.rstrip('/')}/{path}"
        try:
            async with (
                aiohttp.ClientSession(timeout=PATIENCE, headers=_HEADERS) as http,
                http.request(method, url, **body) as response,
            ):
                if response.status == HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise Starting(f"{method} {path}: an error of its own")
                response.raise_for_status()
                return await response.json() if await response.read() else {}
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as failure:
            raise Unanswered(f"{method} {path}: {failure or type(failure).__name__}") from failure
