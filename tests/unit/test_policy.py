"""What the policy file may say, and what policy makes of figures at its limits."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.contracts.account import Category, Transaction
from services.contracts.lending import Reason
from services.review import metrics, policy
from tests.unit.feed import TODAY, entry, plain_months, worked_case

FILE = Path(policy.__file__).with_name("policy.toml")


@pytest.fixture
def rules() -> policy.Policy:
    return policy.load(FILE)


def assess(
    transactions: Sequence[Transaction], rules: policy.Policy, *, instalment: int = 0
) -> policy.Verdict:
    computed = metrics.compute(transactions, today=TODAY, months=3, instalment=instalment)
    return policy.assess(computed, rules)


def codes(verdict: policy.Verdict) -> list[str]:
    return [verdict.outcome, *(reason.code for reason in verdict.reasons)]


def changed(folder: Path, old: str, new: str) -> Path:
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file = folder / "policy.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_start_values(rules: policy.Policy) -> None:
    """The shipped file reads as the desk's start values, in minor units and durations."""
    assert (rules.product.minimum_amount, rules.product.maximum_amount) == (100_00, 25000_00)
    assert (rules.product.minimum_months, rules.product.maximum_months) == (3, 120)
    assert (rules.product.annual_rate, rules.product.fee) == (Decimal(6), 0)
    assert (rules.exposure.max_total, rules.exposure.max_open_applications) == (25000_00, 3)
    assert rules.timers.question_reminders == (timedelta(days=2), timedelta(days=5))
    assert rules.timers.referral_claim == timedelta(hours=4)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('fee = "0.00"', "fee = 0.0", "product.fee: must be an amount in quotes"),
        ('fee = "0.00"', 'fee = "-1.00"', "product.fee: must be an amount in quotes"),
        ('fee = "0.00"', 'fee = "100.00"', "product: fee must be less than minimum_amount"),
        ('fee = "0.00"', 'fee = "250.00"', "product: fee must be less than minimum_amount"),
        ('fee = "0.00"', "", "product.fee is missing"),
        ('fee = "0.00"', 'fee = "0.00"\ncolour = "red"', "product.colour is no field"),
        ('\nannual_rate = "6"', "\nannual_rate = 6", "product.annual_rate: must be a percentage"),
        ('currency = "EUR"', 'currency = "euro"', "product.currency: "),
        ("minimum_months = 3", "minimum_months = true", "product.minimum_months: "),
        ("minimum_months = 3", "minimum_months = 0", "product.minimum_months: "),
        ("minimum_months = 3", "minimum_months = 121", "minimum_months must not be above"),
        ('maximum_amount = "25000.00"', 'maximum_amount = "99.99"', "minimum_amount must not be"),
        ('one_officer = "10000.00"', 'one_officer = "4999.99"', "mandates: automatic must not"),
        ("months = 3\n\n", "months = 13\n\n", "window.months: "),
        ('fail_above = "50"', 'fail_above = "34"', "debt_to_income_refer_above must not be above"),
        ('_fail_below = "0.00"', '_fail_below = "100.01"', "disposable_fail_below must not"),
        ('question_deadline = "P7D"', "question_deadline = 7", "timers.question_deadline: must"),
        ('question_deadline = "P7D"', 'question_deadline = "P5D"', "question_reminders must"),
        ('question_deadline = "P7D"', 'question_deadline = "P"', "timers.question_deadline: "),
        ('offer_validity = "P14D"', 'offer_validity = "PT0S"', "timers.offer_validity: "),
        ('referral_deadline = "P30D"', 'referral_deadline = "PT1H"', "referral_escalation must"),
        ('version = "1"', "version = ", "is not TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """The error names the file and the field, and says what is wrong."""
    file = changed(tmp_path, old, new)
    with pytest.raises(policy.PolicyError) as refused:
        policy.load(file)
    assert str(refused.value).startswith(f"{file}: ")
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('annual_rate = "6"\nlate', "annual_rate = 6\nlate", "13: product.annual_rate"),
        ('fee = "0.00"', "fee = 0.00 # cents", "15: product.fee"),
        ('fee = "0.00"', "", "7: product.fee is missing"),
        ('fee = "0.00"', 'fee = "0.00"\ncolour = "red"', "16: product.colour is no field"),
        ('fee = "0.00"', 'fee = "250.00"', "9 and 15: product: fee must be less"),
        ('one_officer = "10000.00"', 'one_officer = "1.00"', "24 and 25: mandates: automatic"),
        ('["P2D", "P5D"]', '["P2D", 5]', "44: timers.question_reminders.1: must be"),
        ('version = "1"', "version = ", "5: is not TOML"),
        ("[window]\n", "[window\n", "28: is not TOML"),
        ("[window]\nmonths = 3\n", "", "1: window is missing"),
    ],
)
def test_a_wrong_file_is_refused_with_the_line(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    """The line to be mended comes right after the file's name."""
    file = changed(tmp_path, old, new)
    with pytest.raises(policy.PolicyError) as refused:
        policy.load(file)
    assert str(refused.value).startswith(f"{file}: line {line}")


def test_no_text_is_no_policy(tmp_path: Path) -> None:
    """A file of other bytes has no lines to name."""
    file = tmp_path / "policy.toml"
    file.write_bytes(b"version = \xff")
    with pytest.raises(policy.PolicyError, match="is not TOML: it is no UTF-8 text"):
        policy.load(file)


def test_judgements_are_of_every_rule(rules: policy.Policy) -> None:
    """Also of those that pass; the worked case fires one."""
    computed = metrics.compute(worked_case(), today=TODAY, months=3, instalment=86_07)
    found = policy.judgements(computed, rules)
    assert len(found) == 8
    assert [(each.rule, each.level) for each in found if each.level != "pass"] == [
        ("payday", "refer")
    ]


def test_something_of_the_smallest_credit_is_paid_out(tmp_path: Path) -> None:
    """A fee of 99.99 leaves a cent of 100.00, which is enough."""
    dear = policy.load(changed(tmp_path, 'fee = "0.00"', 'fee = "99.99"'))
    assert dear.product.fee == dear.product.minimum_amount - 1


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    """No file, no policy."""
    with pytest.raises(policy.PolicyError, match=r"nowhere\.toml: can't be read"):
        policy.load(tmp_path / "nowhere.toml")


def test_digest_follows_the_values_alone(tmp_path: Path, rules: policy.Policy) -> None:
    """A comment changes nothing, a value does."""
    commented = policy.load(changed(tmp_path, 'version = "1"', '# note\nversion = "1"'))
    cheaper = policy.load(changed(tmp_path, '\nannual_rate = "6"', '\nannual_rate = "5.9"'))
    assert len(rules.digest) == hashlib.sha256().digest_size * 2
    assert commented.digest == rules.digest
    assert cheaper.digest != rules.digest


@settings(max_examples=200, deadline=None, database=None)
@given(
    amounts=st.lists(st.integers(1, 10**13), min_size=2, max_size=2).map(sorted),
    rate=st.decimals(0, 100, places=4) | st.decimals(0, 100, places=0),
    deadline=st.timedeltas(timedelta(days=6), timedelta(days=2000)),
)
def test_a_policy_reads_back_from_the_journal(
    amounts: list[int], rate: Decimal, deadline: timedelta
) -> None:
    """Years later an application must be decided by the very values it began under."""
    start = policy.load(FILE)
    smallest, largest = amounts
    product = {"minimum_amount": smallest, "maximum_amount": largest, "annual_rate": rate}
    kept = start.model_copy(
        update={
            "product": start.product.model_copy(update=product),
            "timers": start.timers.model_copy(update={"question_deadline": deadline}),
        }
    )
    read = policy.Policy.model_validate_json(kept.model_dump_json())
    assert read == kept
    assert read.digest == kept.digest
    assert read.model_dump_json() == kept.model_dump_json()


@pytest.mark.parametrize(
    ("amount", "months", "code"),
    [
        (100_00, 3, None),
        (25000_00, 120, None),
        (99_99, 12, "amount_too_small"),
        (-1, 12, "amount_too_small"),
        (25000_01, 12, "amount_too_large"),
        (1000_00, 2, "term_too_short"),
        (1000_00, 121, "term_too_long"),
    ],
)
def test_admissible(rules: policy.Policy, amount: int, months: int, code: str | None) -> None:
    """The product's limits belong to the product."""
    refusal = policy.admissible(rules, amount=amount, months=months)
    assert (refusal.code if refusal else None) == code


def test_a_refusal_carries_the_limits(rules: policy.Policy) -> None:
    """Enough to say what would be possible."""
    refusal = policy.admissible(rules, amount=1, months=12)
    assert refusal == policy.Refusal(code="amount_too_small", minimum=100_00, maximum=25000_00)


@pytest.mark.parametrize(
    ("exposure", "who"),
    [
        (5000_00, "automatic"),
        (5000_01, "one_officer"),
        (10000_00, "one_officer"),
        (10000_01, "two_officers"),
    ],
)
def test_mandate(rules: policy.Policy, exposure: int, who: policy.Mandate) -> None:
    """A limit belongs to the smaller mandate."""
    assert policy.mandate(rules, exposure) == who


@pytest.mark.parametrize(
    ("debt", "outcome"),
    [
        (3500_00, ["pass"]),
        (3500_01, ["refer", "OBLIGATIONS_EXCESSIVE"]),
        (5000_00, ["refer", "OBLIGATIONS_EXCESSIVE"]),
        (5000_01, ["fail", "OBLIGATIONS_EXCESSIVE"]),
    ],
)
def test_debt_to_income(rules: policy.Policy, debt: int, outcome: list[str]) -> None:
    """35 % passes, 50 % refers, a cent more on ten thousand is one step further."""
    assert codes(assess(plain_months(income=10000_00, debt=debt), rules)) == outcome


def test_a_limit_met_exactly_by_thirds_is_met(rules: policy.Policy) -> None:
    """Means that don't divide evenly must not push a figure over its limit."""
    feed = (
        *plain_months(income=1000_00),
        entry("01-09", "salary", 1_00),
        entry("02-09", "pay_later", -1050_35),
    )
    assert codes(assess(feed, rules)) == ["pass"]


@pytest.mark.parametrize(
    ("instalment", "outcome"), [(2000_00, ["pass"]), (2000_01, ["refer", "INCOME_INSUFFICIENT"])]
)
def test_payment_to_income(rules: policy.Policy, instalment: int, outcome: list[str]) -> None:
    """20 % passes."""
    verdict = assess(plain_months(income=10000_00), rules, instalment=instalment)
    assert codes(verdict) == outcome


@pytest.mark.parametrize(
    ("income", "left", "outcome"),
    [
        (1000_00, 100_00, ["pass"]),
        (1000_00, 99_99, ["refer", "INCOME_INSUFFICIENT"]),
        (1000_00, 0, ["refer", "INCOME_INSUFFICIENT"]),
        (1000_00, -1, ["fail", "DISPOSABLE_NEGATIVE"]),
        (4000_00, 200_00, ["pass"]),
        (4000_00, 199_99, ["refer", "INCOME_INSUFFICIENT"]),
    ],
)
def test_disposable(rules: policy.Policy, income: int, left: int, outcome: list[str]) -> None:
    """The floor is the larger of 100.00 and 5 % of income; under zero is a hard fail."""
    feed = plain_months(income=income, spending=income - left)
    assert codes(assess(feed, rules)) == outcome


@pytest.mark.parametrize(
    ("paid", "outcome"),
    [
        (["01", "02", "03"], ["pass"]),
        (["02", "03"], ["refer", "SHORT_HISTORY"]),
        (["01", "03"], ["refer", "IRREGULAR_INCOME"]),
        (["01", "02"], ["refer", "IRREGULAR_INCOME"]),
    ],
)
def test_months_with_income(rules: policy.Policy, paid: list[str], outcome: list[str]) -> None:
    """Income in every month passes; a late start is short, a gap irregular."""
    feed = [entry(f"{month}-05", "salary", 3000_00) for month in paid]
    assert codes(assess(feed, rules)) == outcome


@pytest.mark.parametrize(
    ("category", "minor", "outcome"),
    [
        ("gambling", -1500_00, ["pass"]),
        ("gambling", -1500_01, ["refer", "GAMBLING_SHARE"]),
        ("unclassified", -1500_00, ["pass"]),
        ("unclassified", -1500_01, ["refer", "INCOME_UNVERIFIED"]),
    ],
)
def test_shares(rules: policy.Policy, category: Category, minor: int, outcome: list[str]) -> None:
    """5 % of 30,000.00 income for gambling; 15 % of 10,000.00 outflow unknown."""
    spent = 10000_00 - 1500_00
    feed = (
        *plain_months(income=10000_00),
        entry("02-01", "groceries", -spent),
        entry("02-02", category, minor),
    )
    assert codes(assess(feed, rules)) == outcome


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("01-14", ["pass"]),
        ("01-15", ["refer", "RECENT_HIGH_COST_LOANS"]),
        ("04-15", ["refer", "RECENT_HIGH_COST_LOANS"]),
    ],
)
def test_payday_loan(rules: policy.Policy, day: str, outcome: list[str]) -> None:
    """Ninety days back from today refer, ninety-one don't; the current month counts."""
    feed = (*plain_months(income=3000_00), entry(day, "payday_proceeds", 100_00))
    assert codes(assess(feed, rules)) == outcome


