"""What is suggested to a customer to write: a part of `words`.

A click sends the message as the customer's own words, so none of them decides anything, and
none uses up what can be said only once.
"""

from typing import NamedTuple

from bot.views.language import N_, _
from services.contracts.keys import CreditId


class Prompt(NamedTuple):
    """What the person sees, and what a click on it writes."""

    title: str
    message: str


ASK = N_("What can I do for you?")
ARREARS = N_("An instalment is overdue")
QUESTION = N_("We have a question for you")
OFFER = N_("Your offer waits for you")
RUNNING = N_("Your credit is running")
UNDER_WAY = N_("Your application is under way")
REJECTED = N_("Your application was rejected")


def balance() -> Prompt:
    return Prompt(_("My balance"), _("What is my balance?"))


def apply() -> Prompt:
    return Prompt(_("Apply for a credit"), _("I would like to apply for a credit."))


def cost() -> Prompt:
    return Prompt(
        _("What a credit costs"), _("What would a credit of 1,000 EUR over 12 months cost?")
    )


def human() -> Prompt:
    return Prompt(_("Talk to a human"), _("I want to talk to a human."))


def owed(credit_id: CreditId) -> Prompt:
    return _about(credit_id, _("What I owe"), _("What do I still owe on {credit_id}?"))


def schedule(credit_id: CreditId) -> Prompt:
    return _about(credit_id, _("My schedule"), _("Please show the schedule of {credit_id}."))


def repay(credit_id: CreditId) -> Prompt:
    return _about(credit_id, _("Repay early"), _("I would like to repay {credit_id} early."))


def question(credit_id: CreditId) -> Prompt:
    asked = _("What is the open question about {credit_id}?")
    return _about(credit_id, _("What you asked me"), asked)


def offer(credit_id: CreditId) -> Prompt:
    return _about(credit_id, _("My offer"), _("How does my offer for {credit_id} stand?"))


def status(credit_id: CreditId) -> Prompt:
    return _about(credit_id, _("How it stands"), _("How does my application {credit_id} stand?"))


def why(credit_id: CreditId, *, approved: bool) -> Prompt:
    asked = _("Why was {credit_id} approved?") if approved else _("Why was {credit_id} rejected?")
    return _about(credit_id, _("Why?"), asked)


def how_to_contest(credit_id: CreditId) -> Prompt:
    asked = _("How can I contest the decision on {credit_id}?")
    return _about(credit_id, _("How to contest it"), asked)


def _about(credit_id: CreditId, title: str, message: str) -> Prompt:
    return Prompt(title, message.format(credit_id=credit_id))
