"""A quote as plain values to print. Pure. Called by the console command."""

from typing import Any

from services.contracts.money import Money
from services.credit.schedule import Schedule


def of(built: Schedule) -> dict[str, Any]:
    """Terms and schedule; amounts as text in major units."""
    return {
        "amount": _major(built.principal),
        "months": built.months,
        "nominal_rate_percent": str(built.annual_rate),
        "fee": _major(built.fee),
        "instalment": _major(built.regular),
        "last_instalment": _major(built.last),
        "total_interest": _major(built.total_interest),
        "total_payable": _major(built.total_payable),
        "apr_percent": str(built.apr),
        "apr_percent_exact": f"{built.apr_exact:.4f}",
        "schedule": [
            {
                "number": row.number,
                "due": row.due.isoformat(),
                "payment": _major(row.payment),
                "interest": _major(row.interest),
                "principal": _major(row.principal),
                "balance": _major(row.balance),
            }
            for row in built.rows
        ],
    }


def lines(built: Schedule) -> list[str]:
    """The same for people: three lines of heading, then a row for each instalment."""
    rows = [
        f"{row.number:>4} {row.due} {_major(row.payment):>10} {_major(row.interest):>10} "
        f"{_major(row.principal):>10} {_major(row.balance):>12}"
        for row in built.rows
    ]
    return [
        f"instalment {_major(built.regular)}, last {_major(built.last)}, {built.months} months",
        f"interest {_major(built.total_interest)}, total {_major(built.total_payable)}, "
        f"APR {built.apr} %",
        f"{'':>4} {'due':<10} {'payment':>10} {'interest':>10} {'principal':>10} {'balance':>12}",
        *rows,
    ]


def _major(minor: int) -> str:
    return str(Money(minor=minor).major)
