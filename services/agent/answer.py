"""What the model's API answers: read, and judged whether it is over and can be used. Pure.

Called by `model` alone, through which the rest of the desk knows these names.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from services.agent.items import Called, Item, Said
from services.contracts.wire import Wire

MAX_OUTPUT_TOKENS = 2000
MAX_ITEMS = 16
"""More output items than this in one answer are not looked at."""
MAX_TEXT = 60_000
"""Characters of one answer, words and arguments together: more is never shown, nor journaled."""

Json = dict[str, Any]
Heard = Callable[[str], None]
"""Told the words so far, whenever there are more."""


class BrokenOff(Exception):
    """The model stopped in the middle of its answer; it may give a whole one when asked again."""


class ModelBusy(Exception):
    """The API did not do it now. The text is its status, never what it said."""


_OUTAGES = frozenset({"failed", "cancelled", "in_progress", "queued"})
"""Statuses of an answer that we know, and that are no answer."""
ERROR = "the model's API told of an error in its answer"


class ModelReply(Wire):
    """One answer of the model. `ending` tells whether its words or calls can be used."""

    items: tuple[Item, ...]
    ending: Literal["complete", "truncated", "refused", "empty"]
    tokens_in: int = 0
    tokens_out: int = 0


def _clean(text: object) -> object:
    """The text without half characters, which no journal can hold."""
    return text.encode("utf-8", "replace").decode("utf-8") if isinstance(text, str) else text


Text = Annotated[str, BeforeValidator(_clean)]


class _Read(BaseModel):
    """Of what the API answers, the part that we use; the rest is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Part(_Read):
    type: str
    text: Text = ""


class _Output(_Read):
    type: str
    status: str | None = None
    """Of a message or a call; the API leaves it out of what it was sent, some gateways always."""
    content: tuple[_Part, ...] | None = None
    call_id: Text = ""
    name: Text = ""
    arguments: Text = ""


class _Usage(_Read):
    input_tokens: int = 0
    output_tokens: int = 0


class Answer(_Read):
    status: str | None = None
    error: Any = None
    incomplete_details: Any = None
    output: tuple[_Output, ...]
    usage: _Usage | None = None


class Event(_Read):
    """One event of an answer that comes word by word; the last ones hold the whole answer."""

    type: str
    delta: Text = ""
    output_index: int = 0
    response: Json | None = None


class Words:
    """The words so far; each message of one answer is a paragraph, as in the whole answer."""

    def __init__(self) -> None:
        self._text = ""
        self._message = 0

    def take(self, event: Event, heard: Heard) -> Answer | None:
        """Tell the words so far; at the end return the whole answer.

        Raises `ModelBusy`, and `BrokenOff` where the whole answer lacks what was heard.
        """
        match event:
            case Event(type="response.output_text.delta"):
                heard(self._with_more(event))
            case Event(type="response.completed", response=dict(whole)):
                return self._whole(Answer.model_validate(whole))
            case Event(type="response.incomplete", response=dict(whole)):
                answer = Answer.model_validate(whole)
                check_over(answer)
                return answer.model_copy(update={"status": "incomplete"})
            case Event(type="response.failed" | "response.cancelled" | "error"):
                raise ModelBusy(ERROR)
            case _:
                pass
        return None

    def _with_more(self, more: Event) -> str:
        if self._text and more.output_index != self._message:
            self._text += "\n\n"
        self._message = more.output_index
        self._text = (self._text + more.delta)[:MAX_TEXT]
        return self._text

    def _whole(self, answer: Answer) -> Answer:
        # Some proxies send the end without output: what was heard may be half a text.
        if self._text.strip() and not any(output.type == "message" for output in answer.output):
            raise BrokenOff("the model's answer came without the words that were streamed")
        return answer


def check_over(answer: Answer) -> None:
    """Raise `ModelBusy` unless the answer says itself that it is over, whole or cut short.

    An answer without a status says nothing of the kind: the API may leave the field out, but what
    is in such an answer may be half of a text or of a transfer.
    """
    if answer.error:
        raise ModelBusy(ERROR)
    if answer.status not in ("completed", "incomplete"):
        told = answer.status if answer.status in _OUTAGES else "no status that we know"
        raise ModelBusy(f"the model's API gave an answer that is not over: {told}")


def reply(answer: Answer, *, most_in: int) -> ModelReply:
    outputs = answer.output[:MAX_ITEMS]
    items = tuple(_bounded(item for output in outputs if (item := _item(output))))
    refused = any(_refuses(output) for output in outputs)
    usage = answer.usage or _Usage()
    return ModelReply(
        items=items,
        ending=_ending(answer, items, refused=refused),
        # A customer's day is charged with them, so that no nonsense may count.
        tokens_in=min(max(usage.input_tokens, 0), most_in),
        tokens_out=min(max(usage.output_tokens, 0), MAX_OUTPUT_TOKENS),
    )


def _item(output: _Output) -> Said | Called | None:
    """What the model said or called; None for anything else, such as its reasoning."""
    if output.type == "message":
        words = "".join(part.text for part in output.content or () if part.type == "output_text")
        return Said(role="assistant", text=words) if words.strip() else None
    if output.type == "function_call":
        return Called(call_id=output.call_id, name=output.name, arguments=output.arguments)
    return None


def _bounded(items: Iterable[Said | Called]) -> Iterator[Item]:
    """The items, cut where the answer gets too long. Half of an argument is an invalid one."""
    room = MAX_TEXT
    for item in items:
        match item:
            case Said():
                yield item.model_copy(update={"text": item.text[:room]})
                room -= len(item.text)
            case Called():
                named = {"name": item.name[:100], "call_id": item.call_id[:100]}
                yield item.model_copy(update={**named, "arguments": item.arguments[:room]})
                room -= len(item.arguments)
        if room <= 0:
            return


def _refuses(output: _Output) -> bool:
    return output.type == "message" and any(p.type == "refusal" for p in output.content or ())


def _ending(
    answer: Answer, items: tuple[Item, ...], *, refused: bool
) -> Literal["complete", "truncated", "refused", "empty"]:
    if refused:
        return "refused"
    if answer.status == "incomplete" or answer.incomplete_details or _is_cut_short(answer):
        return "truncated"
    return "complete" if items else "empty"


def _is_cut_short(answer: Answer) -> bool:
    """Whether a message or a call in it says that it is not whole, whatever the answer says."""
    used = (output for output in answer.output if output.type in ("message", "function_call"))
    return any(output.status not in (None, "completed") for output in used)
