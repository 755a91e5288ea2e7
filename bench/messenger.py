"""A messenger that posts nothing: what services send to it costs the same for every yardstick.

Served in a process of its own: `python -m bench.messenger --port …`.
"""

import restate
from restate.serde import BytesSerde

from bench import serving
from services.contracts import home, posts


def build() -> list[restate.VirtualObject]:
    """Every handler that the services send to, doing nothing."""
    messenger = restate.VirtualObject(posts.POST.service, state_preload=False)
    tab = restate.VirtualObject(home.CHANGED.service, state_preload=False)
    for of, handler in (
        *((messenger, each) for each in (posts.POST, posts.UPDATE, posts.STATUS)),
        (tab, home.CHANGED),
    ):
        of.handler(handler.name, input_serde=BytesSerde(), output_serde=BytesSerde())(_ignore)
    return [messenger, tab]


async def _ignore(_ctx: restate.ObjectContext, _request: bytes) -> bytes:
    return b"{}"


if __name__ == "__main__":
    serving.main(build())
