"""What a check found: which promise was broken, for whom, and where to look. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """`promise` is which one, `what` names message or credit, `key` is the Restate object's.

    `message` is the idempotency key of the message, where it is about one.
    """

    promise: str
    what: str
    key: str = ""
    message: str = ""
    invocations: tuple[str, ...] = ()

    def __str__(self) -> str:
        seen = f"\n      invocations: {', '.join(self.invocations)}" if self.invocations else ""
        return f"{self.promise}: {self.what}{seen}"
