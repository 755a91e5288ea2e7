"""A response of the Responses API as the events in which it is streamed, word by word. Pure.

Also used by the tests' scripted model.
"""

import itertools
import json
import re
from collections.abc import Iterator
from typing import cast

from local.offline_model.envelope import Json

WORD = re.compile(r"\S+\s*|\s+")
DELTA = "response.output_text.delta"
_GROWS = ("content", "arguments")
_FINAL = {"completed": "response.completed", "incomplete": "response.incomplete"}


def events(answer: Json) -> Iterator[Json]:
    """The events, numbered. The last one holds the whole response, as the API's does."""
    numbers = itertools.count()
    for kind, fields in _events(answer):
        yield {"type": kind, "sequence_number": next(numbers), **fields}


def encode(event: Json) -> bytes:
    """The event as a server-sent one."""
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def _events(answer: Json) -> Iterator[tuple[str, Json]]:
    begun: Json = answer | {"status": "in_progress", "output": [], "usage": None}
    yield "response.created", {"response": begun}
    yield "response.in_progress", {"response": begun}
    for index, item in enumerate(cast("list[Json]", answer["output"])):
        empty: Json = item | {name: type(item[name])() for name in _GROWS if name in item}
        yield "response.output_item.added", {"output_index": index, "item": empty}
        place: Json = {"output_index": index, "item_id": item.get("id")}
        if item["type"] == "message":
            yield from _parts(item, place)
        elif item["type"] == "function_call":
            yield from _arguments(item, place)
        yield "response.output_item.done", {"output_index": index, "item": item}
    yield _FINAL.get(answer["status"], "response.failed"), {"response": answer}


def _parts(item: Json, place: Json) -> Iterator[tuple[str, Json]]:
    for number, part in enumerate(cast("list[Json]", item["content"])):
        here: Json = place | {"content_index": number}
        name = "text" if part["type"] == "output_text" else "refusal"
        stem = "response.output_text" if name == "text" else "response.refusal"
        more: Json = {"logprobs": []} if name == "text" else {}
        yield "response.content_part.added", here | {"part": part | {name: ""}}
        for word in WORD.findall(part[name]):
            yield f"{stem}.delta", here | more | {"delta": word}
        yield f"{stem}.done", here | more | {name: part[name]}
        yield "response.content_part.done", here | {"part": part}


def _arguments(item: Json, place: Json) -> Iterator[tuple[str, Json]]:
    arguments: Json = {"arguments": item["arguments"]}
    yield "response.function_call_arguments.delta", place | {"delta": item["arguments"]}
    yield "response.function_call_arguments.done", place | {"name": item["name"]} | arguments
