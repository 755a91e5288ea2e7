"""A machine whose clock is set while a step of a handler is under way."""

import pytest

from bench import stage
from local import parts
from local.parts import Part
from local.settings import Settings


def clocked(told: Settings) -> tuple[Part, ...]:
    return (stage.served(told, "tests.stories.clocked", port="SERVICES_PORT"),)


@pytest.mark.parametrize("by", [-3600.0, 7200.0], ids=["back", "forward"])
async def test_a_failed_attempt_is_tried_again_though_the_clock_was_set(by: float) -> None:
    """Back, it would hang; forward, its hour of tries would be used up. By the SDK as it is."""
    async with stage.running(chosen=(parts.RESTATE,), more=clocked) as running:
        url = f"{running.stack.ingress}/Clocked/tries"
        async with running.http.post(url, json=by) as reply:
            assert (reply.status, await reply.text()) == (200, "2")
