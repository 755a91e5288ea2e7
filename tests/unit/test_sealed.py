"""What Restate keeps, encrypted: sealed by the first key, opened by any, plain stays readable."""

import base64
import os
from types import SimpleNamespace
from typing import Any, cast

import pytest
import restate
from hypothesis import given
from hypothesis import strategies as st
from restate.exceptions import RetryableError

from services.contracts import journal, sealed
from services.contracts.sealed import MalformedKeys, Unreadable

NEW, OLD = (base64.b64encode(bytes([n]) * sealed.KEY_BYTES).decode() for n in (1, 2))
NONCE = bytes(sealed.NONCE_BYTES)


@given(value=st.binary(), nonce=st.binary(min_size=12, max_size=12))
def test_what_is_sealed_opens_again(value: bytes, nonce: bytes) -> None:
    keys = sealed.read(NEW)
    assert keys.open(keys.seal(value, nonce=nonce)) == value


def test_nothing_of_the_value_shows() -> None:
    """Nor whether it was there before: another nonce, another envelope."""
    keys, value = sealed.read(NEW), b'{"text":"a planted sentence"}'
    first, second = (keys.seal(value, nonce=os.urandom(12)) for _ in range(2))
    assert b"planted" not in first
    assert first != second


def test_without_a_key_values_go_as_they_are() -> None:
    assert sealed.Keys().seal(b"{}", nonce=NONCE) == b"{}"
    assert sealed.read(" , ").ids == ()


@given(plain=st.text().map(str.encode))
def test_what_is_from_before_the_key_stays_readable(plain: bytes) -> None:
    """JSON never begins as an envelope does."""
    value = b'"' + plain
    assert sealed.read(NEW).open(value) == value
    assert sealed.read(NEW).open(b"") == b""


def test_a_rotated_key_opens_what_it_sealed() -> None:
    """The new one comes first and seals; the old one is for what it sealed."""
    before = sealed.read(OLD).seal(b"{}", nonce=NONCE)
    rotated = sealed.read(f"{NEW}, {OLD}")
    assert rotated.open(before) == b"{}"
    with pytest.raises(Unreadable):
        sealed.read(OLD).open(rotated.seal(b"{}", nonce=NONCE))


@pytest.mark.parametrize("held", ["", OLD])
def test_a_lost_key_is_named_by_its_id(held: str) -> None:
    """With what to do, and with no key in it."""
    keys = sealed.read(NEW)
    with pytest.raises(Unreadable, match=rf"{keys.ids[0]}.*JOURNAL_KEYS") as lost:
        sealed.read(held).open(keys.seal(b"{}", nonce=NONCE))
    assert NEW not in str(lost.value)
    assert NEW not in repr(keys)


@pytest.mark.parametrize("held", ["", OLD])
async def test_to_a_handler_a_lost_key_is_an_outage(
    held: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """For what comes in and for what it reads; the log says so once."""
    keys, lost = sealed.read(held), sealed.read(NEW)
    value = lost.seal(b"{}", nonce=NONCE)
    built = restate.VirtualObject("Any")

    @built.handler()
    async def any_handler(_ctx: restate.ObjectContext) -> None: ...

    journal.guarded(keys, [built])
    (handler,) = cast("Any", built).handlers.values()
    for body, reads in ((value, b"{}"), (b"{}", value)):
        ctx = SimpleNamespace(journal_codec=journal.codec(keys), request=request_of(body))
        monkeypatch.setattr(journal, "current_context", lambda ctx=ctx: ctx)
        with pytest.raises(RetryableError, match=lost.ids[0]):
            await begun(handler.context_managers[0], ctx, reads=reads)
    assert sum("ALERT A value is encrypted by" in line for line in caplog.messages) == 1
    _ = any_handler


async def begun(guard: Any, ctx: Any, *, reads: bytes) -> None:
    async with guard():
        await ctx.journal_codec.decode(reads)


def request_of(body: bytes) -> Any:
    return lambda: SimpleNamespace(body=body)


@given(at=st.integers(0, 10_000), length=st.integers(8, 60))
def test_what_was_changed_does_not_open(at: int, length: int) -> None:
    """A flipped bit anywhere behind the mark, or an end that is missing."""
    keys = sealed.read(NEW)
    whole = keys.seal(b'{"amount":1000}', nonce=NONCE)
    place = len(sealed.MARK) + at % (len(whole) - len(sealed.MARK))
    flipped = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    for changed in (flipped, whole[: min(length, len(whole) - 1)]):
        with pytest.raises(Unreadable):
            keys.open(changed)


@pytest.mark.parametrize("wrong", ["x", "AAAA", NEW[:-4], f"{NEW},short", "ä" * 44])
def test_a_malformed_key_is_refused_without_being_shown(wrong: str) -> None:
    with pytest.raises(MalformedKeys, match="openssl rand -base64 32") as refused:
        sealed.read(wrong)
    assert wrong not in str(refused.value)
