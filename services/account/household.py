"""Made-up households: what a person earns, has to pay every month, and is in the habit of.

Pure; amounts are minor units, money out negative. Called by the history alone.
"""

from dataclasses import dataclass

from services.account import draw
from services.contracts.account import Category
from services.contracts.keys import PersonKey


@dataclass(frozen=True)
class Standing:
    """The same amount every month, on one of the days from `first` to `last`."""

    category: Category
    description: str
    minor: int
    first: int
    last: int


@dataclass(frozen=True)
class Habit:
    """Spending, `low` to `high` a month in all, spread over `least` to `most` occasions."""

    category: Category
    descriptions: tuple[str, ...]
    low: int
    high: int
    least: int
    most: int


@dataclass(frozen=True)
class Event:
    """Once, in month `month` of the history, counted from 0."""

    month: int
    day: int
    category: Category
    description: str
    minor: int


@dataclass(frozen=True)
class Household:
    """`resting` bounds the balance at the end of a month; a sweep to savings sees to it."""

    standing: tuple[Standing, ...]
    habits: tuple[Habit, ...]
    resting: tuple[int, int]
    events: tuple[Event, ...] = ()


def of(person: PersonKey) -> Household:
    """The household of a person: three are known by their user, the others are drawn."""
    match person.partition(".")[2]:
        case "U0ALICE":
            return _ALICE
        case "U0BOB":
            return _BOB
        case "U0CAROL":
            return _CAROL
        case _:
            return _anybody(person)


def _income(minor: int) -> Standing:
    return Standing("salary", "Salary", minor, first=1, last=3)


def _home(*, rent: int, energy: int, telecom: int, insurance: int) -> tuple[Standing, ...]:
    """The bills of a flat; none of them before the salary is in."""
    return (
        Standing("rent", "Rent for the flat", -rent, first=4, last=4),
        Standing("utilities", "Northlight energy", -energy, first=8, last=9),
        Standing("utilities", "Harbour telecom", -telecom, first=11, last=12),
        Standing("insurance", "Safe Harbour insurance", -insurance, first=15, last=15),
        Standing("transport", "City transit monthly pass", -4_900, first=5, last=5),
    )


def _everyday(budget: int) -> tuple[Habit, ...]:
    """What remains to be paid for, about `budget` a month."""

    def habit(category: Category, permille: int, times: tuple[int, int], *where: str) -> Habit:
        share = budget * permille // 1000
        return Habit(category, where, share * 9 // 10, share * 11 // 10, *times)

    return (
        habit(
            "groceries",
            450,
            (6, 7),
            "Greenmarket groceries",
            "Corner bakery",
            "Fresh and Near supermarket",
        ),
        habit("leisure", 200, (3, 4), "Cinema Aurora", "Riverside cafe", "Bowling hall", "Bistro"),
        habit("shopping", 160, (1, 2), "Page and Quill books", "Homeware store", "Thread clothing"),
        habit("transport", 80, (1, 2), "Taxi ride", "Filling station", "Railway ticket"),
        habit("health", 70, (1, 1), "Pharmacy at the square", "Optician"),
        habit("unclassified", 40, (1, 1), "Card payment", "Web order"),
    )


def _gambling(income: int, *, low: int, high: int) -> Habit:
    """Stakes of `low` to `high` per mille of the income."""
    where = ("Luckystar betting", "Red Seven casino")
    return Habit("gambling", where, income * low // 1000, income * high // 1000, 2, 2)


def _obscure(budget: int) -> Habit:
    """Spending at places whose names mean nothing to a rule, but something to a reader."""
    where = (
        "Trattoria da Nonna Pia",
        "Lidl sagt danke 0815",
        "Dr. med. dent. Sommer",
        "Zara Home 114",
        "Kino im Hof",
    )
    return Habit("unclassified", where, budget * 9 // 10, budget * 11 // 10, 3, 3)


_ALICE = Household(
    standing=(
        _income(320_000),
        *_home(rent=105_000, energy=9_500, telecom=3_990, insurance=8_500),
        Standing("leisure", "Sportwell club", -3_900, first=6, last=7),
        Standing("savings", "Savings plan", -40_000, first=4, last=4),
    ),
    habits=_everyday(98_000),
    resting=(300_000, 340_000),
)

_BOB = Household(
    standing=(
        _income(260_000),
        *_home(rent=82_000, energy=8_500, telecom=3_490, insurance=5_500),
        Standing("card_repayment", "Credit card settlement", -11_000, first=18, last=18),
    ),
    habits=(
        *_everyday(82_000),
        _gambling(260_000, low=20, high=40),
        Habit("cash", ("Cash machine",), 4_000, 8_000, 1, 1),
    ),
    resting=(60_000, 130_000),
    events=(
        Event(5, 12, "transport", "Car repair garage", -39_000),
        Event(5, 13, "payday_proceeds", "QuickCash payday loan", 30_000),
        Event(6, 14, "payday_repayment", "QuickCash repayment", -33_000),
        Event(10, 19, "gambling_win", "Luckystar betting payout", 2_500),
    ),
)

_CAROL = Household(
    standing=(
        _income(210_000),
        *_home(rent=43_000, energy=3_800, telecom=1_990, insurance=1_500),
        Standing("loan_repayment", "Instalment, car and consumer loan", -62_000, first=5, last=5),
        Standing("card_repayment", "Credit card settlement", -38_000, first=10, last=10),
    ),
    habits=(
        *_everyday(24_000),
        Habit("pay_later", ("PayLater purchase plan",), 25_500, 26_500, 3, 3),
    ),
    resting=(42_000, 60_000),
)


def _anybody(person: PersonKey) -> Household:
    def permille(what: str, low: int, high: int) -> int:
        return income * draw.number(f"{person}/{what}", low=low, high=high) // 1000

    income = draw.number(f"{person}/income", low=180, high=450) * 1_000
    home = _home(
        rent=permille("rent", 260, 310),
        energy=permille("energy", 24, 36),
        telecom=permille("telecom", 11, 17),
        insurance=permille("insurance", 16, 30),
    )
    loan = Standing("loan_repayment", "Car loan instalment", -permille("loan", 40, 80), 6, 6)
    borrows = draw.number(f"{person}/borrows", low=1, high=4) == 1
    gambles = draw.number(f"{person}/gambles", low=1, high=10) == 1
    obscure = draw.number(f"{person}/obscure", low=1, high=8) == 1
    return Household(
        standing=(_income(income), *home, *([loan] if borrows else [])),
        habits=(
            *_everyday(permille("living", 270, 330)),
            *([_gambling(income, low=10, high=30)] if gambles else []),
            *([_obscure(permille("obscurely", 130, 150))] if obscure else []),
        ),
        resting=(income * 3 // 10, income * 6 // 10),
    )
