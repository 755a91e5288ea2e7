"""`python -m local.audit`: what Credit Desk is made of, and what is known against it.

Ends with 0 where all is well, with 1 where something was found, and with 3 where nothing was
found but a check could not be made, as without a network. `make audit` calls it.
"""

import sys
from pathlib import Path

from local.audit import advisories, licences, locks, outcome

ROOT = Path(__file__).resolve().parents[2]
CHECKS = (locks.check, licences.check, advisories.check_python, advisories.check_npm)


def main() -> int:
    outcomes: list[outcome.Outcome] = []
    for check in CHECKS:
        outcomes.append(check(ROOT))
        print(outcome.told(outcomes[-1]), flush=True)  # noqa: T201 - it is a command
    return outcome.exit_code(outcomes)


if __name__ == "__main__":
    sys.exit(main())
