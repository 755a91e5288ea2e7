"""Cards of an application for its customer: received, question, decision, referred. Pure."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot import names
from bot.identity import Target
from bot.views import (
    disclosure,
    home_words,
    language,
    money,
    mrkdwn,
    progress,
    rights_cards,
    words,
)
from bot.views import rights_words as rights
from bot.views.blocks import Rendered, button, buttons, context, message, section
from bot.views.language import N_, _
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
    wish = words.over(content.amount, content.months)
    text = home_words.applied(content.credit_id, wish=wish)
    return message(
        text, [section(f"*{text}*"), context(f"{disclosure.full()} {_(home_words.FOLLOW)}")]
    )


def received(content: ApplicationReceived) -> Rendered:
    """The application is in, and how far it has come."""
    text = _("Your application {credit_id} for {wish} was received.").format(
        credit_id=content.credit_id, wish=words.over(content.amount, content.months)
    )
    return message(
        f"{text} {progress.told(content.state)}",
        [
            section(f"*{text}*"),
            section(progress.line(content.state)),
            context(_(words.OUTCOME_HERE)) if progress.undecided(content.state) else None,
            # A thread may begin with this card, and its first message has to say so.
            context(disclosure.full()),
        ],
    )


def question(content: Question) -> Rendered:
    """A question to the customer. Its button is there only while it waits for an answer."""
    if content.asked_by == "officer":
        head = _("Our credit officer has a question about {credit_id}")
    else:
        head = _("The review has a question about {credit_id}")
    text = head.format(credit_id=content.credit_id)
    asked = section(f"*{text}*\n{mrkdwn.quote(mrkdwn.cut(content.text, 2000))}")
    match content.state:
        case "open":
            target = Target(credit_id=content.credit_id, promise=Key(content.question))
            answer = button(
                _(words.ANSWER), action=names.QUESTION_ANSWER, target=target, style="primary"
            )
            until = _("Answer here or with the button, until {moment}.").format(
                moment=language.moment(content.until)
            )
            return message(text, [asked, buttons(answer), context(until)])
        case "answered":
            said = mrkdwn.quote(mrkdwn.cut(content.answer, 2000))
            answered = section(f"*{_(words.ANSWERED)}*\n{said}")
            return message(text, [asked, answered])
        case "closed":
            return message(text, [asked, context(_(words.QUESTION_CLOSED))])


def reminder(content: QuestionReminder) -> Rendered:
    """The question is still open."""
    head = _("We still need your answer about {credit_id}.").format(credit_id=content.credit_id)
    until = _("Without it the application expires: {moment}.").format(
        moment=language.moment(content.until)
    )
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
            section(f"{_(words.WHY)}\n{reasons}") if reasons else None,
            context(_(words.AUTOMATED_DECISION)) if content.automated else None,
            *_contest(content),
            *_stopped(content),
            rights_cards.asking(content.credit_id) if content.automated else None,
        ],
    )


def referred(content: Referred) -> Rendered:
    """People decide now."""
    text = _("Our credit officers now look at your application {credit_id}.").format(
        credit_id=content.credit_id
    )
    return message(text, [section(f"*{text}*")])


def _contest(content: Decision) -> Sequence[Block | None]:
    if content.contested:
        return [context(_(words.CONTESTED))]
    if not content.contest or content.until is None:
        return []
    target = Target(credit_id=content.credit_id, promise=Key(content.contest))
    line = rights.contest_until(language.moment(content.until))
    again = button(_(words.CONTEST), action=names.DECISION_CONTEST, target=target)
    return [buttons(again), context(line)]


def _stopped(content: Decision) -> Sequence[Block | None]:
    if content.outcome != "aborted":
        return []
    return [
        section(_(words.NOTHING_OWED)),
        buttons(
            button(_(words.APPLY_AGAIN), action=names.CREDIT_APPLY, style="primary"),
            rights_cards.human(content.credit_id),
        ),
    ]


def _decision_text(content: Decision) -> str:
    expired = content.outcome == "expired"
    said = _(_EXPIRED[content.expired] if expired else _ENDED[content.outcome])
    return said.format(credit_id=content.credit_id, amount=money.amount(content.amount))


_ENDED = {
    "rejected": N_("Your application {credit_id} for {amount} was not approved."),
    "withdrawn": N_("Your application {credit_id} for {amount} was withdrawn, as you wished."),
    "aborted": N_(
        "Something went wrong on our side, so we had to stop your application {credit_id} for "
        "{amount}. We are sorry."
    ),
}
_EXPIRED = {
    "": N_("Your application {credit_id} for {amount} has expired."),
    "question": N_(
        "Your application {credit_id} for {amount} has expired: our question was not answered in "
        "time."
    ),
    "offer": N_(
        "Your application {credit_id} for {amount} has expired: the offer was not accepted in time."
    ),
    "referral": N_(
        "Your application {credit_id} for {amount} has expired: our officers could not decide in "
        "time."
    ),
    "contest": N_("Your application {credit_id} for {amount} has expired."),
}