def test_zero_income_refers_and_never_fails(rules: policy.Policy) -> None:
    """Nothing that hangs on income can reject where no income is seen."""
    verdict = assess(plain_months(income=0, spending=900_00, debt=900_00), rules, instalment=1)
    assert codes(verdict) == ["refer", "INCOME_UNVERIFIED", "SHORT_HISTORY"]
    assert verdict.reasons[0].figure == "0.00 EUR"


def test_a_hard_fail_comes_first_and_four_reasons_at_most(rules: policy.Policy) -> None:
    """Six rules fire; the hard ones lead, each code once."""
    feed = (
        entry("01-05", "salary", 900_00),
        entry("03-05", "salary", 900_00),
        entry("03-06", "loan_repayment", -800_00),
        entry("03-07", "gambling", -900_00),
        entry("03-08", "payday_proceeds", 300_00),
        entry("03-09", "unclassified", -500_00),
    )
    assert codes(assess(feed, rules, instalment=200_00)) == [
        "fail",
        "OBLIGATIONS_EXCESSIVE",
        "DISPOSABLE_NEGATIVE",
        "INCOME_INSUFFICIENT",
        "IRREGULAR_INCOME",
    ]


def test_reasons_carry_figure_and_threshold(rules: policy.Policy) -> None:
    """In words that a person can hold side by side."""
    feed = plain_months(income=1000_00, spending=480_00, debt=521_00)
    assert assess(feed, rules).reasons == (
        Reason(code="OBLIGATIONS_EXCESSIVE", figure="52.1 %", threshold="50.0 %"),
        Reason(code="DISPOSABLE_NEGATIVE", figure="-1.00 EUR", threshold="0.00 EUR"),
    )


