"""What is suggested to a customer to write, in English: a part of `words_en`.

A click sends the message as the customer's own words, so none of them decides anything, and
none uses up what can be said only once.
"""

from typing import NamedTuple

from services.contracts.keys import CreditId


class Prompt(NamedTuple):
    """What the person sees, and what a click on it writes."""

    title: str
    message: str


ASK = "What can I do for you?"
ARREARS = "An instalment is overdue"
QUESTION = "We have a question for you"
OFFER = "Your offer waits for you"
RUNNING = "Your credit is running"
UNDER_WAY = "Your application is under way"
REJECTED = "Your application was rejected"

BALANCE = Prompt("My balance", "What is my balance?")
APPLY = Prompt("Apply for a credit", "I would like to apply for a credit.")
COST = Prompt("What a credit costs", "What would a credit of 1,000 EUR over 12 months cost?")
HUMAN = Prompt("Talk to a human", "I want to talk to a human.")


def owed(credit_id: CreditId) -> Prompt:
    return Prompt("What I owe", f"What do I still owe on {credit_id}?")


def schedule(credit_id: CreditId) -> Prompt:
    return Prompt("My schedule", f"Please show the schedule of {credit_id}.")


def repay(credit_id: CreditId) -> Prompt:
    return Prompt("Repay early", f"I would like to repay {credit_id} early.")


def question(credit_id: CreditId) -> Prompt:
    return Prompt("What you asked me", f"What is the open question about {credit_id}?")


def offer(credit_id: CreditId) -> Prompt:
    return Prompt("My offer", f"How does my offer for {credit_id} stand?")


def status(credit_id: CreditId) -> Prompt:
    return Prompt("How it stands", f"How does my application {credit_id} stand?")


def why(credit_id: CreditId, *, approved: bool) -> Prompt:
    outcome = "approved" if approved else "rejected"
    return Prompt("Why?", f"Why was {credit_id} {outcome}?")


def how_to_contest(credit_id: CreditId) -> Prompt:
    return Prompt("How to contest it", f"How can I contest the decision on {credit_id}?")
