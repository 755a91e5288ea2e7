"""What the console asks of a desk whose Restate has only just begun."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from services import operations
from services.operations import STARTING, Desk, DeskUnreachable


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "PAUSE", 0.0)


async def ledger(*, errors: int) -> int:
    """Ask for the books of a desk without accounts. How often its Restate was asked."""
    asked: list[str] = []

    async def query(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=500) if len(asked) <= errors else web.json_response({"rows": []})

    site = web.Application()
    site.router.add_post("/query", query)
    async with TestServer(site) as server:
        desk = Desk(ingress_url="", admin_url=str(server.make_url("/")).rstrip("/"))
        assert await desk.ledger() == ()
    return len(asked)


async def test_an_error_of_a_start_is_borne() -> None:
    assert await ledger(errors=0) == 1
    assert await ledger(errors=2) == 3


async def test_one_that_stays_is_told() -> None:
    with pytest.raises(DeskUnreachable, match="error of its own"):
        await ledger(errors=STARTING + 1)
