"""Which parts run, what they are told, and in which order they need each other."""

import json
from pathlib import Path

import pytest

from local import parts, settings, workspace
from local.parts import Part

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-planted",
    "SLACK_APP_TOKEN": "xapp-planted",
    "SLACK_SIGNING_SECRET": "signing-planted",
    "OPENAI_API_KEY": "sk-planted",
}


def stack(**given: str) -> dict[str, Part]:
    return {part.name: part for part in parts.of(settings.read(given, root=Path("/desk")))}


def test_all_parts_of_a_local_stack() -> None:
    assert list(stack()) == ["restate", "local-slack", "offline-model", "services", "bot"]


def test_with_a_key_there_is_no_offline_model() -> None:
    assert "offline-model" not in stack(OPENAI_API_KEY="sk-1")


def test_restate_gets_its_own_variables_and_not_ours() -> None:
    """The server would take every RESTATE_ variable for a setting of its own."""
    given = {"RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT": "0s", "RESTATE_ADMIN_PORT": "9999"}
    told = stack(**given)["restate"].environment
    assert told["RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT"] == "0s"
    assert told["RESTATE_ADMIN__BIND_PORT"] == "9999"
    assert told["RESTATE_BIND_IP"] == "127.0.0.1"
    assert told["RESTATE_DISABLE_TELEMETRY"] == "true"
    assert "RESTATE_ADMIN_PORT" not in told


def test_the_bot_waits_for_the_local_slack_and_its_connection() -> None:
    """Nobody is invited to type before somebody listens."""
    bot = stack()["bot"]
    assert bot.after == ("local-slack",)
    assert bot.connects_to == "http://localhost:3100"


def test_with_the_events_api_the_bot_is_ready_when_it_can_hear() -> None:
    """An event that comes before is not sent again by the local Slack."""
    told = stack(SLACK_MODE="http", BOT_PORT="3333")
    (written,) = told["local-slack"].files.values()
    (app,) = json.loads(written)["apps"]
    assert "http://127.0.0.1:3333/health" in told["bot"].ready
    assert told["bot"].connects_to == ""
    assert (app["mode"], app["requestUrl"]) == ("events", "http://127.0.0.1:3333/slack/events")


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_every_port_that_the_bot_takes_is_looked_at_first(mode: str) -> None:
    """It tells its health at its own port, however it hears."""
    assert stack(SLACK_MODE=mode)["bot"].ports == ("MESSENGER_PORT", "BOT_PORT")


def test_secrets_do_not_show() -> None:
    """Neither in a part's repr nor in that of the settings, which an error could print."""
    given = SECRETS | {
        "OFFICERS": "T1.U1",
        "OFFICERS_CHANNEL": "T1.C1",
        "APPROVALS_CHANNEL": "T1.C",
        "SYNTHETIC_BANK": "yes",
    }
    told = settings.read(given, root=Path("/desk"))
    shown = repr(told) + repr(parts.of(told))
    assert {secret for secret in SECRETS.values() if secret in shown} == set()


def test_secrets_reach_only_whom_they_are_for() -> None:
    """Restate and the local Slack are told none of them."""
    told = stack(OPENAI_API_KEY=SECRETS["OPENAI_API_KEY"])
    assert told["services"].environment["OPENAI_API_KEY"] == SECRETS["OPENAI_API_KEY"]
    for stranger in ("restate", "local-slack"):
        assert set(told[stranger].environment) & set(SECRETS) == set()


def test_direct_messages_have_fixed_ids() -> None:
    """So that they survive a restart of the local Slack, which keeps nothing else."""
    config = workspace.config(slack_mode="socket", bot_port=1)
    direct = {room["id"]: room["members"] for room in config["channels"] if room.get("is_im")}
    assert set(direct) == {"D0ALICE", "D0BOB", "D0CAROL", "D0OLIVIA", "D0OMAR"}
    assert direct["D0ALICE"] == ["U0ALICE", "U0DESK"]
    assert workspace.direct_message("U0OMAR") == "D0OMAR"
