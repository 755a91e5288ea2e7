"""What Restate is told of our handlers: the manifests that services and bot answer with."""

import json
from typing import Any

from restate.server_types import RestateAppT

ACCEPTED = b"application/vnd.restate.endpointmanifest.v4+json"


async def handlers(app: RestateAppT) -> dict[tuple[str, str], bool]:
    """Every handler by service and name, and whether the ingress may reach it."""
    return {
        (service["name"], handler["name"]): not (
            service.get("ingressPrivate") or handler.get("ingressPrivate")
        )
        for service in (await _discovered(app))["services"]
        for handler in service["handlers"]
    }


async def _discovered(app: RestateAppT) -> dict[str, Any]:
    headers = [(b"accept", ACCEPTED)]
    scope = {"type": "http", "http_version": "2", "path": "/discover", "headers": headers}
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return json.loads(b"".join(message.get("body", b"") for message in sent))
