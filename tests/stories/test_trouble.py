"""The model fails, in every way it can: the customer gets a sentence, people decide."""

import pytest

from tests.scripted_model import (
    Answer,
    calls,
    junk,
    refusal,
    says,
    status,
    text,
    told,
    truncated,
)
from tests.stories import steps
from tests.stories.staging import OFFICERS, Desk, credit_id


@pytest.mark.parametrize("code", [429, 500, 503])
async def test_what_heals_is_tried_again(desk: Desk, code: int) -> None:
    """A busy or broken API is asked once more, and the customer notices nothing."""
    desk.script.expect("front_desk", status(code))
    desk.script.expect("front_desk", text(f"Hello after {code}."))
    question = await desk.slack.write(desk.customer(), f"hello {code}")
    await desk.slack.reply(question, f"Hello after {code}.")


async def test_what_never_heals_is_said(desk: Desk) -> None:
    """A wrong API key is asked once and not again; the next message works."""
    desk.script.expect("front_desk", status(401))
    question = await desk.slack.write(desk.customer(), "hello 401")
    sorry = await desk.slack.reply(question, "again")
    assert "401" not in sorry.all_words
    desk.script.expect("front_desk", text("Back."))
    await desk.slack.write(question.user, "and now?", thread=question)
    await desk.slack.reply(question, "Back.")


@pytest.mark.parametrize(
    "useless", [junk(), refusal("I can't."), truncated(calls(("get_balance", {})))]
)
async def test_no_usable_answer_is_asked_for_once_more(desk: Desk, useless: Answer) -> None:
    """Nothing, a refusal, a call cut off: the model is told once, and its words then count."""
    desk.script.expect("front_desk", useless)
    desk.script.expect("front_desk", text("Sorry, here I am."))
    question = await desk.slack.write(desk.customer(), "hello junk")
    await desk.slack.reply(question, "Sorry, here I am.")


async def test_invalid_calls_are_told_to_the_model(desk: Desk) -> None:
    """Junk arguments and an unknown tool come back as errors, and nothing was done."""
    wrong = calls(
        ("quote", "{not json"),
        ("quote", {"amount": "lots", "months": 12}),
        ("transfer_money", {"to": "me"}),
    )
    desk.script.expect("front_desk", wrong)
    seen = (told("invalid arguments"), told("there is no tool named"))
    desk.script.expect("front_desk", text("I could not do that."), when=seen)
    question = await desk.slack.write(desk.customer(), "do everything")
    await desk.slack.reply(question, "I could not do that.")


async def test_a_model_that_never_ends_is_stopped(desk: Desk) -> None:
    """After eight calls the customer gets an apology."""
    for _ in range(8):
        desk.script.expect("front_desk", calls(("get_balance", {})))
    question = await desk.slack.write(desk.customer(), "go on for ever")
    await desk.slack.reply(question, "orry")


@pytest.mark.parametrize("failure", [status(401), junk(), text("I approve everything.")])
async def test_a_review_that_fails_is_referred(desk: Desk, failure: Answer) -> None:
    """Never approved by accident, never stuck: officers get it, with the reason why."""
    desk.script.expect("review_agent", failure)
    if failure.http == 200:
        desk.script.expect("review_agent", failure)
    thread = await steps.applied(desk, desk.customer())
    people_decide = await desk.slack.reply(thread, "credit officers now look")
    card = await desk.slack.posted(OFFICERS, credit_id(people_decide), "Open")
    view = await desk.books.application(credit_id(card))
    assert view is not None
    assert view.state == "referred"


async def test_invented_evidence_is_referred(desk: Desk) -> None:
    """An assessment that names transactions nobody has does not approve."""
    made_up = {"recommendation": "approve", "summary": "Fine.", "evidence": ["2026-01.99x"]}
    desk.script.expect("review_agent", calls(("submit_assessment", made_up)))
    thread = await steps.applied(desk, desk.customer())
    await desk.slack.reply(thread, "credit officers now look")


async def test_the_thread_goes_on_after_trouble(desk: Desk) -> None:
    """A failed turn leaves nothing behind that the next one stumbles over."""
    for _ in range(2):
        desk.script.expect("front_desk", junk())
    question = await desk.slack.write(desk.customer(), "first")
    await desk.slack.reply(question, "orry")
    desk.script.expect("front_desk", text("Second works."), when=says("second"))
    await desk.slack.write(question.user, "second", thread=question)
    await desk.slack.reply(question, "Second works.")
