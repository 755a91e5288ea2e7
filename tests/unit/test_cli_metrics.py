"""The console's metrics: the worked case from a file, and a sentence for each bad row."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services import cli
from tests.unit.feed import TODAY, worked_case

Out = pytest.CaptureFixture[str]
HEADER = "date,amount,description,category\n"


@pytest.fixture(autouse=True)
def _own_policy(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction] - pytest uses it
    """Whatever the machine has set, the desk's own policy counts."""
    monkeypatch.delenv("POLICY_FILE", raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The worked case as a bank would export it."""
    path = tmp_path / "account.csv"
    rows = [f"{t.day},{t.amount.major},{t.category},{t.category}\n" for t in worked_case()]
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def measured(out: Out, file: Path, *arguments: str) -> dict[str, Any]:
    command = ["metrics", str(file), "--today", TODAY.isoformat(), *arguments, "--json"]
    assert cli.main(command) == 0
    return json.loads(out.readouterr().out)


def test_the_worked_case(capsys: Out, file: Path) -> None:
    """Every figure of the rule book, to the cent and to four decimals."""
    found = measured(capsys, file, "--instalment", "86.07")["metrics"]

    assert {name: metric["value"] for name, metric in found.items()} == {
        "monthly_income": "2450.00",
        "living_spending": "1920.00",
        "debt_service": "310.00",
        "average_monthly_spending": "2230.00",
        "debt_service_to_income_before": "0.1265",
        "debt_service_to_income_after": "0.1617",
        "payment_to_income": "0.0351",
        "disposable_before": "220.00",
        "disposable_after": "133.93",
        "gambling": "100.00",
        "payday": "300.00",
        "cash": "200.00",
        "collection": "0.00",
        "large_purchases": "1200.00",
        "income_stability": "0.9711",
        "months_with_income": "3",
        "unclassified_share": "0.0000",
    }
    assert found["living_spending"]["by_month"] == ["1710.00", "2640.00", "1410.00"]
    assert found["debt_service"]["by_month"] == ["200.00", "200.00", "530.00"]
    assert (found["gambling"]["count"], found["gambling"]["share_of_income"]) == (2, "0.0136")
    assert found["cash"]["share_of_income"] == "0.0272"


def test_each_metric_has_its_window_its_rows_and_its_rule(capsys: Out, file: Path) -> None:
    """Ids are row numbers; the rule says what it makes of the figure."""
    found = measured(capsys, file, "--instalment", "86.07")
    gambling = found["metrics"]["gambling"]

    assert gambling["transactions"] == ["7", "16"]
    assert gambling["window"] == {"first": "2026-01-01", "last": "2026-03-31", "months": 3}
    assert gambling["policy"] == {"level": "pass", "code": "GAMBLING_SHARE", "threshold": "5.0 %"}
    assert found["metrics"]["monthly_income"]["transactions"] == ["1", "10", "20"]
    assert found["metrics"]["cash"]["policy"] is None
    assert found["policy"]["outcome"] == "refer"
    assert found["policy"]["reasons"] == [
        {"code": "RECENT_HIGH_COST_LOANS", "figure": "21 d", "threshold": "90 d"}
    ]


def test_metrics_for_people(capsys: Out, file: Path) -> None:
    """The window, a line for each metric, the verdict and its reasons."""
    assert cli.main(["metrics", str(file), "--today", "2026-04-15"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2026-01-01 to 2026-03-31, 3 complete months"
    assert lines[1].split() == ["monthly_income", "2450.00", "pass", "3", "transactions"]
    assert lines[-2:] == ["policy 1: refer", "reason RECENT_HIGH_COST_LOANS 21 d 90 d"]


def test_categories_may_be_empty(capsys: Out, tmp_path: Path) -> None:
    """Then rules find them: words, refunds, own transfers, and income that recurs."""
    path = tmp_path / "plain.csv"
    path.write_text(
        HEADER
        + "2026-01-01,2500,ACME Ltd,\n2026-02-01,2500,ACME Ltd,\n2026-03-01,2350.00,ACME Ltd,\n"
        + '2026-01-05,-900.00,"Rent, flat 4",\n2026-02-10,-120.00,Web Shop,\n'
        + "2026-02-20,20,Web Shop,\n2026-01-31,-500,Transfer to savings,\n"
        + "2026-02-01,500,Transfer from savings,\n2026-03-03,-200,Car loan,\n"
        + "2026-03-05,9999,salary from a friend,\n",
        encoding="utf-8",
    )

    found = measured(capsys, path)["metrics"]

    assert found["monthly_income"]["by_month"] == ["2500.00", "2500.00", "2350.00"]
    assert found["living_spending"]["by_month"] == ["900.00", "100.00", "0.00"]
    assert found["debt_service"]["by_month"] == ["0.00", "0.00", "200.00"]


def test_the_window_can_be_chosen(capsys: Out, file: Path) -> None:
    """One month of it: March alone."""
    found = measured(capsys, file, "--months", "1")
    assert found["window"] == {"first": "2026-03-01", "last": "2026-03-31", "months": 1}
    assert found["metrics"]["monthly_income"]["value"] == "2350.00"


def test_an_empty_account_refers(capsys: Out, tmp_path: Path) -> None:
    """A header alone is an account without transactions: no ratio, and no failure."""
    path = tmp_path / "empty.csv"
    path.write_text("\ufeff" + HEADER, encoding="utf-8")
    found = measured(capsys, path, "--instalment", "86.07")
    assert found["metrics"]["payment_to_income"]["value"] is None
    assert found["policy"]["outcome"] == "refer"


def test_words_of_other_feeds_are_known(capsys: Out, tmp_path: Path) -> None:
    """Also by sign, and by merchant category code."""
    path = tmp_path / "words.csv"
    path.write_text(
        HEADER
        + "2026-03-01,300,x,Payday received\n2026-03-02,-330,x,payday-repaid\n"
        + "2026-03-03,-10,x,7995\n2026-03-04,5,x,win\n2026-03-05,900,x,Own Transfer\n",
        encoding="utf-8",
    )
    found = measured(capsys, path)["metrics"]
    assert found["payday"]["transactions"] == ["1"]
    assert found["debt_service"]["transactions"] == ["2"]
    assert found["gambling"]["transactions"] == ["3"]
    assert found["monthly_income"]["transactions"] == []


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("2026-02-30,1,x,\n", "line 2: date is '2026-02-30'"),
        ("2026-01-01,1,x,\n31.01.2026,1,x,\n", "line 3: date is '31.01.2026'"),
        ("\n2026-01-01,1e3,x,\n", "line 3: amount is '1e3'"),
        ("2026-01-01,,x,\n", "line 2: amount is ''"),
        ("2026-01-01,1.005,x,\n", "line 2: amount is '1.005'"),
        ("2026-01-01,NaN,x,\n", "line 2: amount is 'NaN'"),
        ("2026-01-01,1,x,bribe\n", "line 2: category is 'bribe', must be empty or one of salary"),
        ("2026-01-01,1,234.00,x,\n", "line 2: has 5 fields, must have 4"),
        ("2026-01-01\n", "line 2: has 1 fields, must have 4"),
        ('2026-01-01,1,"x\n', "is no CSV"),
        ('2026-01-01,1,"two\nlines",\nx,1,x,\n', "line 4: date is 'x'"),
    ],
)
def test_a_bad_row_is_named(capsys: Out, tmp_path: Path, rows: str, sentence: str) -> None:
    """One sentence with file, line and what is wrong; the exit code is 1."""
    path = tmp_path / "bad.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    assert cli.main(["metrics", str(path), "--json"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"credit-desk: {path}, line ")
    assert sentence in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("text", ["", "when,what\n", "2026-01-01,1,x,\n"])
def test_the_header_is_needed(capsys: Out, tmp_path: Path, text: str) -> None:
    """Columns in another order would be other figures."""
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    assert cli.main(["metrics", str(path)]) == 1
    assert "line 1: must be the header date,amount" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--months", "13"), "--months is '13': it must be from 1 to 12"),
        (("--instalment", "x"), "--instalment is 'x'"),
        (("--today", "soon"), "--today is 'soon'"),
    ],
)
def test_bad_options_are_named(
    capsys: Out, file: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    """As with the other subcommands."""
    assert cli.main(["metrics", str(file), *arguments]) == 1
    assert sentence in capsys.readouterr().err


def test_files_that_can_not_be_read(capsys: Out, tmp_path: Path) -> None:
    """Not there, or no text."""
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe")
    for path in (tmp_path / "nowhere.csv", tmp_path, binary):
        assert cli.main(["metrics", str(path)]) == 1
        assert f"{path} can't be read" in capsys.readouterr().err


def test_the_future_is_not_known(capsys: Out, file: Path) -> None:
    """Transactions after today count for nothing."""
    command = ["metrics", str(file), "--today", (TODAY - timedelta(days=60)).isoformat(), "--json"]
    assert cli.main(command) == 0
    assert json.loads(capsys.readouterr().out)["metrics"]["payday"]["days_since_last"] is None
