"""A key that no object has is refused for good at the door of every handler, with a sentence."""

from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any

import pytest
import restate
from pydantic import ValidationError

from services.contracts import journal, session
from tests.unit.case import ALICE, CREDIT, NOW, PLACE, THREAD
from tests.unit.test_endpoints import SIDES, Build

ROOM, REVIEW, EITHER = "T0DESK.D0ALICE", f"review.{CREDIT}", f"{THREAD} review.{CREDIT}"
KEYS = {ALICE, ROOM, CREDIT, THREAD, REVIEW, "automatic", "desk", "officers"}
NOBODYS = (
    "",
    " ",
    "x",
    "a b.c",
    "..",
    "T0DESK",
    "CR-1",
    f"{THREAD}/x",
    f"{ALICE}\n",
    "é.é",
    "x" * 999,
)
TAKES = {
    "Account": ALICE,
    "AgentSession": EITHER,
    "AgentSession/consult": REVIEW,
    "AgentSession/message": THREAD,
    "AgentSession/note": THREAD,
    "AgentSession/rate": THREAD,
    "AgentSession/read": THREAD,
    "Applications": ALICE,
    "Audit": f"{ALICE} {CREDIT}",
    "Budget": ALICE,
    "CreditApplication": CREDIT,
    "Help": THREAD,
    "Holdings": ALICE,
    "Home": ALICE,
    "Loan": CREDIT,
    "Messenger": ROOM,
    "Referrals": "officers",
    "Reminders": ALICE,
    "Switch": "automatic",
    "Watch": "desk",
}


def doors(build: Build, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Every handler of an object that this side serves, behind the name of its service."""
    served: list[Any] = []

    def take(*built: list[Any], **named: Any) -> None:
        served.extend(*built or (named["services"],))

    monkeypatch.setattr("restate.app", take)
    build({})
    objects = [each for each in served if not isinstance(each, restate.Service)]
    return [(each.name, handler) for each in objects for handler in each.handlers.values()]


async def enter(handler: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """As the SDK does before it reads the input; what the caller is told, nothing where it may."""
    request = SimpleNamespace(body=b"{}")
    ctx = SimpleNamespace(key=lambda: key, request=lambda: request, journal_codec=None)
    monkeypatch.setattr(journal, "current_context", lambda: ctx)
    try:
        async with AsyncExitStack() as stack:
            for manager in handler.context_managers:
                await stack.enter_async_context(manager())
    except restate.TerminalError as refused:
        return f"{refused.status_code} {refused.message}"
    return ""


@pytest.mark.parametrize("build", SIDES)
async def test_a_key_that_no_object_has_is_refused_by_every_handler(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For good: made into a key by the handler itself, it would be tried for ever."""
    for service, handler in doors(build, monkeypatch):
        for key in NOBODYS:
            told = await enter(handler, key, monkeypatch)
            assert told.startswith("400 "), (service, handler.name, key)
            assert told.endswith(f"is not a key of {service}")
            assert len(told) < 200


@pytest.mark.parametrize("build", SIDES)
async def test_each_handler_takes_the_keys_of_its_kind(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workflow's session is no thread, and a thread no session of a workflow."""
    for service, handler in doors(build, monkeypatch):
        own = set((TAKES.get(f"{service}/{handler.name}") or TAKES[service]).split())
        # By their form alone these are one.
        own |= {ALICE, ROOM, REVIEW} if own & {ALICE, ROOM} else set()
        taken = {key for key in KEYS if not await enter(handler, key, monkeypatch)}
        assert taken == own, (service, handler.name)


def test_a_reference_leaves_room_for_the_names_of_the_posts_that_answer() -> None:
    """Longer than any of Slack's: they are made of the longest key of a thread, too."""
    told = {"author": ALICE, "place": PLACE, "sent_at": NOW, "text": "Hi", "addressed": True}
    assert session.Message.model_validate(told | {"reference": "1" * 50}).reference == "1" * 50
    with pytest.raises(ValidationError):
        session.Message.model_validate(told | {"reference": "1" * 51})
