"""Whether a test has missed a guard: a failed claim is told from what broke and from nothing."""

from pathlib import Path

import pytest

from tests.guards.copies import FAULT, GREEN, RED, Copy
from tests.guards.table import ROOT, Guard, Misfit

CASES = """
import pytest

def test_holds():
    assert True

def test_claims():
    assert 1 == 2

def test_counts():
    (one,) = [1, 2]

def test_wants_an_error():
    with pytest.raises(KeyError):
        pass

def test_several():
    raise ExceptionGroup("both", [AssertionError(), AssertionError()])

def test_claims_of_one_case_and_breaks_of_another():
    raise ExceptionGroup("either", [AssertionError(), KeyError()])

def test_breaks():
    raise KeyError("a name that a fake does not know")

def test_gives_up():
    pytest.fail("Timeout (>120s) from pytest-timeout.")

def test_is_not_set_up(nothing_of_this_name):
    pass
"""
GUARD = Guard(
    name="x.y", what="", file="a.py", was="if True:", becomes="if False:", test="test_a.py::test"
)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("test_holds", GREEN),
        ("test_claims", RED),
        ("test_counts", RED),
        ("test_wants_an_error", RED),
        ("test_several", RED),
        ("test_claims_of_one_case_and_breaks_of_another", FAULT),
        ("test_breaks", FAULT),
        ("test_gives_up", FAULT),
        ("test_is_not_set_up", FAULT),
        ("test_that_is_not_there", FAULT),
    ],
)
def test_a_failed_claim_is_red_and_what_broke_is_a_fault(
    tmp_path: Path, name: str, verdict: str
) -> None:
    """A fault with what was said, for whoever mends the table."""
    cases = tmp_path / "test_cases.py"
    cases.write_text(CASES, encoding="utf-8")
    found = Copy(ROOT).try_all([f"{cases}::{name}"])
    assert (found.word, bool(found.said)) == (verdict, verdict == FAULT)


def test_what_can_not_be_imported_is_a_fault(tmp_path: Path) -> None:
    cases = tmp_path / "test_cases.py"
    cases.write_text(f"from nowhere import something\n{CASES}", encoding="utf-8")
    found = Copy(ROOT).try_all([f"{cases}::test_claims"])
    assert found.word == FAULT
    assert "nowhere" in found.said


def test_a_guard_that_does_not_stand_once_is_at_fault(tmp_path: Path) -> None:
    """It was changed and its row was not; the copy stays as it is."""
    assert GUARD.taken_from("if True:\n    pass\n") == "if False:\n    pass\n"
    twice = "if True:\n    pass\nif True:\n    pass\n"
    for source in ("pass\n", twice):
        with pytest.raises(Misfit, match=r"a\.py"):
            GUARD.taken_from(source)
    (tmp_path / "a.py").write_text(twice, encoding="utf-8")
    assert Copy(tmp_path).try_without(GUARD).word == FAULT
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == twice
