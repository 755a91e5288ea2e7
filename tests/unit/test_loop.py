"""The agent loop: whatever a model answers, a turn has one of its defined endings."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any, Literal, cast

import pytest
import restate
from restate import RunOptions

from services.agent import loop, patience, tool
from services.agent import model as models
from services.agent.items import Called, Item, Returned, Said
from services.agent.model import Heard, ModelReply
from services.contracts import posts
from tests.unit.case import ALICE, NOW, PLACE, THREAD, TODAY

ASKED = Said(role="user", text="How much is it?")
Answer = ModelReply | restate.TerminalError


@dataclass
class FakeModel:
    """Gives its answers in order, and remembers what it was asked. Strict: none may be left."""

    answers: list[Answer]
    seen: list[tuple[str, tuple[Item, ...]]] = field(default_factory=list[Any])

    async def respond(
        self, agent: tool.Agent, items: Sequence[Item], heard: Heard | None = None
    ) -> ModelReply:
        if heard:
            heard("Well")
        self.seen.append((agent.name, tuple(items)))
        assert self.answers, "the model is asked once more"
        answer = self.answers.pop(0)
        if isinstance(answer, restate.TerminalError):
            raise answer
        return answer


@dataclass
class FakeContext:
    """Runs a step at once, and remembers its name. The same `seed` is the same invocation."""

    seed: int = 1
    steps: list[str] = field(default_factory=list[str])
    options: list[RunOptions[ModelReply]] = field(default_factory=list[RunOptions[ModelReply]])
    source: Random = field(init=False)

    def __post_init__(self) -> None:
        self.source = Random(self.seed)

    def random(self) -> Random:
        return self.source

    async def run_typed(
        self,
        name: str,
        action: Callable[[], Awaitable[ModelReply]],
        options: RunOptions[ModelReply],
    ) -> ModelReply:
        self.steps.append(name)
        self.options.append(options)
        return await action()

    async def time(self) -> float:
        return NOW.timestamp()


class Sum(tool.Arguments):
    amount: int


class Verdict(tool.Arguments):
    fine: bool


def _instant(name: str, *, ends_turn: bool = False, open_: bool = False) -> tool.Tool[Sum]:
    def start(scope: tool.Scope, arguments: Sum) -> tool.Started:
        async def finish() -> tool.Output:
            value = {"tool": name, "amount": arguments.amount, "for": scope.customer}
            told = tool.Output(value, ends_turn=ends_turn)
            return replace(told, open=True) if open_ else told

        return tool.Started(finish)

    return tool.Tool(name, name, Sum, start, status="quote")


PRICE = _instant("price")
TO_CLERK = tool.Handoff("to_clerk", "Hand over.", "clerk")
FRONT = tool.Agent("front", "Be kind.", (PRICE, TO_CLERK))
OPEN = _instant("open", open_=True)
CLERK = tool.Agent("clerk", "Act.", (PRICE, OPEN, _instant("submit", ends_turn=True)))
JUDGE = tool.Agent("judge", "Judge.", (tool.Closing("conclude", "End.", Verdict),), speaks=False)
AGENTS = {agent.name: agent for agent in (FRONT, CLERK, JUDGE)}


def said(text: str) -> Said:
    return Said(role="assistant", text=text)


def calls(name: str, arguments: str = '{"amount":1}', *, call_id: str = "c1") -> Called:
    return Called(call_id=call_id, name=name, arguments=arguments)


def reply(
    *items: Item, ending: Literal["complete", "truncated", "refused", "empty"] = "complete"
) -> ModelReply:
    return ModelReply(items=items, ending=ending)


WORDS = reply(said("It is 86.07."))


@dataclass(frozen=True)
class Played:
    turn: loop.Turn
    model: FakeModel
    steps: list[str]
    shown: list[posts.StatusCode]
    options: list[RunOptions[ModelReply]]

    @property
    def calls(self) -> list[Called]:
        return [item for item in self.turn.items if isinstance(item, Called)]

    @property
    def results(self) -> list[str]:
        """What each call gave, in the order of the calls."""
        returned = [item for item in self.turn.items if isinstance(item, Returned)]
        assert [item.call_id for item in returned] == [call.call_id for call in self.calls]
        return [item.output for item in returned]


async def play(
    *answers: Answer, start: str = "front", seed: int = 1, waiting: patience.Waiting | None = None
) -> Played:
    """One turn in which the model gives exactly these answers; `waiting` is who waits for it."""
    model, ctx, shown = FakeModel(list(answers)), FakeContext(seed), list[posts.StatusCode]()
    scope = tool.Scope(
        ctx=cast("restate.ObjectContext", ctx),
        customer=ALICE,
        thread=THREAD,
        place=PLACE,
        words=ASKED.text,
        today=TODAY,
    )
    playing = loop.Loop(AGENTS, model, shown.append, waiting=waiting)
    turn = await playing.run(scope, start=start, history=[ASKED])
    assert not model.answers
    return Played(turn, model, ctx.steps, shown, ctx.options)


async def test_words_end_the_turn() -> None:
    """One model call, one journaled step, and nothing shown but the answer."""
    played = await play(WORDS)
    assert played.turn == loop.Turn(
        loop.Spoken("It is 86.07."), "front", (said("It is 86.07."),), model_calls=1
    )
    assert (played.steps, played.shown) == (["model call 1"], [])
    assert played.model.seen == [("front", (ASKED,))]


async def test_several_pieces_of_words_are_one_answer() -> None:
    played = await play(reply(said("First."), said("  Second.\n")))
    assert played.turn.ending == loop.Spoken("First.\n\n  Second.")


async def test_a_tool_is_used_and_then_words_follow() -> None:
    """The model sees its call and the result; the customer sees what the desk is doing."""
    played = await play(reply(calls("price")), WORDS)
    [call] = played.calls
    result = Returned(
        call_id=call.call_id, output='{"tool":"price","amount":1,"for":"T0DESK.U0ALICE"}'
    )
    assert call == calls("price", call_id=call.call_id)
    assert played.turn.items == (call, result, said("It is 86.07."))
    assert played.model.seen[1] == ("front", (ASKED, call, result))
    assert (played.turn.model_calls, played.shown) == (2, ["quote"])


async def test_several_tools_of_one_answer_return_in_order() -> None:
    asked = [calls("price", f'{{"amount":{n}}}', call_id=f"c{n}") for n in (3, 1, 2)]
    played = await play(reply(*asked), WORDS)
    pairs = zip((3, 1, 2), played.results, strict=True)
    assert all(f'"amount":{number},' in text for number, text in pairs)
    assert [call.arguments for call in played.calls] == [call.arguments for call in asked]
    assert played.turn.items[:3] == tuple(played.calls)


@pytest.mark.parametrize(
    "made_up", [("c1", "c1"), ("", ""), ("c2", "c1"), ("x" * 500, "€ \n"), ("call_1", "call_1 ")]
)
async def test_calls_get_ids_of_our_own(made_up: tuple[str, str]) -> None:
    """The API refuses a request with doubled or overlong ids, and with it the whole thread."""
    asked = [calls("price", call_id=call_id) for call_id in made_up]
    played = await play(reply(*asked), reply(*asked), WORDS)
    ids = [call.call_id for call in played.calls]
    assert len(set(ids)) == len(played.results) == 4
    assert all(re.fullmatch(r"call_[0-9a-f]{16}", call_id) for call_id in ids)
    assert not set(ids) & set(made_up)


async def test_a_replay_draws_the_same_ids() -> None:
    """And another turn of the thread draws others."""
    answers = (reply(calls("price"), calls("price")), WORDS)
    first, again, other = [await play(*answers, seed=seed) for seed in (1, 1, 2)]
    assert first.turn == again.turn
    assert not {call.call_id for call in first.calls} & {call.call_id for call in other.calls}


async def test_a_handoff_gives_the_next_call_to_the_other_agent() -> None:
    """And the conversation stays with it when the turn is over."""
    played = await play(reply(calls("to_clerk", "")), WORDS)
    assert [name for name, _ in played.model.seen] == ["front", "clerk"]
    assert (played.turn.agent, played.results) == ("clerk", ['{"ok":true}'])


@pytest.mark.parametrize(
    ("tools", "private"),
    [((), False), (("open",), False), (("unknown",), False), (("price",), True)],
)
async def test_who_may_read_an_answer_hangs_on_what_the_model_was_told(
    tools: tuple[str, ...], *, private: bool
) -> None:
    """A tool's result is for the customer alone unless the tool says that it is open."""
    played = await play(*(reply(calls(name)) for name in tools), WORDS, start="clerk")
    assert played.turn.private == private


