"""A turn that is ended for good: who has asked is told, in the place of the answer."""

from datetime import timedelta

import pytest
import restate

from services.contracts import posts
from tests.unit.test_discretion import HELLO, Talk, turn


class Ended(Talk):
    """Its turns are cancelled where they first wait for another handler."""

    async def generic_call(self, _service: str, _name: str, _body: bytes, *, key: str) -> bytes:
        assert key
        raise restate.TerminalError("cancelled", status_code=409)


class Sent(Talk):
    """Its turns are cancelled after the answer was sent."""

    def generic_send(
        self, service: str, name: str, body: bytes, *, key: str, send_delay: timedelta | None
    ) -> None:
        super().generic_send(service, name, body, key=key, send_delay=send_delay)
        if name == "expire":
            raise restate.TerminalError("cancelled", status_code=409)


async def test_who_asked_is_told_that_there_is_no_answer() -> None:
    """And the invocation fails all the same, so that the watch tells who runs the desk."""
    talk = Ended()
    with pytest.raises(restate.TerminalError):
        await turn(talk)
    [post] = talk.posted
    assert post.content == posts.Sentence(code="gave_up")
    assert post.answers == "0.1"


async def test_an_answer_that_was_sent_stays() -> None:
    """The apology has the answer's own name: it is not posted beside it."""
    talk = Sent()
    with pytest.raises(restate.TerminalError):
        await turn(talk, HELLO)
    answer, apology = talk.posted
    assert answer.post_id == apology.post_id
