"""The stage for the stories in a browser: what `make up` starts, and people who come to it.

Each story has a desk of its own, as a newcomer meets it: offline model, free ports, no data.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from local.supervisor import Stack
from tests import apart
from tests.browser.person import PATIENCE_MS, Person

ALBUM = apart.ROOT / "docs/pictures"
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
Come = Callable[[str], Awaitable[Person]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="renew the pictures of docs/pictures")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    program = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    assert program, "There is no chromium: `local/install browser` says what to do."
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield browser
        await browser.close()


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a new desk's page."""
    async with Stack(apart.stack(tmp_path / "desk")) as stack:
        yield stack.slack


@pytest.fixture
async def come(
    browser: Browser, slack: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Come]:
    """Somebody comes to the desk. How their pages looked at the end stays in `tmp_path`."""
    album = ALBUM if request.config.getoption("--pictures") else None
    people: list[tuple[str, Person]] = []

    async def arrive(name: str) -> Person:
        person = await Person.arrive(name, browser=browser, slack=slack, album=album)
        people.append((name, person))
        return person

    yield arrive
    for number, (name, person) in enumerate(people):
        await person.keep(tmp_path / f"{number}-{name}.png")
        await person.leave()
