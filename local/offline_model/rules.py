"""From a conversation to the next output. Pure; called by the server.

Who is speaking is told by the tools that are offered, and by nothing else.
"""

from local.offline_model import desk, placing, review, sentences
from local.offline_model.talk import Output, Say, Talk


def next_output(talk: Talk) -> Output:
    """Words, or calls of tools that were offered; nothing that was not."""
    if "classify" in talk.tools:
        output = placing.answer(talk)
    elif {"ask_customer", "submit_assessment"} <= talk.tools:
        output = review.answer(talk)
    elif talk.tools & {"submit_application", desk.HAND_OVER}:
        output = desk.answer(talk)
    else:
        output = Say(sentences.HELP)
    if isinstance(output, tuple) and not {call.name for call in output} <= talk.tools:
        return Say(sentences.UNAVAILABLE)
    return output
