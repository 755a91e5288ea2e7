"""Recovery: what an object's state says should be running, and how it is told that it is not.

While an object waits for an invocation, of its own handler or of another's, it keeps a state key
named by `expectation`. The watch compares these keys with what Restate runs, and calls the
object's `recover` for each that nothing runs for. Whatever ended the invocation, a cancellation,
a kill or a failure, the object then sets it right.
"""

from typing import Annotated, Literal

from pydantic import StringConstraints

from services.contracts.keys import Key
from services.contracts.wire import Handler, Nothing, Wire

PREFIX = "expects."
Expectation = Annotated[
    str,
    StringConstraints(pattern=r"^expects\.[A-Za-z]+\.[A-Za-z0-9_.:-]{1,128}\.[a-z_]+(#[\w.-]*)?$"),
]
"""The state key of an expectation."""
Owner = Literal["Account", "AgentSession", "Help", "Holdings", "Loan", "Messenger", "Reminders"]
"""The services whose objects expect something, and can recover it."""


class Lost(Wire):
    """An invocation that the object expects is not there. The key is the invocation's object's."""

    service: str
    key: Key
    handler: str
    name: str = ""
    """The idempotency key by which it was sent, where the object told it apart by that."""


class Outgoing(Wire):
    """A one-way message that an object keeps until it is sent."""

    service: str
    handler: str
    key: Key
    body: str


def expectation(service: str, key: Key, handler: str, name: str = "") -> str:
    """The state key that an object has while this invocation should be scheduled or running.

    Without a name, any invocation of that handler will do. With one, only the invocation that
    was sent under this idempotency key: so one of several timers can be missed.
    """
    return f"{PREFIX}{service}.{key}.{handler}{f'#{name}' if name else ''}"


def lost(expected: Expectation) -> Lost:
    """What a state key expects."""
    target, _, name = expected.removeprefix(PREFIX).partition("#")
    service, _, rest = target.partition(".")
    key, _, handler = rest.rpartition(".")
    return Lost(service=service, key=Key(key), handler=handler, name=name)


def recover(service: Owner) -> Handler[Lost, Nothing]:
    """The handler of a service's objects that sets a lost invocation right. Repeats do nothing."""
    return Handler(service, "recover", Lost, Nothing)
