"""Whatever policy is accepted carries an application from its start to its payout.

What is not is refused by the line that is to be mended, and never in another way.
"""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from bot.views import render
from services.account import handlers as account
from services.account import index
from services.contracts import posts
from services.contracts.account import Credits
from services.contracts.credit import Claim
from services.contracts.lending import Terms
from services.contracts.loan import LoanOpening
from services.contracts.money import Money
from services.credit import offer
from services.credit.deadlines import Deadlines
from services.desk import refusals
from services.loan import book
from services.loan import handlers as loans
from services.loan.arrears import LateTerms
from services.loan.calendar import Calendar
from services.review import metrics, policy
from tests.unit.case import ALICE, BERLIN, CREDIT, OLIVIA, application, money
from tests.unit.feed import TODAY, plain_months
from tests.unit.kept import Kept
from tests.unit.loan_world import PARTS, FakeLoan
from tests.unit.test_policy import FILE, changed

NOW = datetime(2028, 2, 29, 12, tzinfo=UTC)
"""A day that few years have."""
RICH = 100_000_000_00
"""What somebody earns a month whom every policy has to pass."""
LONGEST_NUMBER = "9" * 5000


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ('currency = "EUR"', 'currency = "USD"', '8: product.currency: must be "EUR"'),
        ('currency = "EUR"', 'currency = "XXX"', '8: product.currency: must be "EUR"'),
        ('"P14D"', '"P99999999D"', "47: timers.offer_validity: must be from"),
        ('"P14D"', '"P9999999999D"', "47: timers.offer_validity: "),
        ('"P14D"', '"P100Y"', "47: timers.offer_validity: "),
        ('"P14D"', '"P1M"', "47: timers.offer_validity: must be from"),
        ('"P14D"', '"P367D"', "47: timers.offer_validity: must be from"),
        ('"P14D"', '"PT0.001S"', "47: timers.offer_validity: must be from"),
        ('"P14D"', '"-P1D"', "47: timers.offer_validity: must be an ISO 8601 duration"),
        ('"P14D"', '"P-1D"', "47: timers.offer_validity: "),
        ('contest_window = "P30D"', 'contest_window = "P9000D"', "51: timers.contest_window: "),
        ('deadline = "P7D"', 'deadline = "P800D"', "45: timers.question_deadline: must be from"),
        ('["P2D", "P5D"]', '["PT0.5S", "P5D"]', "44: timers.question_reminders: must be from"),
        ("grace_days = 3", "grace_days = 36500", "52: timers.grace_days: must be from 0 to 60"),
        ("question_rounds = 2", "question_rounds = 1000000", "46: timers.question_rounds: must"),
        ("_days = 90", "_days = 99999999999", "40: thresholds.payday_refer_within_days: must"),
        ("applications = 3", f"applications = {10**30}", "20: exposure.max_open_applications: "),
        (
            "applications = 3",
            f"applications = {LONGEST_NUMBER}",
            "20: is not TOML that can be read",
        ),
        ('maximum_amount = "25000.00"', 'maximum_amount = "999999999999.00"', "10: product.maxim"),
        ('max_total = "25000.00"', 'max_total = "99.99"', "19: exposure.max_total: must be at"),
        ('minimum_instalment = "1.00"', 'minimum_instalment = "40.00"', "9 and 11 and 16: product"),
        ('\nannual_rate = "6"', '\nannual_rate = "100"', "12 and 13: product: a debt at annual"),
        ('income_fail_above = "50"', 'income_fail_above = "100"', "34: thresholds.debt_to_income"),
        ('disposable_fail_below = "0.00"', 'disposable_fail_below = "9999999.00"', "36 and 38: "),
        ('below_share = "5"', 'below_share = "100"', "37: thresholds.disposable_refer_below_sha"),
        ('payment_to_income_refer_above = "20"', 'payment_to_income_refer_above = "0"', "35: "),
        ('version = "1"', f'version = "{"v" * 61}"', "5: version: must be a name of at most"),
        ('version = "1"', 'version = "\\u0007"', "5: version: must be a name of at most"),
    ],
)
def test_what_no_desk_could_work_with_is_refused_by_line(
    tmp_path: Path, old: str, new: str, refusal: str
) -> None:
    file = changed(tmp_path, old, new)
    with pytest.raises(policy.PolicyError) as refused:
        policy.load(file)
    assert str(refused.value).startswith(f"{file}: line {refusal}")
    assert str(refused.value).count("line ") == 1, "one sentence for one mistake"


