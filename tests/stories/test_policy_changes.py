"""A changed policy is for new decisions; what is under way keeps the one it began under."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.stories import staging, steps
from tests.stories.conftest import SUSPENDING
from tests.stories.staging import OFFICERS, Desk, credit_id
from tests.stories.steps import OLIVIA

DEARER = {
    "version": '"2"',
    "annual_rate": '"9.9"',
    "automatic": '"500.00"',
    "one_officer": '"1000.00"',
}


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    return staging.policy_with(tmp_path / "policy.toml", {})


@pytest.fixture
async def own_desk(
    policy_file: Path, tmp_path: Path, newcomers: Iterator[str]
) -> AsyncIterator[Desk]:
    """A desk with a policy file of its own, whose workflows are replayed at every await."""
    told = {**SUSPENDING, "POLICY_FILE": str(policy_file)}
    async with staging.running(tmp_path / "data", newcomers=newcomers, environment=told) as desk:
        yield desk
        desk.script.check()


async def _policies(desk: Desk, credit: str) -> set[str]:
    """The versions of the policies that the audit names for a credit."""
    chain = await desk.books.audit(staging.CreditId(credit))
    named = [link.event.policy for link in chain.links]
    return {policy.partition(":")[0] for policy in named if policy}


async def test_who_waits_keeps_the_policy_of_the_beginning(
    own_desk: Desk, policy_file: Path
) -> None:
    """Rate and mandate change while officers look: the old ones count here, the new ones next."""
    desk = own_desk
    thread, card = await steps.referred(desk, desk.customer())
    staging.policy_with(policy_file, DEARER)
    await desk.stack.restart("services")
    await desk.slack.click(OLIVIA, card, "referral_approve")
    offer = await desk.slack.reply(thread, "Offer for your credit", "8,000.00 EUR")
    assert "APR 6.2%" in offer.all_words
    assert await _policies(desk, credit_id(offer)) == {"1"}

    thread = await steps.applied(desk, desk.customer(), amount="600")
    people_decide = await desk.slack.reply(thread, "credit officers now look")
    card = await desk.slack.posted(OFFICERS, credit_id(people_decide), "Open", "of 1")
    await desk.slack.click(OLIVIA, card, "referral_approve")
    offer = await desk.slack.reply(thread, "Offer for your credit", "600.00 EUR")
    assert "APR 10.4%" in offer.all_words
    assert await _policies(desk, credit_id(offer)) == {"2"}
