"""The Responses API request, as far as the rules read it. Parsed at the door by the server."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError


class Malformed(ValueError):
    """The body is no request of the Responses API that can be answered here."""

    def __init__(self, *, where: str, why: str) -> None:
        super().__init__(f"Invalid value for '{where}': {why}.")


class _Read(BaseModel):
    """Fields that are not named here are ignored, as other clients may send them."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Part(_Read):
    text: str = ""


class Item(_Read):
    """One input item: a message, a function call, or a function call's output."""

    type: str = "message"
    role: Literal["developer", "system", "user", "assistant", ""] = ""
    content: str | tuple[Part, ...] = ""
    call_id: str = ""
    name: str = ""
    arguments: str = ""
    output: str | tuple[Part, ...] = ""

    @property
    def text(self) -> str:
        """The message's text, its parts joined."""
        return _joined(self.content)

    @property
    def result(self) -> str:
        """The text of a function call's output."""
        return _joined(self.output)


class Tool(_Read):
    type: str = "function"
    name: str = ""
    parameters: dict[str, Any] | None = None


def _as_items(given: object) -> object:
    return [{"role": "user", "content": given}] if isinstance(given, str) else given


class Request(_Read):
    """`tools` tells who is speaking; `input` is the conversation, oldest first.

    A plain string as `input` is one message of the user.
    """

    model: str
    instructions: str | None = None
    input: Annotated[tuple[Item, ...], BeforeValidator(_as_items)] = ()
    tools: tuple[Tool, ...] = ()
    stream: bool | None = None


def read(body: bytes) -> Request:
    """The request in the body. Raises `Malformed` with a sentence that names the field."""
    try:
        return Request.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
    where = ".".join(str(step) for step in first["loc"]) or "body"
    raise Malformed(where=where, why=first["msg"])


def _joined(content: str | tuple[Part, ...]) -> str:
    return content if isinstance(content, str) else "\n".join(part.text for part in content)
