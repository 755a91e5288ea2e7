"""The items of a conversation with a model: what was said, called and returned. Pure."""

from typing import Annotated, Literal

from pydantic import Field

from services.contracts.wire import Wire

Role = Literal["developer", "user", "assistant"]


class Said(Wire):
    """Words: the desk's to the model (`developer`), a person's, or the model's own."""

    kind: Literal["said"] = "said"
    role: Role
    text: str


class Called(Wire):
    """The model asks for a tool. `arguments` is the model's JSON text, not yet checked."""

    kind: Literal["called"] = "called"
    call_id: str
    name: str
    arguments: str


class Returned(Wire):
    """What the tool gave back, as JSON text."""

    kind: Literal["returned"] = "returned"
    call_id: str
    output: str


Item = Annotated[Said | Called | Returned, Field(discriminator="kind")]