async def test_what_was_told_once_in_a_turn_stays_told() -> None:
    """Open tools after it, or another agent, don't make the answer open again."""
    handed = (reply(calls("price")), reply(calls("to_clerk", "{}")), reply(calls("open")))
    assert (await play(*handed, WORDS)).turn.private


async def test_a_handoff_allows_nothing_more_within_its_own_answer() -> None:
    """What the other agent may do is not lent to the one that hands over."""
    played = await play(reply(calls("to_clerk"), calls("submit", call_id="c2")), WORDS)
    assert played.results[1] == '{"error":"there is no tool named \'submit\'"}'
    assert played.turn.ending == loop.Spoken("It is 86.07.")


async def test_a_closing_ends_the_turn_with_checked_arguments() -> None:
    played = await play(reply(calls("conclude", '{"fine":true}')), start="judge")
    assert played.turn.ending == loop.Concluded("conclude", {"fine": True})
    assert played.results == ['{"ok":true}']


async def test_the_first_of_two_closings_counts() -> None:
    both = (calls("conclude", '{"fine":false}'), calls("conclude", '{"fine":true}', call_id="c2"))
    played = await play(reply(*both), start="judge")
    assert played.turn.ending == loop.Concluded("conclude", {"fine": False})
    assert len(played.results) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "{}",
        "not JSON",
        "[]",
        '{"amount":"much"}',
        '{"amount":1,"customer":"T0.U0BOB"}',
        '{"amount":1,"\\ud800":1}',
    ],
)
async def test_invalid_arguments_are_told_and_corrected(arguments: str) -> None:
    """The model may try again; the tool was not started, and nothing was shown."""
    played = await play(reply(calls("price", arguments)), reply(calls("price")), WORDS)
    first, second = played.results
    assert "invalid arguments" in first
    assert '"amount":1' in second
    assert played.shown == ["quote"]


