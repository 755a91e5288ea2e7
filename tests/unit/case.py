"""Short ways to write a person, a thread and an application down in a test."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from services.contracts.credit import Application, ApplicationView, Awaiting
from services.contracts.keys import CreditId, Key, PersonKey, RoomKey, ThreadKey
from services.contracts.lending import CreditState, Terms
from services.contracts.money import Money
from services.contracts.posts import OfferDocument
from services.contracts.session import Place
from services.credit import offer
from services.review import policy
from services.settings import POLICY

ALICE = PersonKey("T0DESK.U0ALICE")
BOB = PersonKey("T0DESK.U0BOB")
OLIVIA = PersonKey("T0DESK.U0OLIVIA")
OMAR = PersonKey("T0DESK.U0OMAR")
THREAD = ThreadKey("T0DESK.D0ALICE.1700000000.000100")
PLACE = Place(room=RoomKey("T0DESK.D0ALICE"), thread=Key("1700000000.000100"))
CREDIT = CreditId("CR-AAAAAAAA")
OTHER = CreditId("CR-BBBBBBBB")
TODAY = date(2026, 1, 31)
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
UNTIL = datetime(2026, 2, 7, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
RULES = policy.load(POLICY)


def money(minor: int) -> Money:
    return Money(minor=minor)


def application(credit_id: CreditId = CREDIT) -> Application:
    """1,000.00 over 12 months, by Alice."""
    return Application(
        credit_id=credit_id,
        customer=ALICE,
        thread=THREAD,
        place=PLACE,
        amount=money(1000_00),
        months=12,
        submitted_at=NOW,
    )


def view(state: CreditState, awaiting: Awaiting | None = None) -> ApplicationView:
    return ApplicationView(application=application(), state=state, awaiting=awaiting)


def terms(*, amount: int = 1000_00, months: int = 12, start: date = TODAY) -> Terms:
    """What the desk offers: 6 % a year, no fee."""
    return offer.terms(RULES, amount=amount, months=months, start=start)


def document(*, amount: int = 1000_00, months: int = 12) -> OfferDocument:
    """The copy of an automatic offer, made today."""
    offered = terms(amount=amount, months=months)
    return OfferDocument(
        credit_id=CREDIT,
        version=1,
        offered_on=TODAY,
        until=UNTIL,
        automated=True,
        terms=offered,
        lines=offer.lines(offered, start=TODAY),
    )


def at_no_interest() -> policy.Policy:
    """The desk's policy, but for 0 % a year."""
    product = RULES.product.model_copy(update={"annual_rate": Decimal(0)})
    return RULES.model_copy(update={"product": product})
