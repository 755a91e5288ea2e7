"""What the project is made of, as far as it can be told offline; `make audit` tells the rest."""

from pathlib import Path

from local.audit import licences, locks

ROOT = Path(__file__).parents[2]


def test_every_package_is_pinned_and_hashed() -> None:
    outcome = locks.check(ROOT)
    assert "in 4 files" in outcome.looked_at
    assert outcome.found == ()


def test_every_licence_is_allowed() -> None:
    assert licences.check(ROOT).found == ()
