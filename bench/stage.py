"""Puts what a benchmark needs on the stage: parts of the local stack on free ports, the model.

The data directory is temporary; everything has ended when the block is left.
"""

import os
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import BaseModel

from bench.model import BenchModel
from local import parts, ports, settings
from local.parts import Part
from local.settings import Settings
from local.supervisor import Stack

ROOT = Path(__file__).parents[1]
ALL = (parts.RESTATE, parts.LOCAL_SLACK, parts.SERVICES, parts.BOT)
WITHOUT_FRONT = (parts.RESTATE, parts.SERVICES)

UNBOUNDED = {
    "CUSTOMER_DAILY_TURNS": "100000",
    "CUSTOMER_DAILY_MODEL_CALLS": "400000",
    "CUSTOMER_DAILY_TOKENS": "1000000000",
}
"""One customer has a thousand turns in a minute here; what a turn may cost is as by default."""

More = Callable[[Settings], tuple[Part, ...]]


@dataclass(frozen=True)
class Stage:
    """What runs: the stack, the model that it asks, and a pooled client to it."""

    stack: Stack
    model: BenchModel
    http: aiohttp.ClientSession

    async def call(
        self,
        handler: str,
        request: BaseModel | Mapping[str, Any],
        *,
        expected: BaseModel | None = None,
    ) -> float:
        """Call `Service/key/handler` through the ingress and wait; the seconds that it took.

        Raises where another reply comes than the one that is expected.
        """
        if isinstance(request, BaseModel):
            body = request.model_dump_json().encode()
        else:
            body = aiohttp.JsonPayload(request)
        headers = {"content-type": "application/json"}
        url = f"{self.stack.ingress}/{handler}"
        begun = time.perf_counter()
        async with self.http.post(url, data=body, headers=headers) as reply:
            said = await reply.read()
        took = time.perf_counter() - begun
        if not reply.ok:
            raise RuntimeError(f"{handler} answered {reply.status}: {said[:500]!r}")
        if expected and type(expected).model_validate_json(said) != expected:
            raise RuntimeError(f"{handler} answered {said[:500]!r}, not {expected!r}")
        return took

    async def query(self, sql: str) -> list[dict[str, Any]]:
        """Rows of Restate's introspection, such as of `sys_invocation` and `sys_journal`."""
        headers = {"accept": "application/json"}
        url = f"{self.stack.admin}/query"
        async with self.http.post(url, json={"query": sql}, headers=headers) as reply:
            if not reply.ok:
                raise RuntimeError(f"{sql!r} failed: {await reply.text()}")
            answer = await reply.json()
        return list(answer["rows"])


def served(told: Settings, module: str, *, port: str) -> Part:
    """A part of bench's own: `python -m module --port …`, whose handlers Restate is told of.

    `port` is the variable of a port that none of the chosen parts uses.
    """
    number = told.ports[port]
    address = f"http://127.0.0.1:{number}"
    return Part(
        name=module.rpartition(".")[2],
        command=(sys.executable, "-m", module, "--port", str(number)),
        environment=settings.for_parts(told) | {"PYTHONPATH": str(told.root)},
        address=address,
        ready=(f"{address}/health",),
        ports=(port,),
        deployment=f"{address}/",
    )


def _none(_told: Settings) -> tuple[Part, ...]:
    return ()


@asynccontextmanager
async def running(
    *,
    chosen: tuple[str, ...] = WITHOUT_FRONT,
    more: More = _none,
    delay: float = 0.0,
    environment: Mapping[str, str] | None = None,
) -> AsyncGenerator[Stage]:
    """The chosen parts of the stack, and `more` of bench's own; `delay` is the model's."""
    model = BenchModel(delay=delay)
    await model.start()
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=120)
    try:
        with tempfile.TemporaryDirectory(prefix="credit-desk-bench-") as home:
            told = settings.read(_environment(home, model, environment or {}), root=ROOT)
            run = tuple(part for part in parts.of(told) if part.name in chosen) + more(told)
            async with (
                Stack(told, chosen=run) as stack,
                aiohttp.ClientSession(connector=connector, timeout=timeout) as http,
            ):
                yield Stage(stack, model, http)
    finally:
        await model.close()


def _environment(home: str, model: BenchModel, more: Mapping[str, str]) -> dict[str, str]:
    return {
        **ports.free(),
        "DATA_DIR": home,
        "PATH": os.environ["PATH"],
        "OPENAI_API_KEY": "bench",
        "OPENAI_BASE_URL": model.url,
        **UNBOUNDED,
        **more,
    }
