"""What the console asks of a desk whose Restate has only just begun, or can't be read."""

import base64

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from services import operations
from services.contracts import sealed
from services.contracts.keys import PersonKey
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


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (web.Response(status=503), r"No answer from .+/Audit/T1\.U1/export: 503.+ running\?"),
        (web.Response(text="[]"), "No answer from .+/export: "),
        (
            web.Response(
                body=sealed.read(base64.b64encode(b"k" * 32).decode()).seal(b"{}", nonce=b"n" * 12)
            ),
            "JOURNAL_KEYS",
        ),
    ],
    ids=["none", "not a reply", "sealed by another key"],
)
async def test_what_can_not_be_read_is_told(reply: web.Response, told: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return reply

    site = web.Application()
    site.router.add_post("/{path:.*}", answer)
    async with TestServer(site) as server:
        desk = Desk(ingress_url=str(server.make_url("")).rstrip("/"), admin_url="")
        with pytest.raises(DeskUnreachable, match=told):
            await desk.audit(PersonKey("T1.U1"))
