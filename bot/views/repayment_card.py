"""The quote of a repayment: its sums, and the two buttons while it is open. Pure."""

from slack_sdk.models.blocks import ActionsBlock

from bot import names
from bot.identity import Target
from bot.views import disclosure, language, loan_words, money, words
from bot.views.blocks import Rendered, button, buttons, context, facts, message, section
from bot.views.language import _
from services.contracts.keys import Key
from services.contracts.loan import RepaymentQuote
from services.contracts.posts import RepaymentOffered


def view(content: RepaymentOffered) -> Rendered:
    """The quote as it stands. Closed ones keep their sums and lose their buttons."""
    quote = content.quote
    head = loan_words.repayment(quote.kind, content.credit_id)
    choice = _(loan_words.CHOICES[quote.choice]) if quote.kind == "partial" else ""
    text = f"{head}: {money.amount(quote.total)}. {_state(content)}"
    return message(
        text,
        [
            section(f"*{head}*\n{_state(content)}"),
            facts(_sums(quote)),
            facts(after) if (after := _afterwards(quote)) else None,
            context(choice) if choice else None,
            context(disclosure.bank()),
            _buttons(content) if content.state == "open" else None,
        ],
    )


def _sums(quote: RepaymentQuote) -> list[tuple[str, str]]:
    sums = [
        (_(loan_words.TO_PAY), quote.total),
        (_(loan_words.PRINCIPAL), quote.principal),
        (_(loan_words.INTEREST), quote.interest),
        (_(loan_words.LATE_INTEREST), quote.late_interest),
        (_(loan_words.FEE_RETURNED), quote.fee_returned),
        (_(loan_words.SAVED), quote.saved),
    ]
    rare = (_(loan_words.LATE_INTEREST), _(loan_words.FEE_RETURNED))
    return [(name, money.amount(sum_)) for name, sum_ in sums if sum_.minor or name not in rare]


def _afterwards(quote: RepaymentQuote) -> list[tuple[str, str]]:
    if quote.instalment is None:
        return []
    return [
        (_(loan_words.NEXT_INSTALMENT), money.amount(quote.instalment)),
        (_(loan_words.INSTALMENTS_LEFT), str(quote.instalments_left)),
    ]


def _state(content: RepaymentOffered) -> str:
    match content.state:
        case "open":
            return _(loan_words.VALID_TODAY)
        case "paid":
            return loan_words.paid(language.day(content.quote.on))
        case "declined":
            return _(loan_words.CANCELLED)
        case "outdated":
            return _(loan_words.OUTDATED)


def _buttons(content: RepaymentOffered) -> ActionsBlock:
    target = Target(credit_id=content.credit_id, promise=Key(content.quote.name))
    return buttons(
        button(
            _(loan_words.CONFIRM), action=names.REPAYMENT_CONFIRM, target=target, style="primary"
        ),
        button(_(words.CANCEL), action=names.REPAYMENT_CANCEL, target=target),
    )
