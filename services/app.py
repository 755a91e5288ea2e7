"""The services' composition root: settings in, the Restate endpoint out."""

import restate
from restate.server_types import RestateAppT

from services.account import handlers as account_handlers
from services.admin import Admin
from services.agent import patience
from services.agent.model import Model
from services.audit import handlers as audit_handlers
from services.budget import daily
from services.budget import handlers as budget_handlers
from services.contracts import journal
from services.contracts.money import Money
from services.contracts.session import Place
from services.credit import handlers as credit_handlers
from services.credit.case import Desk
from services.desk import agents
from services.desk import handlers as desk_handlers
from services.help import handlers as help_handlers
from services.holdings import handlers as holdings_handlers
from services.ingress import Ingress
from services.loan import handlers as loan_handlers
from services.loan.arrears import LateTerms
from services.loan.calendar import Calendar
from services.office import Office
from services.referrals import handlers as referral_handlers
from services.reminders import handlers as reminder_handlers
from services.review import agent as review_agent
from services.review import classifier, policy
from services.session import handlers as session_handlers
from services.settings import Settings
from services.switch import handlers as switch_handlers
from services.watch import handlers as watch_handlers
from services.watch.looking import Watcher


def watcher(settings: Settings) -> Watcher:
    """Who looks, beside the handlers, whether all work gets on."""
    return Watcher(
        admin=Admin(settings.admin_url),
        ingress=Ingress(settings.ingress_url, settings.journal_keys),
        every=settings.watch_every,
    )


def model(settings: Settings) -> Model:
    """The model that the agents ask; whoever serves them closes it."""
    return Model(
        api_key=settings.api_key,
        base_url=settings.base_url,
        name=settings.model,
        timeout=settings.model_timeout,
    )


def build(settings: Settings, asked: Model) -> RestateAppT:
    """The ASGI application, whose agents ask that model.

    Raises `policy.PolicyError` when the policy file can't be used.
    """
    rules = policy.load(settings.policy_file)
    front, acting = agents.build(rules)
    reviewer, sorter = review_agent.AGENT, classifier.AGENT
    limits = account_handlers.Limits(
        most_open=rules.exposure.max_open_applications,
        most_owed=Money(minor=rules.exposure.max_total, currency=rules.product.currency),
        zone=settings.zone,
    )
    budget = daily.Limits(
        turns=settings.daily_turns,
        model_calls=settings.daily_model_calls,
        tokens=settings.daily_tokens,
    )
    sessions = session_handlers.Parts(
        agents={agent.name: agent for agent in (front, acting, reviewer, sorter)},
        front=front.name,
        workers={"review": reviewer.name, "classify": sorter.name},
        model=asked,
        model_name=settings.model,
        zone=settings.zone,
        patience=patience.Terms(settings.longer_after, settings.answer_within),
        retention=settings.retention,
        served=settings.served,
        ingress=Ingress(settings.ingress_url, settings.journal_keys),
    )
    desk = Desk(
        policy=rules,
        officers=settings.officers,
        officers_room=settings.officers_room,
        approvals_room=settings.approvals_room,
        zone=settings.zone,
    )
    office = Office(officers=settings.officers, place=Place(room=settings.officers_room))
    loans = loan_handlers.Parts(
        calendar=Calendar(zone=settings.zone, month=settings.month),
        late=LateTerms(
            annual_rate=rules.product.late_annual_rate, grace_days=rules.timers.grace_days
        ),
        minimum_instalment=rules.product.minimum_instalment,
        office=office,
    )
    calls = help_handlers.Parts(
        office=office,
        remind_after=rules.timers.referral_claim,
        remind_last_after=rules.timers.referral_escalation,
        retention=settings.retention,
    )
    built = [
        session_handlers.build(sessions),
        account_handlers.build(limits),
        budget_handlers.build(budget),
        desk_handlers.build(desk_handlers.Parts(rules=rules, zone=settings.zone)),
        credit_handlers.build(desk),
        loan_handlers.build(loans),
        audit_handlers.build(settings.officers),
        help_handlers.build(calls),
        referral_handlers.build(settings.officers),
        reminder_handlers.build(settings.zone),
        holdings_handlers.build(),
        switch_handlers.build(office),
        watch_handlers.build(Place(room=settings.ops_room), office),
    ]
    for each in built:
        each.inactivity_timeout = settings.suspend_after
    journal.guarded(settings.journal_keys, built)
    journal.addressed(built)
    journal.heard(built)
    return restate.app(
        services=built,
        protocol="bidi",
        identity_keys=list(settings.identity_keys),
        journal_value_codec=journal.codec(settings.journal_keys),
    )
