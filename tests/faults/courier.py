"""Brings what people do to the bot, as Slack does: signed, and events again until they are taken.

An event that was not acknowledged comes again at once, after a minute and after five, here in
seconds; some come again although they were. Clicks, forms and commands come once.
"""

import asyncio
import itertools
import json
from collections.abc import Mapping
from random import Random
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from local import workspace
from tests import slack_wire
from tests.faults import record, slack
from tests.faults.record import Click, Message, Record
from tests.faults.slack import Shown, Slack

PATIENCE = aiohttp.ClientTimeout(total=3)
"""Slack's own."""
AGAIN_AFTER = (0.0, 1.0, 5.0)
"""Slack's at once, 60 s and 300 s, sixty times as fast."""
ANYWAY = 0.15
"""The share of events that come again although they were acknowledged."""
APP = "A0DESK"
FORM_OPENS = 4.0


class Courier:
    """Slack's way to the app; its connections close when it is left."""

    def __init__(self, url: str, *, noted: Record, seen: Slack, seed: int) -> None:
        self.url = url
        """Where the app is; another address is taken from the next delivery on."""
        self._record = noted
        self._slack = seen
        self._seed = seed
        self._http = aiohttp.ClientSession(
            timeout=PATIENCE, connector=aiohttp.TCPConnector(limit=0)
        )
        self._later: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)
        await self._http.close()

    async def settle(self) -> None:
        """Until every delivery that is still to come has come."""
        while self._later:
            await asyncio.wait(self._later)

    async def bring(self, message: Message, text: str, *, mentions: bool) -> bool:
        """A message, and its twin where it mentions the bot. Whether any was acknowledged."""
        kinds = ("message", "app_mention") if mentions else ("message",)
        events = [_event(message, text, kind=kind) for kind in kinds]
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
        if not done:
            return False
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
        answer = await self._interact(form)
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
        return await self._interact(payload) is not None, trigger

    async def _interact(self, payload: Mapping[str, Any]) -> bytes | None:
        raw = urlencode({"payload": json.dumps(payload)}).encode()
        return await self._post(raw, content_type="application/x-www-form-urlencoded")

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
        event_id = f"Ev{event['type']}{message.token}"
        raw = slack_wire.envelope(event, team=record.TEAM, app=APP, event_id=event_id)
        more = {"x-slack-retry-num": str(again), "x-slack-retry-reason": "http_timeout"}
        taken = await self._post(raw, more=more if again else {}) is not None
        if taken and message.acknowledged is None:
            message.acknowledged = record.now()
        return taken

    async def _post(
        self,
        raw: bytes,
        *,
        content_type: str = "application/json",
        more: Mapping[str, str] | None = None,
    ) -> bytes | None:
        secret = workspace.SECRETS["SLACK_SIGNING_SECRET"]
        headers = slack_wire.signed(raw, secret=secret, content_type=content_type)
        headers |= more or {}
        try:
            async with self._http.post(self.url, data=raw, headers=headers) as response:
                answer = await response.read()
                return answer if response.ok else None
        except (aiohttp.ClientError, OSError, TimeoutError):
            return None

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
