"""The stage for the stories.

`desk` is told twice: as usual, and with two workers that suspend at every await.
"""

from collections.abc import AsyncIterator, Iterator

import pytest

from local import keeper
from tests.stories import people, staging
from tests.stories.staging import Desk

SUSPENDING = {
    "SERVICES_WORKERS": "2",
    "SUSPEND_AFTER_SECONDS": "0",
    "RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT": "0s",
}


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """The stories kill parts more often than a keeper bears in earnest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeper, "WITHIN_SECONDS", 1.0)
        yield


@pytest.fixture(scope="session")
def newcomers() -> Iterator[str]:
    return people.solid()


@pytest.fixture(scope="session", params=["usual", "suspending"])
async def stage(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    newcomers: Iterator[str],
) -> AsyncIterator[Desk]:
    """One desk for all stories of a profile."""
    environment = SUSPENDING if request.param == "suspending" else {}
    home = tmp_path_factory.mktemp("desk")
    async with staging.running(home, newcomers=newcomers, environment=environment) as desk:
        yield desk


@pytest.fixture
async def desk(stage: Desk) -> AsyncIterator[Desk]:
    """The desk for one story. Fails it when the model's script is not used up."""
    with stage.script.story():
        yield stage
