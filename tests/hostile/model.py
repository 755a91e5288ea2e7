"""The hostile model: a server of the model's API that plays one of its characters.

Notes what it was asked and how much it wanted. Which character speaks is the play's to say.
"""

import itertools
import json
import re
from collections import Counter, defaultdict
from random import Random
from typing import Any

from aiohttp import web

from bench.listening import Listener
from local.offline_model import envelope
from tests.faults import marks, record
from tests.faults.record import Asked, Record
from tests.hostile import characters
from tests.hostile.characters import Json, Output, Read

_REVIEWED = re.compile(r"Application (CR-\w{8}): ")


class Model:
    """Listens on a free port from `start()` to `close()`."""

    def __init__(self, noted: Record, *, seed: int) -> None:
        self.wild: set[str] = set()
        """Tokens of the messages that the wild character answers."""
        self.wild_reviews = False
        self.scripted: dict[str, list[Output]] = {}
        """By the token of a message: what is answered first, call by call."""
        self.questions: dict[str, str] = {}
        """By the amount in euros: what the review asks the customer."""
        self.read_by: dict[str, set[str]] = defaultdict(set)
        """By an instruction: the tokens, credits and tasks at which the model has read it."""
        self.calls = 0
        """Of tools, that were asked for."""
        self.answers = 0
        self._record = noted
        self._seed = seed
        self._numbers = itertools.count(1)
        self._asked: Counter[str] = Counter()
        self._listener = Listener()

    @property
    def url(self) -> str:
        """What `OPENAI_BASE_URL` is set to."""
        return f"http://{self._listener.address}/v1"

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1/responses", self._respond)
        await self._listener.start(web.AppRunner(app, access_log=None))

    async def close(self) -> None:
        await self._listener.close()

    async def _respond(self, request: web.Request) -> web.Response:
        body: Json = json.loads(await request.read())
        told = characters.read(body)
        token, credit = self._note(told)
        output, status = self._answer(told, token=token, about=token or credit)
        self.answers += 1
        self.calls += sum(item["type"] == "function_call" for item in output)
        answer = envelope.response(
            [self._named(item) for item in output],
            request=body,
            response_id=f"resp_{self.answers}",
            created_at=0,
        )
        del answer["instructions"], answer["tools"]
        return web.json_response({**answer, "status": status})

    def _note(self, told: Read) -> tuple[str, str]:
        """The token of the message that is answered, or the credit that is reviewed."""
        items = told.body["input"]
        said = [str(item.get("content")) for item in items if item.get("role") == "user"]
        at_the_desk = said and not told.tools.keys() & {characters.REVIEW, characters.CLASSIFY}
        token = next(iter(marks.tokens(said[-1])), "") if at_the_desk else ""
        found = _REVIEWED.search(told.raw)
        credit = found[1] if found and characters.REVIEW in told.tools else ""
        about = token or credit or characters.CLASSIFY
        for each in told.instructions:
            self.read_by[each.text].add(about)
        canaries = marks.canaries([told.raw])
        self._record.asked.append(Asked(record.now(), token, (), canaries, credit))
        return token, credit

    def _answer(self, told: Read, *, token: str, about: str) -> tuple[Output, str]:
        self._asked[about] += 1
        if scripted := self.scripted.get(token):
            return scripted.pop(0), "completed"
        question = self.questions.get(characters.euros(told)) if not token else None
        if question and "The customer answered:" not in told.raw:
            asked = json.dumps({"question": question})
            return [characters.call("ask_customer", asked)], "completed"
        if token in self.wild or (self.wild_reviews and not token):
            rng = Random(f"{self._seed}/{about}/{self._asked[about]}")
            return characters.wild(told, rng)
        return characters.obedient(told), "completed"

    def _named(self, item: Json) -> Json:
        """Under ids that are often no good: too long, empty, twice the same."""
        number = next(self._numbers)
        made: dict[str, Any] = {**item, "id": f"item_{number}"}
        if "call_id" in item:
            made["call_id"] = ("", "same", "x" * 300, f"call_{number}")[number % 4]
        return made