async def test_the_values_of_invalid_arguments_are_not_repeated() -> None:
    played = await play(reply(calls("price", '{"amount":"secret"}')), WORDS)
    assert "secret" not in played.results[0]


@pytest.mark.parametrize("name", ["submit", "Price", "pri-ce_2", "x" * 64])
async def test_an_unknown_tool_is_told(name: str) -> None:
    """By its name, of which a part is enough; the model may then do better."""
    played = await play(reply(calls(name)), WORDS)
    assert played.calls[0].name == name
    assert played.results == [f'{{"error":"there is no tool named {name[:60]!r}"}}']
    assert played.turn.ending == loop.Spoken("It is 86.07.")


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "x" * 500, "prïce", "price\n", "a.b", "½"])
async def test_a_name_that_the_api_would_not_take_back_is_not_kept(name: str) -> None:
    """Neither in the items nor in what the model is told."""
    played = await play(reply(calls(name)), WORDS)
    assert played.calls[0].name == "unreadable"
    assert played.results == ['{"error":"there is no tool named \'unreadable\'"}']
    assert played.shown == []


async def test_more_than_eight_calls_at_once_are_not_carried_out() -> None:
    """Each call gets a result, as the API wants it, but the ninth and tenth do nothing."""
    asked = [calls("price", call_id=f"c{n}") for n in range(10)]
    played = await play(reply(*asked), WORDS)
    assert played.shown == ["quote"]
    assert ["too many" in text for text in played.results] == [False] * 8 + [True] * 2


async def test_a_turn_carries_out_no_more_than_sixteen_calls() -> None:
    """However they come: one message must not bring a flood of cards."""
    asked = reply(*[calls("price")] * 6)
    played = await play(asked, asked, asked, asked, WORDS)
    refused = ["too many" in text for text in played.results]
    assert refused == [False] * loop.MAX_CALLS + [True] * (24 - loop.MAX_CALLS)


EMPTY = reply(ending="empty")
REFUSED = reply(said("I must not."), ending="refused")
CUT_WORDS = reply(said("It is 86"), ending="truncated")
CUT_CALL = reply(calls("price", '{"amount":1'), ending="truncated")
CUT_COMPLETE_CALL = reply(calls("price"), ending="truncated")
REFUSED_CALL = reply(calls("price"), ending="refused")
BLANK = reply(said(" \n "))
UNUSABLE = [EMPTY, REFUSED, CUT_WORDS, CUT_CALL, CUT_COMPLETE_CALL, REFUSED_CALL, BLANK]


@pytest.mark.parametrize("answer", UNUSABLE)
async def test_an_unusable_answer_is_asked_for_once_more(answer: ModelReply) -> None:
    """It is not acted on and not remembered; the model is told, and may do better."""
    played = await play(answer, WORDS)
    nudge = played.model.seen[1][1][-1]
    assert isinstance(nudge, Said)
    assert nudge.role == "developer"
    assert "no usable answer" in nudge.text
    assert played.turn.ending == loop.Spoken("It is 86.07.")
    assert played.turn.items == (said("It is 86.07."),)
    assert played.shown == []


@pytest.mark.parametrize("answer", UNUSABLE)
async def test_two_unusable_answers_end_the_turn(answer: ModelReply) -> None:
    played = await play(answer, answer)
    assert played.turn.ending == loop.Failed("gave_up")
    assert played.turn.items == ()


async def test_what_the_loop_says_to_the_model_is_for_this_turn_alone() -> None:
    """The model keeps it in sight until the turn ends; the conversation never has it."""
    played = await play(EMPTY, reply(calls("price")), WORDS)
    nudge = played.model.seen[1][1][-1]
    assert nudge in played.model.seen[2][1]
    assert played.turn.items[0] == played.calls[0]
    assert len(played.turn.items) == 3


