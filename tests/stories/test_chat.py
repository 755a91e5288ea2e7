"""A customer chats: questions get answers, in their thread, to their owner."""

from tests.scripted_model import calls, contains, lacks, says, text, told
from tests.stories.staging import GENERAL, Desk


async def test_a_question_is_answered_in_its_thread(desk: Desk) -> None:
    """The balance that the customer reads is the one that the tool gave."""
    desk.script.expect("front_desk", calls(("get_balance", {})), when=says("balance"))
    desk.script.expect("front_desk", text("It is **1,234.00 EUR**."), when=told("EUR"))
    question = await desk.slack.write(desk.customer(), "what is my balance?")
    reply = await desk.slack.reply(question, "1,234.00 EUR")
    assert "AI assistant" in reply.all_words
    assert len(await desk.slack.replies(question)) == 1


async def test_several_tools_of_one_answer_run_together(desk: Desk) -> None:
    """Each call gets its own result, in the order in which it was asked for."""
    both = calls(("get_balance", {}), ("list_credits", {}), ("quote", {"amount": 1, "months": 1}))
    desk.script.expect("front_desk", both)
    seen = (told('"balance"'), told('"credits":[]'), told("100.00 EUR to 25,000.00 EUR"))
    desk.script.expect("front_desk", text("All there."), when=seen)
    question = await desk.slack.write(desk.customer(), "balance and credits, please")
    await desk.slack.reply(question, "All there.")


async def test_the_thread_remembers(desk: Desk) -> None:
    """The second turn's model sees the first, and the disclosure stands only once."""
    customer = desk.customer()
    desk.script.expect("front_desk", text("Hello Quitzow."))
    question = await desk.slack.write(customer, "my name is Quitzow")
    first = await desk.slack.reply(question, "Hello Quitzow.")
    assert "accounts are invented" in first.all_words
    desk.script.expect("front_desk", text("Quitzow."), when=contains("my name is Quitzow"))
    await desk.slack.write(customer, "what is my name?", thread=question)
    second = await desk.slack.reply(question, "Quitzow.", times=2)
    assert "AI assistant" not in second.all_words
    assert "accounts are invented" not in second.all_words


async def test_messages_of_a_thread_are_answered_in_order(desk: Desk) -> None:
    """Three messages in a row get three answers in the order of the messages."""
    customer = desk.customer()
    for number in ("one", "two", "three"):
        desk.script.expect("front_desk", text(f"answer {number}"), when=says(f"say {number}"))
    first = await desk.slack.write(customer, "say one")
    for number in ("two", "three"):
        await desk.slack.write(customer, f"say {number}", thread=first)
    await desk.slack.reply(first, "answer three")
    texts = [seen.text.split("\n")[0] for seen in await desk.slack.replies(first)]
    assert texts == ["answer one", "answer two", "answer three"]


async def test_only_the_owner_is_answered(desk: Desk) -> None:
    """In a channel's thread the bot is silent to others; who mentions it is told privately."""
    owner, stranger = desk.customer(), desk.customer()
    desk.script.expect("front_desk", text("Hello owner."), when=says("hello"))
    root = await desk.slack.write(owner, "<@U0DESK> hello", channel=GENERAL)
    await desk.slack.reply(root, "Hello owner.")
    await desk.slack.write(stranger, "can I join?", thread=root)
    await desk.slack.write(stranger, "<@U0DESK> what does the owner have?", thread=root)
    await desk.slack.whisper(stranger, GENERAL, "belongs to somebody else")
    unseen = lacks("can I join?")
    desk.script.expect("front_desk", text("Still here."), when=(says("and now?"), unseen))
    await desk.slack.write(owner, "and now?", thread=root)
    await desk.slack.reply(root, "Still here.")
    assert len(await desk.slack.replies(root)) == 2


async def test_a_mention_that_comes_twice_is_one_message(desk: Desk) -> None:
    """Slack sends a mention as two events; the customer gets one answer."""
    desk.script.expect("front_desk", text("Once."))
    root = await desk.slack.write(desk.customer(), "hi <@U0DESK>", channel=GENERAL)
    await desk.slack.reply(root, "Once.")
    desk.script.expect("front_desk", text("Twice? No."))
    await desk.slack.write(root.user, "again", thread=root)
    await desk.slack.reply(root, "Twice? No.")
    assert len(await desk.slack.replies(root)) == 2


async def test_a_handoff_stays_for_the_next_turn(desk: Desk) -> None:
    """The agent that took over answers the next message without a new handoff."""
    desk.script.expect("front_desk", calls(("hand_over_to_credit_agent", {})))
    desk.script.expect("credit_agent", text("For how many months?"))
    desk.script.expect("credit_agent", text("Take your time."), when=says("hm"))
    first = await desk.slack.write(desk.customer(), "I want to borrow 1000")
    await desk.slack.reply(first, "For how many months?")
    await desk.slack.write(first.user, "hm", thread=first)
    await desk.slack.reply(first, "Take your time.")


async def test_a_long_answer_comes_in_several_messages(desk: Desk) -> None:
    """In order, nothing of it lost, and each of them once."""
    paragraphs = [f"Number {number}. " + "word " * 400 for number in range(1, 9)]
    desk.script.expect("front_desk", text("\n\n".join(paragraphs)))
    question = await desk.slack.write(desk.customer(), "tell me everything")
    await desk.slack.reply(question, "Number 8.")
    replies = await desk.slack.replies(question)
    assert [reply.words.count("Number") for reply in replies] == [4, 4]
    assert "Number 1." in replies[0].words
