"""Asking the customer: a message in the thread and a durable promise for the answer."""

from typing import Literal

from services import durable
from services.contracts import posts, session
from services.contracts.credit import Answer, Awaiting
from services.credit.case import Case, Lapsed
from services.credit.withdrawal import Withdrawn


async def ask(case: Case, text: str, *, asked_by: Literal["review", "officer"]) -> str:
    """The customer's answer, verbatim. Uses up one round.

    Raises `Lapsed` at the deadline and `Withdrawn`; the application then ends.
    """
    timers = case.desk.policy.timers
    case.rounds_left -= 1
    name = f"answer.{timers.question_rounds - case.rounds_left}"
    until = await durable.now(case.ctx) + timers.question_deadline
    credit_id = case.application.credit_id
    question = session.OpenQuestion(credit_id=credit_id, question=name, text=text)
    card = posts.Question(
        credit_id=credit_id, question=name, text=text, asked_by=asked_by, until=until
    )

    asked = session.Note(text=f"asked about {credit_id}: {text}", opened=question)

    def remind(number: int) -> None:
        reminder = posts.QuestionReminder(credit_id=credit_id, text=text, until=until)
        case.post(f"{name}.reminder.{number}", reminder, asked)

    awaiting = Awaiting(kind="answer", name=name, text=text, until=until, asked_by=asked_by)
    asker = "agent" if asked_by == "review" else "officer"
    await case.move("info_requested", by=asked_by, role=asker, awaiting=awaiting)
    case.record("question.asked", by=asked_by, role=asker, inputs=text, details=name)
    case.post(name, card, asked)
    case.note(asked.text, openly=f"asked about {credit_id}, the customer alone", opened=question)
    try:
        answer = await case.wait(
            name,
            Answer,
            lapse=Lapsed("question"),
            deadline=timers.question_deadline,
            reminders=timers.question_reminders,
            remind=remind,
        )
    except (Lapsed, Withdrawn):
        over = _over(f"closed the question about {credit_id}", question)
        case.show(name, card.model_copy(update={"state": "closed"}), over)
        case.note(over.text, openly=over.openly, closed=question)
        raise
    over = _over(f"got the answer about {credit_id}", question)
    case.show(name, card.model_copy(update={"state": "answered", "answer": answer.text}), over)
    case.record(
        "question.answered", by=answer.by, role="customer", inputs=answer.text, details=name
    )
    case.note(over.text, openly=over.openly, closed=question)
    return answer.text


def _over(said: str, question: session.OpenQuestion) -> session.Note:
    """For the thread, and for wherever the question's card was put: it is open no more."""
    return session.Note(text=said, openly=said, closed=question)
