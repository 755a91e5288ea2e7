"""How Slack reaches the app: requests that it signs here, connections of the app's in `sockets`.

Both bring the same things; `courier` decides what and when.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal, Protocol, Self
from urllib.parse import urlencode

import aiohttp

from local import workspace
from tests import slack_wire
from tests.faults.record import Record

PATIENCE = 3.0
"""Seconds; Slack's own."""

Json = Mapping[str, Any]
Mode = Literal["socket", "http"]


def mode(seed: int) -> Mode:
    """By which of the two Slack reaches the app in the run of this seed."""
    return "http" if seed % 2 else "socket"


class Way(Protocol):
    """One of the two. What is brought gets the app's answer, or None where none came in time."""

    @property
    def is_up(self) -> bool:
        """Whether anybody is there to hear."""
        ...

    async def event(self, body: bytes, *, name: str, again: int) -> bytes | None:
        """An event, for the first time or `again`; `name` is the same each time."""
        ...

    async def interact(self, payload: Json) -> bytes | None:
        """A click or a form."""
        ...

    def turn_to(self, url: str) -> None:
        """The app is at another address from now on."""
        ...


class Signed:
    """Requests to an address, signed; its connections close when it is left."""

    def __init__(self, url: str, noted: Record) -> None:
        self._url = url
        self._record = noted
        self._http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=PATIENCE), connector=aiohttp.TCPConnector(limit=0)
        )

    is_up = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    def turn_to(self, url: str) -> None:
        self._url = url

    async def event(self, body: bytes, *, name: str, again: int) -> bytes | None:
        del name
        more = {"x-slack-retry-num": str(again), "x-slack-retry-reason": "http_timeout"}
        return await self._post(body, more=more if again else {})

    async def interact(self, payload: Json) -> bytes | None:
        raw = urlencode({"payload": json.dumps(payload)}).encode()
        return await self._post(raw, content_type="application/x-www-form-urlencoded")

    async def _post(
        self,
        raw: bytes,
        *,
        content_type: str = "application/json",
        more: Mapping[str, str] | None = None,
    ) -> bytes | None:
        secret = workspace.SECRETS["SLACK_SIGNING_SECRET"]
        headers = slack_wire.signed(raw, secret=secret, content_type=content_type)
        headers |= more or {}
        try:
            async with self._http.post(self._url, data=raw, headers=headers) as response:
                answer = await response.read()
                self._record.refused += response.status == HTTPStatus.UNAUTHORIZED
                return answer if response.ok else None
        except (aiohttp.ClientError, OSError, TimeoutError):
            return None
