"""`credit-desk`: the console command of engineers. Every subcommand has `--json`."""

import argparse
import asyncio
import json
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from services import settings
from services.audit import export
from services.contracts import sealed
from services.contracts.account import LedgerAccount, LedgerView, Transaction
from services.contracts.audit import Chain
from services.contracts.keys import CreditId, MalformedKey, PersonKey
from services.contracts.money import Money
from services.credit import schedule, sheet
from services.operations import Desk, DeskUnreachable
from services.review import metrics, policy, report, statement

LONGEST_TERM = 600
LONGEST_WINDOW = 12
HIGHEST_RATE = 100
"""What a policy file may have at most, in months and in percent a year."""


class BadArgument(Exception):
    """An argument can't be used. The text names it and says what it should be."""


class BrokenChain(Exception):
    """An audit was changed. The text is its story, and names the first broken link."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand. Returns 0, or 1 after one sentence on standard error."""
    options = _parser().parse_args(arguments)
    try:
        found, lines = options.run(options)
    except (BadArgument, BrokenChain, DeskUnreachable, policy.PolicyError, ValueError) as wrong:
        print(f"credit-desk: {wrong}", file=sys.stderr)
        return 1
    print(json.dumps(found, indent=1) if options.json else "\n".join(lines))
    return 0


