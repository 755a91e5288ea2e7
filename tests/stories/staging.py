"""Puts a whole desk on the stage: real Restate, local Slack, real processes, scripted model."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

from local import parts, workspace
from local.parts import Part
from local.settings import Settings
from local.supervisor import Stack
from services.admin import Admin
from services.contracts import sealed
from services.contracts.keys import CreditId
from services.operations import Desk as Books
from services.settings import POLICY
from tests import apart
from tests.scripted_model import ScriptedModel
from tests.stories import people
from tests.stories.door import Door
from tests.stories.streaming_slack import StreamingSlack
from tests.stories.workspace import Seen, Workspace

AnyDoor = TypeVar("AnyDoor", bound=Door)
GENERAL = "C0GENERAL"
OFFICERS = "C0OFFICERS"
APPROVALS = "C0APPROVALS"
OPEN = {"OPEN_CHANNELS": f"{workspace.TEAM}.{GENERAL}"}


@dataclass(frozen=True)
class Desk:
    """A running desk: its Slack, its processes, its books, its model, and people to play."""

    slack: Workspace
    stack: Stack
    script: ScriptedModel
    newcomers: Iterator[str]

    def customer(self) -> str:
        """Somebody solid whom nobody has seen before."""
        return next(self.newcomers)

    async def rows(self, sql: str) -> list[Mapping[str, Any]]:
        """What Restate says of its invocations and its state."""
        return await Admin(self.stack.admin).query(sql)

    async def operate(self, invocation: str, button: str) -> None:
        """Press `cancel`, `kill` or `pause` at an invocation, as in Restate's own page."""
        url = f"{self.stack.admin}/invocations/{invocation}/{button}"
        async with aiohttp.ClientSession(raise_for_status=True) as http, http.patch(url):
            pass

    @property
    def books(self) -> Books:
        keys = sealed.read(self.stack.settings.environment.get("JOURNAL_KEYS", ""))
        return Books(ingress_url=self.stack.ingress, admin_url=self.stack.admin, keys=keys)

    async def ledger_sum(self) -> int:
        """The sum over all accounts, in minor units."""
        views = await self.books.ledger()
        return sum(each.balance.minor for view in views for each in view.accounts)

    async def balance(self, user: str) -> int:
        """A customer's balance by the books, in minor units."""
        views = {view.person: view for view in await self.books.ledger()}
        accounts = views[people.key(user)].accounts
        return next(each.balance.minor for each in accounts if each.name == "current")


def credit_id(card: Seen) -> CreditId:
    """The credit that a card is about."""
    start = card.all_words.index("CR-")
    return CreditId(card.all_words[start : start + 11])


def policy_with(path: Path, changes: Mapping[str, str]) -> Path:
    """The start policy with some values changed, written to `path`."""
    lines = POLICY.read_text(encoding="utf-8").splitlines()
    changed = [
        f"{name} = {changes[name]}" if (name := line.split(" = ")[0]) in changes else line
        for line in lines
    ]
    path.write_text("\n".join(changed), encoding="utf-8")
    return path


Setting = Callable[[Settings], Awaitable[tuple[Workspace, tuple[Part, ...]]]]


async def local_slack(stack: Settings) -> tuple[Workspace, tuple[Part, ...]]:
    """The local Slack, which is a part of the stack already."""
    return Workspace(stack.slack_page), parts.of(stack)


@asynccontextmanager
async def streaming(
    home: Path, *, newcomers: Iterator[str], environment: dict[str, str]
) -> AsyncGenerator[tuple[Desk, StreamingSlack]]:
    """A desk whose workspace has streams, and where the desk may speak openly in a channel."""
    told = OPEN | environment
    async with behind(StreamingSlack, home, newcomers=newcomers, environment=told) as both:
        yield both


@asynccontextmanager
async def behind(
    kind: Callable[[str], AnyDoor],
    home: Path,
    *,
    newcomers: Iterator[str],
    environment: Mapping[str, str],
) -> AsyncGenerator[tuple[Desk, AnyDoor]]:
    """A desk whose bot reaches the local Slack through a door of that kind."""
    async with AsyncExitStack() as stack:
        doors: list[AnyDoor] = []

        async def setting(told: Settings) -> tuple[Workspace, tuple[Part, ...]]:
            door = kind(told.slack_page)
            stack.push_async_callback(door.close)
            await door.start()
            doors.append(door)
            more = {"SLACK_API_URL": door.url}
            chosen = tuple(
                replace(part, environment={**part.environment, **more})
                if part.name == parts.BOT
                else part
                for part in parts.of(told)
            )
            return Workspace(told.slack_page), chosen

        desk = await stack.enter_async_context(
            running(home, newcomers=newcomers, environment=environment, setting=setting)
        )
        yield desk, doors[0]


@asynccontextmanager
async def running(
    home: Path,
    *,
    newcomers: Iterator[str],
    environment: Mapping[str, str],
    setting: Setting = local_slack,
) -> AsyncGenerator[Desk]:
    """A desk with its data under `home`, on free ports, in the workspace that `setting` gives."""
    script = ScriptedModel()
    await script.start()
    told = {"OPENAI_API_KEY": "scripted", "OPENAI_BASE_URL": script.url, **environment}
    read = apart.stack(home, told)
    slack, chosen = await setting(read)
    try:
        async with Stack(read, chosen=chosen) as stack:
            yield Desk(slack=slack, stack=stack, script=script, newcomers=newcomers)
    finally:
        await slack.close()
        script.forget()
        await script.close()
