"""The shapes of the Responses API: a response object and an error. Pure.

Also used by the tests' scripted model, so that both speak the same protocol.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]


def message(text: str, *, item_id: str) -> Json:
    """An output item with the model's words."""
    content: Json = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    return {
        "id": item_id,
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [content],
    }


def function_call(name: str, arguments: str, *, item_id: str, call_id: str) -> Json:
    """An output item that calls a tool; `arguments` is a JSON object in a string."""
    return {
        "id": item_id,
        "type": "function_call",
        "status": "completed",
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
    }


def response(
    output: Sequence[Json], *, request: Mapping[str, Any], response_id: str, created_at: int
) -> Json:
    """A completed response to the request. Tokens are estimated at four characters each."""
    return {
        "id": response_id,
        "object": "response",
        "created_at": created_at,
        "completed_at": created_at,
        "status": "completed",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": request.get("instructions"),
        "max_output_tokens": request.get("max_output_tokens"),
        "metadata": request.get("metadata") or {},
        "model": request.get("model", ""),
        "output": list(output),
        "parallel_tool_calls": request.get("parallel_tool_calls", True),
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "store": False,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": request.get("tool_choice", "auto"),
        "tools": request.get("tools") or [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": _usage(_length([request.get("input"), request.get("tools")]), _length(output)),
        "user": None,
    }


def error(text: str, *, kind: str = "invalid_request_error", code: str | None = None) -> Json:
    """An error body. `kind` is the API's type of error."""
    return {"error": {"message": text, "type": kind, "param": None, "code": code}}


def _length(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False))


def _usage(read: int, written: int) -> Json:
    tokens_in, tokens_out = read // 4 + 1, written // 4 + 1
    return {
        "input_tokens": tokens_in,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": tokens_out,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": tokens_in + tokens_out,
    }
