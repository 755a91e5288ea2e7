"""The quote of a repayment: its sums, and the two buttons while it is open. Pure."""

from slack_sdk.models.blocks import ActionsBlock

from bot import names
from bot.identity import Target
from bot.views import loan_en, money
from bot.views import words_en as words
from bot.views.blocks import Rendered, button, buttons, context, facts, message, section
from services.contracts.keys import Key
from services.contracts.loan import RepaymentQuote
from services.contracts.posts import RepaymentOffered


def view(content: RepaymentOffered) -> Rendered:
    """The quote as it stands. Closed ones keep their sums and lose their buttons."""
    quote = content.quote
    head = loan_en.repayment(quote.kind, content.credit_id)
    choice = loan_en.CHOICES[quote.choice] if quote.kind == "partial" else ""
    text = f"{head}: {money.amount(quote.total)}. {_state(content)}"
    return message(
        text,
        [
            section(f"*{head}*\n{_state(content)}"),
            facts(_sums(quote)),
            facts(after) if (after := _afterwards(quote)) else None,
            context(choice) if choice else None,
            _buttons(content) if content.state == "open" else None,
        ],
    )


def _sums(quote: RepaymentQuote) -> list[tuple[str, str]]:
    sums = [
        (loan_en.TO_PAY, quote.total),
        (loan_en.PRINCIPAL, quote.principal),
        (loan_en.INTEREST, quote.interest),
        (loan_en.LATE_INTEREST, quote.late_interest),
        (loan_en.FEE_RETURNED, quote.fee_returned),
        (loan_en.SAVED, quote.saved),
    ]
    rare = (loan_en.LATE_INTEREST, loan_en.FEE_RETURNED)
    return [(name, money.amount(sum_)) for name, sum_ in sums if sum_.minor or name not in rare]


def _afterwards(quote: RepaymentQuote) -> list[tuple[str, str]]:
    if quote.instalment is None:
        return []
    return [
        (loan_en.NEXT_INSTALMENT, money.amount(quote.instalment)),
        (loan_en.INSTALMENTS_LEFT, str(quote.instalments_left)),
    ]


def _state(content: RepaymentOffered) -> str:
    match content.state:
        case "open":
            return loan_en.VALID_TODAY
        case "paid":
            return loan_en.paid(words.day(content.quote.on))
        case "declined":
            return loan_en.CANCELLED
        case "outdated":
            return loan_en.OUTDATED


def _buttons(content: RepaymentOffered) -> ActionsBlock:
    target = Target(credit_id=content.credit_id, promise=Key(content.quote.name))
    return buttons(
        button(loan_en.CONFIRM, action=names.REPAYMENT_CONFIRM, target=target, style="primary"),
        button(words.CANCEL, action=names.REPAYMENT_CANCEL, target=target),
    )
