"""The console command: quotes for people and for programs, and a sentence for bad input."""

import json
from pathlib import Path
from typing import Any

import pytest

from services import cli

Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _own_policy(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction] - pytest uses it
    """Whatever the machine has set, the desk's own policy counts."""
    monkeypatch.delenv("POLICY_FILE", raising=False)


def quoted(out: Out, *arguments: str) -> dict[str, Any]:
    assert cli.main(["quote", *arguments, "--json"]) == 0
    return json.loads(out.readouterr().out)


def refused(out: Out, *arguments: str) -> str:
    """The one sentence on standard error; nothing was printed beside it."""
    assert cli.main(list(arguments)) == 1
    printed = out.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("credit-desk: ")
    assert printed.err.count("\n") == 1
    return printed.err


def test_a_quote_for_people(capsys: Out) -> None:
    """Three lines of heading, then a row for each instalment."""
    assert cli.main(["quote", "1000", "12", "--start", "2026-01-31"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "instalment 86.07, last 86.03, 12 months"
    assert lines[1] == "interest 32.80, total 1032.80, APR 6.2 %"
    assert lines[3].split() == ["1", "2026-02-28", "86.07", "5.00", "81.07", "918.93"]
    assert lines[14].split() == ["12", "2027-01-31", "86.03", "0.43", "85.60", "0.00"]
    assert len(lines) == 15


def test_a_quote_for_programs(capsys: Out) -> None:
    """Amounts are text with two decimals, never floats."""
    found = quoted(capsys, "1000", "12", "--start", "2026-01-31")
    rows = found.pop("schedule")
    assert found == {
        "amount": "1000.00",
        "months": 12,
        "nominal_rate_percent": "6",
        "fee": "0.00",
        "instalment": "86.07",
        "last_instalment": "86.03",
        "total_interest": "32.80",
        "total_payable": "1032.80",
        "apr_percent": "6.2",
        "apr_percent_exact": "6.1685",
    }
    assert rows[5] == {
        "number": 6,
        "due": "2026-07-31",
        "payment": "86.07",
        "interest": "2.95",
        "principal": "83.12",
        "balance": "507.46",
    }


@pytest.mark.parametrize(
    ("arguments", "total", "apr", "exact"),
    [
        (("1000", "12", "--fee", "25.00"), "1057.80", "11.3", "11.3161"),
        (("5000", "36", "--rate", "9.9"), "5799.63", "10.4", None),
        (("1000", "3", "--rate", "12"), "1020.07", "12.7", None),
        (("10000", "120", "--rate", "0"), "10000.00", "0.0", "0.0000"),
        (("99.50", "3", "--rate", "0"), "99.50", "0.0", "0.0000"),
    ],
)
def test_rate_and_fee_can_be_tried(
    capsys: Out, arguments: tuple[str, ...], total: str, apr: str, exact: str | None
) -> None:
    """The worked loans of the rule book."""
    found = quoted(capsys, *arguments)
    assert (found["total_payable"], found["apr_percent"]) == (total, apr)
    assert exact in (None, found["apr_percent_exact"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("lots", "12"), "AMOUNT is 'lots'"),
        (("nan", "12"), "AMOUNT is 'nan'"),
        (("1e3", "12"), "AMOUNT is '1e3'"),
        (("1000.005", "12"), "at most two decimals"),
        (("0", "12"), "AMOUNT must be above 0"),
        (("1000", "a-year"), "MONTHS is 'a-year': it must be from 1 to 600"),
        (("1000", "0"), "MONTHS is '0'"),
        (("1000", "601"), "MONTHS is '601'"),
        (("1000", "999999999"), "MONTHS is '999999999'"),
        (("1000", "12", "--rate", "x"), "--rate is 'x'"),
        (("1000", "12", "--rate", "101"), "--rate is '101': it must be from 0 to 100"),
        (("1000", "12", "--fee", "-5"), "--fee is '-5'"),
        (("1000", "12", "--fee", "1000"), "above the fee"),
        (("1000", "12", "--start", "2026-02-30"), "--start is '2026-02-30'"),
        (("100", "600"), "Each instalment must be at least 1.00"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    capsys: Out, arguments: tuple[str, ...], sentence: str
) -> None:
    """It names the argument and says what it should be; the exit code is 1."""
    assert sentence in refused(capsys, "quote", *arguments)


def test_a_fee_that_eats_the_credit_still_has_a_rate(capsys: Out) -> None:
    """An APR of any size is a number, not a crash."""
    found = quoted(capsys, "100", "3", "--fee", "99.99")
    assert float(found["apr_percent"]) > 1e20


def test_the_policy_file_gives_the_rate(
    capsys: Out, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "policy.toml"
    text = cli.settings.POLICY.read_text(encoding="utf-8")
    own.write_text(text.replace('annual_rate = "6"', 'annual_rate = "12"'), encoding="utf-8")
    monkeypatch.setenv("POLICY_FILE", str(own))
    assert quoted(capsys, "1000", "3")["total_payable"] == "1020.07"


def test_a_policy_file_that_is_not_there_is_named(
    capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_FILE", "nowhere.toml")
    assert "nowhere.toml" in refused(capsys, "quote", "1000", "12")


@pytest.mark.parametrize("credit_id", ["CR-1", "CR-AAAAAAAO", "cr-aaaaaaaa", "CR-AAAAAAAA'--"])
def test_what_is_no_credit_id_is_not_looked_up(capsys: Out, credit_id: str) -> None:
    """It would become part of a query."""
    assert "is no credit id" in refused(capsys, "application", credit_id)


def test_a_desk_that_is_not_running_is_told(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESTATE_ADMIN_URL", "http://127.0.0.1:9/")
    assert "http://127.0.0.1:9/query. Is the desk running?" in refused(capsys, "ledger")


def test_a_start_at_the_end_of_the_calendar_is_refused(capsys: Out) -> None:
    """Its due dates would have no date."""
    assert "--start is too late" in refused(capsys, "quote", "1000", "12", "--start", "9999-06-01")


def test_a_last_instalment_below_zero_is_refused(capsys: Out) -> None:
    """1.00 over 150 months at 0 % would end at -0.49."""
    said = refused(capsys, "quote", "1", "150", "--rate", "0")
    assert "Each instalment must be at least 1.00" in said
