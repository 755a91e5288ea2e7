"""The desk asks back; the customer's answer resolves the durable promise, word for word."""

from tests.scripted_model import Check, calls, contains, says, text, told
from tests.stories import steps
from tests.stories.staging import Desk, credit_id
from tests.stories.workspace import Seen

QUESTION = "What were the payments on the 3rd for?"


def scripted_question(desk: Desk, question: str = QUESTION, *, when: Check | None = None) -> None:
    """The review agent asks."""
    asked = calls(("ask_customer", {"question": question}))
    desk.script.expect("review_agent", asked, when=when or ())


async def asked(desk: Desk, customer: str, *, amount: str = "1000") -> tuple[Seen, Seen]:
    """The thread of an application that was asked back, and the question."""
    question = f"{QUESTION} ({amount})"
    scripted_question(desk, question, when=says(f"{amount}.00 EUR") if amount != "1000" else None)
    thread = await steps.applied(desk, customer, amount=amount)
    return thread, await desk.slack.reply(thread, question)


def scripted_answer(desk: Desk, card: Seen, words: str) -> None:
    """The credit agent recognises the words as the answer and forwards them."""
    forward = calls(("answer_question", {"credit_id": credit_id(card)}))
    desk.script.expect("credit_agent", forward, when=(says(words), contains("Open question")))
    desk.script.expect("credit_agent", text("Thank you, passed on."), when=told('"done"'))


async def test_an_answer_in_plain_words_resolves_the_question(desk: Desk) -> None:
    """The review agent gets the customer's own words, and a decision follows."""
    customer = desk.customer()
    thread, card = await asked(desk, customer)
    await desk.slack.reply(thread, "was received", "*Your answer to our question*")
    words = "a gift for my sister; she turned *30*"
    scripted_answer(desk, card, words)
    assessment = {"recommendation": "approve", "summary": "Explained."}
    verbatim = says(f"The customer answered: {words}")
    desk.script.expect("review_agent", calls(("submit_assessment", assessment)), when=verbatim)
    await desk.slack.write(customer, words, thread=thread)
    await desk.slack.reply(thread, "Offer for your credit")
    answered = await desk.slack.reply(thread, QUESTION, "Answered")
    assert not answered.buttons


async def test_the_review_is_told_the_customers_language(desk: Desk) -> None:
    """As the agent who submitted the application knows it from the customer's words."""
    customer, words = desk.customer(), "Ich hätte gern 1000 Euro über 12 Monate"
    desk.script.expect("front_desk", calls(("hand_over_to_credit_agent", {})), when=says(words))
    wanted = {"amount": "1000", "months": 12, "language": "de"}
    desk.script.expect("credit_agent", calls(("submit_application", wanted)), when=says(words))
    question = "Wofür waren die Zahlungen am 3.?"
    scripted_question(desk, question, when=says("Language of the customer: de"))
    thread = await desk.slack.write(customer, words)
    await desk.slack.reply(thread, question)


async def test_an_unrelated_message_leaves_the_question_open(desk: Desk) -> None:
    """It is answered as itself; the same question is then still answered."""
    customer = desk.customer()
    thread, card = await asked(desk, customer)
    desk.script.expect("credit_agent", calls(("get_balance", {})), when=says("balance"))
    desk.script.expect("credit_agent", text("It is fine."), when=told("balance"))
    await desk.slack.write(customer, "what is my balance?", thread=thread)
    await desk.slack.reply(thread, "It is fine.")
    view = await desk.books.application(credit_id(card))
    assert view is not None
    assert view.state == "info_requested"
    scripted_answer(desk, card, "rent")
    steps.scripted_assessment(desk)
    await desk.slack.write(customer, "rent", thread=thread)
    await desk.slack.reply(thread, "Offer for your credit")


async def test_the_answer_form_does_the_same(desk: Desk) -> None:
    """The Answer button's form resolves the promise; a second time is already done."""
    customer, stranger = desk.customer(), desk.customer()
    thread, card = await asked(desk, customer)
    answer = {"answer": {"type": "plain_text_input", "value": "It was the dentist."}}
    await desk.slack.click(stranger, card, "question_answer")
    errors = await desk.slack.fill(stranger, answer)
    assert errors is not None
    assert "no such credit" in str(errors).lower()
    verbatim = says("The customer answered: It was the dentist.")
    assessment = {"recommendation": "approve", "summary": "Explained."}
    desk.script.expect("review_agent", calls(("submit_assessment", assessment)), when=verbatim)
    await desk.slack.click(customer, card, "question_answer")
    assert await desk.slack.fill(customer, answer) is None
    await desk.slack.reply(thread, "Offer for your credit")
    await desk.slack.click(customer, card, "question_answer")
    again = await desk.slack.fill(customer, answer)
    assert "already done" in str(again)


async def test_two_open_questions_do_not_mix(desk: Desk) -> None:
    """Each thread's answer reaches its own application."""
    customer = desk.customer()
    first_thread, first = await asked(desk, customer, amount="600")
    second_thread, second = await asked(desk, customer, amount="900")
    assert credit_id(first) != credit_id(second)
    scripted_answer(desk, second, "for the second")
    answered = calls(("submit_assessment", {"recommendation": "approve", "summary": "Fine."}))
    desk.script.expect(
        "review_agent", answered, when=(says("for the second"), contains("900.00 EUR"))
    )
    await desk.slack.write(customer, "for the second", thread=second_thread)
    await desk.slack.reply(second_thread, "Offer for your credit", "900.00 EUR")
    view = await desk.books.application(credit_id(first))
    assert view is not None
    assert view.state == "info_requested"
    scripted_answer(desk, first, "for the first")
    desk.script.expect(
        "review_agent", answered, when=(says("for the first"), contains("600.00 EUR"))
    )
    await desk.slack.write(customer, "for the first", thread=first_thread)
    await desk.slack.reply(first_thread, "Offer for your credit", "600.00 EUR")


async def test_a_third_question_goes_to_people(desk: Desk) -> None:
    """Two rounds are all; an agent that wants more gets the officers."""
    customer = desk.customer()
    thread, card = await asked(desk, customer)
    scripted_answer(desk, card, "a boat")
    scripted_question(desk, "What kind of boat was it?", when=says("a boat"))
    await desk.slack.write(customer, "a boat", thread=thread)
    second = await desk.slack.reply(thread, "What kind of boat was it?")
    scripted_answer(desk, second, "a blue one")
    scripted_question(desk, "How blue exactly?", when=says("Question rounds left: 0"))
    await desk.slack.write(customer, "a blue one", thread=thread)
    await desk.slack.reply(thread, "credit officers now look")