Answer = tuple[Any, list[str]]
"""What `--json` prints, and the lines for people."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("credit-desk", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ledger = commands.add_parser("ledger", help="all accounts, their balances and their sum")
    ledger.set_defaults(run=_ledger)
    application = commands.add_parser("application", help="one application, as its workflow has it")
    application.add_argument("credit_id", metavar="CR-…")
    application.set_defaults(run=_application)
    audit = commands.add_parser("audit", help="the events of a credit, or about a person's data")
    audit.add_argument("of", metavar="CR-…|{team}.{user}", nargs="?")
    audit.add_argument("--file", help="check an export instead, without a running desk")
    audit.add_argument("--last", help="the hash that the export must end with")
    audit.set_defaults(run=_audit)
    feedback = commands.add_parser("feedback", help="thumbs under answers, and which got one down")
    feedback.set_defaults(run=_feedback)
    quote = commands.add_parser("quote", help="instalment, total, APR and schedule")
    quote.add_argument("amount", help="such as 1000 or 99.50")
    quote.add_argument("months", help="the term, such as 12")
    quote.add_argument("--rate", help="nominal percent a year; the policy's by default")
    quote.add_argument("--fee", help="paid at drawdown; the policy's by default")
    quote.add_argument("--start", help="disbursement, YYYY-MM-DD; today by default")
    quote.set_defaults(run=_quote)
    measured = commands.add_parser("metrics", help="figures of an account, and what policy says")
    measured.add_argument("file", metavar="FILE.csv", help="date,amount,description,category")
    measured.add_argument("--instalment", help="of the new credit a month; 0 by default")
    measured.add_argument("--today", help="YYYY-MM-DD; today by default")
    measured.add_argument("--months", help="the window; the policy's by default")
    measured.set_defaults(run=_metrics)
    for command in (ledger, application, audit, feedback, quote, measured):
        command.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _desk() -> Desk:
    return Desk(
        ingress_url=os.environ.get("RESTATE_INGRESS_URL", "http://localhost:8080").rstrip("/"),
        admin_url=os.environ.get("RESTATE_ADMIN_URL", "http://localhost:9070").rstrip("/"),
        keys=_journal_keys(),
    )


def _journal_keys() -> sealed.Keys:
    try:
        return sealed.read(os.environ.get("JOURNAL_KEYS", ""))
    except sealed.MalformedKeys as wrong:
        raise BadArgument(f"JOURNAL_KEYS is malformed: {wrong}.") from None


def _ledger(_options: argparse.Namespace) -> Answer:
    views = asyncio.run(_desk().ledger())
    own = [(str(view.person), each) for view in views for each in _customers(view)]
    accounts = own + [("", each) for each in _banks(views)]
    total = Money(minor=sum(each.balance.minor for _, each in accounts))
    found = {
        "accounts": [{"person": person, **each.model_dump()} for person, each in accounts],
        "sum": total.model_dump(),
    }
    lines = [_row(f"{person or 'bank'} {each.name}", each.balance) for person, each in accounts]
    return found, [*lines, _row("sum", total)]


def _customers(view: LedgerView) -> list[LedgerAccount]:
    return [each for each in view.accounts if not each.name.startswith("bank.")]


def _banks(views: Sequence[LedgerView]) -> list[LedgerAccount]:
    """The bank's accounts, each summed over all customers' books."""
    banks = [each for view in views for each in view.accounts if each.name.startswith("bank.")]
    return [
        LedgerAccount(
            name=name,
            balance=Money(minor=sum(each.balance.minor for each in banks if each.name == name)),
            entries=sum(each.entries for each in banks if each.name == name),
        )
        for name in sorted({each.name for each in banks})
    ]


def _row(label: str, amount: Money) -> str:
    return f"{label:<36}{amount!s:>18}"


def _application(options: argparse.Namespace) -> Answer:
    credit_id = _credit_id(options.credit_id)
    view = asyncio.run(_desk().application(credit_id))
    if view is None:
        raise BadArgument(f"There is no application {credit_id}.")
    found = view.model_dump(mode="json")
    lines = [
        f"{credit_id}: {view.state}",
        f"{view.application.amount} over {view.application.months} months, "
        f"for {view.application.customer}, submitted {view.application.submitted_at:%F %H:%M} UTC",
    ]
    if view.awaiting:
        lines.append(f"waiting for {view.awaiting.name} until {view.awaiting.until:%F %H:%M} UTC")
    lines += [f"{vote.officer}: {vote.action}" for vote in view.votes]
    lines += [f"reason {r.code} {r.figure} {r.threshold} {r.note}".rstrip() for r in view.reasons]
    return found, lines


def _audit(options: argparse.Namespace) -> Answer:
    chain = _export(options) if options.file else _running(options)
    lines = [export.line(link) for link in chain.links]
    problem = export.problem(chain, last=options.last)
    if problem:
        raise BrokenChain("\n".join([*lines, problem]))
    summary = f"{len(lines)} links, the chain holds; its last hash is {export.final_hash(chain)}"
    return chain.model_dump(mode="json"), [*lines, summary]


def _feedback(_options: argparse.Namespace) -> Answer:
    rated = asyncio.run(_desk().ratings())
    down = [(thread, each.message) for thread, each in rated if each.thumb == "down"]
    found = {
        "up": len(rated) - len(down),
        "down": len(down),
        "rated_down": [{"thread": thread, "message": message} for thread, message in down],
    }
    lines = [f"{found['up']} up, {found['down']} down"]
    return found, [*lines, *(f"down: {thread}, answer to {message}" for thread, message in down)]


def _running(options: argparse.Namespace) -> Chain:
    if options.of is None:
        raise BadArgument("Name a credit, such as CR-7K2M9QXD, or a --file.")
    of = PersonKey(options.of) if "." in options.of else _credit_id(options.of)
    chain = asyncio.run(_desk().audit(of))
    if not chain.links:
        raise BadArgument(f"There is no audit of {of}.")
    return chain


def _export(options: argparse.Namespace) -> Chain:
    if options.of is not None:
        raise BadArgument("Name a credit or a --file, not both: an export doesn't say whose it is.")
    try:
        return export.read(Path(options.file).read_text(encoding="utf-8"))
    except OSError as wrong:
        raise BadArgument(f"{options.file} can't be read: {wrong.strerror}.") from None
    except (UnicodeDecodeError, export.NoExport):
        raise BadArgument(f"{options.file} is no export of `credit-desk audit --json`.") from None


def _credit_id(text: str) -> CreditId:
    try:
        return CreditId(text)
    except MalformedKey:
        raise BadArgument(f"{text!r} is no credit id, such as CR-7K2M9QXD.") from None


def _quote(options: argparse.Namespace) -> Answer:
    product = _policy().product
    rate = product.annual_rate if options.rate is None else _rate(options.rate)
    fee = product.fee if options.fee is None else _minor("--fee", options.fee)
    try:
        built = schedule.annuity(
            _minor("AMOUNT", options.amount),
            months=_count("MONTHS", options.months, most=LONGEST_TERM),
            annual_rate=rate,
            start=_day("--start", options.start),
            fee=fee,
            minimum_instalment=product.minimum_instalment,
        )
    except schedule.InvalidTerms:
        raise BadArgument("AMOUNT must be above 0, and above the fee.") from None
    except schedule.InstalmentTooSmall:
        least = _major(product.minimum_instalment)
        message = f"Each instalment must be at least {least}: choose a shorter term."
        raise BadArgument(message) from None
    except ValueError:
        raise BadArgument("--start is too late: the calendar ends with the year 9999.") from None
    return sheet.of(built), sheet.lines(built)


def _policy() -> policy.Policy:
    return policy.load(Path(os.environ.get("POLICY_FILE", settings.POLICY)))


def _metrics(options: argparse.Namespace) -> Answer:
    rules = _policy()
    months = rules.window.months if options.months is None else options.months
    computed = metrics.compute(
        _statement(Path(options.file), currency=rules.product.currency),
        today=_day("--today", options.today),
        months=_count("--months", str(months), most=LONGEST_WINDOW),
        instalment=_minor("--instalment", options.instalment or "0"),
    )
    found = report.of(computed, rules)
    return found, report.lines(found)


def _statement(file: Path, *, currency: str) -> tuple[Transaction, ...]:
    try:
        return statement.read(file.read_text(encoding="utf-8"), currency=currency)
    except OSError as wrong:
        raise BadArgument(f"{file} can't be read: {wrong.strerror}.") from None
    except UnicodeDecodeError:
        raise BadArgument(f"{file} can't be read: it is no UTF-8 text.") from None
    except statement.BadStatement as wrong:
        raise BadArgument(f"{file}, {wrong}") from None


def _major(minor: int) -> str:
    return str(Money(minor=minor).major)


def _decimal(name: str, text: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,4})?", text):
        raise BadArgument(f"{name} is {text!r}: it must be a number, such as 6 or 99.50.")
    return Decimal(text)


def _minor(name: str, text: str) -> int:
    minor = _decimal(name, text).scaleb(2)
    if minor != minor.to_integral_value():
        raise BadArgument(f"{name} is {text!r}: it must have at most two decimals.")
    return int(minor)


def _rate(text: str) -> Decimal:
    rate = _decimal("--rate", text)
    if rate > HIGHEST_RATE:
        raise BadArgument(f"--rate is {text!r}: it must be from 0 to {HIGHEST_RATE} percent.")
    return rate


def _count(name: str, text: str, *, most: int) -> int:
    if not (re.fullmatch(r"[0-9]{1,3}", text) and 0 < int(text) <= most):
        raise BadArgument(f"{name} is {text!r}: it must be from 1 to {most}.")
    return int(text)


def _day(name: str, text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadArgument(f"{name} is {text!r}: it must be a day, such as 2026-01-31.") from None


if __name__ == "__main__":
    sys.exit(main())
