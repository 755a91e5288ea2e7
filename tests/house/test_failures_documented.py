"""`docs/failures.md` says of every handler what happens when it fails for good."""

import re
from pathlib import Path

from tests.house.test_open_handlers import Name, served

TABLE = Path(__file__).parents[2] / "docs/failures.md"
ROW = re.compile(r"\| `(\w+)/(\w+)` \|")
READS = {
    ("Account", "balance"),
    ("Account", "credits"),
    ("Account", "exposure"),
    ("Account", "ledger"),
    ("Account", "transactions"),
    ("AgentSession", "read"),
    ("Audit", "export"),
    ("CreditApplication", "file"),
    ("CreditApplication", "taken"),
    ("CreditApplication", "why"),
    ("Help", "read"),
    ("Holdings", "survey"),
    ("Loan", "ahead"),
    ("Loan", "statement"),
    ("Referrals", "read"),
    ("Reminders", "list"),
    ("Switch", "position"),
}
"""They change nothing, so whoever asked can ask again."""


async def test_every_handler_has_its_line() -> None:
    """Once, in their order; plain reads have none, and nothing is told that is not there."""
    told = rows()
    assert told == sorted(set(told))
    assert set(told) == (await served()).keys() - READS
    assert (await served()).keys() >= READS


def test_a_line_says_what_happens_who_hears_of_it_and_what_remains() -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if ROW.match(line)]
    for line in lines:
        _, _, *said, end = (part.strip() for part in line.split("|"))
        assert (len(said), end) == (3, "")
        assert all(said)


def rows() -> list[Name]:
    """The handlers that the table names."""
    return [(service, name) for service, name in ROW.findall(TABLE.read_text(encoding="utf-8"))]
