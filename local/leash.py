"""Runs a command that ends when the one who started it ends, however that ended.

Started as a script: `leash.py PARENT_PID COMMAND...`. Only Linux can do it; elsewhere it just runs.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the line above
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - the command is the stack's own, no shell


if __name__ == "__main__":
    main()
