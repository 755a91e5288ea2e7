"""How both sides have Restate keep only what is sealed, and take only what fits a handler.

The only module of the contracts that knows the SDK; the apps of services and bot build it in.
"""

import functools
import logging
import os
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any, cast

from pydantic import ValidationError
from restate import JournalValueCodec, Service, TerminalError, VirtualObject, Workflow
from restate.exceptions import RetryableError
from restate.extensions import current_context
from restate.serde import PydanticJsonSerde, Serde

from services.contracts import addresses
from services.contracts.keys import MalformedKey
from services.contracts.sealed import NONCE_BYTES, Keys, Unreadable

LOOK_AGAIN = timedelta(seconds=5)

_log = logging.getLogger(__name__)


class Codec(JournalValueCodec):
    """Inputs, results, state and promises, sealed. Failures, keys, names and headers are not.

    A nonce is drawn at each call, in a replay too: the SDK compares no payloads where a codec is.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def encode(self, buf: bytes) -> bytes:
        return self._keys.seal(bytes(buf), nonce=os.urandom(NONCE_BYTES))

    async def decode(self, buf: bytes) -> bytes:
        try:
            return self._keys.open(bytes(buf))
        except Unreadable as lost:
            raise outage(lost) from None


def codec(keys: Keys) -> Codec | None:
    """None without keys, so that the SDK goes on comparing a replay's payloads."""
    return Codec(keys) if keys.ids else None


def outage(lost: Unreadable) -> RetryableError:
    """What a lost key is to a handler. Operators read of each key once in the log."""
    _alert(str(lost))
    return RetryableError(str(lost), retry_after=LOOK_AGAIN)


def guarded(keys: Keys, built: Iterable[Service | VirtualObject | Workflow]) -> None:
    """Has every handler look first whether it has the key of its input.

    The SDK would make an input that it can't decode a terminal failure: a message, or the timer
    of an instalment, would be lost for a key that was forgotten. So it is an outage.
    """
    unsealed = None if keys.ids else Codec(keys)

    @asynccontextmanager
    async def with_its_key() -> AsyncGenerator[None]:
        if ctx := current_context():
            try:
                keys.check(ctx.request().body)
            except Unreadable as lost:
                raise outage(lost) from None
            if unsealed:
                # For what it reads. Told to the SDK at the start, it would compare no payloads.
                cast("Any", ctx).journal_codec = unsealed
        yield

    for each in built:
        for handler in cast("Any", each).handlers.values():
            handler.context_managers = [with_its_key, *(handler.context_managers or ())]


def addressed(built: Iterable[Service | VirtualObject | Workflow]) -> None:
    """Has every handler of an object refuse a key that no such object has, for good.

    Such a key stays wrong however often it is tried; made into a `Key` in the handler it would
    look like a bug, which is tried again for ever.
    """
    for each in built:
        if isinstance(each, Service):
            continue
        for handler in cast("Any", each).handlers.values():
            looks = _door(each.name, addresses.kinds(each.name, handler.name))
            handler.context_managers = [*(handler.context_managers or ()), looks]


def _door(service: str, kinds: addresses.Kinds) -> Callable[[], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def under_its_key() -> AsyncGenerator[None]:
        if ctx := current_context():
            try:
                addresses.check(cast("Any", ctx).key(), service=service, kinds=kinds)
            except MalformedKey as wrong:
                _log.warning("refused: %s", wrong)
                raise TerminalError(str(wrong), status_code=400) from None
        yield

    return under_its_key


class UnreadableInput(ValueError):
    """An input is not what its handler takes. The text tells nothing of what it says."""


class Heard(Serde[Any]):
    """Reads the input of one handler. What can't be read ends in a line of the log, not silently.

    The SDK makes it a terminal failure with our sentence. No input at all is an empty one.
    """

    def __init__(self, inner: PydanticJsonSerde[Any], *, handler: str) -> None:
        self._inner = inner
        self._handler = handler

    def serialize(self, obj: object) -> bytes:
        return self._inner.serialize(obj)

    def deserialize(self, buf: bytes) -> object:
        try:
            return self._inner.deserialize(bytes(buf) or b"{}")
        except ValidationError as wrong:
            # The kinds of the errors alone: where they are may be a key that somebody wrote.
            kinds = ", ".join(sorted({error["type"] for error in wrong.errors(include_url=False)}))
            said = f"{self._handler} can't read its input: {kinds}"
            _log.warning(said)
            raise UnreadableInput(said) from None


def heard(built: Iterable[Service | VirtualObject | Workflow]) -> None:
    """Has every handler say so in the log where it can't read its input."""
    for each in built:
        for handler in cast("Any", each).handlers.values():
            reads: Any = handler.handler_io
            serde: Any = reads.input_serde
            if isinstance(serde, PydanticJsonSerde):
                name = f"{each.name}/{handler.name}"
                reads.input_serde = Heard(cast("Any", serde), handler=name)


@functools.lru_cache
def _alert(lost: str) -> None:
    _log.error("ALERT %s", lost)
