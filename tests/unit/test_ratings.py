"""Thumbs under an answer: the owner's last one counts, and what is kept stays small."""

from typing import cast

import pytest
import restate
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.identity import AnswerTarget, answer_target
from services import cli
from services.contracts import posts
from services.contracts.keys import Key, MalformedKey, PersonKey
from services.contracts.session import Place, Rating, Thumb
from services.contracts.wire import Wire
from services.operations import Desk
from services.session import ratings
from services.session.rating import keep
from services.session.ratings import KEPT, Rated, Ratings
from services.session.transcript import Head
from tests.unit.case import ALICE, BOB, PLACE, THREAD

OWNED = Head(agent="front_desk", owner=ALICE)


def rating(
    thumb: Thumb = "up", message: str = "1.1", *, by: PersonKey = ALICE, place: Place = PLACE
) -> Rating:
    return Rating(by=by, place=place, message=Key(message), thumb=thumb)


@given(
    st.lists(
        st.tuples(st.sampled_from(("up", "down")), st.integers(1, 30)), min_size=1, max_size=60
    )
)
def test_the_last_thumb_of_an_answer_counts(clicks: list[tuple[Thumb, int]]) -> None:
    """Each answer stands once, as it was rated last; only so many are kept."""
    kept = Ratings()
    for thumb, number in clicks:
        kept = ratings.rated(kept, rating(thumb, str(number)))
    last = {str(number): thumb for thumb, number in clicks}
    stand = {str(each.message): each.thumb for each in kept.items}
    assert len(stand) == len(kept.items) == min(len(last), KEPT)
    assert stand.items() <= last.items()
    assert kept.items[-1] == Rated(message=Key(str(clicks[-1][1])), thumb=clicks[-1][0])


class FakeSession:
    """A session's state, and what it has posted."""

    def __init__(self, head: Head | None) -> None:
        self.state: dict[str, Wire] = {"head": head} if head else {}
        self.posted: list[posts.Post] = []

    def key(self) -> str:
        return THREAD

    async def get(self, name: str, *, type_hint: type[Wire]) -> Wire | None:
        found = self.state.get(name)
        assert found is None or type(found) is type_hint
        return found

    def set(self, name: str, value: Wire) -> None:
        self.state[name] = value

    def generic_send(
        self, service: str, name: str, body: bytes, *, key: str, send_delay: None
    ) -> None:
        assert (service, name, key, send_delay) == ("Messenger", "post", PLACE.room, None)
        self.posted.append(posts.Post.model_validate_json(body))


async def rated(session: FakeSession, *clicks: Rating) -> None:
    for each in clicks:
        await keep(cast("restate.ObjectContext", session), each)


async def test_the_owner_rates_and_changes_their_mind() -> None:
    session = FakeSession(OWNED)
    await rated(session, rating("up"), rating("down"), rating("down"), rating("up", "1.2"))
    assert session.state["ratings"] == Ratings(
        items=(Rated(message=Key("1.1"), thumb="down"), Rated(message=Key("1.2"), thumb="up"))
    )
    assert session.posted == []


async def test_somebody_elses_thumb_is_not_kept() -> None:
    """They read so, and nobody else does; nothing of the conversation is in it."""
    session = FakeSession(OWNED)
    await rated(session, rating("down", by=BOB))
    assert "ratings" not in session.state
    (post,) = session.posted
    assert post.only_for == BOB
    assert post.content == posts.Sentence(code="not_your_thread")


@pytest.mark.parametrize("head", [None, Head(agent="front_desk")])
async def test_where_nobody_has_asked_nothing_is_rated(head: Head | None) -> None:
    session = FakeSession(head)
    await rated(session, rating())
    assert "ratings" not in session.state
    assert session.posted == []


async def test_a_rating_for_another_thread_is_refused() -> None:
    other = PLACE.model_copy(update={"thread": Key("1700000000.000200")})
    with pytest.raises(restate.TerminalError):
        await rated(FakeSession(OWNED), rating(place=other))


def test_a_thumb_names_the_answer_and_no_person() -> None:
    target = AnswerTarget(thumb="down", message=Key("1.1"))
    assert answer_target(str(target)) == target
    for forged in ("", "up", "up|", "sideways|1.1", "up|../x"):
        with pytest.raises(MalformedKey):
            answer_target(forged)


async def _admin(request: web.Request) -> web.Response:
    query = (await request.json())["query"]
    assert "AgentSession" in query
    assert "'ratings'" in query
    kept = ratings.rated(ratings.rated(Ratings(), rating("up")), rating("down", "1.2"))
    row = {"service_key": THREAD, "value": kept.model_dump_json().encode().hex()}
    return web.json_response({"rows": [row]})


async def test_engineers_read_what_was_rated() -> None:
    """By thread; the message is the one that was answered."""
    site = web.Application()
    site.router.add_post("/query", _admin)
    async with TestServer(site) as server:
        desk = Desk(ingress_url="", admin_url=str(server.make_url("/")).rstrip("/"))
        found = await desk.ratings()
    assert [(thread, each.message, each.thumb) for thread, each in found] == [
        (THREAD, "1.1", "up"),
        (THREAD, "1.2", "down"),
    ]


def test_feedback_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """How many of each, and which answers to look at."""

    async def kept(_desk: Desk) -> tuple[tuple[str, Rated], ...]:
        return ((THREAD, Rated(message=Key("1.1"), thumb="down")),)

    monkeypatch.setattr(Desk, "ratings", kept)
    assert cli.main(["feedback"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "0 up, 1 down",
        f"down: {THREAD}, answer to 1.1",
    ]
