"""The base of every wire model, and the declaration of a callable handler."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict


class Wire(BaseModel):
    """A frozen value that crosses a border between our own processes.

    Fields that it doesn't know are a newer version's: they are kept, and written back with it.
    Change a value by `model_copy`, which takes them along. What is wrong with one is told
    without its content: failures are kept in plain.
    """

    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)


class Nothing(Wire):
    """The request or the reply of a handler that has none; it may grow fields."""


Request = TypeVar("Request", bound=Wire)
Reply = TypeVar("Reply", bound=Wire)


@dataclass(frozen=True)
class Handler(Generic[Request, Reply]):
    """One callable handler: where it lives and what it takes and gives.

    `access` says who may call it: `public` ones can be reached through the ingress,
    `private` ones from other handlers only.
    """

    service: str
    name: str
    request: type[Request]
    reply: type[Reply]
    access: Literal["public", "private"] = "private"
