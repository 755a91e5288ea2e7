"""A messenger that posts nothing: what services send to it costs the same for every yardstick.

Served in a process of its own: `python -m bench.messenger --port …`.
"""

import restate
from restate.serde import BytesSerde

from bench import serving
from services.contracts import posts


def build() -> restate.VirtualObject:
    """Every handler that the services send to, doing nothing."""
    messenger = restate.VirtualObject(posts.POST.service, state_preload=False)
    for handler in (posts.POST, posts.UPDATE, posts.STATUS):
        messenger.handler(handler.name, input_serde=BytesSerde(), output_serde=BytesSerde())(
            _ignore
        )
    return messenger


async def _ignore(_ctx: restate.ObjectContext, _request: bytes) -> bytes:
    return b"{}"


if __name__ == "__main__":
    serving.main([build()])
