"""From what the services post to what Slack shows: the one list of all kinds. Pure."""

from typing import assert_never

from bot.views import (
    application_cards,
    data_cards,
    data_file,
    failures_card,
    human_cards,
    loan_cards,
    offer_card,
    offer_document,
    officer_cards,
    referral_chart,
    reminder_card,
    repayment_card,
    reply,
    rights_cards,
    statement,
    task_cards,
    trouble_card,
)
from bot.views.blocks import Rendered
from services.contracts import holdings, posts


def render(content: posts.Content) -> Rendered:  # noqa: C901, PLR0911, PLR0912 - a list of all kinds
    """The message for this content, within Slack's limits."""
    match content:
        case posts.Reply():
            return reply.view(content)
        case posts.Sentence():
            return reply.sentence(content)
        case posts.ReminderDue():
            return reminder_card.due(content)
        case posts.DecisionExplained():
            return rights_cards.explained(content)
        case posts.HumanCalled():
            return human_cards.called(content)
        case posts.HumanComing():
            return human_cards.coming(content)
        case posts.HumanWanted():
            return human_cards.wanted(content)
        case posts.HumanAwaited():
            return human_cards.awaited(content)
        case holdings.PersonalData():
            return data_file.view(content)
        case holdings.DataForgotten():
            return data_cards.forgotten(content)
        case posts.Offer():
            return offer_card.view(content)
        case posts.OfferDocument():
            return offer_document.view(content)
        case posts.Applied():
            return application_cards.applied(content)
        case posts.ApplicationReceived():
            return application_cards.received(content)
        case posts.Question():
            return application_cards.question(content)
        case posts.QuestionReminder():
            return application_cards.reminder(content)
        case posts.Decision():
            return application_cards.decision(content)
        case posts.Referred():
            return application_cards.referred(content)
        case posts.Disbursed():
            return loan_cards.disbursed(content)
        case posts.InstalmentCollected():
            return loan_cards.collected(content)
        case posts.InstalmentMissed():
            return loan_cards.missed(content)
        case posts.LoanClosed():
            return loan_cards.closed(content)
        case posts.RepaymentOffered():
            return repayment_card.view(content)
        case posts.LoanSchedule():
            return statement.schedule(content)
        case posts.OfficersReminder():
            return officer_cards.reminder(content)
        case posts.NobodyMayDecide():
            return officer_cards.nobody(content)
        case posts.ApplicationAborted():
            return officer_cards.aborted(content)
        case posts.SwitchTurned():
            return officer_cards.switch_turned(content)
        case posts.ApprovalNotice():
            return officer_cards.approval(content)
        case posts.Referral():
            return officer_cards.referral(content)
        case posts.ReferralChart():
            return referral_chart.view(content)
        case posts.OfficersTask():
            return task_cards.task(content)
        case posts.HardshipReported():
            return task_cards.hardship(content)
        case posts.DeskFailures():
            return failures_card.view(content)
        case posts.DeskTrouble():
            return trouble_card.view(content)
        case posts.RoomShut():
            return trouble_card.room_shut(content)
        case _:
            assert_never(content)
