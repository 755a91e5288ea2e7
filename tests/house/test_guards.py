"""The table of guards fits the source, the tests, SECURITY.md and the harnesses."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.faults import guards as faults
from tests.guards import table
from tests.guards.table import ROOT, Guard
from tests.hostile import guards as hostile

GUARDS = table.read()
FAMILIES = {guard.family for guard in GUARDS}
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_each_name_is_one_guards() -> None:
    """And each text: a guard that stands twice is two guards, or none."""
    names = Counter(guard.name for guard in GUARDS)
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z-]+(\.[a-z-]+)?", name)] == []
    taken = Counter((guard.file, guard.becomes, guard.was) for guard in GUARDS)
    assert max(taken.values()) == 1


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_stands_where_the_table_says(guard: Guard) -> None:
    """Once, and without it there is a module still."""
    source = (ROOT / guard.file).read_text(encoding="utf-8")
    without = guard.taken_from(source)
    assert without != source
    ast.parse(without)
    assert guard.what


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_the_test_that_misses_it_is_there(guard: Guard) -> None:
    """Quick ones alone: none that needs a stack."""
    file, _, name = guard.test.partition("::")
    assert file.startswith(("tests/unit/", "tests/house/"))
    assert name in functions_of(ROOT / file)


def test_what_the_harnesses_take_away_is_in_the_table() -> None:
    """Under the same name."""
    assert {*faults.GUARDS, *hostile.GUARDS} <= FAMILIES


def test_security_names_them() -> None:
    """Each row of what is enforced has its guards, and each guard its row."""
    rows = [line.split("|") for line in SECURITY.splitlines() if line.startswith("| ")]
    named = [name for row in rows[1:] for name in re.findall(r"`([a-z-]+)`", row[-2])]
    assert all(len(row) == 5 for row in rows)
    assert Counter(named).keys() == FAMILIES


def functions_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
