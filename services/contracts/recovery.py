"""Recovery: what an object's state says should be running, and how it is told that it is not.

While an object waits for an invocation, of its own handler or of another's, it keeps a state key
named by `expectation`. The watch compares these keys with what Restate runs, and calls the
object's `recover` for each that nothing runs for. Whatever ended the invocation, a cancellation,
a kill or a failure, the object then sets it right.
"""

from services.contracts.keys import Key
from services.contracts.wire import Handler, Nothing, Wire

PREFIX = "expects."


class Lost(Wire):
    """An invocation that the object expects is not there. The key is the invocation's object's."""

    service: str
    key: Key
    handler: str


def expectation(service: str, key: Key, handler: str) -> str:
    """The state key that an object has while this invocation should be scheduled or running."""
    return f"{PREFIX}{service}.{key}.{handler}"


def recover(service: str) -> Handler[Lost, Nothing]:
    """The handler of a service's objects that sets a lost invocation right. Repeats do nothing."""
    return Handler(service, "recover", Lost, Nothing)
