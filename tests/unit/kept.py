"""What a Restate object keeps, for handlers that a unit test calls itself."""

from typing import Any
from uuid import UUID, uuid4


class Kept:
    """Stands for the context: reads are of the type that was set."""

    def __init__(self, **state: Any) -> None:
        self.state: dict[str, Any] = state

    async def get(self, name: str, *, type_hint: type[Any]) -> Any:
        found = self.state.get(name)
        assert found is None or type(found) is type_hint
        return found

    async def state_keys(self) -> list[str]:
        return list(self.state)

    def uuid(self) -> UUID:
        return uuid4()

    def clear(self, name: str) -> None:
        self.state.pop(name, None)

    def set(self, name: str, value: Any) -> None:
        self.state[name] = value
