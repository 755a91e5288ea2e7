"""Metrics and what policy makes of them, as plain values to print. Pure.

Money as text in major units, ratios as fractions with four decimals. Called by the console.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from services.review import patterns, policy
from services.review.measured import HighRisk, Mean, Metric, Metrics, Window
from services.review.policy import Policy

Printed = dict[str, Any]

_RULES = {
    "monthly_income": "income",
    "debt_service_to_income_after": "debt_to_income",
    "payment_to_income": "payment_to_income",
    "disposable_after": "disposable",
    "months_with_income": "months_with_income",
    "gambling": "gambling",
    "payday": "payday",
    "unclassified_share": "unclassified",
}
"""Which rule of the policy looks at which metric."""


def of(metrics: Metrics, rules: Policy) -> Printed:
    """Each metric with window, value, transactions and its rule; then the verdict."""
    verdict = policy.assess(metrics, rules)
    judged = {each.rule: each for each in policy.judgements(metrics, rules)}
    printed = _metrics(metrics)
    for name, metric in printed.items():
        metric["window"] = _window(metrics.window)
        rule = judged.get(_RULES.get(name, ""))
        metric["policy"] = rule and rule.model_dump(include={"level", "code", "threshold"})
    return {
        "window": _window(metrics.window),
        "metrics": printed,
        "policy": {
            "version": rules.version,
            "digest": rules.digest,
            "categories_version": patterns.VERSION,
            "outcome": verdict.outcome,
            "reasons": [reason.model_dump(exclude={"note"}) for reason in verdict.reasons],
        },
    }


def lines(printed: Printed) -> list[str]:
    """The same for people: a line for each metric, then the verdict."""
    metrics: dict[str, Printed] = printed["metrics"]
    verdict: Printed = printed["policy"]
    told = [_line(name, metric) for name, metric in metrics.items()]
    reasons = [f"reason {r['code']} {r['figure']} {r['threshold']}" for r in verdict["reasons"]]
    window: Printed = printed["window"]
    first = f"{window['first']} to {window['last']}, {window['months']} complete months"
    return [first, *told, f"policy {verdict['version']}: {verdict['outcome']}", *reasons]


def _line(name: str, metric: Printed) -> str:
    level = metric["policy"]["level"] if metric["policy"] else ""
    behind = f"{len(metric['transactions'])} transactions"
    return f"{name:<32}{metric['value'] or '-':>14}  {level:<6} {behind}"


def _metrics(found: Metrics) -> dict[str, Printed]:
    return {
        "monthly_income": _mean(found.income),
        "living_spending": _mean(found.living_spending),
        "debt_service": _mean(found.debt_service),
        "average_monthly_spending": _mean(found.monthly_spending),
        "debt_service_to_income_before": _ratio(found.debt_to_income_before),
        "debt_service_to_income_after": _ratio(found.debt_to_income_after),
        "payment_to_income": _ratio(found.payment_to_income),
        "disposable_before": _amount(found.disposable_before),
        "disposable_after": _amount(found.disposable_after),
        "gambling": _high_risk(found.gambling),
        "payday": _high_risk(found.payday),
        "cash": _high_risk(found.cash),
        "collection": _high_risk(found.collection),
        "large_purchases": _amount(found.large_purchases),
        "income_stability": _ratio(found.income_stability),
        "months_with_income": _of(found.months_with_income, str(found.months_with_income.value)),
        "unclassified_share": _ratio(found.unclassified_share),
    }


def _window(window: Window) -> Printed:
    return window.model_dump(mode="json")


def _of(metric: Metric[Any] | Mean, value: str | None) -> Printed:
    return {"value": value, "transactions": list(metric.transactions)}


def _mean(mean: Mean) -> Printed:
    by_month = [_major(minor) for minor in mean.by_month]
    return {**_of(mean, _major(mean.value)), "by_month": by_month}


def _amount(metric: Metric[int]) -> Printed:
    return _of(metric, _major(metric.value))


def _ratio(metric: Metric[Decimal] | Metric[Decimal | None]) -> Printed:
    return _of(metric, _fraction(metric.value))


def _high_risk(risk: HighRisk) -> Printed:
    return {
        **_amount(risk),
        "count": risk.count,
        "share_of_income": _fraction(risk.share),
        "days_since_last": risk.days_since_last,
        "last": risk.last,
    }


def _major(minor: Decimal | int) -> str:
    return f"{(Decimal(minor) / 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def _fraction(ratio: Decimal | None) -> str | None:
    return None if ratio is None else f"{ratio.quantize(Decimal('0.0001'), ROUND_HALF_UP)}"
