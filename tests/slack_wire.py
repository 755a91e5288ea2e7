"""Slack's HTTP as both sides write it: signed requests to an app, bodies, words of blocks.

Used by the stories, the faults and the benchmarks; knows nothing of our handlers.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qs

Json = dict[str, Any]


def body(raw: bytes, *, content_type: str) -> Json:
    """The fields of a call of the Web API, sent as JSON or as a form."""
    if content_type == "application/json":
        return cast("Json", json.loads(raw))
    return {name: values[0] for name, values in parse_qs(raw.decode()).items()}


def signed(raw: bytes, *, secret: str, content_type: str = "application/json") -> dict[str, str]:
    """The headers with which Slack sends this body to an app, now."""
    now = str(int(time.time()))
    sign = hmac.new(secret.encode(), f"v0:{now}:".encode() + raw, hashlib.sha256).hexdigest()
    return {
        "content-type": content_type,
        "x-slack-request-timestamp": now,
        "x-slack-signature": f"v0={sign}",
    }


def envelope(event: Mapping[str, Any], *, team: str, app: str, event_id: str) -> bytes:
    """The body of an event of the Events API."""
    told = {
        "type": "event_callback",
        "team_id": team,
        "api_app_id": app,
        "event_id": event_id,
        "event_time": int(time.time()),
        "event": dict(event),
    }
    return json.dumps(told).encode()


def parts(of: Mapping[str, Any], name: str) -> list[Json]:
    """A list of objects under that name; empty where there is none."""
    return cast("list[Json]", of.get(name) or [])


def buttons(blocks: list[Json]) -> dict[str, str]:
    """What can be clicked: action id to value."""
    elements = [element for block in blocks for element in parts(block, "elements")]
    return {e["action_id"]: e.get("value", "") for e in elements if e.get("action_id")}


def words(part: object) -> list[str]:
    """All text that the part shows."""
    if isinstance(part, dict):
        found = cast("Json", part)
        text = found.get("text")
        own = [text] if isinstance(text, str) else []
        return own + [word for value in found.values() for word in words(value)]
    if isinstance(part, list):
        return [word for each in cast("list[object]", part) for word in words(each)]
    return []