def test_bytes_that_are_no_text_are_refused_by_line(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_bytes(b"# one\nversion = \xff")
    with pytest.raises(policy.PolicyError, match="line 2: is not TOML: it is no UTF-8 text"):
        policy.load(file)


def test_brackets_without_end_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("version = '1'\nx = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(policy.PolicyError, match="line 2: is not TOML"):
        policy.load(file)


AMOUNTS = st.sampled_from(
    ["0.00", "0.01", "0.50", "1.00", "99.99", "100.00", "5000.00", "25000.00"]
) | st.sampled_from(["9999999.99", "10000000.01", "100000000.00", "999999999999.99"])
PERCENTS = st.sampled_from(["0", "0.0001", "0.5", "1", "6", "9.9", "20", "35", "50", "99.9999"])
MONTHS = st.sampled_from([1, 2, 3, 12, 60, 120, 599, 600, 601])
COUNTS = st.sampled_from([0, 1, 2, 3, 10, 11, 60, 61, 366, 1000, 10**6, 10**30])
TIMES = st.sampled_from(
    ["PT1S", "PT4H", "P1D", "P2D", "P2W", "P30D", "P366D", "P1DT2H3M4S"]
) | st.sampled_from(["PT0S", "PT0.1S", "P1M", "P1Y", "P367D", "P99999999D", "P", "PT"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "currency": st.sampled_from(["EUR", "USD", "JPY"]),
    **dict.fromkeys(["minimum_amount", "maximum_amount", "fee", "minimum_instalment"], AMOUNTS),
    **dict.fromkeys(["max_total", "automatic", "one_officer"], AMOUNTS),
    **dict.fromkeys(["disposable_refer_below", "disposable_fail_below"], AMOUNTS),
    **dict.fromkeys(["minimum_months", "maximum_months"], MONTHS),
    **dict.fromkeys(["annual_rate", "late_annual_rate", "disposable_refer_below_share"], PERCENTS),
    **dict.fromkeys(["debt_to_income_refer_above", "debt_to_income_fail_above"], PERCENTS),
    **dict.fromkeys(["payment_to_income_refer_above", "gambling_share_refer_above"], PERCENTS),
    "unclassified_share_refer_above": PERCENTS,
    **dict.fromkeys(["max_open_applications", "payday_refer_within_days"], COUNTS),
    **dict.fromkeys(["question_rounds", "grace_days"], COUNTS),
    "months": st.sampled_from([0, 1, 3, 12, 13]),
    "question_reminders": st.lists(TIMES, max_size=3),
    **dict.fromkeys(["question_deadline", "offer_validity", "contest_window"], TIMES),
    **dict.fromkeys(["referral_claim", "referral_escalation", "referral_deadline"], TIMES),
}
CHANGES = st.lists(st.sampled_from(sorted(VALUES)), unique=True, max_size=5).flatmap(
    lambda names: st.fixed_dictionaries({name: VALUES[name] for name in names})
)


@settings(
    max_examples=200,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(changes={"currency": "USD"})
@example(changes={"offer_validity": "P99999999D"})
@example(changes={"fee": "99.99", "minimum_months": 1})
@example(changes={"maximum_months": 600, "annual_rate": "9.1"})
@example(changes={"automatic": "0.00", "one_officer": "0.00", "question_rounds": 0})
@given(changes=CHANGES)
def test_whatever_is_accepted_carries_an_application_to_its_payout(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    """The smallest for the shortest time, and the largest for the longest."""
    file = tmp_path / "policy.toml"
    file.write_text(written(changes), encoding="utf-8")
    rules = read(file)
    event("accepted" if isinstance(rules, policy.Policy) else "refused")
    if isinstance(rules, str):
        assert re.match(rf"{re.escape(str(file))}: line \d+( and \d+)*: ", rules)
        return
    product = rules.product
    largest = min(product.maximum_amount, rules.exposure.max_total)
    asyncio.run(carry(rules, amount=product.minimum_amount, months=product.minimum_months))
    asyncio.run(carry(rules, amount=largest, months=product.maximum_months))


def read(file: Path) -> policy.Policy | str:
    """The policy, or why it is refused."""
    try:
        return policy.load(file)
    except policy.PolicyError as refusal:
        return str(refusal)


def written(changes: dict[str, Any]) -> str:
    """The shipped file with other values."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    named = [(line.partition(" = ")[0], line) for line in lines]
    return "\n".join(
        f"{name} = {changes[name]!r}" if name in changes else line for name, line in named
    )


async def carry(rules: policy.Policy, *, amount: int, months: int) -> None:
    """One application: entered, judged, asked about, referred, offered, accepted, paid out."""
    asked = money(amount)
    today = NOW.astimezone(BERLIN).date()
    assert refusals.check(rules, amount=amount, months=months, today=today) is None
    most = Money(minor=rules.exposure.max_total, currency=rules.product.currency)
    entry = application().model_copy(update={"amount": asked, "months": months})
    limits = account.Limits(rules.exposure.max_open_applications, most, BERLIN)
    nothing = Credits(items=())
    assert index.admitted(nothing, entry, most_open=limits.most_open, most_owed=most).admitted
    terms = offer.terms(rules, amount=amount, months=months, start=today)
    judged(rules, terms)
    policy.mandate(rules, amount)
    waited(rules)
    shown(terms, until=NOW + rules.timers.offer_validity, today=today)
    await paid_out(rules, terms, limits)


def judged(rules: policy.Policy, terms: Terms) -> None:
    """Not everybody fails, and not nobody: who is rich is not rejected, who can't pay is."""

    def verdict(*, income: int, debt: int) -> str:
        measured = metrics.compute(
            plain_months(income=income, debt=debt),
            today=TODAY,
            months=3,
            instalment=terms.instalment.minor,
        )
        policy.figures(measured, rules)
        return policy.assess(measured, rules).outcome

    assert verdict(income=RICH, debt=0) == "pass"
    assert verdict(income=1000_00, debt=1000_00) == "fail"


def waited(rules: policy.Policy) -> None:
    """Every deadline is a moment that exists, after now, and what reminds of it comes before."""
    timers = rules.timers
    for span in (timers.question_deadline, timers.offer_validity, timers.contest_window):
        assert NOW < NOW + span < NOW + timedelta(days=370)
    assert all(each < timers.question_deadline for each in timers.question_reminders)
    deadlines = Deadlines(opened=NOW, timers=timers, zone=BERLIN)
    claim = Claim(by=OLIVIA, since=NOW, until=deadlines.lapse(NOW))
    for each in (None, claim):
        for reminder in deadlines.reminders(claim=each, voted=False, after=NOW):
            assert NOW < reminder.at < deadlines.end


def shown(terms: Terms, *, until: datetime, today: date) -> None:
    """The offer's card, as Slack takes it; its document is as long as the term."""
    card = posts.Offer(credit_id=CREDIT, offer="offer.1", terms=terms, automated=True, until=until)
    assert render.render(card).text
    assert len(offer.lines(terms, start=today)) == terms.months


class Bank(Kept):
    """Alice's account as it is stored."""

    def key(self) -> str:
        return ALICE

    async def time(self) -> float:
        return NOW.timestamp()


async def paid_out(rules: policy.Policy, terms: Terms, limits: account.Limits) -> None:
    """The loan opens, what it orders is booked, and its first instalment has a time."""
    loan, parts = (
        FakeLoan(now=NOW),
        loans.Parts(
            calendar=Calendar(zone=BERLIN),
            late=LateTerms(
                annual_rate=rules.product.late_annual_rate, grace_days=rules.timers.grace_days
            ),
            minimum_instalment=rules.product.minimum_instalment,
            office=PARTS.office,
        ),
    )
    applied = application().model_copy(update={"amount": terms.amount, "months": terms.months})
    await loans.disburse(loan.context(), LoanOpening(application=applied, terms=terms), parts)
    bank = Bank()
    before = await account.read_balance(cast("Any", bank), limits)
    booked = await account.book(cast("Any", bank), loan.transfers[-1], limits)
    assert booked.outcome == "booked"
    assert booked.balance.minor - before.balance.minor == terms.amount.minor - terms.fee.minor > 0
    [(number, wait)] = loan.timers
    assert (number, loan.held.state) == (1, "active")
    assert timedelta() < wait < timedelta(days=32)
    assert sum(row.principal for row in book.rows(loan.held)) == terms.amount.minor


def test_every_value_of_the_file_is_tried() -> None:
    """A field that is added is fuzzed too."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    there = {line.partition(" = ")[0] for line in lines if " = " in line and line[0] != "#"}
    assert there - VALUES.keys() == {"version"}
