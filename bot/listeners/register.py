"""The tables of what the bot listens to, and their registration with Bolt.

The manifest names the same events and commands, the views the same actions and forms.
"""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot import names
from bot.listeners import (
    acting,
    applications,
    commands,
    desk_failures,
    home,
    loans,
    messages,
    my_data,
    offers,
    officers,
    questions,
    ratings,
    reminders,
    rights,
    turning_away,
)
from bot.listeners.parts import Parts
from bot.views import language

PATIENCE = 0.4
"""Seconds to ask who acts and reads, once in a while; Slack waits 3 for all of it."""

Listener = Callable[[Parts, dict[str, Any], AsyncAck], Awaitable[None]]

EVENTS: Mapping[str, Listener] = MappingProxyType(
    {
        "message": messages.hear,
        "app_mention": messages.hear,
        "app_home_opened": home.open_tab,
    }
)
COMMANDS: Mapping[str, Listener] = MappingProxyType({names.CREDIT_COMMAND: commands.answer})
ACTIONS: Mapping[str, Listener] = MappingProxyType(
    {
        names.CREDIT_APPLY: home.apply,
        names.HOME_ASK: home.ask,
        names.LOAN_SCHEDULE: home.show_schedule,
        names.OFFER_ACCEPT: offers.respond,
        names.OFFER_DECLINE: offers.respond,
        names.QUESTION_ANSWER: questions.open_form,
        names.DECISION_CONTEST: questions.open_contest,
        names.DECISION_WHY: rights.why,
        names.HUMAN_CALL: rights.call,
        names.HUMAN_TAKE: rights.take,
        names.REFERRAL_CLAIM: officers.claim,
        names.REFERRAL_HAND_OVER: officers.open_hand_over,
        names.REFERRAL_APPROVE: officers.approve,
        names.REFERRAL_CONDITIONS: officers.open_conditions,
        names.REFERRAL_REJECT: officers.open_reject,
        names.REFERRAL_ASK: officers.open_ask,
        names.REFERRAL_OPINION: officers.read_opinion,
        names.REPAYMENT_CONFIRM: loans.repay,
        names.REPAYMENT_CANCEL: loans.repay,
        names.LOAN_DIFFICULTIES: questions.open_difficulties,
        names.LOAN_WRITE_OFF: loans.write_off,
        names.ANSWER_RATE: ratings.rate,
        names.REMINDER_CANCEL: reminders.cancel,
        names.FAILURES_SEEN: desk_failures.see_to,
    }
)
VIEWS: Mapping[str, Listener] = MappingProxyType(
    {
        names.CREDIT_APPLY_FORM: applications.submit,
        names.QUESTION_ANSWER_FORM: questions.submit,
        names.DECISION_CONTEST_FORM: questions.contest,
        names.REFERRAL_HAND_OVER_FORM: officers.hand_over,
        names.REFERRAL_CONDITIONS_FORM: officers.approve_with,
        names.REFERRAL_REJECT_FORM: officers.reject,
        names.REFERRAL_ASK_FORM: officers.ask,
        names.DATA_FORGET_FORM: my_data.confirm,
        names.LOAN_DIFFICULTIES_FORM: questions.tell_difficulties,
    }
)


def register(app: AsyncApp, parts: Parts) -> None:
    """Let Bolt call every listener of the tables."""
    bolt = cast("Any", app)  # Bolt's decorators are untyped
    for table, way in (
        (EVENTS, bolt.event),
        (COMMANDS, bolt.command),
        (ACTIONS, bolt.action),
        (VIEWS, bolt.view),
    ):
        for name, listener in table.items():
            way(name)(_bound(listener, parts))


def _bound(listener: Listener, parts: Parts) -> Callable[..., Awaitable[None]]:
    async def heard(body: dict[str, Any], ack: AsyncAck) -> None:
        known = await parts.readers.known(acting.person(body), patience=PATIENCE)
        standing = turning_away.standing(parts, body, known.standing)
        with language.of(known.language):
            if standing in parts.served:
                await listener(parts, body, ack)
            else:
                await turning_away.answer(parts, body, ack, standing=standing)

    return heard
