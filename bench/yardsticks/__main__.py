"""Serves the yardsticks: `python -m bench.yardsticks --port …`, with the services' environment."""

import os

from bench import serving
from bench.yardsticks import agents_sdk, floor, rewriting

if __name__ == "__main__":
    serving.main(
        [*floor.build(os.environ), rewriting.build(os.environ), agents_sdk.build(os.environ)],
    )
