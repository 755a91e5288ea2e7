"""Keys: strings that were checked. Anything that becomes part of a Restate address is one.

The SDK's client does not escape object keys, so a key that was not checked could address
another object or handler. Building a key from text is the check.
"""

import re
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class MalformedKey(ValueError):
    """The text is not a key of this kind."""


class Key(str):
    """A checked string. `Key(text)` raises `MalformedKey` unless the text has its form."""

    __slots__ = ()
    form: ClassVar[re.Pattern[str]] = re.compile(r"[A-Za-z0-9_.:-]{1,128}")

    def __new__(cls, text: str) -> Self:
        if not cls.form.fullmatch(text):
            raise MalformedKey(f"not a {cls.__name__}: {text[:140]!r}")
        return super().__new__(cls, text)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())


class RoomKey(Key):
    """A place where many people may read: `{team}.{channel}`."""

    __slots__ = ()
    form = re.compile(r"[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{1,60}")


class ThreadKey(Key):
    """One conversation, and the key of its agent session: `{team}.{channel}.{thread}`."""

    __slots__ = ()
    form = re.compile(r"[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{1,60}\.[0-9.]{1,26}")


class ReviewKey(Key):
    """The key of an agent session that works for one application: `{task}.{credit id}`."""

    __slots__ = ()
    form = re.compile(r"(?:review|classify)\.CR-[2-9A-HJ-NP-Z]{8}")

    @property
    def task(self) -> str:
        """What the session is for: `review` or `classify`."""
        return self.partition(".")[0]

    @property
    def credit_id(self) -> "CreditId":
        """The application that it works for."""
        return CreditId(self.partition(".")[2])


class PersonKey(Key):
    """A person: `{team}.{user}`. Customers and officers alike; roles are checked, not named."""

    __slots__ = ()
    form = re.compile(r"[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{1,60}")


class CreditId(Key):
    """A credit, from application to the last instalment: `CR-` and 8 letters or digits.

    0, 1, I and O are left out because they look alike.
    """

    __slots__ = ()
    form = re.compile(r"CR-[2-9A-HJ-NP-Z]{8}")


class ReminderId(Key):
    """One of a person's reminders: `R-` and its number."""

    __slots__ = ()
    form = re.compile(r"R-[1-9][0-9]{0,5}")


class PostId(Key):
    """The name of one post for good. The same id posted twice is one post."""

    __slots__ = ()
    form = re.compile(r"[A-Za-z0-9_.:-]{1,200}")