async def test_words_of_an_agent_that_must_conclude_are_unusable() -> None:
    """The reviewer has nobody to talk to: it is told its tools."""
    played = await play(WORDS, reply(calls("conclude", '{"fine":true}')), start="judge")
    assert "conclude" in str(played.model.seen[1][1][-1])
    assert isinstance(played.turn.ending, loop.Concluded)
    assert (await play(WORDS, WORDS, start="judge")).turn.ending == loop.Failed("gave_up")


async def test_a_turn_has_at_most_eight_model_calls() -> None:
    """Then it is given up, though the model would go on."""
    played = await play(*[reply(calls("price"))] * 8)
    assert played.turn.ending == loop.Failed("gave_up")
    assert played.turn.model_calls == len(played.steps) == 8


@pytest.mark.parametrize("status", [500, 502])
async def test_a_model_that_is_out_of_reach_ends_the_turn(status: int) -> None:
    """What was done before is kept."""
    down = restate.TerminalError("no", status_code=status)
    played = await play(reply(calls("price")), down)
    assert played.turn.ending == loop.Failed("model_unavailable")
    assert len(played.turn.items) == 2
    assert played.options == [patience.MODEL_STEP] * 2


@dataclass
class Person:
    """Waits for an answer until `left` from now, and remembers how often it was told to wait."""

    left: timedelta = timedelta(hours=1)
    told: int = 0

    @property
    def waiting(self) -> patience.Waiting:
        return patience.Terms(timedelta(seconds=20), self.left).since(NOW, self.tell)

    def tell(self) -> None:
        self.told += 1


DOWN = restate.TerminalError("down", status_code=500)


async def test_who_waits_is_told_and_gets_the_answer_after_the_outage() -> None:
    """As long as a person may wait, and not a moment longer."""
    person = Person()
    played = await play(DOWN, WORDS, waiting=person.waiting)
    assert played.turn.ending == loop.Spoken("It is 86.07.")
    assert (person.told, played.turn.model_calls) == (1, 1)
    assert played.steps == ["model call 1", "model call 1, in an outage"]
    assert [each.max_duration for each in played.options] == [timedelta(seconds=20), person.left]


async def test_who_waits_hears_nothing_of_it_while_the_model_is_there() -> None:
    person = Person()
    await play(reply(calls("price")), WORDS, waiting=person.waiting)
    assert person.told == 0


async def test_an_outage_that_does_not_end_has_an_end_for_who_waits() -> None:
    """At once where the message has waited for that long before."""
    person, late = Person(), Person(left=timedelta())
    played = await play(DOWN, DOWN, waiting=person.waiting)
    assert (played.turn.ending, person.told) == (loop.Failed("model_unavailable"), 1)
    played = await play(DOWN, waiting=late.waiting)
    assert (played.turn.ending, late.told) == (loop.Failed("model_unavailable"), 0)


async def test_a_refusal_is_not_waited_out(caplog: pytest.LogCaptureFixture) -> None:
    """Only who runs the desk can mend a wrong key; the log tells them."""
    person = Person()
    refusal = restate.TerminalError("the API refused with 401", status_code=models.REFUSED)
    played = await play(refusal, waiting=person.waiting)
    assert (played.turn.ending, person.told) == (loop.Failed("model_unavailable"), 0)
    assert caplog.messages == ["ALERT the API refused with 401"]


async def test_a_cancelled_turn_is_no_outage() -> None:
    """Cancelling must reach the handler: swallowed, the invocation could not be ended."""
    cancelled = restate.TerminalError("cancelled", status_code=409)
    for answers, waiting in (
        ([cancelled], None),
        ([cancelled], Person().waiting),
        ([DOWN, cancelled], Person().waiting),
    ):
        with pytest.raises(restate.TerminalError, match="cancelled"):
            await play(*answers, waiting=waiting)


async def test_a_tool_whose_card_says_it_all_ends_the_turn() -> None:
    """No more words are asked for."""
    played = await play(reply(calls("submit")), start="clerk")
    assert (played.turn.ending, played.turn.model_calls) == (loop.Spoken(""), 1)


async def test_beside_another_tool_it_does_not_end_the_turn() -> None:
    """The other one's result still wants words."""
    both = reply(calls("submit"), calls("price", call_id="c2"))
    played = await play(both, WORDS, start="clerk")
    assert played.turn.ending == loop.Spoken("It is 86.07.")


@pytest.mark.parametrize("text", ["ä" * 9000, '"' * 9000, "\\" * 9000, "\n" * 9000, "a" * 5989])
def test_a_result_is_never_longer_than_its_limit(text: str) -> None:
    """Not even when what is cut has to be escaped once more."""
    assert len(tool.encode({"x": text})) <= 6000
    assert len(tool.encode({"x": text}, limit=500)) <= 500
