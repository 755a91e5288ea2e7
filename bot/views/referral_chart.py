"""An applicant's account at a glance: a picture, or tables where none can be shown. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.views import chart_words as chart
from bot.views import money, mrkdwn, text_table
from bot.views.blocks import ALT, File, Rendered, message, section
from bot.views.panels import Bar, Panel
from services.contracts.posts import ClassSeen, MonthSeen, ReferralChart

MOST = 6
"""Bars of classes; where there are more, the last is the sum of the smaller ones."""


def view(content: ReferralChart) -> Rendered:
    """The picture, and the tables that stand in for it."""
    name = f"{content.credit_id}-account-{content.number}.png"
    tables = (part for table in _tables(content) for part in table)
    shown = message(
        chart.AS_TEXT, [section(f"*{chart.AS_TEXT}*"), *(section(part) for part in tables)]
    )
    file = File(
        name=name,
        title=f"{chart.TITLE} {content.credit_id}",
        comment=chart.INTRODUCTION.format(name=name),
        content=partial(_picture, content),
        alt=mrkdwn.cut(told(content), ALT),
    )
    return replace(shown, file=file)


def panels(content: ReferralChart) -> tuple[Panel, Panel]:
    """Each month's income beside its spending, and where that went."""
    by_month = Panel(
        title=chart.by_month(content.currency),
        legend=((chart.INCOME, "dark"), (chart.LIVING, "light"), (chart.DEBTS, "hatched")),
        bars=tuple(bar for each in content.months for bar in _month(each)),
        together=2,
    )
    by_class = Panel(
        title=chart.by_class(content.currency, months=len(content.months)),
        bars=_bars(content.classes),
    )
    return by_month, by_class


def told(content: ReferralChart) -> str:
    """The picture's figures in words."""
    months = "; ".join(
        f"{chart.month(seen)}: {money.major(income)} {chart.INCOME.lower()}, "
        f"{money.major(living)} {chart.LIVING.lower()}, {money.major(debts)} {chart.DEBTS.lower()}"
        for seen, income, living, debts in content.months
    )
    spent = "; ".join(f"{name} {total}" for name, total in _classes(content))
    by_class = chart.by_class(content.currency, months=len(content.months))
    return f"{chart.TITLE}, {chart.by_month(content.currency)}: {months}. {by_class}: {spent}."


def _picture(content: ReferralChart) -> bytes:
    from bot.views import chart_png  # noqa: PLC0415 - loads its library, which few processes need

    return chart_png.of(panels(content))


def _classes(content: ReferralChart) -> list[tuple[str, str]]:
    return [(chart.named(seen.category), money.major(seen.total)) for seen in content.classes]


def _bars(classes: Sequence[ClassSeen]) -> tuple[Bar, ...]:
    """One for each class that is large enough, and one for the sum of the others."""
    spent = [seen for seen in classes if seen.total > 0]
    refunds = [seen for seen in classes if seen.total <= 0]
    alone = len(spent) if len(spent) <= MOST else MOST - 1
    bars = [_bar(chart.named(seen.category), [seen]) for seen in spent[:alone]]
    others = [_bar(chart.OTHERS, spent[alone:])] if spent[alone:] else []
    return (*bars, *others, *(_bar(chart.named(seen.category), [seen]) for seen in refunds))


def _bar(label: str, classes: Sequence[ClassSeen]) -> Bar:
    living = sum(seen.total for seen in classes if not seen.debt)
    debts = sum(seen.total for seen in classes if seen.debt)
    return Bar(label, ((living, "light"), (debts, "hatched")), living + debts)


def _month(seen: MonthSeen) -> tuple[Bar, Bar]:
    spending = seen.living + seen.debts
    return (
        Bar(chart.month(seen.month), ((seen.income, "dark"),), seen.income),
        Bar(chart.SPENDING, ((seen.living, "light"), (seen.debts, "hatched")), spending),
    )


def _tables(content: ReferralChart) -> tuple[list[str], list[str]]:
    months = [
        (chart.month(seen), *(money.major(minor) for minor in amounts))
        for seen, *amounts in content.months
    ]
    spent = _classes(content)
    head = (chart.MONTH, chart.INCOME, chart.LIVING, chart.DEBTS)
    return (
        text_table.parts(head, months),
        text_table.parts((chart.CLASS, content.currency), spent),
    )
