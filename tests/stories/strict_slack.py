"""A second workspace, by an emulator of other people: it checks scopes and signs its events.

It speaks HTTP only, and has no commands and no clicks: a click is sent as Slack would send it.
"""

import json
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml
from slack_sdk.signature import SignatureVerifier

from local import workspace
from local.parts import Part
from local.settings import Settings
from tests.stories.workspace import Json, Seen, Workspace

ROOT = Path(__file__).parents[2]
SERVER = Path(__file__).with_name("strict_slack.mjs")
TOKEN = "xoxb-strict"
SECRET = "strict"
PERSON = ("channels:history", "chat:write", "groups:history", "im:history", "im:write")
"""What people may do by themselves."""


def scopes() -> list[str]:
    """What the manifest asks for, and nothing else."""
    text = (ROOT / "manifests/slack/manifest.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["oauth_config"]["scopes"]["bot"]


def environment(port: str) -> dict[str, str]:
    """What a stack is told that finds its Slack at this port."""
    return {
        "LOCAL_SLACK_PORT": port,
        "SLACK_API_URL": f"http://localhost:{port}/api/",
        "SLACK_MODE": "http",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SYNTHETIC_BANK": "yes",
        **workspace.ROOMS_AND_OFFICERS,
    }


def part(stack: Settings, customers: Iterable[str]) -> Part:
    written = stack.data_dir / "strict-slack.json"
    told = _told(stack, [*customers, *workspace.OFFICERS])
    return Part(
        name="strict-slack",
        command=(shutil.which("node") or "node", str(SERVER), str(written)),
        environment=stack.environment,
        address=stack.slack_page,
        ready=(f"{stack.slack_page}/_control/messages/C0GENERAL",),
        ports=("LOCAL_SLACK_PORT",),
        files={written: json.dumps(told)},
    )


def filled(person: str, form: str, sheet: str, values: dict[str, str]) -> Json:
    """What Slack sends for a form, opened for that sheet, with these values in its fields."""
    fields = {name: {name: {"type": "t", "value": value}} for name, value in values.items()}
    return {
        "type": "view_submission",
        "user": {"id": person, "team_id": workspace.TEAM},
        "team": {"id": workspace.TEAM, "domain": "credit-desk"},
        "api_app_id": "A0DESK",
        "view": {
            "type": "modal",
            "callback_id": form,
            "private_metadata": sheet,
            "state": {"values": fields},
        },
    }


class StrictSlack(Workspace):
    """The workspace as people use it. Their clicks go to the bot signed, as Slack's do."""

    def __init__(self, stack: Settings) -> None:
        super().__init__(stack.slack_page)
        self._bot_url = f"http://127.0.0.1:{stack.ports['BOT_PORT']}{workspace.REQUEST_PATH}"

    async def write(
        self, person: str, text: str, *, channel: str | None = None, thread: Seen | None = None
    ) -> Seen:
        """A person writes; to the bot directly where no channel is named."""
        where = thread.channel if thread else channel or await self.direct(person)
        body = {"channel": where, "text": text}
        if thread:
            body["thread_ts"] = thread.thread or thread.ts
        ts = (await self._call("chat.postMessage", person, body))["ts"]
        return await self.wait(where, lambda seen: seen.ts == ts)

    async def click(self, person: str, message: Seen, action: str) -> None:
        """Press a button that the message has."""
        status, _ = await self.send(clicked(person, message, action))
        assert status == 200

    async def send(self, payload: Json, *, secret: str = SECRET) -> tuple[int, str]:
        """Send the bot a click or a form, signed with this secret. Its status and answer."""
        body = urlencode({"payload": json.dumps(payload)})
        now = str(int(time.time()))
        signed = SignatureVerifier(secret).generate_signature(timestamp=now, body=body)
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": now,
            "x-slack-signature": signed or "",
        }
        async with self._http.post(self._bot_url, data=body, headers=headers) as response:
            return response.status, await response.text()

    async def allow(self, granted: Iterable[str]) -> None:
        """From now on the bot's token has these scopes, and no others."""
        await self._control("scopes", {"scopes": list(granted)})

    async def hold(self, *, held: bool) -> None:
        """Hold back the answer to each post, which is there already; or let them go."""
        await self._control("hold", {"held": held})

    async def direct(self, person: str) -> str:
        """The id of the person's direct message with the bot."""
        opened = await self._call("conversations.open", person, {"users": workspace.BOT})
        return opened["channel"]["id"]

    async def _call(self, method: str, person: str, body: Json) -> Json:
        headers = {"authorization": f"Bearer {_token(person)}"}
        url = f"{self._base}/api/{method}"
        async with self._http.post(url, json=body, headers=headers) as response:
            told: Json = await response.json()
        assert told["ok"], told
        return told


def clicked(person: str, message: Seen, action: str) -> Json:
    """What Slack sends for a press of this button."""
    pressed = {"type": "button", "action_id": action, "block_id": "b", "action_ts": "1.0"}
    return {
        "type": "block_actions",
        "user": {"id": person, "team_id": workspace.TEAM},
        "team": {"id": workspace.TEAM, "domain": "credit-desk"},
        "api_app_id": "A0DESK",
        "channel": {"id": message.channel, "name": "direct"},
        "message": {"ts": message.ts, "thread_ts": message.thread},
        "container": {"type": "message", "message_ts": message.ts},
        "actions": [{**pressed, "value": message.buttons[action]}],
    }


def _told(stack: Settings, people: list[str]) -> dict[str, Any]:
    port = stack.ports["BOT_PORT"]
    officers = [*workspace.OFFICERS, workspace.BOT]
    return {
        "port": stack.ports["LOCAL_SLACK_PORT"],
        "events_to": f"http://127.0.0.1:{port}{workspace.REQUEST_PATH}",
        "bot_token": TOKEN,
        "team": workspace.TEAM,
        "users": [{"user_id": person, "name": person.lower()} for person in people],
        "channels": [
            _channel("C0GENERAL", [*people, workspace.BOT]),
            _channel("C0OFFICERS", officers, is_private=True),
            _channel("C0APPROVALS", officers, is_private=True),
        ],
        "slack": {
            "strict_scopes": True,
            "signing_secret": SECRET,
            "oauth_apps": [_app()],
            "tokens": [
                {"token": TOKEN, "user_id": workspace.BOT, "scopes": scopes()},
                *({"token": _token(p), "user_id": p, "scopes": PERSON} for p in people),
            ],
        },
    }


def _app() -> Json:
    bot = {"bot_id": "B0DESK", "bot_user_id": workspace.BOT, "bot_name": "credit-desk"}
    app: Json = {"app_id": "A0DESK", "client_id": "1.1", "client_secret": "-", "redirect_uris": []}
    return {"name": "Credit Desk", **app, **bot}


def _channel(number: str, members: list[str], *, is_private: bool = False) -> Json:
    kind = {"is_private": is_private, "is_channel": not is_private, "is_archived": False}
    return {"channel_id": number, "name": number.lower(), "members": members, **kind}


def _token(person: str) -> str:
    return f"xoxp-{person}"
