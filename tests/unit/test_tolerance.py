"""Two versions of the desk live side by side: what one doesn't know of the other's is kept."""

import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import restate
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from restate.handler import invoke_handler

import bot.app
import bot.settings
import services.app
import services.settings
from bot.messenger.delivery import Intent, Sent
from bot.messenger.drafts import Started
from services.account import claims, index, ledger
from services.agent import tool
from services.agent.items import Said
from services.audit import chain, export
from services.contracts import account, audit, posts, session
from services.contracts.account import Corrections, Credits
from services.contracts.wire import Handler, Nothing, Wire
from services.credit.charter import Charter
from services.desk.handlers import Sheets
from services.holdings.handlers import Exports
from services.reminders import kept
from services.session import ratings, transcript
from tests.house.test_open_handlers import declared
from tests.unit.case import NOW, TODAY, application
from tests.unit.doors import DESK
from tests.unit.filled import made

NEWER = "of_a_newer_version"
MORE = {NEWER: {"any": ["thing", 1]}}
CALLED = tuple(declared().values())
OWN: list[type[Wire]] = sorted({h.request for h in CALLED} | {h.reply for h in CALLED}, key=repr)


def subclasses(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def grown(value: Any) -> Any:
    """The same JSON with one field more in each object."""
    match value:
        case dict():
            return {name: grown(each) for name, each in cast("Any", value).items()} | MORE
        case list():
            return [grown(each) for each in cast("Any", value)]
        case _:
            return value


def newer(value: BaseModel) -> bytes:
    return json.dumps(json.loads(value.model_dump_json()) | MORE).encode()


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_what_our_processes_say_is_read_with_a_field_more(kind: type[Wire]) -> None:
    """At every depth; and it is written back as it came."""
    plain = made(kind, text="text")
    told = json.loads(plain.model_dump_json()) | MORE
    read = kind.model_validate_json(json.dumps(told))
    assert json.loads(read.model_dump_json()) == told
    assert read.model_copy(update={}) == read != plain


STORED = (
    Exports,
    Intent,
    Sent,
    Sheets,
    Started,
    account.Corrections,
    account.Credits,
    audit.Link,
    kept.Kept,
    posts.Post,
    ratings.Ratings,
    session.Message,
    transcript.Record,
)


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.__name__)
def test_every_object_within_a_value_keeps_what_it_does_not_know(kind: type[BaseModel]) -> None:
    told = grown(json.loads(made(kind, text="text").model_dump_json()))
    assert json.loads(kind.model_validate_json(json.dumps(told)).model_dump_json()) == told


def test_a_policy_of_a_newer_version_is_kept_with_its_application() -> None:
    """Its digest too: it is of all that the policy says, known or not."""
    told = grown(json.loads(DESK.charter.model_dump_json()))
    read = Charter.model_validate_json(json.dumps(told))
    assert json.loads(read.model_dump_json()) == told
    assert Charter.model_validate_json(read.model_dump_json()).policy.digest == read.policy.digest


def test_all_own_values_are_tolerant_and_what_models_say_is_not() -> None:
    """A class with a rule of its own has to find its place here."""
    own = {kind.model_config.get("extra") for kind in subclasses(Wire)}
    said = {kind.model_config.get("extra") for kind in subclasses(tool.Arguments)}
    assert (own, said) == ({"allow"}, {"forbid"})


def with_more(kind: type[Any], **fields: Any) -> Any:
    return kind.model_validate(fields | MORE)


