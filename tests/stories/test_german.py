"""Who has chosen German in Slack reads the desk in German, from the form to the loan."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from tests.scripted_model import calls, says
from tests.stories import staging, steps
from tests.stories.staging import APPROVALS, Desk, credit_id
from tests.stories.streaming_slack import StreamingSlack
from tests.stories.test_forms import filled


@dataclass(frozen=True)
class Abroad:
    """A desk, and the door behind which people have languages."""

    desk: Desk
    door: StreamingSlack

    def german(self) -> str:
        """A customer who has chosen German."""
        customer = self.desk.customer()
        self.door.locales[customer] = "de-DE"
        return customer


@pytest.fixture(scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Abroad]:
    home = tmp_path_factory.mktemp("german")
    async with staging.streaming(home, newcomers=newcomers, environment={}) as on:
        yield Abroad(*on)


@pytest.fixture
async def abroad(stage: Abroad) -> AsyncIterator[Abroad]:
    with stage.desk.script.story():
        yield stage


async def test_from_the_form_to_the_loan(abroad: Abroad) -> None:
    """Figures as they are typed and read there; the review is told the language."""
    slack, customer = abroad.desk.slack, abroad.german()
    assessment = {"recommendation": "approve", "summary": "Nothing stands out."}
    told = says("Language of the customer: de")
    abroad.desk.script.expect("review_agent", calls(("submit_assessment", assessment)), when=told)
    home = await slack.open_by_command(customer, "apply")
    assert "Laufzeit in Monaten" in await slack.form()
    refused = await slack.fill(customer, filled("99", "12 Monate"))
    assert refused is not None
    assert "100,00 EUR" in refused["amount"].replace("\N{NO-BREAK SPACE}", " ")
    assert await slack.fill(customer, filled("1.000,00", "12 Monate")) is None
    root = await slack.posted(home.channel, "1.000,00 EUR")
    await slack.reply(root, "Ihr Antrag", "ist eingegangen")
    offer = await slack.reply(root, "Angebot für Ihren Kredit", "1.032,80", "6,2", " Uhr ME")
    assert "Annehmen" in offer.words
    status = await slack.command(customer, "status")
    assert credit_id(offer) in status.all_words
    assert "Das Angebot gilt bis zum" in status.all_words
    await slack.click(customer, offer, "offer_accept")
    await slack.reply(root, "Sie haben dieses Angebot angenommen")
    await slack.reply(root, "wurden ausgezahlt")
    await slack.open_home(customer)
    await slack.home(customer, "läuft")
    notice = await slack.posted(APPROVALS, credit_id(offer))
    assert "approved" in notice.all_words


async def test_others_read_english_meanwhile(abroad: Abroad) -> None:
    """In the same desk, and where the German writes, too, nobody else's language changes."""
    german, other = abroad.german(), abroad.desk.customer()
    _, theirs = await steps.offered(abroad.desk, other)
    steps.scripted_assessment(abroad.desk)
    words = "Ich hätte gern 1000 Euro über 12 Monate"
    steps.scripted_application(abroad.desk, amount="1000", months=12, when=says(words))
    thread = await abroad.desk.slack.write(german, words)
    await abroad.desk.slack.reply(thread, "Angebot für Ihren Kredit")
    assert "Offer for your credit" in theirs.all_words
    answer = await abroad.desk.slack.command(other, "status")
    assert "The offer is valid until" in answer.all_words
