"""The only door from the bot to Restate: typed calls and sends over the ingress.

Built once by `app`; listeners use it. It knows no handler by itself: contracts declare them.
"""

import logging
import os
from http import HTTPStatus
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import ValidationError
from yarl import URL

from services.contracts import sealed
from services.contracts.keys import Key
from services.contracts.wire import Handler, Reply, Request

PATIENCE = ClientTimeout(total=2.5)
"""Slack waits 3 seconds for us; what is slower counts as an outage."""

_log = logging.getLogger(__name__)
_NOT_NOW = frozenset(
    {HTTPStatus.NOT_FOUND, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
)


class IngressError(Exception):
    """A request that failed: `path` is which, `why` is a status or an error's name."""

    def __init__(self, *, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")


class DeskUnavailable(IngressError):
    """Restate or the services behind it can't be reached now; the same may work later."""


class Refused(IngressError):
    """Restate or the handler refused the request; the same will be refused again."""


class Ingress:
    """Calls and sends to Restate objects and workflows by their checked keys."""

    def __init__(self, http: ClientSession, *, url: str, keys: sealed.Keys | None = None) -> None:
        """What goes through is sealed by `keys`, as the services' journal is."""
        self._http = http
        self._url = url.rstrip("/")
        self._keys = keys or sealed.Keys()

    async def send(
        self,
        handler: Handler[Request, Reply],
        key: Key,
        request: Request,
        *,
        idempotency_key: str,
    ) -> None:
        """Hand over a one-way message; returns once Restate has stored it.

        Raises `DeskUnavailable` or `Refused`.
        """
        await self._post(handler, key, request, way="/send", idempotency_key=idempotency_key)

    async def call(self, handler: Handler[Request, Reply], key: Key, request: Request) -> Reply:
        """Call and wait for the reply, 2.5 s at most. Raises `DeskUnavailable` or `Refused`."""
        body = await self._post(handler, key, request)
        try:
            return handler.reply.model_validate_json(self._keys.open(body) or b"{}")
        except sealed.Unreadable as error:
            _log.error("ALERT reply of %s/%s: %s", handler.service, handler.name, error)
            raise DeskUnavailable(path=handler.name, why="sealed reply") from error
        except ValidationError as error:
            _log.error("reply of %s/%s is not its contract's", handler.service, handler.name)
            raise DeskUnavailable(path=handler.name, why="unreadable reply") from error

    async def _post(
        self,
        handler: Handler[Request, Reply],
        key: Key,
        request: Request,
        *,
        way: str = "",
        idempotency_key: str = "",
    ) -> bytes:
        path = f"{handler.service}/{quote(key, safe='')}/{handler.name}{way}"
        plain = request.model_dump_json().encode()
        headers = {"content-type": "application/json"}
        if idempotency_key:
            headers["idempotency-key"] = idempotency_key
        try:
            async with self._http.post(
                URL(f"{self._url}/{path}", encoded=True),
                data=self._keys.seal(plain, nonce=os.urandom(sealed.NONCE_BYTES)),
                headers=headers,
                timeout=PATIENCE,
            ) as response:
                body = await response.read()
                status = response.status
        except (ClientError, OSError, TimeoutError) as error:
            raise DeskUnavailable(path=path, why=type(error).__name__) from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _NOT_NOW:
            raise DeskUnavailable(path=path, why=f"status {status}")
        if status >= HTTPStatus.BAD_REQUEST:
            raise Refused(path=path, why=f"status {status}")
        return body
