"""Several processes that serve one port, and end together.

Restate opens a connection for each of its partitions; the kernel spreads these over the
processes. Called by `__main__`.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing import connection
from types import FrameType


def run(work: Callable[[], None], *, count: int) -> int:
    """Do the work in `count` processes until all have ended. Returns the exit code.

    SIGTERM and SIGINT go to all of them. When one ends unasked, the others are ended too: whoever
    started us sees one end, and starts all again.
    """
    if count == 1:
        work()
        return 0
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=work) for _ in range(count)]
    asked: list[int] = []

    def end(number: int, _frame: FrameType | None = None) -> None:
        asked.append(number)
        for worker in workers:
            worker.terminate()

    for worker in workers:
        worker.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    connection.wait([worker.sentinel for worker in workers])
    unasked = not asked
    end(signal.SIGTERM)
    for worker in workers:
        worker.join()
    return 1 if unasked else 0


def orphaned() -> int | None:
    """In a worker: what becomes readable when the first process is gone, however it ended."""
    first = multiprocessing.parent_process()
    return first.sentinel if first else None


def abandon() -> None:
    """End at once: nobody is left to ask for it, and the port must be free again."""
    os._exit(1)