def test_state_that_is_written_back_loses_nothing() -> None:
    """Of all values that a handler makes anew of what it has read."""
    credits = with_more(Credits, items=())
    entered = index.entered(credits, application(), on=TODAY)
    line = entered.items[0]
    correction = made(account.Correction, text="rent")
    booking = made(account.Transaction, text="t")
    claimed, _ = claims.noted(with_more(Corrections), correction, booking)
    head = ledger.Head(opened=TODAY, booked_through=TODAY, bookings=1)
    part = with_more(ledger.Part, number=0, bookings=(ledger.from_transaction(booking),))
    books = ledger.book(ledger.books(head, part), ledger.from_transaction(booking))
    wish = made(kept.Wish, text="text")
    reminded, _ = kept.added(with_more(kept.Kept), wish, at=NOW, clock="", instalment=None)
    rating = made(session.Rating, text="1.1")
    said = transcript.Record(items=(Said(role="user", text="Hi"),))
    spoken = transcript.appended(with_more(transcript.Head, agent="front_desk"), leaving=said)
    for after in (
        entered,
        index.replaced(credits, line),
        index.replaced(entered, line),
        claimed,
        books.growing,
        reminded,
        ratings.rated(with_more(ratings.Ratings), rating),
        spoken,
    ):
        assert json.loads(after.model_dump_json())[NEWER] == MORE[NEWER]


def test_a_chain_with_links_of_a_newer_version_holds() -> None:
    """What it says of an event is covered by the hash; what an export says more is refused."""
    event = audit.Event.model_validate({"what": "a.b", "who": "x", "role": "desk"} | MORE)
    link = chain.linked(event, number=0, previous=chain.GENESIS)
    read = audit.Link.model_validate_json(newer(link))
    assert chain.first_broken([read]) is None
    assert chain.first_broken([read.model_copy(update={"event": made(audit.Event, text="x")})]) == 0
    with pytest.raises(export.NoExport):
        export.read(audit.Chain(links=(read,)).model_dump_json())


def all_handlers() -> dict[str, Any]:
    least = {
        "OPENAI_API_KEY": "none",
        "SYNTHETIC_BANK": "yes",
        "OFFICERS_CHANNEL": "T0DESK.C0OFFICERS",
        "APPROVALS_CHANNEL": "T0DESK.C0APPROVALS",
    }
    slack = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_APP_TOKEN": "xapp-x"}
    seen: list[Any] = []

    def app(built: Any = None, **named: Any) -> Any:
        seen.extend(built or named["services"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restate, "app", app)
        services.app.build(services.settings.read(least), cast("Any", None))
        parts = cast("Any", SimpleNamespace(drafts=None))
        bot.app.endpoint(bot.settings.read(least | slack), parts, cast("Any", None))
    return {f"{each.name}/{name}": h for each in seen for name, h in each.handlers.items()}


HANDLERS = all_handlers()


@pytest.mark.parametrize("handler", CALLED, ids=lambda h: f"{h.service}/{h.name}")
def test_every_handler_takes_a_message_with_a_field_more(handler: Handler[Any, Any]) -> None:
    """As the SDK hands it over."""
    reads = HANDLERS[f"{handler.service}/{handler.name}"].handler_io.input_serde
    asked = made(handler.request, text="text")
    assert json.loads(reads.deserialize(newer(asked)).model_dump_json()) == json.loads(newer(asked))


SECRET = "planted-4711"
BAD = [
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe",
    f'"{SECRET}"'.encode(),
    json.dumps({SECRET: SECRET, "text": {SECRET: 1}}).encode(),
]


@pytest.mark.parametrize("body", BAD)
async def test_an_input_that_cannot_be_read_is_heard_of(
    body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Once, with its handler and without a word of it; and it ends, or it would block a thread."""
    message = HANDLERS["AgentSession/message"]
    with caplog.at_level(logging.WARNING), pytest.raises(restate.TerminalError) as ended:
        await invoke_handler(message, None, body)
    assert "AgentSession/message can't read its input: " in str(ended.value)
    [line] = [each for each in caplog.messages if "can't read its input" in each]
    assert line.startswith("AgentSession/message ")
    assert SECRET not in line + str(ended.value)


@given(kind=st.text(max_size=20))
def test_a_post_of_a_kind_that_is_not_known_is_refused(kind: str) -> None:
    """And is not taken for another."""
    post = json.loads(made(posts.Post, text="text").model_dump_json())
    post["content"] = grown(post["content"]) | {"kind": f"newer_{kind}"}
    with pytest.raises(ValidationError, match="union_tag_invalid"):
        posts.Post.model_validate(post)


def test_nothing_at_all_is_an_empty_request() -> None:
    reads = HANDLERS["Holdings/survey"].handler_io.input_serde
    assert reads.deserialize(b"") == Nothing()
