"""Whether a part is ready: its addresses answer, and the local Slack sees it connected."""

from http import HTTPStatus

import aiohttp

from local.parts import Part

PATIENCE_SECONDS = 2.0
PATIENCE = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)


async def is_ready(part: Part, *, http: aiohttp.ClientSession) -> bool:
    """One look, at most two seconds a question. Never raises for what is not there yet."""
    try:
        for url in part.ready:
            async with http.get(url, timeout=PATIENCE) as reply:
                if reply.status != HTTPStatus.OK:
                    return False
        return not part.connects_to or await _is_connected(part.connects_to, http=http)
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False


async def _is_connected(page: str, *, http: aiohttp.ClientSession) -> bool:
    """The first thing that the page is told says which apps are connected by Socket Mode."""
    async with http.ws_connect(f"{page}/ui") as feed:
        first = await feed.receive_json(timeout=PATIENCE_SECONDS)
    return all(app["connected"] for app in first["state"]["apps"])
