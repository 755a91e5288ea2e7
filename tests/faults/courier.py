"""Brings what people do to the bot, as Slack does: events again until they are taken.

An event that was not acknowledged comes again at once, after a minute and after five, here in
seconds; some come again although they were. Clicks, forms and commands come once.
"""

import asyncio
import itertools
from collections.abc import Mapping
from random import Random
from typing import Any, Self

from tests import slack_wire
from tests.faults import record, slack
from tests.faults.record import Click, Message, Record
from tests.faults.slack import Shown, Slack
from tests.faults.ways import Way

AGAIN_AFTER = (0.0, 1.0, 5.0)
"""Slack's at once, 60 s and 300 s, sixty times as fast."""
ANYWAY = 0.15
"""The share of events that come again although they were acknowledged."""
APP = "A0DESK"
FORM_OPENS = 4.0


class Courier:
    """What Slack brings to the app; what is still to come never does when it is left."""

    def __init__(self, way: Way, *, noted: Record, seen: Slack, seed: int) -> None:
        self.way = way
        self._record = noted
        self._slack = seen
        self._seed = seed
        self._later: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)

    async def settle(self) -> None:
        """Until every delivery that is still to come has come."""
        while self._later:
            await asyncio.wait(self._later)

    async def bring(
        self, message: Message, text: str, *, mentions: bool, files: tuple[str, ...] = ()
    ) -> bool:
        """A message, and its twin where it mentions the bot. Whether any was acknowledged.

        `files` are the names of what is attached.
        """
        kinds = ("message", "app_mention") if mentions else ("message",)
        shared = {"subtype": "file_share", "files": [{"name": name} for name in files]}
        events = [_event(message, text, kind=kind) | (shared if files else {}) for kind in kinds]
        taken = await asyncio.gather(*(self._deliver(message, each) for each in events))
        rng = Random(f"{self._seed}/again/{message.token}")
        for event in events:
            if rng.random() < ANYWAY:
                self._start(self._deliver_later(message, event, after=rng.uniform(0, 4)))
        return any(taken)

    async def click(self, user: str, shown: Shown, action: str, value: str) -> bool:
        """Press a button that the message has, or had. Whether Slack got an answer."""
        done, _ = await self._click(user, shown, action, value)
        return done

    async def fill(
        self, user: str, shown: Shown, action: str, value: str, values: Mapping[str, Any]
    ) -> bool:
        """Open the form behind a button and send it. Whether Slack took it without an error."""
        done, trigger = await self._click(user, shown, action, value)
        return done and await self.send(user, trigger, values)

    async def send(self, user: str, trigger: str, values: Mapping[str, Any]) -> bool:
        """Send the form that this trigger opens. Whether Slack took it without an error."""
        view = await slack.until(lambda: self._slack.forms.get(trigger), seconds=FORM_OPENS)
        if view is None:
            return False
        form: dict[str, Any] = {
            **_person(user),
            "type": "view_submission",
            "view": {
                "id": "V1",
                "type": "modal",
                "callback_id": view["callback_id"],
                "private_metadata": view.get("private_metadata", ""),
                "state": {"values": {name: {name: given} for name, given in values.items()}},
            },
        }
        answer = await self.way.interact(form)
        return answer is not None and b"errors" not in answer

    async def _click(self, user: str, shown: Shown, action: str, value: str) -> tuple[bool, str]:
        self._record.clicks.append(Click(record.now(), user, action, value))
        trigger = f"{next(self._numbers)}.trigger"
        pressed = {"type": "button", "action_id": action, "value": value, "action_ts": "1.1"}
        payload: dict[str, Any] = {
            **_person(user),
            "type": "block_actions",
            "trigger_id": trigger,
            "channel": {"id": shown.channel},
            "message": {"ts": shown.ts, "thread_ts": shown.root or None},
            "actions": [{**pressed, "block_id": "b"}],
        }
        return await self.way.interact(payload) is not None, trigger

    async def _deliver(self, message: Message, event: Mapping[str, Any]) -> bool:
        """Until it is acknowledged, or Slack gives it up."""
        if await self._once(message, event):
            return True
        for number, wait in enumerate(AGAIN_AFTER, start=1):
            await asyncio.sleep(wait)
            if await self._once(message, event, again=number):
                return True
        return False

    async def _deliver_later(
        self, message: Message, event: Mapping[str, Any], *, after: float
    ) -> None:
        await asyncio.sleep(after)
        await self._once(message, event, again=1)

    async def _once(self, message: Message, event: Mapping[str, Any], *, again: int = 0) -> bool:
        self._record.deliveries += 1
        name = f"Ev{event['type']}{message.token}"
        raw = slack_wire.envelope(event, team=record.TEAM, app=APP, event_id=name)
        taken = await self.way.event(raw, name=name, again=again) is not None
        if taken and message.acknowledged is None:
            message.acknowledged = record.now()
        return taken

    def _start(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def _event(message: Message, text: str, *, kind: str) -> dict[str, Any]:
    direct = message.channel.startswith("D")
    event = {
        "type": kind,
        "channel": message.channel,
        "channel_type": "im" if direct else "channel",
        "user": message.user,
        "team": record.TEAM,
        "text": text,
        "ts": message.ts,
        "event_ts": message.ts,
    }
    return event if message.root == message.ts else {**event, "thread_ts": message.root}


def _person(user: str) -> dict[str, Any]:
    return {
        "user": {"id": user, "team_id": record.TEAM},
        "team": {"id": record.TEAM},
        "api_app_id": APP,
        "token": "unused",
    }
