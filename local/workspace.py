"""The local Slack workspace: its people, rooms and app, as the local Slack's configuration.

Ids are fixed, so that direct messages survive a restart of the local Slack.
"""

from typing import Any

TEAM = "T0DESK"
BOT = "U0DESK"
REQUEST_PATH = "/slack/events"

CUSTOMERS = {"U0ALICE": "Alice", "U0BOB": "Bob", "U0CAROL": "Carol"}
OFFICERS = {"U0OLIVIA": "Olivia", "U0OMAR": "Omar"}
PEOPLE = CUSTOMERS | OFFICERS

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-local-slack",
    "SLACK_APP_TOKEN": "xapp-local-slack",
    "SLACK_SIGNING_SECRET": "local-slack",
}

ROOMS_AND_OFFICERS = {
    "OFFICERS": ",".join(f"{TEAM}.{officer}" for officer in OFFICERS),
    "OFFICERS_CHANNEL": f"{TEAM}.C0OFFICERS",
    "APPROVALS_CHANNEL": f"{TEAM}.C0APPROVALS",
}


def config(*, slack_mode: str, bot_port: int) -> dict[str, Any]:
    """The local Slack's configuration file, with one app: the bot, in the given mode."""
    app: dict[str, Any] = {
        "appId": "A0DESK",
        "botUserId": BOT,
        "botName": "credit-desk",
        "botToken": SECRETS["SLACK_BOT_TOKEN"],
        "appToken": SECRETS["SLACK_APP_TOKEN"],
        "signingSecret": SECRETS["SLACK_SIGNING_SECRET"],
        "mode": "socket",
    }
    if slack_mode == "http":
        url = f"http://127.0.0.1:{bot_port}{REQUEST_PATH}"
        app |= {"mode": "events", "requestUrl": url}
    return {
        "workspace": {"name": "Credit Desk", "domain": "credit-desk", "teamId": TEAM},
        "apps": [app],
        "users": [
            {"id": person, "name": name.lower(), "real_name": name}
            for person, name in PEOPLE.items()
        ],
        "channels": [*_channels(), *_direct_messages()],
    }


def direct_message(person: str) -> str:
    """The id of the person's direct message with the bot: `U0ALICE` has `D0ALICE`."""
    return "D" + person.removeprefix("U")


def _channels() -> list[dict[str, Any]]:
    officers = [*OFFICERS, BOT]
    return [
        {"id": "C0GENERAL", "name": "general", "members": [*PEOPLE, BOT]},
        {
            "id": "C0OFFICERS",
            "name": "credit-officers",
            "is_private": True,
            "members": officers,
        },
        {
            "id": "C0APPROVALS",
            "name": "credit-approvals",
            "is_private": True,
            "members": officers,
        },
    ]


def _direct_messages() -> list[dict[str, Any]]:
    return [
        {
            "id": direct_message(person),
            "name": name.lower(),
            "is_im": True,
            "is_channel": False,
            "members": [person, BOT],
        }
        for person, name in PEOPLE.items()
    ]
