"""For all tests: no property has a deadline, or a loaded machine would break it."""

import re

import pytest
from hypothesis import settings
from xdist.remote import Producer  # pyright: ignore[reportMissingTypeStubs] - it has its types
from xdist.scheduler import LoadScopeScheduling  # pyright: ignore[reportMissingTypeStubs]

settings.register_profile("desk", deadline=None)
settings.load_profile("desk")

PROFILE = re.compile(r"\[.*\b(usual|suspending)\b.*\]")


class SideBySide(LoadScopeScheduling):
    """Tells the stories of one profile in one process, on one desk; else a file stays together.

    Groups begin by their size. What is one test and long goes with many, or it would be the last.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/hostile/"):
            return "usual"
        profile = PROFILE.search(nodeid)
        return profile[1] if profile else nodeid.split("::", 1)[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SideBySide:
    return SideBySide(config, log)