def test_a_figure_beyond_its_limit_never_reads_like_the_limit(rules: policy.Policy) -> None:
    """50.0001 % is not shown as 50.0 % against 50.0 %."""
    (reason,) = assess(plain_months(income=10000_00, debt=5000_01), rules).reasons
    assert (reason.figure, reason.threshold) == ("50.0001 %", "50.0 %")


def test_figures_of_the_worked_case(rules: policy.Policy) -> None:
    """The officers' card shows each figure beside its limit."""
    computed = metrics.compute(worked_case(), today=TODAY, months=3, instalment=86_07)
    shown = [(f.name, f.value, f.threshold) for f in policy.figures(computed, rules)]
    assert shown == [
        ("income", "2,450.00 EUR", ""),
        ("living_spending", "1,920.00 EUR", ""),
        ("debt_service", "310.00 EUR", ""),
        ("debt_to_income_before", "12.7 %", ""),
        ("debt_to_income_after", "16.2 %", "35.0 %"),
        ("payment_to_income", "3.5 %", "20.0 %"),
        ("disposable_after", "133.93 EUR", "122.50 EUR"),
        ("gambling_share", "1.4 %", "5.0 %"),
    ]
    assert not any(f.fired for f in policy.figures(computed, rules))


def test_the_worked_case_refers_for_its_payday_loan(rules: policy.Policy) -> None:
    """All ratios pass; a payday loan in the last ninety days is for people to judge."""
    verdict = assess(worked_case(), rules, instalment=86_07)
    assert verdict == policy.Verdict(
        outcome="refer",
        reasons=(Reason(code="RECENT_HIGH_COST_LOANS", figure="21 d", threshold="90 d"),),
    )


def test_figures_without_income_say_so(rules: policy.Policy) -> None:
    """No ratio is shown as none, and as a rule that fired."""
    computed = metrics.compute((), today=TODAY, months=3, instalment=1)
    shown = {f.name: f for f in policy.figures(computed, rules)}
    assert shown["debt_to_income_after"].value == "-"
    assert shown["debt_to_income_after"].fired
    assert shown["income"].fired
