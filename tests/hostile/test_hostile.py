"""The short form of the hostile play, on the real stack, in the suite."""

from pathlib import Path

import pytest

from tests.hostile import carriers, play, several
from tests.hostile.__main__ import SIZES, lines
from tests.hostile.goals import GOALS

SEED = 24


@pytest.mark.timeout(400)
async def test_nothing_comes_of_hostile_words_and_a_hostile_model(tmp_path: Path) -> None:
    """Each way in with each goal, and people in every state with a model that runs wild."""
    account = await play.run(tmp_path, SIZES["short"], seed=SEED)
    assert not account.violations, "\n".join(lines(account))
    assert account.pairs == len(GOALS) * (len(carriers.READ) + len(carriers.UNREAD)) >= 100
    assert account.delivered == len(GOALS) * len(carriers.READ)
    assert account.calls > account.conversations
    assert account.several == len(several.WISHES)
    assert account.looks > account.applications
