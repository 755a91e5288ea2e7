"""The Slack manifest and the bot's tables name the same events, commands and actions."""

from pathlib import Path
from typing import Any

import yaml

from bot import names
from bot.listeners import commands, register
from local import workspace

ROOT = Path(__file__).parents[2]


def manifest() -> dict[str, Any]:
    text = (ROOT / "manifests/slack/manifest.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def test_events() -> None:
    """The bot listens to what Slack sends, and Slack sends what the bot listens to."""
    subscribed = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert {event.split(".")[0] for event in subscribed} == set(register.EVENTS)


def test_message_events_have_their_history_scope() -> None:
    """Slack delivers `message.im` only to an app with `im:history`, and so on."""
    told = manifest()
    kinds = {
        event.partition(".")[2]
        for event in told["settings"]["event_subscriptions"]["bot_events"]
        if event.startswith("message.")
    }
    scopes = set(told["oauth_config"]["scopes"]["bot"])
    assert {f"{kind}:history" for kind in kinds} <= scopes
    assert {"chat:write", "app_mentions:read", "commands"} <= scopes


def test_uploads_have_their_scope() -> None:
    """The offer's document is a file; it is looked for in the thread, which needs no other."""
    assert "files:write" in manifest()["oauth_config"]["scopes"]["bot"]


def test_commands() -> None:
    declared = {command["command"] for command in manifest()["features"]["slash_commands"]}
    assert declared == set(register.COMMANDS)


def test_the_usage_hint_is_the_table_of_words() -> None:
    """Who types `/credit` is shown each word of the table, and none that it doesn't know."""
    (command,) = manifest()["features"]["slash_commands"]
    assert command["usage_hint"] == commands.usage_hint()


def test_interactivity_is_on_for_the_actions() -> None:
    told = manifest()
    assert register.ACTIONS
    assert register.VIEWS
    assert told["settings"]["interactivity"]["is_enabled"] is True


def test_every_name_that_slack_gives_back_is_listened_to() -> None:
    """A button or form without a listener would show an error to the person."""
    given_back = {
        value for name, value in vars(names).items() if name.isupper() and "_FIELD" not in name
    }
    assert given_back == {*register.COMMANDS, *register.ACTIONS, *register.VIEWS}


def test_the_local_workspace_has_the_same_bot() -> None:
    local_app = workspace.config(slack_mode="socket", bot_port=1)["apps"][0]
    assert local_app["botName"] == manifest()["features"]["bot_user"]["display_name"]
