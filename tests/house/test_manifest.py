"""The Slack manifest and the bot's tables name the same events, commands and actions."""

import ast
import re
from pathlib import Path
from typing import Any

import yaml

from bot import introduction, names
from bot.listeners import commands, register
from local import workspace

ROOT = Path(__file__).parents[2]
METHOD = re.compile(r"[a-z]+(\.[a-zA-Z]+)+")
HISTORY = ("channels:history", "groups:history", "im:history")
METHODS: dict[str, tuple[str, ...]] = {
    "assistant.threads.setStatus": ("chat:write",),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "auth.test": (),
    "chat.appendStream": ("chat:write",),
    "chat.delete": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.startStream": ("chat:write",),
    "chat.stopStream": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": HISTORY,
    "conversations.open": ("im:write",),
    "conversations.replies": HISTORY,
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
}
"""Which scopes Slack's reference names for each method, for the rooms that the bot is in."""
EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
}
"""As the methods."""


def manifest() -> dict[str, Any]:
    text = (ROOT / "manifests/slack/manifest.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def test_events() -> None:
    """The bot listens to what Slack sends, and Slack sends what the bot listens to."""
    subscribed = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert {event.split(".")[0] for event in subscribed} == set(register.EVENTS)


def test_each_scope_is_needed_and_each_need_is_met() -> None:
    """By the methods that the bot calls, its events and its command; none is asked for besides."""
    told = manifest()
    subscribed = told["settings"]["event_subscriptions"]["bot_events"]
    needed = {scope for method in called() for scope in METHODS[method]}
    needed |= {scope for event in subscribed for scope in EVENTS[event]} | {"commands"}
    assert sorted(needed) == told["oauth_config"]["scopes"]["bot"]


def test_the_bot_knows_what_it_asks_for() -> None:
    """At its start it looks whether the token may do all that."""
    assert not introduction.NEEDED & introduction.WELCOME
    asked = introduction.NEEDED | introduction.WELCOME
    assert sorted(asked) == manifest()["oauth_config"]["scopes"]["bot"]


def test_every_method_that_the_bot_calls_is_in_the_table() -> None:
    assert called() == set(METHODS)


def called() -> set[str]:
    """The Web API's methods by name, as they stand in the only door to it and in the streams'."""
    doors = (ROOT / "bot/slack.py", ROOT / "bot/streams.py")
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in doors)
    nodes = (node for tree in trees for node in ast.walk(tree))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and METHOD.fullmatch(text)}


def test_lengths() -> None:
    """What Slack's reference of the manifest allows; the form that takes it would refuse more."""
    told = manifest()
    shown, features = told["display_information"], told["features"]
    (command,) = features["slash_commands"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert len(features["agent_view"]["suggested_prompts"]) <= 4
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"])
    assert len(command["command"]) <= 32
    assert len(command["usage_hint"]) <= 1000


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
