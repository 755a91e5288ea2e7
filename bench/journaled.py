"""How many bytes a turn journals, all handlers together: the bot's messenger is the real one.

Driven through the local Slack, so that each post and each sign at a message is a real one.
"""

from bench import figures, journal, stage, talk
from bench.figures import Figure
from services.session import transcript
from tests.stories import people
from tests.stories.workspace import Workspace

TURNS = 100
LAST = 10
PERSON = "U0ALICE"


async def measure(*, short: bool) -> list[Figure]:
    """About a minute; no short form, for it is no ratio."""
    if short:
        return []
    async with stage.running(chosen=stage.ALL) as on:
        slack = Workspace(on.stack.slack)
        try:
            root = await slack.write(PERSON, talk.QUESTION)
            await slack.reply(root)
            for number in range(2, TURNS + 1):
                await slack.write(PERSON, talk.QUESTION, thread=root)
                await slack.reply(root, times=number)
        finally:
            await slack.close()
        address = f"AgentSession/{people.TEAM}.{root.channel}.{root.ts}/message"
        found = await journal.of_last(on, address, turns=LAST)
    return [
        figures.at_most(f"bytes journaled by turn {TURNS}", found.bytes / 1024, "KB", bound=24),
        figures.noted(f"journal entries of turn {TURNS}", found.entries, "entries"),
        figures.at_least("turns in the model's window", transcript.WINDOW, "turns", bound=12),
    ]
