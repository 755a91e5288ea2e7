"""Whether each application was decided once, by those who must, and each cent moved once. Pure."""

from collections import Counter
from collections.abc import Iterator

from bot import names
from services.contracts.audit import Chain
from services.contracts.credit import ApplicationView
from services.contracts.keys import CreditId, PersonKey
from services.loan import book
from tests.faults import plan, record
from tests.faults.final import Final
from tests.faults.findings import Violation
from tests.faults.record import Record

DECISIONS = ("application.approved", "application.rejected")
ONCE = (*DECISIONS, "application.accepted", "application.withdrawn", "loan.disbursed")


def decided_once(noted: Record, final: Final) -> Iterator[Violation]:
    """One decision, by as many as the amount asks for; accepted or declined by its owner alone."""
    told = {post.mark for post in noted.posts}
    for credit, view in final.applications.items():
        if f"p:{credit}.received" not in told:
            yield Violation("lost", f"the receipt of {credit}", credit)
        yield from _decided(credit, view, final.chains[credit])
        yield from _responded(noted, credit, view, final.chains[credit])


def _decided(credit: CreditId, view: ApplicationView, chain: Chain) -> Iterator[Violation]:
    events = Counter(link.event.what for link in chain.links)
    if chain.broken is not None:
        yield Violation("audit broken", f"{credit} at link {chain.broken}", credit)
    for what in ONCE:
        if events[what] > 1:
            yield Violation("decided twice", f"{credit}: {what} {events[what]} times", credit)
    made = sum(events[what] for what in DECISIONS)
    if made != 1 and not events["application.withdrawn"]:
        yield Violation("undecided", f"{credit} is {view.state}, decisions: {made}", credit)
    euros = view.application.amount.minor // 100
    needed = (euros > plan.AUTOMATIC) + (euros > plan.ONE_OFFICER)
    deciders = {each for each in view.decided_by.split(", ") if each.startswith(record.TEAM)}
    if events["application.approved"] and len(deciders) < needed:
        by = view.decided_by
        yield Violation("past the mandate", f"{credit} over {euros} EUR by {by}", credit)


def _responded(
    noted: Record, credit: CreditId, view: ApplicationView, chain: Chain
) -> Iterator[Violation]:
    owner = view.application.customer.partition(".")[2]
    clicked = {
        click.action
        for click in noted.clicks
        if click.user == owner and click.value.startswith(f"{credit}|")
    }
    events = {link.event.what for link in chain.links}
    for event, action in (
        ("application.accepted", names.OFFER_ACCEPT),
        ("application.withdrawn", names.OFFER_DECLINE),
    ):
        if event in events and action not in clicked:
            yield Violation("not the owner's", f"{credit}: {event} without a click", credit)
    if events >= {"application.accepted", "application.withdrawn"}:
        yield Violation("decided twice", f"{credit} was accepted and withdrawn", credit)


def moved_once(final: Final) -> Iterator[Violation]:
    """Each transfer is booked once, each loan of an accepted offer paid out and paid back."""
    for person, bookings in final.bookings.items():
        for name, times in Counter(booking.id for booking in bookings).items():
            if times > 1:
                what, credit = f"{name} {times} times for {person}", name.partition(".")[0]
                yield Violation("booked twice", what, credit)
    accepted = {c for c, view in final.applications.items() if view.state == "accepted"}
    for credit in accepted | final.loans.keys():
        found = final.loans.get(credit)
        if found is None:
            yield Violation("not paid out", f"{credit} was accepted", credit)
        else:
            yield from _paid_back(credit, found, final)


def _paid_back(credit: CreditId, of: book.Loan, final: Final) -> Iterator[Violation]:
    booked = {b.id for b in final.bookings[of.application.customer]}
    due = {f"{credit}.disbursement", *(f"{credit}.instalment.{n + 1}" for n in range(of.paid))}
    if missing := due - booked:
        yield Violation("not booked", f"{sorted(missing)}", credit)
    collected = {name for name in booked if name.startswith(f"{credit}.instalment.")}
    if unknown := collected - due:
        yield Violation("booked, but not by the loan", f"{sorted(unknown)}", credit)
    if of.state != "closed":
        yield Violation("not paid back", f"{credit} is {of.state}, {of.paid} paid", credit)


def balanced(final: Final) -> Iterator[Violation]:
    """Balances equal their entries and sum to zero; nothing is owed when all is paid back."""
    for person, head in final.heads.items():
        sums: Counter[str] = Counter()
        for booking in final.bookings[person]:
            for leg in booking.legs:
                sums[leg.account] += leg.minor
        tallies = {tally.account: tally.minor for tally in head.tallies}
        wrong = {name: minor for name, minor in tallies.items() if minor != sums[name]}
        if wrong or sum(tallies.values()):
            yield Violation("out of balance", f"{person}: {tallies}, entries {dict(sums)}", person)
        if tallies["loans"] and not _owes(person, final):
            what = f"{person} owes {-tallies['loans']} with all loans closed"
            yield Violation("out of balance", what, person)


def shown(noted: Record, final: Final) -> Iterator[Violation]:
    """Everything that happened to a credit was told in its thread."""
    told = {post.mark for post in noted.posts}
    for credit, of in final.loans.items():
        marks = [f"p:{credit}.disbursed"]
        marks += [f"p:{credit}.instalment.{n + 1}" for n in range(_collected(credit, of, final))]
        marks += [f"p:{credit}.closed"] if of.state == "closed" else []
        for mark in marks:
            if mark not in told:
                yield Violation("lost", f"the post {mark}", credit)
    for credit, view in final.applications.items():
        # A fault's end is told by another hand than the workflow's, under a name of its own.
        ends = {"withdrawn": "decision", "expired": "decision", "aborted": "aborted"}
        end = ends.get(view.state)
        if end and f"p:{credit}.{end}" not in told:
            yield Violation("lost", f"the post of the decision on {credit}", credit)


def _owes(person: PersonKey, final: Final) -> bool:
    own = (of for of in final.loans.values() if of.application.customer == person)
    return any(of.state != "closed" for of in own)


def _collected(credit: CreditId, of: book.Loan, final: Final) -> int:
    prefix = f"{credit}.instalment."
    return sum(b.id.startswith(prefix) for b in final.bookings[of.application.customer])
