"""Entry: `python -m local.offline_model --port 4010 [--delay SECONDS]`. Listens on 127.0.0.1."""

import argparse
import sys

from aiohttp import web

from local.offline_model import server

_HOST = "127.0.0.1"


def main() -> None:
    """Serve until a signal ends it."""
    parser = argparse.ArgumentParser(
        prog="python -m local.offline_model",
        description="Answers the OpenAI Responses API by rules. This is no language model.",
    )
    parser.add_argument("--port", type=int, default=4010)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    chosen = parser.parse_args()

    def announce(_: str) -> None:
        line = (
            f"offline model: answers by rules, no language model: http://{_HOST}:{chosen.port}/v1"
        )
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    app = server.build(delay=chosen.delay)
    web.run_app(app, host=_HOST, port=chosen.port, print=announce)


if __name__ == "__main__":
    main()
