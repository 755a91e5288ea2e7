"""An exported audit is checked without its desk: what was done to it shows, and where."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services import cli
from services.audit import export
from services.contracts.audit import Chain
from tests.unit.test_audit import links

Json = dict[str, Any]
Out = pytest.CaptureFixture[str]
WHOLE = Chain(links=tuple(links(6)))
LAST = WHOLE.links[-1].hash


def written(path: Path, change: Callable[[list[Json]], None] | None = None) -> str:
    """A file with the chain of six links after somebody's change."""
    found = WHOLE.model_dump(mode="json")
    if change:
        change(found["links"])
    path.write_text(json.dumps(found), encoding="utf-8")
    return str(path)


def complaint(out: Out, *arguments: str) -> str:
    assert cli.main(["audit", *arguments]) == 1
    printed = out.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()[-1]


def tamper(links_: list[Json]) -> None:
    links_[3]["event"]["who"] = "T0DESK.U0MALLORY"


def forge_number(links_: list[Json]) -> None:
    links_[3]["number"] = 7


def swap(links_: list[Json]) -> None:
    links_[2], links_[3] = links_[3], links_[2]


def repeat(links_: list[Json]) -> None:
    links_.insert(2, links_[1])


def drop(links_: list[Json]) -> None:
    del links_[3]


def drop_first(links_: list[Json]) -> None:
    del links_[0]


def test_an_untouched_export_holds(capsys: Out, tmp_path: Path) -> None:
    """And says with which hash it ends, which is what to keep elsewhere."""
    file = written(tmp_path / "export.json")
    assert cli.main(["audit", "--file", file, "--last", LAST]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == f"6 links, the chain holds; its last hash is {LAST}"
    assert "application.approved, by policy" in said[0]


def test_what_json_prints_can_be_checked_again(capsys: Out, tmp_path: Path) -> None:
    file = written(tmp_path / "export.json")
    assert cli.main(["audit", "--file", file, "--json"]) == 0
    again = tmp_path / "again.json"
    again.write_text(capsys.readouterr().out, encoding="utf-8")
    assert cli.main(["audit", "--file", str(again)]) == 0


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (tamper, 3),
        (forge_number, 3),
        (drop, 3),
        (drop_first, 0),
        (swap, 2),
        (repeat, 2),
    ],
    ids=["tampered", "renumbered", "dropped", "first dropped", "swapped", "repeated"],
)
def test_the_first_broken_link_is_named(
    capsys: Out, tmp_path: Path, change: Callable[[list[Json]], None], broken: int
) -> None:
    """Whatever the file says of itself; the exit code is 1."""
    file = written(tmp_path / "export.json", change)
    assert complaint(capsys, "--file", file) == f"The chain is broken at link {broken}."
    assert complaint(capsys, "--file", file, "--json") == f"The chain is broken at link {broken}."


@pytest.mark.parametrize("cut", [1, 3, 5])
def test_a_cut_end_shows_against_the_last_hash_only(capsys: Out, tmp_path: Path, cut: int) -> None:
    """Alone the file can't tell that it goes on; with the hash kept elsewhere it is seen."""

    def truncate(links_: list[Json]) -> None:
        del links_[-cut:]

    file = written(tmp_path / "export.json", truncate)
    assert cli.main(["audit", "--file", file]) == 0
    capsys.readouterr()
    said = complaint(capsys, "--file", file, "--last", LAST)
    assert f"holds up to link {5 - cut}, but does not end with" in said


def test_a_chain_made_anew_shows_against_the_last_hash_only() -> None:
    """Whoever can write the whole file can make it hold; not with the same last hash."""
    forged = Chain(links=tuple(links(7)))
    assert export.problem(forged) == ""
    assert "made anew" in export.problem(forged, last=LAST)


def test_a_file_that_says_it_is_broken_is_believed() -> None:
    """The desk had links missing at the end when it was exported."""
    assert export.problem(WHOLE.model_copy(update={"broken": 6})).endswith("link 6.")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"links": []}', '{"links": [1]}', "\0"])
def test_what_is_no_export_is_refused(capsys: Out, tmp_path: Path, text: str) -> None:
    """An emptied one too: that nothing happened is nobody's audit."""
    file = tmp_path / "export.json"
    file.write_text(text, encoding="utf-8")
    assert "is no export" in complaint(capsys, "--file", str(file))


def test_one_thing_is_checked_at_a_time(capsys: Out, tmp_path: Path) -> None:
    file = written(tmp_path / "export.json")
    assert "not both" in complaint(capsys, "CR-AAAAAAAA", "--file", file)
    assert "Name a credit" in complaint(capsys)
    assert "can't be read" in complaint(capsys, "--file", str(tmp_path / "nowhere.json"))
