"""The model of the faults: answers by what it reads, and talks junk at times.

It is the offline model's rules, but for reviews, which go by the amount; a repetition of the
same request gets another answer, as from a real model.
"""

import itertools
import json
import re
from collections import Counter
from random import Random
from typing import Any, cast

from aiohttp import web

from bench.listening import Listener
from local.offline_model import envelope, request, rules, talk
from local.offline_model.talk import Call, Output, Say, Talk
from tests.faults import marks, plan, record
from tests.faults.fates import Fates, serve
from tests.faults.record import Asked, Record

TIMEOUT = 4.0
"""Seconds that the services wait for it."""
LATE = TIMEOUT + 1.0
JUNK = 0.05
QUESTION = "What do you need the credit for, and is there anything that we should know?"
_REVIEWED = re.compile(r"Application (CR-\w{8}): ([\d,]+)\.00 EUR")

Json = dict[str, Any]


class Model:
    """Listens on a free port from `start()` to `close()`."""

    def __init__(self, noted: Record, fates: Fates, *, seed: int) -> None:
        self._record = noted
        self._fates = fates
        self._seed = seed
        self._numbers = itertools.count(1)
        self._calls: Counter[str] = Counter()
        self._listener = Listener()

    @property
    def url(self) -> str:
        """What `OPENAI_BASE_URL` is set to."""
        return f"http://{self._listener.address}/v1"

    async def start(self) -> None:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_post("/v1/responses", self._respond)
        await self._listener.start(web.AppRunner(app, access_log=None))

    async def close(self) -> None:
        await self._listener.close()

    async def _respond(self, asked: web.Request) -> web.Response:
        raw = await asked.read()
        read = talk.of(request.read(raw))
        body = cast("Json", json.loads(raw))
        about = self._note(body, read, raw.decode())
        fate = self._fates.next(f"model/{about}")
        self._calls[about] += 1
        number = self._calls[about]

        def answered() -> web.Response:
            return web.json_response(self._answer(body, read, about=about, number=number))

        return await serve(asked, fate, answered, late=LATE)

    def _note(self, body: Json, read: Talk, raw: str) -> str:
        """What the call is about: the token of a message, or the amount that is reviewed."""
        said = [str(item.get("content")) for item in body["input"] if item.get("role") == "user"]
        counted = Counter(token for text in said for token in marks.tokens(text))
        token = next(iter(marks.tokens(read.message)), "")
        reviewed = _REVIEWED.search(raw)
        noted = Asked(
            at=record.now(),
            token=token,
            repeated=tuple(found for found, times in counted.items() if times > 1),
            canaries=marks.canaries([raw]),
            credit=reviewed[1] if reviewed and "submit_assessment" in read.tools else "",
        )
        self._record.asked.append(noted)
        return token or (reviewed[2] if reviewed else "?")

    def _answer(self, body: Json, read: Talk, *, about: str, number: int) -> Json:
        rng = Random(f"{self._seed}/junk/{about}/{number}")
        output, status = _sense(read, number=next(self._numbers)), "completed"
        if rng.random() < JUNK and not self._fates.calm:
            output, status = _junk(rng, output)
        answer = envelope.response(
            output, request=body, response_id=f"resp_{next(self._numbers)}", created_at=0
        )
        return {**answer, "status": status}


def _sense(read: Talk, *, number: int) -> list[Json]:
    output = _reviewed(read) if "submit_assessment" in read.tools else rules.next_output(read)
    if isinstance(output, Say):
        token = next(iter(marks.tokens(read.message)), "")
        long = "\n\n".join(f"{line}. {'All is well. ' * 40}" for line in range(40))
        said = long if plan.AT_LENGTH in read.message else output.text
        return [envelope.message(f"{said}\n\n({token}, answer {number})", item_id=f"m{number}")]
    return [
        envelope.function_call(
            call.name,
            talk.arguments_text(call),
            item_id=f"f{number}.{place}",
            call_id=f"c{number}.{place}",
        )
        for place, call in enumerate(output)
    ]


def _reviewed(read: Talk) -> Output:
    """By the last digit of the amount: most are approved, some after a question, some referred."""
    found = _REVIEWED.search(read.brief)
    digit = int(found[2][-1]) if found else 9
    if digit in (6, 7) and "The customer answered:" not in read.brief:
        return (Call("ask_customer", {"question": QUESTION}),)
    advice = "refer" if digit >= 8 else "approve"
    return (Call("submit_assessment", {"recommendation": advice, "summary": "As it reads."}),)


def _junk(rng: Random, sense: list[Json]) -> tuple[list[Json], str]:
    """Nothing, half an answer, a tool that there is not, arguments that are none."""
    match rng.randrange(4):
        case 0:
            return [], "completed"
        case 1:
            return sense, "incomplete"
        case 2:
            made_up = envelope.function_call(
                "transfer_money", '{"to": "me"}', item_id="f0", call_id="c0"
            )
            return [made_up], "completed"
        case _:
            broken = envelope.function_call("quote", "{not json", item_id="f0", call_id="c0")
            return [broken], "completed"
