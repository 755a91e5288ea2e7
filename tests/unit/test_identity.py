"""Slack's ids become keys, or nothing does."""

from datetime import UTC, datetime

import pytest

from bot import identity
from bot.identity import Target
from bot.listeners.payloads import Click, HomeClick, Submission
from services.contracts.keys import CreditId, Key, MalformedKey, PersonKey, PostId, RoomKey


def test_a_place_names_its_thread() -> None:
    """The session's key is team, channel and the thread's root."""
    place = identity.place(team="T0DESK", channel="D0ALICE", root="1700000000.000100")
    assert identity.thread(place) == "T0DESK.D0ALICE.1700000000.000100"
    assert place.room == "T0DESK.D0ALICE"


def test_keys_lead_back_to_slack() -> None:
    assert identity.channel_of(RoomKey("T0DESK.C0GENERAL")) == "C0GENERAL"
    assert identity.user_of(PersonKey("T0DESK.U0ALICE")) == "U0ALICE"


def test_only_a_direct_message_is_direct() -> None:
    assert identity.is_direct("D0ALICE")
    assert not identity.is_direct("C0GENERAL")
    assert not identity.is_direct("G0PRIVATE")


@pytest.mark.parametrize(
    "part", ["", "U0/withdraw?x=", "U0.U1", "U0 ALICE", "U0\n", "..", "Ü0ALICE", "U" * 61]
)
def test_what_is_no_id_becomes_no_key(part: str) -> None:
    """A part that could address another object is refused before any call."""
    with pytest.raises(MalformedKey):
        identity.person(team="T0DESK", user=part)
    with pytest.raises(MalformedKey):
        identity.room(team=part, channel="C0GENERAL")


@pytest.mark.parametrize("payload", [Click, HomeClick, Submission])
def test_who_acts_is_of_their_own_workspace(
    payload: type[Click] | type[HomeClick] | type[Submission],
) -> None:
    """In a shared channel ids of two workspaces meet; one of ours must not be taken for theirs."""
    acted = payload.model_validate(
        {
            "user": {"id": "U0ALICE", "team_id": "T0OTHER"},
            "team": {"id": "T0DESK"},
            "channel": {"id": "C0GENERAL"},
            "actions": [{"action_id": "offer_accept"}],
            "view": {},
        }
    )
    assert acted.person == "T0OTHER.U0ALICE"


@pytest.mark.parametrize("root", ["", "17/0", "a.b", "1" * 27])
def test_what_is_no_ts_becomes_no_thread(root: str) -> None:
    with pytest.raises(MalformedKey):
        identity.thread(identity.place(team="T0DESK", channel="C0GENERAL", root=root))


def test_a_target_survives_the_button() -> None:
    target = Target(credit_id=CreditId("CR-ABCDEFGH"), promise=Key("answer.1"))
    assert identity.target(str(target)) == target


@pytest.mark.parametrize(
    "value",
    ["", "CR-ABCDEFGH", "CR-ABCDEFGH|", "CR-NOPE|answer.1", "CR-ABCDEFGH|a|b", "|answer.1"],
)
def test_another_value_is_no_target(value: str) -> None:
    with pytest.raises(MalformedKey):
        identity.target(value)


def test_a_mark_fits_a_block_id() -> None:
    assert len(identity.mark(PostId("x" * 200))) <= 255


def test_a_ts_tells_when() -> None:
    """Seconds since 1970 in UTC; the counter behind the point is no time."""
    assert identity.moment("1600000000.000123") == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


@pytest.mark.parametrize("ts", ["", ".1", "-5.0", "1e9", "soon", "16000000001.0"])
def test_what_is_no_ts_is_refused(ts: str) -> None:
    with pytest.raises(MalformedKey):
        identity.moment(ts)
