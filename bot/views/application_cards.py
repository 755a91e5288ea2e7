"""Cards of an application for its customer: received, question, decision, referred. Pure."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot import names
from bot.identity import Target
from bot.views import home_en, money, mrkdwn, progress, rights_cards
from bot.views import words_en as words
from bot.views.blocks import Rendered, button, buttons, context, message, section
from services.contracts.keys import Key
from services.contracts.posts import (
    ApplicationReceived,
    Applied,
    Decision,
    Question,
    QuestionReminder,
    Referred,
)


def applied(content: Applied) -> Rendered:
    """What was applied for with the form; the root of the application's thread."""
    text = home_en.applied(
        content.credit_id,
        amount=money.amount(content.amount),
        term=words.months(content.months),
    )
    return message(text, [section(f"*{text}*"), context(f"{home_en.FOLLOW} {words.AI_ANSWERS}")])


def received(content: ApplicationReceived) -> Rendered:
    """The application is in, and how far it has come."""
    text = (
        f"Your application {content.credit_id} for {money.amount(content.amount)} "
        f"over {words.months(content.months)} was received."
    )
    return message(
        f"{text} {progress.told(content.state)}",
        [
            section(f"*{text}*"),
            section(progress.line(content.state)),
            context(words.OUTCOME_HERE) if progress.undecided(content.state) else None,
            # A thread may begin with this card, and its first message has to say so.
            context(words.AI_ANSWERS),
        ],
    )


def question(content: Question) -> Rendered:
    """A question to the customer. Its button is there only while it waits for an answer."""
    who = "Our credit officer" if content.asked_by == "officer" else "The review"
    head = f"*{who} has a question about {content.credit_id}*"
    asked = section(f"{head}\n{mrkdwn.quote(mrkdwn.cut(content.text, 2000))}")
    text = f"A question about {content.credit_id}: {mrkdwn.escape(content.text)}"
    match content.state:
        case "open":
            target = Target(credit_id=content.credit_id, promise=Key(content.question))
            answer = button(
                words.ANSWER, action=names.QUESTION_ANSWER, target=target, style="primary"
            )
            until = f"Answer here or with the button, until {words.moment(content.until)}."
            return message(text, [asked, buttons(answer), context(until)])
        case "answered":
            answered = section(f"*Answered*\n{mrkdwn.quote(mrkdwn.cut(content.answer, 2000))}")
            return message(f"Answered: {text}", [asked, answered])
        case "closed":
            return message(f"Closed: {text}", [asked, context("This question is closed.")])


def reminder(content: QuestionReminder) -> Rendered:
    """The question is still open."""
    head = f"We still need your answer about {content.credit_id}."
    until = f"Without it the application expires: {words.moment(content.until)}."
    return message(
        f"{head} {until}",
        [
            section(f"*{head}*\n{mrkdwn.quote(mrkdwn.cut(content.text, 2000))}"),
            context(until),
        ],
    )


def decision(content: Decision) -> Rendered:
    """The end of an application without an offer, with the reasons where there are any."""
    text = _decision_text(content)
    reasons = "\n".join(f"• {rights_cards.reason(item)}" for item in content.reasons[:4])
    return message(
        text,
        [
            section(f"*{text}*"),
            section(f"Why:\n{reasons}") if reasons else None,
            context(words.AUTOMATED_DECISION) if content.automated else None,
            *_contest(content),
            rights_cards.asking(content.credit_id) if content.automated else None,
        ],
    )


def referred(content: Referred) -> Rendered:
    """People decide now."""
    text = f"Our credit officers now look at your application {content.credit_id}."
    return message(text, [section(f"*{text}*"), context("Their decision is posted here.")])


def _contest(content: Decision) -> Sequence[Block | None]:
    if content.contested:
        return [context(words.CONTESTED)]
    if not content.contest or content.until is None:
        return []
    target = Target(credit_id=content.credit_id, promise=Key(content.contest))
    line = f"You can contest this until {words.moment(content.until)}; a person then looks again."
    again = button(words.CONTEST, action=names.DECISION_CONTEST, target=target)
    return [buttons(again), context(line)]


def _decision_text(content: Decision) -> str:
    application = f"Your application {content.credit_id} for {money.amount(content.amount)}"
    match content.outcome:
        case "rejected":
            return f"{application} was not approved."
        case "withdrawn":
            return f"{application} was withdrawn, as you wished."
        case "expired":
            return f"{application} has expired{_EXPIRED[content.expired]}."


_EXPIRED = {
    "": "",
    "question": ": our question was not answered in time",
    "offer": ": the offer was not accepted in time",
    "referral": ": our officers could not decide in time",
    "contest": "",
}
