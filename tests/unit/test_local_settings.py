"""What the local stack takes from the environment and `.env`, and what it refuses by name."""

from pathlib import Path

import pytest

from local import dotenv, settings
from local.settings import Misconfigured

REAL_SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "OFFICERS": "T1.U1",
    "OFFICERS_CHANNEL": "T1.C1",
    "APPROVALS_CHANNEL": "T1.C2",
    "SYNTHETIC_BANK": "yes",
}


def test_without_anything_all_is_local(tmp_path: Path) -> None:
    """No token and no key: local Slack and offline model, with the local rooms and officers."""
    stack = settings.read({}, root=tmp_path)
    told = settings.for_parts(stack)
    assert (stack.local_slack, stack.offline_model) == (True, True)
    assert stack.data_dir == tmp_path / ".data"
    assert told["SLACK_API_URL"] == "http://localhost:3100/api/"
    assert told["OPENAI_BASE_URL"] == "http://127.0.0.1:4010/v1"
    assert told["OFFICERS"] == "T0DESK.U0OLIVIA,T0DESK.U0OMAR"
    assert told["OFFICERS_CHANNEL"] == "T0DESK.C0OFFICERS"


def test_tokens_and_key_lead_to_the_real_ones(tmp_path: Path) -> None:
    """The parts get what was given, and no address of a local one."""
    stack = settings.read(REAL_SLACK | {"OPENAI_API_KEY": "sk-1"}, root=tmp_path)
    told = settings.for_parts(stack)
    assert (stack.local_slack, stack.offline_model) == (False, False)
    assert told["SLACK_BOT_TOKEN"] == "xoxb-1"
    assert "SLACK_API_URL" not in told
    assert "OPENAI_BASE_URL" not in told


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_PORT=3001\nSERVICES_PORT=9999\n", encoding="utf-8")
    stack = settings.read({"BOT_PORT": "3002"}, root=tmp_path)
    assert (stack.ports["BOT_PORT"], stack.ports["SERVICES_PORT"]) == (3002, 9999)


def test_an_empty_value_is_none(tmp_path: Path) -> None:
    """`SLACK_BOT_TOKEN=` in the file, as copied from an example, asks for nothing."""
    assert settings.read({"SLACK_BOT_TOKEN": "", "BOT_PORT": ""}, root=tmp_path).local_slack


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SLACK_MODE": "both"}, "SLACK_MODE"),
        ({"BOT_PORT": "x"}, "BOT_PORT"),
        ({"BOT_PORT": "0"}, "BOT_PORT"),
        ({"SERVICES_PORT": "65536"}, "SERVICES_PORT"),
        (REAL_SLACK | {"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN"),
        (REAL_SLACK | {"SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET"),
        (REAL_SLACK | {"OFFICERS_CHANNEL": ""}, "OFFICERS_CHANNEL"),
        ({"SLACK_API_URL": "http://localhost:1/api/"}, "SLACK_API_URL"),
        ({"OPENAI_BASE_URL": "http://localhost:1/v1"}, "OPENAI_BASE_URL"),
        ({"RESTATE_INGRESS_URL": "http://elsewhere:8080"}, "RESTATE_INGRESS_URL"),
    ],
)
def test_what_cannot_work_is_refused_by_name(
    given: dict[str, str], named: str, tmp_path: Path
) -> None:
    with pytest.raises(Misconfigured, match=named) as refusal:
        settings.read(given, root=tmp_path)
    assert "\n" not in str(refusal.value)


def test_its_own_restate_may_be_named(tmp_path: Path) -> None:
    """The defaults of `.env.example`, filled in as they stand, are no contradiction."""
    same = {"RESTATE_INGRESS_URL": "http://127.0.0.1:8080/"}
    assert settings.read(same, root=tmp_path).ingress == "http://localhost:8080"


def test_env_file_forms() -> None:
    text = "# note\n\nexport A=1\nB = 'x # y'\nC=\"z\"  # why\nD=p#q # why\nE=\nA=2\n"
    assert dotenv.parse(text) == {"A": "2", "B": "x # y", "C": "z", "D": "p#q", "E": ""}


def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\nnonsense\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match="Line 2"):
        settings.read({}, root=tmp_path)
