"""A session's object as its keeping sees it: state, clock, and what it has sent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from services.agent.items import Said
from services.contracts import recovery
from services.contracts.keys import Key
from services.contracts.wire import Wire
from services.session import keeping, records
from services.session.transcript import Head
from tests.unit.case import ALICE, NOW, THREAD

Value = TypeVar("Value", bound=Wire)

RETENTION = timedelta(days=180)
OWNED = Head(agent="front_desk", owner=ALICE)


@dataclass
class KeptSession:
    """One conversation; `state` has what is stored, as JSON."""

    name: Key = THREAD
    at: datetime = NOW
    state: dict[str, str] = field(default_factory=dict[str, str])
    sent: list[tuple[str, str, bytes, timedelta | None]] = field(
        default_factory=list[tuple[str, str, bytes, timedelta | None]]
    )
    past: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """The state after each step that changed it: after any of them a kill may come."""

    def key(self) -> str:
        return self.name

    async def time(self) -> float:
        return self.at.timestamp()

    async def get(self, name: str, *, type_hint: type[Value]) -> Value | None:
        return type_hint.model_validate_json(self.state[name]) if name in self.state else None

    async def state_keys(self) -> list[str]:
        return list(self.state)

    def set(self, name: str, value: Wire) -> None:
        self.state[name] = value.model_dump_json()
        self.past.append(dict(self.state))

    def clear(self, name: str) -> None:
        self.state.pop(name, None)
        self.past.append(dict(self.state))

    def clear_all(self) -> None:
        self.state.clear()
        self.past.append({})

    def generic_send(
        self, service: str, name: str, body: bytes, *, key: str, send_delay: timedelta | None
    ) -> None:
        self.sent.append((f"{service}.{name}", key, body, send_delay))

    @property
    def timer(self) -> str:
        """Under which name the timer is expected, so that the watch can miss it."""
        return recovery.expectation("AgentSession", self.name, "expire")

    @property
    def is_expected(self) -> bool:
        return self.timer in self.state

    @property
    def head(self) -> Head:
        return Head.model_validate_json(self.state["head"])

    @property
    def ctx(self) -> Any:
        return cast("Any", self)

    async def say(self, text: str = "hello", *, head: Head | None = None) -> None:
        """The owner's turn now, with these words; on top of `head`, where there is none yet."""
        stored = await self.get("head", type_hint=Head) or head or OWNED
        await records.append(
            self.ctx,
            stored.model_copy(update={"last": self.at}),
            (Said(role="user", text=text),),
            retention=RETENTION,
        )

    async def wake(self) -> None:
        """The last timer that was set goes off, in its time."""
        after = [each[3] for each in self.sent if each[0] == "AgentSession.expire"][-1]
        assert after is not None
        self.at += after
        await self.ring()

    async def ring(self) -> None:
        self.sent.clear()
        await keeping.expire(self.ctx, retention=RETENTION, front="front_desk")

    @property
    def names(self) -> list[tuple[str, str]]:
        """What was sent, and to whom."""
        return [(name, key) for name, key, _, _ in self.sent]
