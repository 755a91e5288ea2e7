"""The bot's log: one line for each event, exceptions too. Ids and codes, never texts."""

import logging
import re
import time
import traceback
from types import TracebackType

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

_FIRST_WORDS = re.compile(r"[^:({]*")
_CODE = re.compile(r"'error': '([a-z0-9_]{1,80})'")


class Sparing(logging.Filter):
    """Of what Slack's SDK logs, its first words and Slack's code: the rest repeats an answer."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("slack_"):
            said = record.getMessage()
            first, code = _FIRST_WORDS.match(said), _CODE.search(said)
            words = [found for found in (first and first[0].strip(), code and code[1]) if found]
            record.msg, record.args = ": ".join(words), ()
        return True


class OneLine(logging.Formatter):
    """`2026-08-01T12:00:00Z WARNING bot.ingress text`, an exception as where and what kind."""

    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - logging's own name
        kind, _, trace = ei
        frames = traceback.extract_tb(trace)
        where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
        return f"{kind.__name__ if kind else 'error'} at {where}"

    def format(self, record: logging.LogRecord) -> str:
        return " | ".join(line.strip() for line in super().format(record).splitlines())


def start(level: int = logging.INFO) -> None:
    """Log to standard error from now on."""
    out = logging.StreamHandler()
    out.setFormatter(OneLine())
    out.addFilter(Sparing())
    logging.basicConfig(level=level, handlers=[out], force=True)
    for name in ("slack_bolt", "slack_sdk", "aiohttp.access", "restate"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # An error for each step that is tried again; the messenger says so itself.
    logging.getLogger("restate.server_context").setLevel(logging.CRITICAL)
